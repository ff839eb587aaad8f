"""View mixin that writes: add, edit, delete and actions; each request is committed once, here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from flask import abort, flash, g, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from app.core.access.actor import current_actor
from app.core.access.scope import OrgOwned, SoftDeleted
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused, ScopeViolation, Unconfirmed
from app.core.base.responses import as_left, done, go_on, page

from .fieldsets import dialog_size, sections
from .model_forms import AppForm
from .read_views import Reading
from .screen import OURS, Operation
from .table_interface import error_words


class Writing(Reading):
    """Rules live in operations; what they refuse is shown in the form and nothing is stored."""

    # --- add and edit -----------------------------------------------------------------------

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        begun = self.add_values() if request.method == "GET" else None
        form = self.add_form(obj=self.new_source(), data=begun)
        if request.method == "POST":
            if (earlier := self._sent_before()) is not None:
                return self._finish(self.added_message, self.after_add_url(earlier))
            create = partial(self._create, form)
            if self.is_sound(form, None) and (item := self._stored(form, create, whole=True)):
                return self._finish(self.added_message, self.after_add_url(item))
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
            update = partial(self._update, form, item)
            if self.is_sound(form, item) and self._stored(form, update, whole=True, of=item):
                return self._finish(self.edited_message, self.after_edit_url(item))
            item = self.item(pk)
        fieldsets = self.edit_fieldsets
        return self._form_page(form, item, self.edit_title, fieldsets, self.edit_columns)

    def is_sound(self, form: Any, item: Any) -> bool:
        """Whether a form that was sent may be stored; what is wrong with it stands in the form."""
        form.rules = partial(self.refusals, item=item)
        return bool(form.validate())

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        """What the operation says against values of a record (None: a new one), asked where some
        of them could not be read and are None, so that all is told in one round."""
        return ()

    def refuse_rest(self, form: Any, item: Any) -> None:
        """Put what is wrong beside the row's own columns into a form that is not stored."""

    def after_add_url(self, item: Any) -> str:
        """Where one goes after adding, when no script keeps the list in place."""
        return f"{self.route_base}/list/"

    def after_edit_url(self, item: Any) -> str:
        """Where one goes after a change, when no script keeps the list in place."""
        return f"{self.route_base}/list/"

    def after_delete_url(self, item: Any) -> str:
        """Where one goes after deleting, when no script keeps the list in place."""
        return f"{self.route_base}/list/"

    def _finish(self, message: Any, url: str) -> Any:
        return done(message, url, follow=self.goes_on)

    def _form_page(
        self, form: Any, item: Any, title: Any, fieldsets: Any, columns: Sequence[str], **more: Any
    ) -> Any:
        form = self.shown_form(form, item)
        parts = sections(form, fieldsets or [(None, {"fields": columns})], self.field_spans)
        is_wrong = bool(form.errors)
        context = {
            "title": title,
            "form": form,
            "item": item,
            "name": self.item_name(item) if item is not None else "",
            "facts": self.form_facts(form),
            "sections": parts,
            "size": dialog_size(parts),
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
        if operation := type(self).create:
            return operation(values, current_actor())
        if issubclass(model, OrgOwned):
            values.setdefault("organization_id", current_actor().organization_id)
        item = model(**values)
        self.datamodel.session.add(item)
        return item

    def _update(self, form: Any, item: Any) -> Any:
        values = form.values()
        if operation := type(self).update:
            operation(item, values, current_actor())
            return item
        for name, value in values.items():
            setattr(item, name, value)
        mapper = type(item).__mapper__
        if "version" in self.datamodel.list_columns and mapper.version_id_col is None:
            item.version += 1
        return item

    def _remove(self, item: Any) -> Any:
        if operation := type(self).remove:
            operation(item, current_actor())
        elif isinstance(item, SoftDeleted):
            item.deleted_at = clock.now()
        else:
            db.session.delete(item)
        return item

    def _stored(
        self, form: Any, write: Callable[[], Any], *, whole: bool = False, of: Any = None
    ) -> Any:
        """Run the operation and commit; what goes wrong stands in the form, nothing is stored.

        ``whole``: with all that the form holds beside the row's own columns, ``of`` the record.
        """
        item = None
        try:
            item = write()
            if whole:
                self.after_write(form, item)
            db.session.commit()
            return item
        except (Refused, Unconfirmed) as stopped:
            db.session.rollback()
            self._tell(form, stopped, of, with_rest=whole and item is None)
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

    def _tell(
        self, form: Any, stopped: Refused | Unconfirmed, item: Any, *, with_rest: bool
    ) -> None:
        """Why a form is not stored; nothing is asked while something is wrong."""
        if isinstance(stopped, Refused):
            form.refuse(stopped.errors)
        if with_rest:
            self.refuse_rest(form, item)
        if isinstance(stopped, Unconfirmed) and not form.errors:
            form.unconfirmed = stopped

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
            return self._finish(self.removed_message, self.after_delete_url(item))
        answer = page(
            self,
            self.delete_template,
            title=_("删除“%(name)s”？", name=name),
            name=name,
            hint=self.delete_hint,
            submit_label=self.delete_label,
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

    def acted(self, pk: Any, operation: Operation, message: Any) -> Any:
        """Do something with one item, commit, and say so above the list, or why it was refused."""
        list_url = f"{self.route_base}/list/"
        item = self.item(pk, lock=True)
        try:
            operation(item, current_actor())
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            flash(_("；").join(one.message for one in refused.errors), "danger")
            return go_on(list_url)
        return done(self.acted_words(message, item), list_url)

    def acted_words(self, message: Any, _item: Any) -> Any:
        """What is said of an item once something was done with it."""
        return message

    def each(self, items: Iterable[Any], operation: Operation, message: Any) -> Any:
        """Run an operation on every item, commit, and tell what was refused and why."""
        finished, refused = 0, []
        for item in items:
            try:
                with db.session.begin_nested():
                    operation(item, current_actor())
                finished += 1
            except Refused as error:
                words = _("；").join(e.message for e in error.errors)
                refused.append(f"{self.item_name(item)}{_('：')}{words}")
        db.session.commit()
        if finished:
            flash(_("%(done)s %(n)s %(unit)s", done=message, n=finished, unit=self.unit), "success")
        for words in refused[:20]:
            flash(words, "danger")
        return redirect(as_left(f"{self.route_base}/list/"), code=303)


OURS.add(Writing)
