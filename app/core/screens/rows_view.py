"""Base view of a list without a table: rows that are computed, or those of the module's query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, request
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView

from app.core.access import audit
from app.core.base.db import db
from app.core.base.per_request import once
from app.core.base.services import Service
from app.core.web.cost_limit import PREVIEW, spend

from .list_address import FROM_THE_END, LAST_PAGE, ListRequest, asked
from .list_order import row_key
from .list_page import headers
from .list_query import ListRows
from .list_screen import ListScreen
from .list_totals import add_rows
from .list_views import Listing
from .unsupported_words import refuse_silent_words
from .value_kinds import ValueKind


class RowsView(Listing, BaseView):
    """The list engine over plain rows; a subclass names their class and finds them.

    The types that the class states for its fields and properties say how a column reads, is
    searched and sorted. Each row has an ``id``.
    """

    row_class: type[Any]
    default_view = "list"
    # Whether the list can be had as a spreadsheet.
    exports = False
    # Columns that only completed rows have: sorted by one of these, every row is completed, and
    # so it is where something is added up.
    late_columns: Sequence[str] = ()

    def __init__(self) -> None:
        refuse_silent_words(type(self), (ListScreen, Listing, RowsView))
        if unnamed := {*self.list_columns, *self.search_columns} - {
            *self.label_columns,
            *self.filter_labels,
        }:
            raise TypeError(f"{type(self).__name__}: no label for {sorted(unnamed)}")
        if not self.exports:
            self.exclude_route_methods = {"export", *self.exclude_route_methods}
        self._init_list(self.row_class)
        self._init_routes()
        super().__init__()

    def rows(self) -> Sequence[Any]:
        """Every row of the list, in its usual order."""
        raise NotImplementedError

    def all_rows(self) -> Sequence[Any]:
        """Every row, found once a request."""
        return once(("rows", self), self.rows)

    def is_sortable(self, name: str) -> bool:
        return self.order_attribute(name).kind is not ValueKind.OTHER

    def matching(self, asked: ListRequest) -> Sequence[Any]:
        """Every row that fulfils the conditions, on whichever page it stands."""
        tests = [condition.test for condition in asked.conditions]
        return [row for row in self.all_rows() if all(test(row) for test in tests)]

    def find(self, asked: ListRequest) -> ListRows:
        rows = self.matching(asked)
        order = asked.order or self.base_order
        is_late = bool(self.totals) or (order is not None and order[0] in self.late_columns)
        if is_late:
            rows = list(self.completed(rows))
        sums = add_rows(self.summed, rows)
        if order:
            rows = self._sorted(rows, *order)
        size = max(len(rows), 1) if self.whole else asked.size
        last = max(-(-len(rows) // size) - 1, 0)
        back = LAST_PAGE - asked.page
        page = max(last - back, 0) if asked.page >= FROM_THE_END else min(asked.page, last)
        if self.whole:
            page = 0
        part: Sequence[Any] = rows[page * size : (page + 1) * size]
        part = part if is_late else self.completed(part)
        return ListRows(list(part), page * size, len(rows), has_next=page < last, sums=sums)

    @expose("/export/", methods=["POST"])
    @has_access
    def export(self) -> Any:
        """The filtered list as a spreadsheet; its rows are at hand, so there is no job."""
        spend(PREVIEW)
        found = asked(self, request.args.to_dict(flat=False))
        heads, rows = self.exported(found)
        writer = current_app.extensions[Service.LIST_WRITER]
        answer = writer(str(self.title_of(found)), heads, rows)
        filters = {one.argument: list(one.values) for one in found.conditions}
        told = {"rows": len(rows), "filters": filters}
        audit.record("export", object_type=self.class_permission_name, changes=told)
        db.session.commit()
        return answer

    def exported(self, found: ListRequest) -> tuple[Sequence[tuple[str, str]], Sequence[Any]]:
        """Headings and lines of the file; a screen may say more in it than its list shows."""
        rows: Sequence[Any] = list(self.completed(self.matching(found)))
        if order := found.order or self.base_order:
            rows = self._sorted(rows, *order)
        readers = [column.bind_raw() for column in self.columns]
        return headers(self.columns), [[read(row) for read in readers] for row in rows]

    def _sorted(self, rows: Any, name: str, way: str) -> Any:
        """Rows without a value stand last, whichever way."""
        read = row_key(self.order_attribute(name))
        held = [row for row in rows if read(row) is not None]
        held.sort(key=read, reverse=way == "desc")
        return held + [row for row in rows if read(row) is None]
