"""Base class of screens over a table: its declarations, what is prepared at the start, its rights.

A subclass declares columns, titles and operations; everything else follows from
the model.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_appbuilder import ModelView  # noqa: TID251 - the one class that derives from it
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.audit import is_watched
from app.core.access.narrowed_screens import own_unless_overseen
from app.core.access.scope import OrgOwned, is_declared, writable
from app.core.base.per_request import once
from app.core.web import markup

from .added_buttons import added_buttons
from .added_columns import added_words
from .fieldsets import GivenFacts
from .list_address import ListRequest
from .list_page import Button
from .list_query import ListRows, find, is_sortable, load_options, row_statement
from .list_screen import ListScreen
from .list_views import PERMISSIONS as LISTED
from .list_views import Listing
from .model_forms import AppForm, FieldOptions, build_form
from .row_markup import RowAction
from .unsupported_words import refuse_silent_words
from .value_display import binder
from .value_kinds import ValueKind, attribute

PERMISSIONS = {
    **LISTED,
    "show": "read",
    "lookup": "read",
    "add": "create",
    "edit": "update",
    "delete": "delete",
    "export": "export",
    "reveal": "reveal",
}
# Why a row of another organization is not changed.
FOREIGN = _l("只能修改、删除本机构的记录")
# Rows of a list without a pager.
MOST_WHOLE = 500
Operation = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Rights:
    """The words of the links that rows offer (blank without the right), and whose rows change."""

    show: str
    edit: str
    delete: str
    write: tuple[int, ...] | None


class Screen(Listing, ModelView):
    """What a screen declares, and what follows from it without a request."""

    add_form: Any
    edit_form: Any
    description_columns: Any
    validators_columns: Any
    add_form_extra_fields: Any
    edit_form_extra_fields: Any
    show_columns: Any = ()
    add_columns: Any = ()
    edit_columns: Any = ()

    # Operations of the module; without one, plain records are written as they were typed.
    create: Operation | None = None
    update: Operation | None = None
    remove: Operation | None = None

    add_label: Any = _l("新增")
    edit_label: Any = _l("修改")
    submit_label: Any = _l("保存")
    added_message: Any = _l("已新增")
    edited_message: Any = _l("已保存")
    removed_message: Any = _l("已删除")
    delete_hint: Any = _l("删除后将不再显示。")
    delete_label: Any = _l("删除")

    list_options: Sequence[Any] = ()
    # Rows of a list are plain tuples of the shown columns and of these, which properties and
    # links of a row read; None where a row's links need the whole object.
    row_columns: Sequence[str] | None = None
    field_spans: Mapping[str, int] = {}
    lookups: Mapping[str, str] = {}
    # What its forms derive from: one whose ``told`` asks the rules of the module.
    form_base: type[AppForm] = AppForm
    # Whether 新增 stands above the list; a picker may lead to its form in the place of it.
    has_add_button = True
    # Whether the page's script, too, goes on to the page after adding, changing and deleting.
    goes_on = False
    # Whether 查看 ends with 变更记录, from the audit trail.
    keeps_history = False

    show_template = "zj/show.html"
    add_template = "zj/form.html"
    edit_template = "zj/form.html"
    delete_template = "zj/delete.html"

    # --- what is prepared once, when the application starts ---------------------------------

    def __init__(self, **kwargs: Any) -> None:
        refuse_silent_words(type(self), OURS)
        if not is_declared(model := self.datamodel.obj):
            raise TypeError(
                f"{type(self).__name__}: {model.__name__} does not say who sees its rows"
            )
        self.exclude_route_methods = {"download", *self.exclude_route_methods}
        self._init_routes()
        self.method_permission_name = {
            **PERMISSIONS,
            **self._action_permissions(),
            **self.method_permission_name,
        }
        if not (self.add_columns or self.add_fieldsets or self.add_form):
            self.exclude_route_methods.add("add")
        if not (self.edit_columns or self.edit_fieldsets or self.edit_form):
            self.exclude_route_methods.add("edit")
        if not {"add", "edit"} <= self.exclude_route_methods and not is_watched(model):
            raise TypeError(f"{type(self).__name__}: {model.__name__} is changed without a trace")
        super().__init__(**kwargs)

    def _action_permissions(self) -> dict[str, str]:
        """An action asks for ``can_<its name>``, like everything else."""
        return {
            name: member._action[0]
            for name in dir(type(self))
            if hasattr(member := getattr(type(self), name), "_action")
        }

    def _init_properties(self) -> None:
        """Prepare the declared columns; the framework would add all that are not declared."""
        self.related_views: Sequence[Any] = []
        self._related_views: Sequence[Any] = []
        self.description_columns = self.description_columns or {}
        self.validators_columns = self.validators_columns or {}
        self.add_form_extra_fields = self.add_form_extra_fields or {}
        self.edit_form_extra_fields = self.edit_form_extra_fields or {}
        for purpose in ("show", "add", "edit"):
            if fieldsets := getattr(self, f"{purpose}_fieldsets"):
                fields = [name for _title, part in fieldsets for name in part["fields"]]
                setattr(self, f"{purpose}_columns", fields)
        for word, value in added_words(self).items():
            setattr(self, word, value)
        self._init_labels()
        model = self.datamodel.obj
        self._init_list(model)
        self.shown_computed = [name for name in self.list_columns if name in self.computed]
        self.load_options = load_options(self)
        self.plain_row = self._plain_row() if self.row_columns is not None else None
        made = None if self.shown_computed else row_statement(self)
        # Made once where nothing depends on the request.
        self.statement = lambda: row_statement(self) if made is None else made
        if not any(self.attribute_of(n).info.get("mask") for n in self.show_columns):
            self.exclude_route_methods.add("reveal")

    def _init_labels(self) -> None:
        """Labels come from the view, else from the column's own ``info["label"]``."""
        self.label_columns = dict(self.label_columns)
        self._attributes, self._model = {}, self.datamodel.obj
        names = [prop.key for prop in self._model.__mapper__.column_attrs]
        named = (*self.list_columns, *self.show_columns, *self.add_columns, *self.edit_columns)
        for name in (*names, *named, *self.search_columns):
            if name not in self.label_columns:
                self.label_columns[name] = self._label(name)

    def _label(self, name: str) -> Any:
        if name in self.computed:
            return self.computed[name].info.get("label") or self._prettify_column(name)
        if name in self.filters or not hasattr(self._model, name.partition(".")[0]):
            return self._prettify_column(name)
        found = attribute(self._model, name)
        return found.info.get("label") or self._prettify_column(name)

    def _plain_row(self) -> type[Any]:
        """A tuple of the columns that a list shows, with the model's own properties."""
        model, mapper = self.datamodel.obj, self.datamodel.obj.__mapper__
        found = [self.attribute_of(name) for name in self.list_columns]
        if related := [one.name for one in found if one.rest or one.kind is ValueKind.RELATION]:
            raise TypeError(f"{type(self).__name__}: plain rows reach no {related}")
        keys = ["id", "organization_id", *(one.key for one in found), *(self.row_columns or ())]
        names = [key for key in dict.fromkeys(keys) if key in mapper.column_attrs]
        properties = {
            name: value
            for one in reversed(model.__mro__)
            for name, value in vars(one).items()
            if isinstance(value, property)
        }
        held = namedtuple(f"{model.__name__}Row", [*names, *self.shown_computed])  # type: ignore[misc]
        return type(held.__name__, (held,), {"__slots__": (), **properties})

    def is_sortable(self, name: str) -> bool:
        return is_sortable(self.order_attribute(name))

    def computed_sql(self, name: str) -> Any:
        """The SQL of a computed column, for whoever asks now."""
        return self.attribute_of(name).sql.label(name)

    def find(self, asked: ListRequest) -> ListRows:
        return find(self, replace(asked, page=0, size=MOST_WHOLE) if self.whole else asked)

    def show_value(self, name: str, item: Any) -> Any:
        """How one attribute of an item reads on this screen."""
        if special := self._special(name):
            return special()(item)
        found = self.attribute_of(name)
        shown = binder(found)()(item)
        return markup.paragraphs(shown) if found.kind is ValueKind.LONG else shown

    def _init_forms(self) -> None:
        """Our own forms, and no search form: the filter bar reads no table it does not show."""
        self.add_form = self.add_form or self._build_form("add")
        self.edit_form = self.edit_form or self._build_form("edit")

    def _build_form(self, purpose: str) -> type[AppForm] | None:
        if purpose in self.exclude_route_methods:
            return None
        columns = getattr(self, f"{purpose}_columns")
        return self.form_of(columns, getattr(self, f"{purpose}_form_extra_fields"))

    def form_of(self, columns: Sequence[str], extra: Mapping[str, Any]) -> type[AppForm]:
        """The form class of some columns; ``extra`` gives ready fields by name."""
        wanted = {
            name: FieldOptions(
                self.label_columns[name],
                self.description_columns.get(name, ""),
                tuple(self.validators_columns.get(name, ())),
                self._lookup(name),
            )
            for name in columns
            if name not in extra
        }
        return build_form(self.datamodel.obj, columns, wanted, extra, self.form_base)

    def _lookup(self, name: str) -> Callable[[], str] | None:
        endpoint = self.lookups.get(name)
        return (lambda: url_for(endpoint)) if endpoint else None

    # --- hooks ------------------------------------------------------------------------------

    def base_conditions(self) -> Sequence[Any]:
        """Criteria that every row of this screen fulfils, also on show, edit and delete.

        Those of a screen's own are added to these, which keep what ``narrows_to_own`` promises.
        """
        return own_unless_overseen(self.datamodel.obj, oversees=not self.sees_own_alone())

    def list_conditions(self) -> Sequence[Any]:
        """Criteria of the list alone; the pages of a row ask for none of them."""
        return ()

    def edit_refusal(self, item: Any) -> Any:
        """Why the state or the organization of a row allows no change; nothing where it does."""
        return self.write_refusal(item)

    def delete_refusal(self, item: Any) -> Any:
        """Why state or organization of a row forbid deleting; nothing where they do not."""
        return self.write_refusal(item)

    def standing_refusals(self, item: Any) -> Iterable[Any]:
        """What stands against deleting a row that its state lets go, whatever is typed."""
        return ()

    def may_reveal(self) -> bool:
        """Whether whoever asks may have personal numbers of this screen in full."""
        return self.can("reveal")

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        """The links of a row; a screen adds its own to these."""
        return self.standard_actions(item)

    def show_actions(self, item: Any) -> Sequence[RowAction]:
        """The links of 查看; a screen may offer fewer there than in its list."""
        return self.row_actions(item)

    def add_values(self) -> Mapping[str, Any]:
        """Values that an empty form starts with."""
        return {}

    def new_source(self) -> Any:
        """What the form of a new record is about; its attributes are what it starts with."""
        return None

    def item_name(self, item: Any) -> str:
        """How an item is called in titles and confirmations."""
        shown = self.columns[0].bind_raw()(item)
        return str(shown) if shown not in (None, "") else str(item)

    def shown_form(self, form: Any, item: Any) -> Any:
        """The form as it goes to the screen; unsaved text of a draft may lie over it."""
        return form

    def after_write(self, form: Any, item: Any) -> None:
        """More that is stored with a row, in its transaction; Refused stands in the form."""

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        """More for a form template of one's own."""
        return {}

    def form_facts(self, form: Any) -> Sequence[GivenFacts]:
        """What a form shows above its fields and does not ask; of a set, each of its forms."""
        return ()

    def show_context(self, item: Any) -> Mapping[str, Any]:
        """More for a show template of one's own."""
        return {}

    def history_words(self, item: Any) -> Mapping[str, Callable[[Any], Any]]:
        """How values of some columns read in 变更记录, where their kind does not say it."""
        return {}

    # --- rights -----------------------------------------------------------------------------

    def rights(self) -> Rights:
        """What the rows of this request offer, found out once."""
        return once(("rights", self), self._rights)

    def _rights(self) -> Rights:
        return Rights(
            show=_("查看") if self.can("show") else "",
            edit=str(self.edit_label) if self.can("edit") else "",
            delete=_("删除") if self.can("delete") else "",
            write=writable(self.datamodel.obj),
        )

    def may_edit(self, item: Any) -> bool:
        """Whether nothing but a missing right stands against 修改 of a row."""
        return not self.edit_refusal(item)

    def may_delete(self, item: Any) -> bool:
        """Whether nothing but a missing right stands against 删除 of a row."""
        return not self.delete_refusal(item)

    def is_writable(self, item: Any) -> bool:
        """Whether the row belongs to an organization whose rows this user may change."""
        return not self.write_refusal(item)

    def write_refusal(self, item: Any) -> Any:
        """Why the organization of a row allows this user no change; nothing where it does."""
        if not issubclass(self.datamodel.obj, OrgOwned):
            return ""
        ids = self.rights().write
        return "" if ids is None or item.organization_id in ids else FOREIGN

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
        found: list[Button] = [*super().buttons(), *added_buttons(self.class_permission_name)]
        if self.has_add_button and self.can("add"):
            url = f"{self.route_base}/add"
            primary = not any(button.primary for button in found)
            found.append(Button(self.add_label, url, "plus", "dialog", primary=primary, key="new"))
        return found


# Our own base classes; those below this one add themselves.
OURS: set[type[Any]] = {ListScreen, Listing, Screen}
