"""The figures behind R02: every organization's year, and their sums by prefecture.

A prefecture is counted by division and by the tree of 31 December of the year,
whichever of its stations asks, so that a row of the province's table equals the
total of the prefecture's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, intersect, select, type_coerce
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.choices import Level, OrganizationKind
from app.core.db import db
from app.core.dictionaries import entries
from app.core.scope import readable, unscoped
from app.core.tree import Node, prefectures, tree
from app.organizations.choices import BUDGETED, FILED, RECEIVED, SPENT
from app.organizations.models import (
    FundingReturn,
    ProfileReturn,
    ProjectLine,
    ProjectReturn,
    StaffSnapshot,
    flow_total,
    sum_of,
)
from app.personnel.cells import group_keys
from app.personnel.queries import staff_structure

from .returns import FLOW_TOTALS

Facts = dict[str, Any]
BY_DIVISION = "R02 counts a prefecture by division, whichever of its stations asks"
STRUCTURE = (
    "on_duty",
    "authorized",
    "contract",
    "technical",
    "certified",
    "quality_only",
    "safety_only",
    "dual",
)
GROUPS = {
    "title_senior": ("title_level", "senior"),
    "title_intermediate": ("title_level", "intermediate"),
    "title_junior": ("title_level", "junior"),
    "postgraduate": ("education", "postgraduate"),
    "bachelor": ("education", "bachelor"),
    "college": ("education", "college"),
    "below_college": ("education", "below"),
}
NATURES = ("civil", "full", "partial", "self", "other")
PROFILE = ("posts", "office_area", "vehicles", "instruments")
FUNDING = {"budgeted": BUDGETED, "received": RECEIVED, "spent": SPENT}
FIGURES: dict[str, Any] = {
    "rectifications": ("quality_rectifications", "safety_rectifications"),
    "stop_works": ("quality_stop_works", "safety_stop_works"),
    "penalties": ("penalties",),
    "fines": ("fines",),
    "accidents": (
        "quality_accidents",
        "accidents_ordinary",
        "accidents_larger",
        "accidents_major",
        "accidents_extreme",
    ),
    "deaths": ("deaths",),
}
# Every figure a row has; what an organization did not report counts as 0.
NOTHING: Facts = dict.fromkeys(
    (
        "organizations",
        *(f"kind_{kind.value}" for kind in OrganizationKind),
        *(f"nature_{nature}" for nature in NATURES),
        *PROFILE,
        *STRUCTURE,
        *GROUPS,
        *FLOW_TOTALS,
        *FIGURES,
        *FUNDING,
        "missing",
    ),
    0,
)


def prefectures_open_to(organization_id: int | None, year: int) -> list[tuple[str, str]]:
    """The prefectures (code, name) that an organization may ask R02 for; () for a county."""
    if readable().read is None:
        return [(place.code, place.name) for place in prefectures()]
    node = tree(clock.last_day(year)).get(organization_id or 0)
    if node is None or node.level is not Level.PREFECTURE:
        return []
    return [(p.code, p.name) for p in prefectures() if p.code == node.prefecture_code]


def annual_summary(
    year: int, level: str, prefecture: str | None = None, kind: str | None = None
) -> Iterator[Facts]:
    """Rows of R02: 省本级 and 14 prefectures, or the organizations of one prefecture.

    The caller checks that the asker may see them (``prefectures_open_to``).
    """
    nodes = _nodes(year, prefecture if level == "prefecture" else None, kind)
    facts = organization_facts(nodes, year)
    if level == "prefecture":
        for node in nodes:
            yield {"name": node.name, **_row(facts[node.id])}
        return
    for code, name in ((None, "省本级"), *((p.code, p.name) for p in prefectures())):
        members = [facts[node.id] for node in nodes if node.prefecture_code == code]
        yield {"name": name, **_row(_added(members))}


def _nodes(year: int, prefecture: str | None, kind: str | None) -> list[Node]:
    return [
        node
        for node in tree(clock.last_day(year)).values()
        if (prefecture is None or node.prefecture_code == prefecture)
        and (not kind or node.kind == kind)
    ]


def organizations_without_data(
    year: int, level: str, prefecture: str | None = None, kind: str | None = None
) -> list[str]:
    """The names of organizations that did not hand in projects or funding; one statement."""
    nodes = _nodes(year, prefecture if level == "prefecture" else None, kind)
    handed_in = intersect(
        *(
            select(model.organization_id).where(model.year == year, model.state.in_(FILED))
            for model in (ProjectReturn, FundingReturn)
        )
    )
    with unscoped(BY_DIVISION):
        complete = set(db.session.scalars(handed_in))
    return [node.name for node in nodes if node.id not in complete]


def organization_facts(nodes: Sequence[Node], year: int) -> dict[int, Facts]:
    """Every summed figure of these organizations for a year; 4 statements for any number."""
    ids = [node.id for node in nodes]
    with unscoped(BY_DIVISION):
        parts = (
            _profiles(ids, year),
            structure_of(ids, year),
            _projects(ids, year),
            _funding(ids, year),
        )
    facts = {}
    for node in nodes:
        fact: Facts = {**NOTHING, "organizations": 1, f"kind_{node.kind.value}": 1}
        for part in parts:
            fact |= part.get(node.id, {})
        handed_in = node.id in parts[2] and node.id in parts[3]
        facts[node.id] = fact | {"missing": 0 if handed_in else 1}
    return facts


def _row(facts: Facts) -> Facts:
    missing = facts["missing"]
    return {**facts, "remark": f"{missing}个机构未填报" if missing else ""}


def _added(facts: Sequence[Facts]) -> Facts:
    return {key: sum(fact[key] for fact in facts) for key in NOTHING}


def in_force(year: int) -> Any:
    """The criterion for the profiles that speak for a year.

    A past year has what was submitted for it; the running one, until it is
    submitted again, what was submitted last.
    """
    if year < clock.year():
        return and_(ProfileReturn.year == year, ProfileReturn.state.in_(FILED))
    other = aliased(ProfileReturn)
    newest = (
        select(func.max(other.year))
        .where(other.organization_id == ProfileReturn.organization_id, other.state.in_(FILED))
        .correlate(ProfileReturn)
        .scalar_subquery()
    )
    return and_(ProfileReturn.state.in_(FILED), ProfileReturn.year == newest)


def _profiles(ids: Sequence[int], year: int) -> Mapping[int, Facts]:
    model = ProfileReturn
    statement = select(
        model.organization_id,
        model.nature,
        model.funding_type,
        model.posts_total,
        model.office_area,
        model.vehicles,
        model.instruments,
    ).where(model.organization_id.in_(ids), in_force(year))
    return {
        row.organization_id: {
            f"nature_{nature_for_report(row.nature, row.funding_type)}": 1,
            "posts": row.posts_total or 0,
            "office_area": row.office_area or 0,
            "vehicles": row.vehicles or 0,
            "instruments": row.instruments or 0,
        }
        for row in db.session.execute(statement)
    }


def nature_for_report(nature: str | None, funding_type: str | None) -> str:
    """机构性质 as reports count it: 参公 by nature, the rest by funding (1.2)."""
    nature_entry = entries("org_nature").get(nature or "")
    if nature_entry is not None and nature_entry.group == "civil":
        return "civil"
    funding_entry = entries("funding_type").get(funding_type or "")
    group = funding_entry.group if funding_entry is not None else None
    return group if group in NATURES else "other"


def structure_of(ids: Sequence[int], year: int) -> Mapping[int, Facts]:
    """人员结构 for a year: counted now in the running year, else as stored (ruling 3)."""
    keys = [*STRUCTURE, *(k for group in GROUPS.values() for k in group_keys(*group))]
    if year >= clock.year():
        cells: Mapping[int, Mapping[str, int]] = staff_structure(ids, clock.today(), only=keys)
    else:
        cells = snapshots(ids, year)
    return {
        organization_id: {
            **{key: found.get(key, 0) for key in STRUCTURE},
            **{
                name: sum(found.get(key, 0) for key in group_keys(*group))
                for name, group in GROUPS.items()
            },
        }
        for organization_id, found in cells.items()
    }


def snapshots(ids: Sequence[int] | None, year: int) -> dict[int, dict[str, int]]:
    """The newest stored structure of each organization for a year."""
    newest = (
        select(StaffSnapshot.organization_id, func.max(StaffSnapshot.version).label("version"))
        .where(StaffSnapshot.year == year)
        .group_by(StaffSnapshot.organization_id)
        .subquery()
    )
    statement = (
        select(StaffSnapshot.organization_id, StaffSnapshot.cells)
        .join(
            newest,
            (newest.c.organization_id == StaffSnapshot.organization_id)
            & (newest.c.version == StaffSnapshot.version),
        )
        .where(StaffSnapshot.year == year)
    )
    if ids is not None:
        statement = statement.where(StaffSnapshot.organization_id.in_(ids))
    return {row[0]: row[1] for row in db.session.execute(statement)}


def _projects(ids: Sequence[int], year: int) -> Mapping[int, Facts]:
    """Totals of the project table and of enforcement, of returns handed in."""
    figures = {name: sum_of(ProjectReturn, keys) for name, keys in FIGURES.items()}
    statement = (
        select(
            ProjectReturn.organization_id,
            *(total.label(name) for name, total in FLOW_TOTALS.items()),
            *(type_coerce(func.max(f), f.type).label(name) for name, f in figures.items()),
        )
        .join(ProjectLine, ProjectLine.return_id == ProjectReturn.id)
        .where(
            ProjectReturn.organization_id.in_(ids),
            ProjectReturn.year == year,
            ProjectReturn.state.in_(FILED),
        )
        .group_by(ProjectReturn.organization_id)
    )
    return {row.organization_id: _without_key(row) for row in db.session.execute(statement)}


def _funding(ids: Sequence[int], year: int) -> Mapping[int, Facts]:
    """应拨, 实拨 and 支出 of returns handed in, in 万元."""
    statement = select(
        FundingReturn.organization_id,
        *(sum_of(FundingReturn, keys).label(name) for name, keys in FUNDING.items()),
    ).where(
        FundingReturn.organization_id.in_(ids),
        FundingReturn.year == year,
        FundingReturn.state.in_(FILED),
    )
    return {row.organization_id: _without_key(row) for row in db.session.execute(statement)}


def _without_key(row: Any) -> Facts:
    return {k: v for k, v in row._mapping.items() if k != "organization_id"}


def project_totals(years: Sequence[int], measure: str) -> dict[int, Any]:
    """年末在监 of all organizations in scope, by year, of returns handed in."""
    total = flow_total(measure, None)
    rows = db.session.execute(
        select(ProjectReturn.year, total)
        .join(ProjectLine, ProjectLine.return_id == ProjectReturn.id)
        .where(ProjectReturn.year.in_(years), ProjectReturn.state.in_(FILED))
        .group_by(ProjectReturn.year)
    )
    found: dict[int, Any] = {row[0]: row[1] for row in rows}
    return {year: found.get(year, 0) for year in years}


def staff_totals(year: int) -> dict[str, int]:
    """On duty and certified over all organizations in scope: today, or as stored for a year."""
    if year >= clock.year():
        cells: Iterable[Mapping[str, int]] = staff_structure(
            None, clock.today(), only=STRUCTURE
        ).values()
    else:
        cells = snapshots(None, year).values()
    found = list(cells)
    return {key: sum(cell.get(key, 0) for cell in found) for key in STRUCTURE}
