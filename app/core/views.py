"""The base of every screen over a table: list, show, add, edit, delete, export, actions.

A subclass declares columns, titles and operations; everything else follows from
the model. Rules live in operations, rows are scoped by the session, a request
is committed once, here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import Response, abort, current_app, flash, g, redirect, request, url_for
from flask_appbuilder import ModelView, expose, has_access
from flask_appbuilder.const import PERMISSION_PREFIX
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from . import audit, clock, display
from .actor import current_actor
from .addresses import Address, asked
from .columns import NOTHING, ListColumn, attribute, list_column, shower
from .db import db
from .errors import Conflict, Refused, ScopeViolation
from .filters import SealedIs, bounded, operators
from .forms import AppForm, Wanted, build_form, dialog_size, sections
from .interface import AppInterface, error_words
from .listing import (
    Button,
    RowAction,
    conditions,
    headers,
    listing,
    load_options,
    row_links,
    stream,
)
from .requests import LARGEST_ID
from .responses import done, page
from .scope import OrgOwned, SoftDeleted, readable

__all__ = ["AppInterface", "AppModelView", "Button", "RowAction"]

MOST_AT_ONCE = 500
EXPORT_IN_REQUEST = 2_000
PERMISSIONS = {
    "list": "read",
    "search": "read",
    "show": "read",
    "lookup": "read",
    "add": "create",
    "edit": "update",
    "delete": "delete",
    "export": "export",
    "reveal": "reveal",
}
Operation = Callable[..., Any]


class AppModelView(ModelView):  # type: ignore[misc]
    """A table as a screen. See the module's words; the attributes below may be declared."""

    exclude_route_methods: set[str] = set()
    method_permission_name: Mapping[str, str] = PERMISSIONS
    page_size = 25

    # Operations of the module; without one, plain records are written through AppInterface.
    create: Operation | None = None
    update: Operation | None = None
    remove: Operation | None = None

    unit: Any = _l("条")
    intro: Any = ""
    empty_hint: Any = ""
    toolbar: Sequence[Button] = ()
    add_label: Any = _l("新增")
    edit_label: Any = _l("修改")
    submit_label: Any = _l("保存")
    added_message: Any = _l("已新增")
    edited_message: Any = _l("已保存")
    removed_message: Any = _l("已删除")
    delete_hint: Any = _l("删除后将不再显示。")

    formatters: Mapping[str, Callable[[Any], Any]] = {}
    tags: Mapping[str, Mapping[Any, str]] = {}
    narrow_columns: Sequence[str] | None = None
    default_filters: Mapping[str, Any] = {}
    list_options: Sequence[Any] = ()
    field_spans: Mapping[str, int] = {}
    lookups: Mapping[str, str] = {}

    list_template = "zj/list.html"
    show_template = "zj/show.html"
    add_template = "zj/form.html"
    edit_template = "zj/form.html"
    delete_template = "zj/delete.html"

    # --- what is prepared once, when the application starts ---------------------------------

    def __init__(self, **kwargs: Any) -> None:
        self.exclude_route_methods = {"download", *self.exclude_route_methods}
        if not (self.add_columns or self.add_fieldsets or self.add_form):
            self.exclude_route_methods.add("add")
        if not (self.edit_columns or self.edit_fieldsets or self.edit_form):
            self.exclude_route_methods.add("edit")
        super().__init__(**kwargs)

    def _init_properties(self) -> None:
        super()._init_properties()
        model = self.datamodel.obj
        for name in {*self.list_columns, *self.show_columns, *self.search_columns}:
            self.label_columns.setdefault(name, self._label(name))
        self.searches = {
            name: [kind(name, self.datamodel) for kind in operators(attribute(model, name))]
            for name in self.search_columns
        }
        if unsearchable := [name for name, found in self.searches.items() if not found]:
            raise TypeError(f"{type(self).__name__}: cannot search {unsearchable}")
        self.columns = self._list_columns()
        self.load_options = load_options(self)
        masked = [n for n in self.show_columns if attribute(model, n).info.get("mask")]
        if not masked:
            self.exclude_route_methods.add("reveal")

    def _gen_labels_columns(self, list_columns: Iterable[str]) -> None:
        """Labels come from the view, else from the column's own ``info["label"]``."""
        self.label_columns = dict(self.label_columns)
        for name in list_columns:
            self.label_columns.setdefault(name, self._label(name))

    def _label(self, name: str) -> Any:
        found = attribute(self.datamodel.obj, name)
        return found.info.get("label") or self._prettify_column(name)

    def _list_columns(self) -> list[ListColumn]:
        model = self.datamodel.obj
        found = []
        for place, name in enumerate(self.list_columns):
            formatter = self.formatters.get(name) or self._tagged(name)
            column = list_column(model, name, self.label_columns[name], formatter)
            css = [column.css, *self._phone_classes(name, place)]
            found.append(
                ListColumn(
                    name,
                    column.label,
                    " ".join(css),
                    column.show,
                    column.fmt,
                    column.raw,
                    column.kind,
                )
            )
        return found

    def _phone_classes(self, name: str, place: int) -> list[str]:
        """On a phone: the first column is the card's title, tags stand beside it."""
        if place == 0:
            return ["name"]
        if name in self.tags:
            return ["st"]
        narrow = self.narrow_columns
        kept = name in narrow if narrow is not None else place < 6
        return [] if kept else ["only-w"]

    def _tagged(self, name: str) -> Callable[[Any], Any] | None:
        tones = self.tags.get(name)
        if tones is None:
            return None
        show = shower(attribute(self.datamodel.obj, name))

        def tagged(item: Any) -> Any:
            words = show(item)
            value = getattr(item, name)
            return words if words == NOTHING else display.tag(words, tones.get(value, "mute"))

        return tagged

    def _init_forms(self) -> None:
        """Our own forms, and no search form: the filter bar reads no table it does not show."""
        self.add_form = self.add_form or self._build_form("add")
        self.edit_form = self.edit_form or self._build_form("edit")

    def _build_form(self, purpose: str) -> type[AppForm] | None:
        if purpose in self.exclude_route_methods:
            return None
        columns = getattr(self, f"{purpose}_columns")
        extra = getattr(self, f"{purpose}_form_extra_fields")
        wanted = {
            name: Wanted(
                self.label_columns[name],
                self.description_columns.get(name, ""),
                tuple(self.validators_columns.get(name, ())),
                self._lookup(name),
            )
            for name in columns
            if name not in extra
        }
        return build_form(self.datamodel.obj, columns, wanted, extra)

    def _lookup(self, name: str) -> Callable[[], str] | None:
        endpoint = self.lookups.get(name)
        return (lambda: url_for(endpoint)) if endpoint else None

    # --- hooks ------------------------------------------------------------------------------

    def base_conditions(self) -> Sequence[Any]:
        """Criteria that every row of this screen fulfils, also on show, edit and delete."""
        return ()

    def heading(self) -> Any:
        """The title of the list; a screen that depends on the year names it."""
        return self.list_title

    def may_edit(self, item: Any) -> bool:
        """Whether the state and the organization of a row allow a change."""
        return self._is_writable(item)

    def may_delete(self, item: Any) -> bool:
        """Whether the state and the organization of a row allow deleting."""
        return self._is_writable(item)

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        """The links of a row; a screen adds its own to these."""
        return self.standard_actions(item)

    def add_values(self) -> Mapping[str, Any]:
        """Values that an empty form starts with."""
        return {}

    def item_name(self, item: Any) -> str:
        """How an item is called in titles and confirmations."""
        shown = self.columns[0].raw(item)
        return str(shown) if shown not in (None, "") else str(item)

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        """More for a form template of one's own."""
        return {}

    def show_context(self, item: Any) -> Mapping[str, Any]:
        """More for a show template of one's own."""
        return {}

    def list_context(self) -> Mapping[str, Any]:
        """More for a list template of one's own."""
        return {}

    # --- rights -----------------------------------------------------------------------------

    def can(self, method: str) -> bool:
        """Whether the screen has a method at all and the user may call it."""
        if method in self.exclude_route_methods:
            return False
        if self.include_route_methods is not None and method not in self.include_route_methods:
            return False
        kept = g.setdefault("view_rights", {})
        slot = (self.class_permission_name, method)
        if slot not in kept:
            name = self.method_permission_name.get(method, method)
            kept[slot] = self.has_right(name)
        return bool(kept[slot])

    def has_right(self, action: str) -> bool:
        """Whether the user holds ``can_<action>`` on this screen's resource."""
        name = f"{PERMISSION_PREFIX}{action}"
        return bool(self.appbuilder.sm.has_access(name, self.class_permission_name))

    def _is_writable(self, item: Any) -> bool:
        if not isinstance(item, OrgOwned):
            return True
        ids = readable().write
        return ids is None or item.organization_id in ids

    def standard_actions(self, item: Any) -> list[RowAction]:
        """查看、修改、删除 as far as rights, state and organization allow."""
        found = []
        if self.can("show"):
            found.append(RowAction(_("查看"), f"{self.route_base}/show/{item.id}", "drawer"))
        if self.can("edit") and self.may_edit(item):
            url = f"{self.route_base}/edit/{item.id}"
            found.append(RowAction(self.edit_label, url, "dialog"))
        if self.can("delete") and self.may_delete(item):
            url = f"{self.route_base}/delete/{item.id}"
            found.append(RowAction(_("删除"), url, "dialog", danger=True))
        return found

    def buttons(self) -> list[Button]:
        """What stands above the list: the screen's own buttons, then 新增."""
        found = [
            button
            for button in self.toolbar
            if not button.permission or self.has_right(button.permission)
        ]
        if self.can("add"):
            url = f"{self.route_base}/add"
            primary = not any(button.primary for button in found)
            found.append(Button(self.add_label, url, "plus", "dialog", primary=primary, key="new"))
        return found

    # --- rows -------------------------------------------------------------------------------

    def item(self, pk: Any, *, lock: bool = False) -> Any:
        """The row of an address in scope and on this screen, or 404."""
        text = str(pk)
        if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= LARGEST_ID:
            abort(404)
        model = self.datamodel.obj
        query = select(model).where(model.id == int(text), *self.base_conditions())
        query = query.options(*self.list_options)
        if lock:
            query = query.with_for_update(of=model)
        found = db.session.scalars(query).unique().one_or_none()
        return abort(404) if found is None else found

    def items(self, pks: Sequence[str]) -> list[Any]:
        """The rows of several ids in their order; one missing is 404 for all."""
        if not pks or len(pks) > MOST_AT_ONCE:
            abort(400)
        if not all(pk.isascii() and pk.isdigit() and int(pk) <= LARGEST_ID for pk in pks):
            abort(404)
        model = self.datamodel.obj
        wanted = sorted({int(pk) for pk in pks})
        query = select(model).where(model.id.in_(wanted), *self.base_conditions())
        found = db.session.scalars(
            query.order_by(model.id).with_for_update(of=model).options(*self.list_options)
        ).unique()
        rows = list(found)
        return rows if len(rows) == len(wanted) else abort(404)

    def default_arguments(self) -> dict[str, list[str]]:
        """The filters of a list whose address names none."""
        found = {}
        for name, value in self.default_filters.items():
            given = value() if callable(value) else value
            if given not in (None, ""):
                found[f"_flt_0_{name}"] = [str(given)]
        return found

    # --- list -------------------------------------------------------------------------------

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        arguments = request.args.to_dict(flat=False)
        found = asked(self, arguments)
        address = Address(request.path, self, arguments, found)
        return page(
            self,
            self.list_template,
            title=self.heading(),
            listing=listing(self, found, address),
            actions=self._bulk_actions(),
            buttons=self.buttons(),
            address=address,
            sealed=any(isinstance(filters[0], SealedIs) for filters in self.searches.values()),
            **self.list_context(),
        )

    @expose("/search", methods=["POST"])
    @has_access
    def search(self) -> Any:
        """Turn the numbers that were typed into fingerprints before they get into an address."""
        given = request.form.to_dict(flat=False)
        for name, filters in self.searches.items():
            typed = (given.get(f"_sealed_{name}") or [""])[0]
            if isinstance(filters[0], SealedIs) and typed.strip():
                given[f"_flt_0_{name}"] = [SealedIs.sealed(typed)]
        kept = {n: v for n, v in given.items() if n.startswith(("_flt_", "_oc_", "_od_", "psize_"))}
        return redirect(url_for(f"{self.endpoint}.list", **kept), code=303)

    def _bulk_actions(self) -> list[Any]:
        return [
            action
            for name, action in self.actions.items()
            if action.multiple and self._may_act(name)
        ]

    @expose("/lookup/")
    @has_access
    def lookup(self) -> Any:
        """Rows by a part of their name, for the picker of another form."""
        term = request.args.get("q", "").strip()
        filters = self.searches.get("name")
        if not filters or len(term) > 50:
            abort(400)
        model = self.datamodel.obj
        query = select(model).where(*self.base_conditions()).order_by(model.id).limit(21)
        if term:
            query = query.where(filters[0].criterion([term]))
        rows = db.session.scalars(query).all()
        results = [{"id": row.id, "text": str(row)} for row in rows[:20]]
        return {"results": results, "more": len(rows) > 20}

    # --- show -------------------------------------------------------------------------------

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: Any) -> Any:
        item = self.item(pk)
        actions = [a for a in self.row_actions(item) if not a.url.endswith(f"/show/{item.id}")]
        return page(
            self,
            self.show_template,
            title=self.show_title,
            item=item,
            name=self.item_name(item),
            parts=self.show_parts(item),
            actions=row_links(actions, self.item_name(item)),
            list_url=f"{self.route_base}/list/",
            **self.show_context(item),
        )

    def show_parts(self, item: Any) -> list[tuple[Any, list[tuple[str, Any, Any, bool]]]]:
        """Sections of (name, label, text, revealable) for the description lists."""
        fieldsets = self.show_fieldsets or [(None, {"fields": self.show_columns})]
        may_reveal = self.can("reveal")
        found = []
        for title, names in fieldsets:
            rows = []
            for name in names["fields"]:
                held = attribute(self.datamodel.obj, name)
                show = self.formatters.get(name) or self._tagged(name) or shower(held)
                revealable = may_reveal and bool(held.info.get("mask"))
                rows.append((name, self.label_columns[name], show(item), revealable))
            found.append((title, rows))
        return found

    @expose("/reveal/<pk>/<string:name>", methods=["POST"])
    @has_access
    def reveal(self, pk: Any, name: str) -> Any:
        """A personal number in full, with its row in the audit trail."""
        item = self.item(pk)
        if name not in self.show_columns or not attribute(type(item), name).info.get("mask"):
            abort(404)
        table = type(item).__tablename__
        audit.record("reveal", object_type=table, object_id=str(item.id), changes={"field": name})
        words = getattr(item, name) or NOTHING
        db.session.commit()
        return Response(words, content_type="text/plain; charset=utf-8")

    # --- add and edit -----------------------------------------------------------------------

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        form = self.add_form(data=self._first_values()) if request.method == "GET" else None
        form = form or self.add_form()
        if request.method == "POST":
            if (earlier := self._sent_before()) is not None:
                return done(self.added_message, self.after_add_url(earlier))
            if form.validate() and (item := self._stored(form, lambda: self._create(form))):
                return done(self.added_message, self.after_add_url(item))
        return self._form_page(form, None, self.add_title, self.add_fieldsets, self.add_columns)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: Any) -> Any:
        item = self.item(pk, lock=request.method == "POST")
        if not self.may_edit(item):
            abort(403)
        form = self.edit_form(obj=item)
        form.item_id = item.id
        if request.method == "POST":
            if self._is_stale(item):
                return self._stale_page(form, item)
            if form.validate() and self._stored(form, lambda: self._update(form, item)):
                return done(self.edited_message, self.after_edit_url(item))
            item = self.item(pk)
        fieldsets = self.edit_fieldsets
        return self._form_page(form, item, self.edit_title, fieldsets, self.edit_columns)

    def after_add_url(self, item: Any) -> str:
        """Where one goes after adding, when no script keeps the list in place."""
        return f"{self.route_base}/list/"

    def after_edit_url(self, item: Any) -> str:
        """Where one goes after a change, when no script keeps the list in place."""
        return f"{self.route_base}/list/"

    def _first_values(self) -> dict[str, Any]:
        """The start values, and those the address gives for fields of the form."""
        names = {name for name, _field in self.add_form()._fields.items()}
        given = {
            name.removeprefix("_flt_0_"): value
            for name, value in request.args.items()
            if name.startswith("_flt_0_")
        }
        return {**self.add_values(), **{n: v for n, v in given.items() if n in names}}

    def _form_page(
        self, form: Any, item: Any, title: Any, fieldsets: Any, columns: Sequence[str], **more: Any
    ) -> Any:
        parts = sections(form, fieldsets or [(None, {"fields": columns})], self.field_spans)
        is_wrong = bool(form.errors)
        context = {
            "title": title,
            "form": form,
            "item": item,
            "name": self.item_name(item) if item is not None else "",
            "sections": parts,
            "size": dialog_size(form, parts),
            "version": getattr(item, "version", None),
            "form_token": self._token(item),
            "submit_label": self.submit_label,
            "list_url": f"{self.route_base}/list/",
            "post_url": request.full_path.rstrip("?"),
            **self.form_context(form, item),
            **more,
        }
        template = self.edit_template if item is not None else self.add_template
        answer = page(self, template, **context)
        return (answer, 422) if is_wrong and not more else answer

    def _token(self, item: Any) -> str:
        if item is not None or "form_token" not in self.datamodel.list_columns:
            return ""
        return request.form.get("form_token") or uuid.uuid4().hex

    def _sent_before(self) -> Any:
        """The row that this very form made when it was sent the first time."""
        token = request.form.get("form_token", "")
        if not token or "form_token" not in self.datamodel.list_columns:
            return None
        model = self.datamodel.obj
        return db.session.scalar(select(model).where(model.form_token == token[:36]))

    def _is_stale(self, item: Any) -> bool:
        if "version" not in self.datamodel.list_columns:
            return False
        return request.form.get("version", "") != str(item.version)

    def _stale_page(self, typed: Any, item: Any) -> Any:
        """409: the newer data in the form, and beside it what was typed and is not stored."""
        form = self.edit_form(formdata=None, obj=item)
        kept = {
            name: field._value() if hasattr(field, "_value") else field.data
            for name, field in typed._fields.items()
            if name != "csrf_token" and field.data != form[name].data
        }
        args = (form, item, self.edit_title, self.edit_fieldsets, self.edit_columns)
        return self._form_page(*args, typed=kept), 409

    # --- writing: once, here ----------------------------------------------------------------

    def _create(self, form: Any) -> Any:
        values = form.values()
        model = self.datamodel.obj
        if "form_token" in self.datamodel.list_columns:
            values["form_token"] = request.form.get("form_token", "")[:36] or None
        if type(self).create is not None:
            return type(self).create(values, current_actor())
        if issubclass(model, OrgOwned):
            values.setdefault("organization_id", current_actor().organization_id)
        item = model(**values)
        self.datamodel.session.add(item)
        return item

    def _update(self, form: Any, item: Any) -> Any:
        values = form.values()
        if type(self).update is not None:
            type(self).update(item, values, current_actor())
            return item
        for name, value in values.items():
            setattr(item, name, value)
        mapper = type(item).__mapper__
        if "version" in self.datamodel.list_columns and mapper.version_id_col is None:
            item.version += 1
        return item

    def _remove(self, item: Any) -> Any:
        if type(self).remove is not None:
            type(self).remove(item, current_actor())
        elif isinstance(item, SoftDeleted):
            item.deleted_at = clock.now()
        else:
            db.session.delete(item)
        return item

    def _stored(self, form: Any, write: Callable[[], Any]) -> Any:
        """Run the operation and commit; what goes wrong stands in the form, nothing is stored."""
        try:
            item = write()
            db.session.commit()
            return item
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused.errors)
        except (Conflict, ScopeViolation):
            raise
        except StaleDataError:
            raise Conflict(_("该记录状态已变化，请刷新")) from None
        except SQLAlchemyError as error:
            db.session.rollback()
            if isinstance(error, IntegrityError) and (first := self._sent_before()) is not None:
                return first
            form.form_errors.append(error_words(error))
        return None

    # --- delete -----------------------------------------------------------------------------

    @expose("/delete/<pk>", methods=["GET", "POST"])
    @has_access
    def delete(self, pk: Any) -> Any:
        """Ask on GET, delete on POST."""
        item = self.item(pk, lock=request.method == "POST")
        if not self.may_delete(item):
            abort(403)
        form = AppForm(formdata=None)
        name = self.item_name(item)
        list_url = f"{self.route_base}/list/"
        if request.method == "POST" and self._stored(form, lambda: self._remove(item)):
            return done(self.removed_message, list_url)
        answer = page(
            self,
            self.delete_template,
            title=_("删除“%(name)s”？", name=name),
            name=name,
            hint=self.delete_hint,
            errors=form.form_errors,
            list_url=list_url,
            post_url=request.path,
        )
        return (answer, 422) if form.form_errors else answer

    # --- actions ----------------------------------------------------------------------------

    def _may_act(self, name: str) -> bool:
        permission = self.get_action_permission_name(name)
        return bool(self.appbuilder.sm.has_access(permission, self.class_permission_name))

    def _run_action(self, name: str, pks: Sequence[str], *, many: bool) -> Any:
        action = self.actions.get(name)
        if action is None:
            abort(404)
        if not g.user.is_authenticated or not self._may_act(name):
            abort(403)
        if not (action.multiple if many else action.single):
            abort(404)
        items = self.items(pks)
        return action.func(items if many else items[0])

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self, name: str, pk: Any) -> Any:
        return self._run_action(name, [str(pk)], many=False)

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> Any:
        return self._run_action(
            request.form.get("action", ""), request.form.getlist("rowid"), many=True
        )

    def each(self, items: Iterable[Any], operation: Operation, message: Any) -> Any:
        """Run an operation on every item, commit, and tell what was refused and why."""
        finished, refused = 0, []
        for item in items:
            try:
                with db.session.begin_nested():
                    operation(item, current_actor())
                finished += 1
            except Refused as error:
                words = "；".join(e.message for e in error.errors)
                refused.append(f"{self.item_name(item)}：{words}")
        db.session.commit()
        if finished:
            flash(_("%(done)s %(n)s %(unit)s", done=message, n=finished, unit=self.unit), "success")
        for words in refused[:20]:
            flash(words, "danger")
        return redirect(f"{self.route_base}/list/", code=303)

    # --- export -----------------------------------------------------------------------------

    def export_rows(
        self, arguments: Mapping[str, Sequence[str]]
    ) -> tuple[str, Sequence[tuple[str, str]], Iterator[list[Any]]]:
        """Title, (label, format) of the columns and the rows, for a request and for a job alike.

        Formats are text, int, dec2 and date. Masked numbers stay masked.
        """
        found = asked(self, arguments)
        readers = [column.raw for column in self.columns]
        rows = ([read(item) for read in readers] for item in stream(self, found))
        return str(self.heading()), headers(self.columns), rows

    def export_count(self, arguments: Mapping[str, Sequence[str]], limit: int) -> int:
        """How many rows an export has, counted no further than a limit."""
        where = conditions(self, asked(self, arguments))
        return db.session.scalar(bounded(self.datamodel.obj, where, limit)) or 0

    @expose("/export/", methods=["POST"])
    @has_access
    def export(self) -> Any:
        """The filtered list as a spreadsheet: at once when it is short, else by a job."""
        arguments = request.args.to_dict(flat=False)
        count = self.export_count(arguments, EXPORT_IN_REQUEST + 1)
        if count > EXPORT_IN_REQUEST:
            answer = current_app.extensions["list_jobs"](self, arguments)
            db.session.commit()
            return answer
        title, columns, rows = self.export_rows(arguments)
        answer = current_app.extensions["list_writer"](title, columns, rows)
        self.record_export(count)
        db.session.commit()
        return answer

    def record_export(self, count: int) -> None:
        """The row of an export in the audit trail."""
        table = self.datamodel.obj.__tablename__
        audit.record("export", object_type=table, changes={"rows": count})

