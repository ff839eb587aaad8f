"""A screen over a table: what it declares, what is prepared at the start, what it may do.

A subclass declares columns, titles and operations; everything else follows from
the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_appbuilder import ModelView  # noqa: TID251 - the one class that derives from it
from flask_appbuilder.const import PERMISSION_PREFIX
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from . import display
from .columns import NOTHING, ListColumn, Show, attribute, binder, list_column
from .filters import operators
from .forms import AppForm, Wanted, build_form
from .listing import Button, RowAction, load_options, row_links
from .once import once
from .scope import OrgOwned, is_declared, readable

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


@dataclass(frozen=True, slots=True)
class Rights:
    """The words of the links that rows offer (blank without the right), and whose rows change."""

    show: str
    edit: str
    delete: str
    write: tuple[int, ...] | None


class Screen(ModelView):
    """What a screen declares, and what follows from it without a request."""

    add_form: Any
    edit_form: Any
    label_columns: Any
    exclude_route_methods: set[str] = set()
    method_permission_name: Mapping[str, str] = {}
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
    # A link beside the value of a cell, for what stands behind a number.
    cell_links: Mapping[str, Callable[[Any], RowAction]] = {}
    narrow_columns: Sequence[str] | None = None
    default_filters: Mapping[str, Any] = {}
    list_options: Sequence[Any] = ()
    # Rows of a list are read with the columns it shows alone; a row's links may need more.
    lean_rows = False
    field_spans: Mapping[str, int] = {}
    lookups: Mapping[str, str] = {}
    # Whether 查看 ends with 变更记录, from the audit trail.
    keeps_history = False

    list_template = "zj/list.html"
    show_template = "zj/show.html"
    add_template = "zj/form.html"
    edit_template = "zj/form.html"
    delete_template = "zj/delete.html"

    # --- what is prepared once, when the application starts ---------------------------------

    def __init__(self, **kwargs: Any) -> None:
        if not is_declared(model := self.datamodel.obj):
            raise TypeError(
                f"{type(self).__name__}: {model.__name__} does not say who sees its rows"
            )
        self.exclude_route_methods = {"download", *self.exclude_route_methods}
        self.method_permission_name = {
            **PERMISSIONS,
            **self._action_permissions(),
            **self.method_permission_name,
        }
        if not (self.add_columns or self.add_fieldsets or self.add_form):
            self.exclude_route_methods.add("add")
        if not (self.edit_columns or self.edit_fieldsets or self.edit_form):
            self.exclude_route_methods.add("edit")
        super().__init__(**kwargs)

    def _action_permissions(self) -> dict[str, str]:
        """An action asks for ``can_<its name>``, like everything else."""
        return {
            name: member._action[0]
            for name in dir(type(self))
            if hasattr(member := getattr(type(self), name), "_action")
        }

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
            column = list_column(
                model,
                name,
                self.label_columns[name],
                self._phone_class(name, place),
                bind=self._special(name),
                usual_words=name not in self.formatters,
            )
            found.append(column)
        return found

    def _phone_class(self, name: str, place: int) -> str:
        """On a phone: the first column is the card's title, tags stand beside it."""
        if place == 0:
            return "name"
        if name in self.tags:
            return "st"
        narrow = self.narrow_columns
        kept = name in narrow if narrow is not None else place < 6
        return "" if kept else "only-w"

    def _special(self, name: str) -> Callable[[], Show] | None:
        """How a column reads that has a formatter or is a tag; None for the usual words."""
        if formatter := self.formatters.get(name):
            return lambda: formatter
        if link := self.cell_links.get(name):
            return self._linked(name, link)
        tones = self.tags.get(name)
        if tones is None:
            return None
        bind = binder(attribute(self.datamodel.obj, name))

        def bind_tag() -> Show:
            show = bind()

            def tagged(item: Any) -> Any:
                words = show(item)
                tone = tones.get(getattr(item, name), "mute")
                return words if words == NOTHING else display.tag(words, tone)

            return tagged

        return bind_tag

    def _linked(self, name: str, link: Callable[[Any], RowAction]) -> Callable[[], Show]:
        bind, label = binder(attribute(self.datamodel.obj, name)), self.label_columns[name]

        def bind_linked() -> Show:
            show = bind()

            def linked(item: Any) -> Any:
                return display.beside(show(item), row_links([link(item)], str(label)))

            return linked

        return bind_linked

    def show_value(self, name: str, item: Any) -> Any:
        """How one attribute of an item reads on this screen."""
        bind = self._special(name) or binder(attribute(self.datamodel.obj, name))
        return bind()(item)

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
        return self.is_writable(item)

    def may_delete(self, item: Any) -> bool:
        """Whether the state and the organization of a row allow deleting."""
        return self.is_writable(item)

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        """The links of a row; a screen adds its own to these."""
        return self.standard_actions(item)

    def add_values(self) -> Mapping[str, Any]:
        """Values that an empty form starts with."""
        return {}

    def item_name(self, item: Any) -> str:
        """How an item is called in titles and confirmations."""
        shown = self.columns[0].bind_raw()(item)
        return str(shown) if shown not in (None, "") else str(item)

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        """More for a form template of one's own."""
        return {}

    def show_context(self, item: Any) -> Mapping[str, Any]:
        """More for a show template of one's own."""
        return {}

    def history_words(self, item: Any) -> Mapping[str, Callable[[Any], Any]]:
        """How values of some columns read in 变更记录, where their kind does not say it."""
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
        return self.has_right(self.method_permission_name.get(method, method))

    def rights(self) -> Rights:
        """What the rows of this request offer, found out once."""
        return once(("rights", self), self._rights)

    def _rights(self) -> Rights:
        return Rights(
            show=_("查看") if self.can("show") else "",
            edit=str(self.edit_label) if self.can("edit") else "",
            delete=_("删除") if self.can("delete") else "",
            write=readable().write,
        )

    def has_right(self, action: str) -> bool:
        """Whether the user holds ``can_<action>`` on this screen's resource."""
        name = f"{PERMISSION_PREFIX}{action}"
        return bool(self.appbuilder.sm.has_access(name, self.class_permission_name))

    def is_writable(self, item: Any) -> bool:
        """Whether the row belongs to an organization whose rows this user may change."""
        if not isinstance(item, OrgOwned):
            return True
        ids = self.rights().write
        return ids is None or item.organization_id in ids

    def standard_actions(self, item: Any) -> list[RowAction]:
        """查看、修改、删除 as far as rights, state and organization allow."""
        found, rights = [], self.rights()
        if rights.show:
            found.append(RowAction(rights.show, f"{self.route_base}/show/{item.id}", "drawer"))
        if rights.edit and self.may_edit(item):
            found.append(RowAction(rights.edit, f"{self.route_base}/edit/{item.id}", "dialog"))
        if rights.delete and self.may_delete(item):
            url = f"{self.route_base}/delete/{item.id}"
            found.append(RowAction(rights.delete, url, "dialog", danger=True))
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
