"""Base class of every list: its declared columns, filters and buttons, checked at the start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_appbuilder.const import PERMISSION_PREFIX
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Column

from app.core.web import markup
from app.core.web.years import YEAR_ARGUMENT, shown_year

from .column_choice import Choice, arranged
from .declared_filters import Declared, DeclaredFilter
from .filters import AppFilter, operators
from .list_address import ListRequest, year_of
from .list_page import Button
from .list_preferences import own_columns
from .list_query import ListRows
from .list_totals import Total, summed
from .row_markup import RowAction, row_links
from .value_display import NOTHING, ListColumn, Show, binder, list_column
from .value_kinds import Attribute, ValueKind, attribute, getter, kind_of, members_of


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
    cell_links: Mapping[str, Callable[[Any], RowAction | None]] = {}
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
    # What a column is called in the list where it is not its label elsewhere, as in files.
    list_labels: Mapping[str, Any] = {}
    # Columns that are shown to those alone who choose them in 列设置.
    folded_columns: Sequence[str] = ()
    # Columns that nobody can hide, beside the one that names a row.
    key_columns: Sequence[str] = ()
    # Rows are put in the order of any column that has one, but of these.
    unsorted_columns: Sequence[str] = ()
    # By which attribute rows are put in the order of a column, where it is not its own.
    sorted_by: Mapping[str, str] = {}
    # What is added up under a column, over everything that was found.
    totals: Mapping[str, Total] = {}
    # Whether its rows are those of the year on the switch, which then stands in the address.
    follows_year = False
    # Whether those who may not ``oversee`` see the rows of their own organization alone.
    narrows_to_own = False
    # Names of bulk actions whose answer is a question, which opens over the list.
    asking_actions: frozenset[str] = frozenset()

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
        self.title_name = self.title_column or self.list_columns[0]
        self.sorts = self._sorts()
        self.summed = {name: self.attribute_of(name) for name in summed(self.totals)}
        self.columns = [
            list_column(
                self.attribute_of(name),
                self.label_columns[name],
                self._css_class(name, place),
                bind=self._special(name),
                plain=self._own_words(name),
                usual_words=name not in self.formatters,
            )
            for place, name in enumerate(self.list_columns)
        ]
        # What a row is called in its links; a formatter may add more than its name.
        self.row_name = binder(self.attribute_of(self.title_name))

    def _operators(self, name: str) -> Sequence[AppFilter]:
        found = self.attribute_of(name)
        return [kind(name, found) for kind in operators(found)]

    def _sorts(self) -> dict[str, Attribute]:
        """By what rows are put in the order of each column that can be asked for.

        A list on one page keeps the order that it has, unless it names columns.
        """
        declared = [*self.order_columns, *([self.base_order[0]] if self.base_order else ())]
        if unsorted := [name for name in declared if not self.is_sortable(name)]:
            raise TypeError(f"{type(self).__name__}: cannot sort by {unsorted}")
        usual = [] if self.whole else [n for n in self.list_columns if self._has_order(n)]
        wanted = [name for name in usual if name not in self.unsorted_columns]
        names = dict.fromkeys([*wanted, *self.order_columns])
        return {name: self.order_attribute(name) for name in names}

    def _has_order(self, name: str) -> bool:
        """Whether the order of a column says anything; that of the ids of related rows does not."""
        is_related = self.order_attribute(name).kind is ValueKind.RELATION
        return not is_related and self.is_sortable(name)

    def order_attribute(self, name: str) -> Attribute:
        """By what rows are put in the order of a column."""
        return self.attribute_of(self.sorted_by.get(name, name))

    def attribute_of(self, name: str) -> Attribute:
        """The attribute of a row, or of what the screen computes beside it."""
        return self._attributes.get(name) or attribute(self._model, name)

    def is_sortable(self, name: str) -> bool:
        """Whether rows can be put in the order of a column."""
        raise NotImplementedError

    def _css_class(self, name: str, place: int) -> str:
        """On a phone: the first column is the card's title, the last tag stands beside it."""
        wrap = " wrap" if name in self.wrapped_columns else ""
        if name == self.title_name:
            return "name" + wrap
        if name == next((one for one in reversed(self.list_columns) if one in self.tags), None):
            return "st" + wrap
        narrow = self.narrow_columns
        kept = name in narrow if narrow is not None else place < 6
        return (("" if kept else "only-w") + wrap).strip()

    def _special(self, name: str) -> Callable[[], Show] | None:
        """How a column reads in words of its own or with a link; None for the usual words."""
        link = self.cell_links.get(name)
        return self._own_words(name) if link is None else self._linked(name, link)

    def _own_words(self, name: str) -> Callable[[], Show] | None:
        """How a column reads that has a formatter or is a tag."""
        formatter, tones = self.formatters.get(name), self.tags.get(name)
        if tones is not None:
            return self._tagged(name, tones, formatter)
        if formatter is not None:
            return lambda: formatter
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

    def _linked(self, name: str, link: Callable[[Any], RowAction | None]) -> Callable[[], Show]:
        bind = self._own_words(name) or binder(self.attribute_of(name))
        label = self.label_columns[name]

        def bind_linked() -> Show:
            show = bind()

            def linked(item: Any) -> Any:
                action = link(item)
                if action is None:
                    return show(item)
                return markup.beside(show(item), row_links([action], str(label)))

            return linked

        return bind_linked

    # --- hooks --------------------------------------------------------------------------------

    def heading(self) -> Any:
        """The title of the list, without its year."""
        return self.list_title

    def title_of(self, asked: ListRequest) -> Any:
        """The title with the year whose rows these are."""
        year = shown_year() if self.follows_year else year_of(asked)
        if year is None:
            return self.heading()
        return _("%(title)s（%(year)d 年度）", title=self.heading(), year=year)

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

    def completed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Some rows that are shown or written, with what is found for all of them at once."""
        return rows

    def find(self, asked: ListRequest) -> ListRows:
        """The rows of the page that was asked for."""
        raise NotImplementedError

    # --- rights -------------------------------------------------------------------------------

    def bulk_url(self) -> str:
        """Where what is done with ticked rows goes to, in the year that they were ticked in."""
        address = f"{self.route_base}/action_post"
        return f"{address}?{YEAR_ARGUMENT}={shown_year()}" if self.follows_year else address

    def sees_own_alone(self) -> bool:
        """Whether whoever asks finds rows of one organization here, the own one."""
        return self.narrows_to_own and not self.has_right("oversee")

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

    # --- columns ------------------------------------------------------------------------------

    def choices(self) -> list[Choice]:
        """The columns of this request in the order of whoever asks, shown and hidden."""
        return arranged(
            [column.name for column in self.shown_columns()],
            folded=self.folded_columns,
            fixed=(self.title_name, *self.key_columns),
            chosen=own_columns() if self.can("choose_columns") else None,
        )

    def visible_columns(self) -> Sequence[ListColumn]:
        """The columns as they are drawn for whoever asks."""
        found = {column.name: column for column in self.shown_columns()}
        return [found[one.name] for one in self.choices() if one.is_shown]

    # --- conditions ---------------------------------------------------------------------------

    def default_arguments(self) -> dict[str, list[str]]:
        """The filters of a list whose address names none."""
        found = {}
        for name, value in self.default_filters.items():
            given = value() if callable(value) else value
            if given not in (None, ""):
                found[f"_flt_0_{name}"] = [str(given)]
        return found
