"""Base class of every list: its declared columns, filters and buttons, checked at the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import request
from flask_appbuilder import expose, has_access
from flask_appbuilder.const import PERMISSION_PREFIX
from flask_babel import lazy_gettext as _l
from sqlalchemy import Column

from app.core.base.responses import page
from app.core.web import markup
from app.core.web.cost_limit import SEARCH, spend

from .declared_filters import Declared, DeclaredFilter
from .filters import AppFilter, SealedIs, operators
from .list_address import Arguments, ListAddress, ListRequest, asked
from .list_page import Button, listing
from .list_query import ListRows
from .row_markup import RowAction, row_links
from .value_display import NOTHING, ListColumn, Show, binder, list_column
from .value_kinds import Attribute, attribute, getter, kind_of, members_of


class Computed:
    """A column that a screen computes in SQL, over the rows of its table.

    ``sql`` is called for each request, so that it may depend on who asks. ``type_`` and
    ``info`` say how its values are shown, searched and sorted, as they do for a column.
    """

    def __init__(self, type_: Any, sql: Callable[[], Any], **info: Any) -> None:
        self.type, self.sql, self.info = type_, sql, info

    def attribute(self, model: Any, name: str) -> Attribute:
        """The attribute under its name in one screen."""
        column: Column[Any] = Column(name, self.type, info=self.info)
        members = members_of(column)
        kind = kind_of(column)
        return Attribute(model, name, kind, column, members=members, expression=self.sql)


class ListScreen:
    """The words of a list; what follows from them is prepared when the application starts."""

    appbuilder: Any
    class_permission_name: Any
    route_base: Any
    method_permission_name: Mapping[str, str] = {}
    exclude_route_methods: set[str] = set()
    include_route_methods: Any = None

    list_title: Any = None
    list_template: Any = "zj/list.html"
    list_columns: Any = ()
    search_columns: Any = ()
    order_columns: Any = ()
    base_order: Any = None
    label_columns: Any = {}
    page_size = 25

    unit: Any = _l("条")
    intro: Any = ""
    empty_hint: Any = ""
    toolbar: Sequence[Button] = ()

    formatters: Mapping[str, Callable[[Any], Any]] = {}
    tags: Mapping[str, Mapping[Any, str]] = {}
    # A link beside the value of a cell, for what stands behind a number.
    cell_links: Mapping[str, Callable[[Any], RowAction]] = {}
    narrow_columns: Sequence[str] | None = None
    # The column that names a row, on a phone the title of its card; by default the first.
    title_column: str | None = None
    # Columns whose words may take several lines.
    wrapped_columns: Sequence[str] = ()
    # Columns that the screen computes in SQL, by the names that its other words use.
    computed: Mapping[str, Computed] = {}
    # Filters of the screen's own, by the names that ``search_columns`` uses.
    filters: Mapping[str, Declared] = {}
    # What a filter is called where it is not its column's label.
    filter_labels: Mapping[str, Any] = {}
    # More fields than this are folded behind 更多条件; a range counts twice.
    filters_in_view = 4
    default_filters: Mapping[str, Any] = {}
    # Whether all rows stand on one page, without a pager.
    whole = False
    # More links than this are folded behind 更多.
    most_links = 3
    # A class of the stylesheet for a table with widths of its own.
    table_css = ""
    # What a column is called in the list where it is not its label elsewhere.
    list_labels: Mapping[str, Any] = {}

    # --- what is prepared once ----------------------------------------------------------------

    def _init_list(self, model: type[Any]) -> None:
        """Columns and filters; whatever does not fit the rows is a TypeError."""
        self._attributes = {name: one.attribute(model, name) for name, one in self.computed.items()}
        self._model = model
        own = {name: one for name, one in self.filters.items() if name in self.search_columns}
        if forgotten := set(self.filters) - set(own):
            raise TypeError(f"{type(self).__name__}: no search column for {sorted(forgotten)}")
        self.searches = {
            name: [DeclaredFilter(name, own[name])] if name in own else self._operators(name)
            for name in self.search_columns
        }
        if unsearchable := [name for name, found in self.searches.items() if not found]:
            raise TypeError(f"{type(self).__name__}: cannot search {unsearchable}")
        if unsorted := [name for name in self._ordered() if not self.is_sortable(name)]:
            raise TypeError(f"{type(self).__name__}: cannot sort by {unsorted}")
        self.columns = [
            list_column(
                self.attribute_of(name),
                self.list_labels.get(name, self.label_columns[name]),
                self._css_class(name, place),
                bind=self._special(name),
                usual_words=name not in self.formatters,
            )
            for place, name in enumerate(self.list_columns)
        ]
        # What a row is called in its links; a formatter may add more than its name.
        self.row_name = binder(self.attribute_of(self.title_column or self.list_columns[0]))

    def _operators(self, name: str) -> Sequence[AppFilter]:
        found = self.attribute_of(name)
        return [kind(name, found) for kind in operators(found)]

    def _ordered(self) -> Sequence[str]:
        return [*self.order_columns, *([self.base_order[0]] if self.base_order else ())]

    def attribute_of(self, name: str) -> Attribute:
        """The attribute of a row, or of what the screen computes beside it."""
        return self._attributes.get(name) or attribute(self._model, name)

    def is_sortable(self, name: str) -> bool:
        """Whether rows can be put in the order of a column."""
        raise NotImplementedError

    def _css_class(self, name: str, place: int) -> str:
        """On a phone: the first column is the card's title, tags stand beside it."""
        wrap = " wrap" if name in self.wrapped_columns else ""
        if name == (self.title_column or self.list_columns[0]):
            return "name" + wrap
        if name in self.tags:
            return "st" + wrap
        narrow = self.narrow_columns
        kept = name in narrow if narrow is not None else place < 6
        return (("" if kept else "only-w") + wrap).strip()

    def _special(self, name: str) -> Callable[[], Show] | None:
        """How a column reads that has a formatter or is a tag; None for the usual words."""
        formatter, tones = self.formatters.get(name), self.tags.get(name)
        if tones is not None:
            return self._tagged(name, tones, formatter)
        if formatter is not None:
            return lambda: formatter
        if link := self.cell_links.get(name):
            return self._linked(name, link)
        return None

    def _tagged(self, name: str, tones: Mapping[Any, str], formatter: Show | None) -> Any:
        """The words of a state in its colour."""
        found = self.attribute_of(name)
        bind, read = binder(found), getter(found)

        def bind_tag() -> Show:
            show = formatter or bind()

            def tagged(item: Any) -> Any:
                words = show(item)
                tone = tones.get(read(item), "mute")
                return words if words == NOTHING else markup.tag(words, tone)

            return tagged

        return bind_tag

    def _linked(self, name: str, link: Callable[[Any], RowAction]) -> Callable[[], Show]:
        bind, label = binder(self.attribute_of(name)), self.label_columns[name]

        def bind_linked() -> Show:
            show = bind()

            def linked(item: Any) -> Any:
                return markup.beside(show(item), row_links([link(item)], str(label)))

            return linked

        return bind_linked

    # --- hooks --------------------------------------------------------------------------------

    def heading(self) -> Any:
        """The title of the list; a screen that depends on the year names it."""
        return self.list_title

    def introduction(self) -> Any:
        """What stands under the title."""
        return self.intro

    def shown_columns(self) -> Sequence[ListColumn]:
        """The columns that this request shows; a screen may leave some out."""
        return self.columns

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        """The links of a row."""
        return ()

    def buttons(self) -> Any:
        """What stands above the list."""
        return [
            button
            for button in self.toolbar
            if not button.permission or self.has_right(button.permission)
        ]

    def part_heading(self, item: Any) -> Any:
        """The heading under which a row stands with its neighbours; None for one table."""
        return None

    def list_context(self) -> Mapping[str, Any]:
        """More for a list template of one's own."""
        return {}

    def bulk_actions(self) -> Sequence[Any]:
        """What can be done with several rows at once."""
        return ()

    def find(self, asked: ListRequest) -> ListRows:
        """The rows of the page that was asked for."""
        raise NotImplementedError

    # --- rights -------------------------------------------------------------------------------

    def can(self, method: str) -> bool:
        """Whether the screen has a method at all and the user may call it."""
        if method in self.exclude_route_methods:
            return False
        if self.include_route_methods is not None and method not in self.include_route_methods:
            return False
        return self.has_right(self.method_permission_name.get(method, method))

    def has_right(self, action: str) -> bool:
        """Whether the user holds ``can_<action>`` on this screen's resource."""
        name = f"{PERMISSION_PREFIX}{action}"
        return bool(self.appbuilder.sm.has_access(name, self.class_permission_name))

    # --- the page -----------------------------------------------------------------------------

    def default_arguments(self) -> dict[str, list[str]]:
        """The filters of a list whose address names none."""
        found = {}
        for name, value in self.default_filters.items():
            given = value() if callable(value) else value
            if given not in (None, ""):
                found[f"_flt_0_{name}"] = [str(given)]
        return found

    def address(self, arguments: Arguments, found: ListRequest) -> ListAddress:
        """How this list is addressed with other conditions, orders and pages."""
        return ListAddress(f"{self.route_base}/list/", self, arguments, found)

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        arguments = request.args.to_dict(flat=False)
        found = asked(self, arguments)
        if found.explicit and found.conditions:
            spend(SEARCH)
        address = self.address(arguments, found)
        actions = self.bulk_actions()
        return page(
            self,
            self.list_template,
            title=self.heading(),
            introduction=self.introduction(),
            listing=listing(self, found, address, chosen=bool(actions)),
            actions=actions,
            buttons=self.buttons(),
            address=address,
            sealed=any(isinstance(filters[0], SealedIs) for filters in self.searches.values()),
            **self.list_context(),
        )
