"""Protocols: what the functions that read, draw and export lists need of a screen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .filters import AppFilter
    from .list_address import ListRequest
    from .list_query import ListRows
    from .list_totals import Total
    from .row_markup import RowAction
    from .value_display import ListColumn, Show
    from .value_kinds import Attribute


class Listed(Protocol):
    """A screen with a list, whether its rows are those of a table or are computed."""

    route_base: str
    columns: list[ListColumn]
    sorts: dict[str, Attribute]
    summed: dict[str, Attribute]
    base_order: Any
    page_size: int
    whole: bool
    most_links: int
    searches: dict[str, Sequence[AppFilter]]
    filters_in_view: int
    label_columns: Any
    row_name: Callable[[], Show]
    follows_year: bool

    def sees_own_alone(self) -> bool: ...

    @property
    def totals(self) -> Mapping[str, Total]: ...

    @property
    def list_labels(self) -> Mapping[str, Any]: ...

    @property
    def filter_labels(self) -> Mapping[str, Any]: ...

    @property
    def default_filters(self) -> Mapping[str, Any]: ...

    def can(self, method: str) -> bool: ...

    def default_arguments(self) -> dict[str, list[str]]: ...

    def find(self, asked: ListRequest) -> ListRows: ...

    def completed(self, rows: Sequence[Any]) -> Sequence[Any]: ...

    def shown_columns(self) -> Sequence[ListColumn]: ...

    def visible_columns(self) -> Sequence[ListColumn]: ...

    def order_attribute(self, name: str) -> Attribute: ...

    def row_actions(self, item: Any) -> Sequence[RowAction]: ...

    def part_heading(self, item: Any) -> Any: ...


class ListedTable(Listed, Protocol):
    """A screen whose rows a SELECT over one table finds."""

    datamodel: Any
    load_options: Sequence[Any]
    plain_row: type[Any] | None
    shown_computed: Collection[str]

    @property
    def computed(self) -> Mapping[str, Any]: ...

    @property
    def list_options(self) -> Sequence[Any]: ...

    def attribute_of(self, name: str) -> Attribute: ...

    def computed_sql(self, name: str) -> Any: ...

    def statement(self) -> Any: ...

    def base_conditions(self) -> Sequence[Any]: ...

    def list_conditions(self) -> Sequence[Any]: ...


class Exported(Protocol):
    """A screen whose list may be had as a spreadsheet."""

    datamodel: Any
    class_permission_name: Any

    def has_right(self, action: str) -> bool: ...

    def export_title(self, arguments: dict[str, list[str]]) -> str: ...

    def export_count(self, arguments: dict[str, list[str]], most: int) -> int: ...

    def export_rows(self, arguments: dict[str, list[str]]) -> Iterable[Sequence[Any]]: ...

    def record_export(self, arguments: dict[str, list[str]], count: int) -> None: ...
