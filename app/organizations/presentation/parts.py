"""The parts of an organization's year: what was filed of each, and where it is filed or seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.access.narrowed_screens import reads_rows_of
from app.core.access.security_manager import may
from app.core.screens.value_display import number_text
from app.core.screens.views import list_url
from app.organizations.models.common import percent
from app.organizations.queries import OverviewRow

Facts = Mapping[str, Any]
# The screen of each of the four parts that R01 needs.
PART_RESOURCES = {
    "structure": "organizations.staff_structure",
    "projects": "organizations.project_return",
    "funding": "organizations.funding_return",
    "verification": "verification.record",
}


def part_link(part: str, organization_id: int, year: int) -> str | None:
    """Where a part of an organization's year is filed or seen, for those who may look at it.

    Who files it for the own organization is led to its form.
    """
    resource = PART_RESOURCES[part]
    if not reads_rows_of(resource, organization_id):
        return None
    own = organization_id == current_actor().organization_id
    form = FORMS.get(part)
    if own and form and may("create", resource):
        return url_for(form, year=year)
    if part == "verification":
        return list_url(resource, organization=organization_id)
    return list_url(resource, organization=organization_id, year=year)


@dataclass(frozen=True, slots=True)
class FiledPart:
    """What an organization filed of a part in a year: label and text of each figure, and where."""

    label: Any
    facts: Sequence[tuple[Any, Any]]
    url: str | None


def filed_parts(row: OverviewRow, year: int, form: Facts) -> list[FiledPart]:
    """工程, 经费 and 资格验证 of an organization's year, for those who may look at them.

    ``form`` are the figures that were filed. A part that was not handed in has no facts
    (ruling 38).
    """
    facts = {
        "projects": _projects(form) if row.projects else (),
        "funding": _funding(form) if row.funding else (),
        "verification": _verification(form) if form["certificate_no"] else (),
    }
    return [
        FiledPart(label, facts[part], part_link(part, row.id, year))
        for part, label in PART_TITLES.items()
        if reads_rows_of(PART_RESOURCES[part], row.id)
    ]


def _projects(form: Facts) -> list[tuple[Any, Any]]:
    return [
        (label, number_text(form[name]))
        for label, name in (
            (_l("年末在监项目（个）"), "year_end_projects"),
            (_l("年末在监面积（万㎡）"), "year_end_area"),
            (_l("年末在监造价（万元）"), "year_end_cost"),
            (_l("本年新受监项目（个）"), "new_projects"),
            (_l("本年竣工项目（个）"), "completed_projects"),
            (_l("整改通知书（份）"), "rectifications"),
            (_l("停工通知书（份）"), "stop_works"),
            (_l("行政处罚（起）"), "penalties"),
            (_l("罚款（万元）"), "fines"),
            (_l("质量安全事故（起）"), "accidents"),
            (_l("死亡（人）"), "deaths"),
        )
    ]


def _funding(form: Facts) -> list[tuple[Any, Any]]:
    return [
        (_l("应拨合计（万元）"), number_text(form["budgeted"])),
        (_l("实拨合计（万元）"), number_text(form["received"])),
        (_l("到位率"), percent(form["received"], form["budgeted"])),
        (_l("支出合计（万元）"), number_text(form["spent"])),
    ]


def _verification(form: Facts) -> list[tuple[Any, Any]]:
    return [
        (_l("考核证书编号"), form["certificate_no"]),
        (_l("有效期"), form["validity"]),
        (_l("验证结果"), form["result"]),
        (_l("验证日期"), form["verified_on"]),
    ]


PART_TITLES = {
    "projects": _l("监督工程情况"),
    "funding": _l("监督经费情况"),
    "verification": _l("监督资格验证情况"),
}
FORMS = {"projects": "ProjectReturnView.add", "funding": "FundingReturnView.add"}
