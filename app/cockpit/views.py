"""年报驾驶舱: organization by return, the rates of the year, and what may be done from a cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.security_manager import may
from app.core.base.per_request import once
from app.core.screens.views import Button, RowAction
from app.core.web.years import YEAR_ARGUMENT, shown_year
from app.organizations.todos import due_date
from app.organizations.views.prefecture_filter import IN_PREFECTURE
from app.organizations.views.urge_action import UrgeAction
from app.organizations.views.years import lock_button, lock_words

from . import presentation, queries
from .choices import COCKPIT


def _in_year(part: str, row: queries.CockpitRow) -> Any:
    return presentation.cell(part, row, shown_year())


def _exception(row: queries.CockpitRow) -> RowAction | None:
    return presentation.exception(row, shown_year())


class CockpitView(UrgeAction):
    """Who has handed in what of a year, and when."""

    row_class = queries.CockpitRow
    class_permission_name = COCKPIT
    method_permission_name = {"list": "read", "remind_ticked": "read"}
    route_base = "/cockpit"
    list_title = _l("年报驾驶舱")
    list_template = "cockpit/list.html"
    unit = _l("个机构")
    list_columns = ["prefecture", "name", "level", *queries.PARTS]
    title_column = "name"
    search_columns = ["prefecture", "name", "level", *queries.PARTS]
    filters_in_view = 4
    follows_year = True
    narrow_columns = tuple(queries.PARTS)
    wrapped_columns = ("name",)
    table_css = "zj-many"
    exports = True
    label_columns = {
        "prefecture": _l("市州"),
        "name": _l("机构名称"),
        "level": _l("级别"),
        **presentation.LABELS,
    }
    filter_labels = {"name": _l("机构")}
    filters = {"prefecture": IN_PREFECTURE}
    formatters = {part: partial(_in_year, part) for part in queries.PARTS}
    cell_links = dict.fromkeys(queries.PARTS, _exception)

    def rows(self) -> Sequence[queries.CockpitRow]:
        year = shown_year()
        return queries.rows(year, due_date(year))

    def list_context(self) -> Mapping[str, Any]:
        due_on = due_date(shown_year())
        return {"rates": presentation.rates(self.all_rows(), due_on), "due_on": due_on}

    def introduction(self) -> Any:
        """How the year stands: open, closed, closed by whom."""
        return lock_words(shown_year())

    def buttons(self) -> Sequence[Button]:
        """锁定 of the year shown."""
        return lock_button(shown_year())

    def row_actions(self, item: queries.CockpitRow) -> Sequence[RowAction]:
        found = []
        if once(("details", self), lambda: may("read", "organizations.overview")):
            address = f"{url_for('OverviewView.show', pk=item.id)}?{YEAR_ARGUMENT}={shown_year()}"
            found.append(RowAction(_("查看详情"), address, "drawer"))
        if (again := presentation.lock_again(item, shown_year())) is not None:
            found.append(again)
        return found
