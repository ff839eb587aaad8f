"""What those see first who file nothing: figures of their reach, what waits, what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.shares import share
from app.core.screens.value_display import NOTHING, number_text
from app.core.screens.views import show_url
from app.core.tree.organization_tree import organization_names
from app.organizations import queries
from app.organizations.queries import MARKS, OverviewRow
from app.organizations.returns import KINDS
from app.organizations.todos import due_date
from app.workflow import labels
from app.workflow.registry import registered

MOST = 8
# The parts that organizations hand in themselves.
OWN_PARTS = ("profile", "roster", "projects", "funding")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the year with that of the year before, and where its rows are."""

    label: str
    value: str
    unit: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class FiledPart:
    """How many organizations have handed a part in, this year and by the end of the last."""

    label: Any
    filed: int
    total: int
    filed_before: int
    total_before: int

    @property
    def missing(self) -> int:
        return self.total - self.filed


@dataclass(frozen=True, slots=True)
class Line:
    """Something that waits or that happened: to whom, what, by whom and when."""

    organization: str
    words: str
    at: dt.datetime | None
    url: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """The year of all organizations that somebody oversees."""

    year: int
    figures: Sequence[Figure]
    parts: Sequence[FiledPart]
    returned: Sequence[Line]
    recent: Sequence[Line]
    late: int
    due_on: dt.date

    @property
    def is_overdue(self) -> bool:
        """Whether the returns of the year are due already."""
        return clock.today() > self.due_on


def is_observer() -> bool:
    """Whether somebody looks at returns and files none: leaders, and the province's reviewers."""
    return may("read", "organizations.overview") and not any(
        may("create", kind.workflow.resource) for kind in KINDS
    )


def reach(rows: Sequence[OverviewRow], year: int) -> Reach:
    """The page of an observer, of the organizations that the overview lists."""
    before = queries.overview(year - 1)
    parts = [_part(name, rows, before) for name in OWN_PARTS]
    readable = {
        kind.workflow.resource: kind.model for kind in KINDS if may("read", kind.workflow.resource)
    }
    return Reach(
        year,
        _figures(rows, before, year),
        parts,
        [_returned(one) for one in queries.returned_below(readable, year, MOST)],
        [_moved(one) for one in queries.recent_moves(list(readable), MOST)],
        sum(not set(OWN_PARTS) <= row.marks.present for row in rows),
        due_date(year),
    )


def _part(name: str, rows: Sequence[OverviewRow], before: Sequence[OverviewRow]) -> FiledPart:
    counts = [sum(name in row.marks for row in some) for some in (rows, before)]
    return FiledPart(MARKS[name], counts[0], len(rows), counts[1], len(before))


# --- figures --------------------------------------------------------------------------------


def _figures(rows: Sequence[OverviewRow], before: Sequence[OverviewRow], year: int) -> list[Figure]:
    staff = [queries.staff_totals(one) for one in (year, year - 1)]
    people, certified = (
        [one["on_duty"] or None for one in staff],
        [one["certified"] for one in staff],
    )
    projects = queries.project_totals([year, year - 1])
    money = queries.funding_totals([year, year - 1])
    overview = url_for("OverviewView.list")
    return [
        _figure(_("监督机构"), [len(rows), len(before) or None], _("个"), overview),
        _figure(_("在职人员"), people, _("人"), url_for("PersonView.list")),
        _figure(
            _("持证占比"),
            [share(part, whole) for part, whole in zip(certified, people, strict=True)],
            "%",
            overview,
        ),
        _figure(
            _("年末在监工程"),
            [projects[one][0] for one in (year, year - 1)],
            _("项"),
            url_for("ProjectReturnView.list"),
            _filed(rows, "projects"),
        ),
        _figure(
            _("经费到位率"),
            [share(received, budgeted) for budgeted, received in money.values()],
            "%",
            url_for("FundingReturnView.list"),
            _filed(rows, "funding"),
        ),
    ]


def _filed(rows: Sequence[OverviewRow], part: str) -> str:
    """How many the figure counts; blank once it counts all."""
    filed = sum(part in row.marks for row in rows)
    return "" if filed == len(rows) else _("已报 %(n)d/%(all)d", n=filed, all=len(rows))


def _figure(label: str, values: Sequence[Any], unit: str, url: str, counted: str = "") -> Figure:
    now, last = values
    said = NOTHING if last is None else f"{number_text(last)}{'%' if unit == '%' else ''}"
    note = " · ".join(filter(None, (counted, _("上年 %(value)s", value=said))))
    return Figure(label, NOTHING if now is None else number_text(now), unit, note, url)


# --- lines ----------------------------------------------------------------------------------


def _returned(one: queries.Returned) -> Line:
    words = _("%(what)s已退回，等待补正", what=registered()[one.resource].title)
    url = show_url(one.resource, one.id) or ""
    return Line(organization_names().get(one.organization_id, ""), words, one.at, url)


def _moved(event: Any) -> Line:
    workflow = registered()[event.resource]
    words = _(
        "%(process)s：%(act)s", process=workflow.title, act=labels.move_label(workflow, event)
    )
    url = show_url(event.resource, event.item_id) or ""
    place = organization_names().get(event.organization_id, "")
    return Line(place, words, event.at, url, event.actor_name)
