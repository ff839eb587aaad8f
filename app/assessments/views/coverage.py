"""未考核人员: who of 监督岗位 is not assessed yet this quarter, by 市州; how it went so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assessments import presentation, queries, rules
from app.assessments.choices import GROUP
from app.core.access.narrowed_screens import reads_rows_of
from app.core.base import clock
from app.core.base.per_request import once
from app.core.screens.views import Button, RowAction, RowsView, show_url
from app.organizations.views.prefecture_filter import IN_PREFECTURE
from app.scoring.choices import Grade

# What the pictures show: so many quarters, and so many of what was deducted most often.
QUARTERS_SHOWN, MOST_FREQUENT = 6, 5
PERSON = "personnel.person"
PREFECTURE, ORGANIZATION = "_flt_0_prefecture", "_flt_0_organization"


def _this_quarter() -> tuple[int, int]:
    today = clock.today()
    return today.year, rules.period_of(today, queries.QUARTER)


class UnassessedView(RowsView):
    """Who is not assessed yet this quarter, with 覆盖率 above."""

    row_class = queries.UnassessedRow
    class_permission_name = GROUP
    method_permission_name = {"list": "read"}
    route_base = "/assessments/unassessed"
    list_title = _l("未考核人员")
    list_template = "assessments/unassessed.html"
    unit = _l("人")
    list_columns = ["prefecture", "organization", "name", "position"]
    title_column = "name"
    search_columns = ["prefecture", "organization", "name"]
    filters = {"prefecture": IN_PREFECTURE}
    exports = True
    wrapped_columns = ("organization",)
    label_columns = {
        "prefecture": _l("市州"),
        "organization": _l("机构名称"),
        "name": _l("姓名"),
        "position": _l("职务"),
    }
    empty_hint = _l("本季度监督岗位人员已全部考核。")

    def rows(self) -> Sequence[queries.UnassessedRow]:
        return queries.unassessed(*_this_quarter())

    def introduction(self) -> str:
        """Which quarter it is, and that people are left out where there are too many to list."""
        year, quarter = _this_quarter()
        words = presentation.QUARTERS[quarter]
        told = _("%(year)d 年%(quarter)s尚未考核的监督岗位人员。", year=year, quarter=words)
        if len(self.all_rows()) < queries.MOST:
            return told
        return told + _("人员较多，仅列出前 %(n)d 人。", n=queries.MOST)

    def buttons(self) -> Sequence[Button]:
        return [Button(_("监督组考核"), url_for("GroupAssessmentView.list"), "left")]

    def row_actions(self, item: queries.UnassessedRow) -> Sequence[RowAction]:
        """查看 of the roster, for whoever reads it there."""
        if not reads_rows_of(PERSON, item.organization_id):
            return []
        address = show_url(PERSON, item.id)
        return [RowAction(_("查看"), address, "drawer")] if address else []

    def list_context(self) -> Mapping[str, Any]:
        """覆盖率 of each 市州, or of the organizations of the one that is chosen or seen; 考核趋势
        of those that are shown."""
        found = once(("coverage", self), lambda: queries.coverage(*_this_quarter()))
        place, only = request.args.get(PREFECTURE, ""), request.args.get(ORGANIZATION, "")
        shown = [one for one in found if place in ("", one.prefecture) and only in one.organization]
        by_place = len({one.prefecture for one in shown}) > 1
        counts = [
            (one.prefecture if by_place else one.organization, one.to_assess, one.assessed)
            for one in shown
        ]
        every = rules.summed((_("合计"), *both) for _name, *both in counts)
        key, url = PREFECTURE if by_place else ORGANIZATION, url_for(".list")
        return {
            "places": [
                (one, f"{url}?{urlencode({key: one.name})}") for one in rules.summed(counts)
            ],
            "every": every[0] if every else None,
            "place_label": _("市州") if by_place else _("机构名称"),
            **_trends([one.organization_id for one in shown]),
        }


def _trends(organization_ids: Sequence[int]) -> Mapping[str, Any]:
    """The pictures of some organizations: the quarters up to this one, and the year so far."""
    year, quarter = _this_quarter()
    last = year * 4 + quarter - 1
    quarters = [(one // 4, one % 4 + 1) for one in range(last - QUARTERS_SHOWN + 1, last + 1)]
    grades = queries.grades_since(organization_ids, quarters[0])
    columns = presentation.quarter_columns(quarters, grades)
    return {
        "columns": columns,
        "spoken": presentation.spoken(columns),
        "grades": list(Grade),
        "deductions": queries.frequent_deductions(organization_ids, year, MOST_FREQUENT),
        "year": year,
    }
