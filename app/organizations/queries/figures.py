"""Every figure that reports sum up, declared once: where it comes from, and its value by year.

What an organization reported counts from 提交 on; staff is counted today in the running year and
as stored for an earlier one (ruling 3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select, type_coerce
from sqlalchemy.orm import aliased

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import OrganizationKind
from app.core.base.db import db
from app.core.configuration.dictionaries import entries
from app.core.tree.organization_tree import Node
from app.organizations.choices import (
    BUDGETED,
    BUILDINGS,
    FILED,
    RECEIVED,
    SPENT,
    ProjectCategory,
    ProjectFlow,
)
from app.organizations.models import (
    TOTALS,
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

Facts = dict[str, Any]
CHOSEN = "the report chose its organizations by the tree and the reach of its year"


class Flow(NamedTuple):
    """A sum of the project table: of one flow or of 年末在监, of some categories or all."""

    measure: str
    flow: ProjectFlow | None
    categories: tuple[ProjectCategory, ...] = tuple(ProjectCategory)


# Of the staff structure: figures that are one cell of it, groups of a dictionary, sums of cells.
CELLS = (
    "on_duty",
    "authorized",
    "contract",
    "seconded_out",
    "technical",
    "certified",
    "quality_only",
    "safety_only",
    "dual",
    "age_35",
    "age_45",
    "age_54",
    "age_55",
)
GROUPS = {
    "title_senior": ("title_level", "senior"),
    "title_intermediate": ("title_level", "intermediate"),
    "title_junior": ("title_level", "junior"),
    "postgraduate": ("education", "postgraduate"),
    "bachelor": ("education", "bachelor"),
    "college": ("education", "college"),
    "below_college": ("education", "below"),
    "field_civil": ("specialty", "civil"),
    "field_installation": ("specialty", "installation"),
    "field_municipal": ("specialty", "municipal"),
    "field_machinery": ("specialty", "machinery"),
    "field_other": ("specialty", "other"),
}
HOLDERS = {
    "quality_holders": ("quality_only", "dual"),
    "safety_holders": ("safety_only", "dual"),
}
STAFF = (*CELLS, *GROUPS, *HOLDERS)
NATURES = ("civil", "full", "partial", "self", "other")
# Of the profile: the column that a figure is.
PROFILE = {
    "posts": ProfileReturn.posts_total,
    "office_area": ProfileReturn.office_area,
    "vehicles": ProfileReturn.vehicles,
    "instruments": ProfileReturn.instruments,
}
FLOWS = {
    **{name: Flow(measure, flow) for name, (measure, flow) in TOTALS.items()},
    "building_projects": Flow("projects", None, BUILDINGS),
    "building_area": Flow("area", None, BUILDINGS),
    "municipal_projects": Flow("projects", None, (ProjectCategory.MUNICIPAL,)),
    "transit_projects": Flow("projects", None, (ProjectCategory.TRANSIT,)),
}
SAFETY_ACCIDENTS = (
    "accidents_ordinary",
    "accidents_larger",
    "accidents_major",
    "accidents_extreme",
)
# Of the project return and of the funding return: the columns that a figure adds up.
ENFORCEMENT: dict[str, tuple[str, ...]] = {
    "quality_checks": ("quality_checks",),
    "spot_tests": ("spot_tests",),
    "quality_rectifications": ("quality_rectifications",),
    "supervision_reports": ("supervision_reports",),
    "safety_checks": ("safety_checks",),
    "safety_rectifications": ("safety_rectifications",),
    "safety_stop_works": ("safety_stop_works",),
    "high_risk_works": ("high_risk_works",),
    "rectifications": ("quality_rectifications", "safety_rectifications"),
    "stop_works": ("quality_stop_works", "safety_stop_works"),
    "penalties": ("penalties",),
    "fines": ("fines",),
    "quality_accidents": ("quality_accidents",),
    "safety_accidents": SAFETY_ACCIDENTS,
    "accidents": ("quality_accidents", *SAFETY_ACCIDENTS),
    "deaths": ("deaths",),
}
FUNDING = {"budgeted": BUDGETED, "received": RECEIVED, "spent": SPENT}
# What is divided for 人均在监面积: the figures of those alone who have both.
SHARED = {"supervised_area": "year_end_area", "supervising": "certified"}
# The figures of each part that an organization files, and of 人员结构, which is stored for it.
PARTS: dict[str, tuple[str, ...]] = {
    "profile": (*(f"nature_{nature}" for nature in NATURES), *PROFILE),
    "structure": STAFF,
    "projects": (*FLOWS, *ENFORCEMENT),
    "funding": tuple(FUNDING),
}
COUNTED = ("organizations", *(f"kind_{kind.value}" for kind in OrganizationKind))
# Every figure a row has; what an organization did not file is None, never 0 (ruling 38).
NOTHING: Facts = {
    **dict.fromkeys(COUNTED, 0),
    **dict.fromkeys(name for names in PARTS.values() for name in names),
    **dict.fromkeys(SHARED),
    "missing": 0,
}
# What the running year counts of an organization without people.
NOBODY: Facts = dict.fromkeys(STAFF, 0)


def cells_of(figure: str, year: int) -> list[str]:
    """The cells of 人员结构 that a figure of a year adds up."""
    if figure in GROUPS:
        return group_keys(*GROUPS[figure], year=year)
    return list(HOLDERS.get(figure, (figure,)))


def organization_facts(nodes: Sequence[Node], year: int) -> dict[int, Facts]:
    """Every summed figure of these organizations for a year; 4 statements for any number."""
    ids = [node.id for node in nodes]
    with unscoped(CHOSEN):
        parts = {
            "profile": profile_figures(ids, year),
            "structure": structure_of(ids, year),
            "projects": _projects(ids, year),
            "funding": _funding(ids, year),
        }
    if year >= clock.year():
        parts["structure"] = {number: parts["structure"].get(number, NOBODY) for number in ids}
    return {node.id: _facts(node, parts) for node in nodes}


def _facts(node: Node, parts: Mapping[str, Mapping[int, Facts]]) -> Facts:
    fact: Facts = {**NOTHING, "organizations": 1, f"kind_{node.kind.value}": 1}
    for part in parts.values():
        fact |= part.get(node.id, {})
    if all(fact[figure] is not None for figure in SHARED.values()):
        fact |= {name: fact[figure] for name, figure in SHARED.items()}
    is_whole = all(node.id in part for part in parts.values())
    return fact | {"missing": 0 if is_whole else 1}


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


def profile_figures(ids: Sequence[int], year: int) -> Mapping[int, Facts]:
    """机构性质 and the means of each organization, by the profile that speaks for the year."""
    model = ProfileReturn
    statement = select(
        model.organization_id,
        model.nature,
        model.funding_type,
        *(column.label(name) for name, column in PROFILE.items()),
    ).where(model.organization_id.in_(ids), in_force(year))
    nature_for_report = natures_of(year)
    return {
        row.organization_id: {
            **dict.fromkeys((f"nature_{nature}" for nature in NATURES), 0),
            f"nature_{nature_for_report(row.nature, row.funding_type)}": 1,
            **{name: getattr(row, name) or 0 for name in PROFILE},
        }
        for row in db.session.execute(statement)
    }


def natures_of(year: int) -> Callable[[str | None, str | None], str]:
    """机构性质 as reports of a year count it: 参公 by nature, the rest by funding (1.2)."""
    natures = entries("org_nature", year=year)
    fundings = entries("funding_type", year=year)

    def nature_for_report(nature: str | None, funding_type: str | None) -> str:
        nature_entry = natures.get(nature or "")
        if nature_entry is not None and nature_entry.group == "civil":
            return "civil"
        funding_entry = fundings.get(funding_type or "")
        group = funding_entry.group if funding_entry is not None else None
        return group if group in NATURES else "other"

    return nature_for_report


def structure_of(ids: Sequence[int], year: int) -> Mapping[int, Facts]:
    """人员结构 for a year: counted now in the running year, else as stored (ruling 3)."""
    parts = {figure: cells_of(figure, year) for figure in STAFF}
    if year >= clock.year():
        keys = [key for cells in parts.values() for key in cells]
        counted: Mapping[int, Mapping[str, int]] = staff_structure(ids, clock.today(), only=keys)
    else:
        counted = snapshots(ids, year)
    return {
        organization_id: {
            figure: sum(found.get(key, 0) for key in cells) for figure, cells in parts.items()
        }
        for organization_id, found in counted.items()
    }


def snapshots(ids: Sequence[int] | None, year: int) -> dict[int, dict[str, int]]:
    """The newest stored structure of each organization for a year."""
    return {row[0]: row[1] for row in _stored(ids, year, StaffSnapshot.cells)}


def stored_people(
    ids: Sequence[int], year: int
) -> list[tuple[int, dict[str, int], list[dict[str, Any]]]]:
    """Organization, cells and the list of people of each newest stored structure."""
    found = _stored(ids, year, StaffSnapshot.cells, StaffSnapshot.people)
    return [tuple(row) for row in found]


def _stored(ids: Sequence[int] | None, year: int, *columns: Any) -> Any:
    newest = (
        select(StaffSnapshot.organization_id, func.max(StaffSnapshot.version).label("version"))
        .where(StaffSnapshot.year == year)
        .group_by(StaffSnapshot.organization_id)
        .subquery()
    )
    statement = (
        select(StaffSnapshot.organization_id, *columns)
        .join(
            newest,
            (newest.c.organization_id == StaffSnapshot.organization_id)
            & (newest.c.version == StaffSnapshot.version),
        )
        .where(StaffSnapshot.year == year)
    )
    if ids is not None:
        statement = statement.where(StaffSnapshot.organization_id.in_(ids))
    return db.session.execute(statement)


def _projects(ids: Sequence[int], year: int) -> Mapping[int, Facts]:
    """Totals of the project table and of enforcement, of returns handed in."""
    figures = {name: sum_of(ProjectReturn, keys) for name, keys in ENFORCEMENT.items()}
    statement = (
        select(
            ProjectReturn.organization_id,
            *(flow_total(*flow).label(name) for name, flow in FLOWS.items()),
            *(type_coerce(func.max(f), f.type).label(name) for name, f in figures.items()),
        )
        .outerjoin(ProjectLine, ProjectLine.return_id == ProjectReturn.id)
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
