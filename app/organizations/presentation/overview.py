"""How the cells of 监督机构基本情况汇总 read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.core.access.security_manager import may
from app.core.screens.value_display import NOTHING
from app.core.web.markup import icon
from app.core.web.years import YEAR_ARGUMENT
from app.organizations.models.common import percent
from app.organizations.queries import OverviewRow, StructureRow

TICK = Markup('<span class="zj-tick">%s<span class="zj-sr">%s</span></span>')
NO_TICK = Markup(
    '<span class="zj-muted"><span aria-hidden="true">—</span><span class="zj-sr">%s</span></span>'
)
# A longer name is known by what stands behind it in brackets.
LONG_NAME = 8
SHORT = Markup('<span title="%s">%s</span>')
LOW = Markup('<span class="zj-bad">%s <span class="zj-sr">%s</span>%s%%</span>')


def tick(present: object) -> Markup:
    """A mark that is there or not, also in words."""
    if present:
        return TICK % (icon("check", "zj-ico--s"), _("已填写"))
    return NO_TICK % _("未填写")


def nature(row: OverviewRow) -> Any:
    """机构性质 in short, 参公 or 公益一类; in full for a pointer and in 查看详情."""
    if not row.nature:
        return NOTHING
    name, _open, rest = row.nature.partition("（")
    short = rest.rstrip("）") if len(name) > LONG_NAME else name
    return SHORT % (row.nature, short.removesuffix("事业单位") or short)


def ratio(row: OverviewRow | StructureRow) -> Any:
    """持证占比; what is below the threshold is said in words too, not in red alone."""
    if row.ratio is None:
        return NOTHING
    return (
        LOW % (icon("warn", "zj-ico--s"), _("低于要求："), row.ratio)
        if row.is_low
        else f"{row.ratio}%"
    )


def ratio_of(sums: Mapping[str, Any]) -> str:
    """持证占比 of all together."""
    return percent(sums["certified"] or 0, sums["on_duty"] or 0)


# The screen of each step, how it takes its year, and the resource whose readers it opens for.
STEP_SCREENS = {
    "profile": ("ProfileView.own", YEAR_ARGUMENT, "organizations.profile"),
    "roster": ("PersonView.list", "", "personnel.person"),
    "projects": ("ProjectReturnView.list", "_flt_0_year", "organizations.project_return"),
    "funding": ("FundingReturnView.list", "_flt_0_year", "organizations.funding_return"),
    "verification": ("OrganizationVerificationView.list", "", "verification.record"),
    "structure": ("StaffStructureView.list", "_flt_0_year", "organizations.staff_structure"),
}
SUMMARY = "annual_summary"


def mark_links(year: int) -> dict[str, str]:
    """Where each step of 监督机构信息完善流程 is taken, by its name, for who may go there."""
    found = {}
    for step, (endpoint, argument, resource) in STEP_SCREENS.items():
        if may("read", resource):
            of_year: dict[str, Any] = {argument: year} if argument else {}
            found[step] = url_for(endpoint, **of_year)
    if may("export", f"organizations.{SUMMARY}"):
        found["summary"] = url_for("ReportView.conditions", name=SUMMARY, year=year)
    return found
