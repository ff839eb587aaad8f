"""Totals and staff figures of the first page and of the overview, kept between requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, type_coerce

from app.core.access.figure_cache import kept_figures
from app.core.access.scope import readable
from app.core.base import clock
from app.core.base.column_types import Amount
from app.core.base.db import db
from app.organizations.choices import BUDGETED, FILED, RECEIVED
from app.organizations.models import (
    FundingReturn,
    OrganizationVerification,
    ProfileReturn,
    ProjectLine,
    ProjectReturn,
    RosterCheck,
    StaffSnapshot,
    flow_total,
    sum_of,
)
from app.personnel.models import Certificate, Person
from app.personnel.queries import KEPT, kept_structure

from .completeness import Marks, marks_of
from .figures import snapshots


def project_totals(years: Sequence[int]) -> dict[int, tuple[Any, Any]]:
    """年末在监 of all organizations in scope, of returns handed in: projects and area by year.

    Both are None in a year for which nobody has handed in a return.
    """
    found = _project_totals(readable().read, tuple(years))
    return {year: found.get(year, (None, None)) for year in years}


@kept_figures(ProjectReturn, ProjectLine)
def _project_totals(
    _ids: tuple[int, ...] | None, years: tuple[int, ...]
) -> dict[int, tuple[Any, Any]]:
    rows = db.session.execute(
        select(ProjectReturn.year, flow_total("projects", None), flow_total("area", None))
        .join(ProjectLine, ProjectLine.return_id == ProjectReturn.id)
        .where(ProjectReturn.year.in_(years), ProjectReturn.state.in_(FILED))
        .group_by(ProjectReturn.year)
    )
    return {year: (projects, area) for year, projects, area in rows}


def funding_totals(years: Sequence[int]) -> dict[int, tuple[Any, Any]]:
    """应拨 and 实拨 of all organizations in scope, of returns handed in; None where nobody has."""
    found = _funding_totals(readable().read, tuple(years))
    return {year: found.get(year, (None, None)) for year in years}


@kept_figures(FundingReturn)
def _funding_totals(
    _ids: tuple[int, ...] | None, years: tuple[int, ...]
) -> dict[int, tuple[Any, Any]]:
    sums = [
        type_coerce(func.sum(sum_of(FundingReturn, keys)), Amount) for keys in (BUDGETED, RECEIVED)
    ]
    rows = db.session.execute(
        select(FundingReturn.year, *sums)
        .where(FundingReturn.year.in_(years), FundingReturn.state.in_(FILED))
        .group_by(FundingReturn.year)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def staff_totals(year: int) -> dict[str, int]:
    """On duty and certified over all organizations in scope: today, or as stored for a year."""
    found = list(staff_figures(year).values())
    return {key: sum(cells.get(key, 0) for cells in found) for key in KEPT}


def staff_figures(year: int) -> Mapping[int, Mapping[str, int]]:
    """On duty and certified of each organization in scope: today, or as stored for a year."""
    if year >= clock.year():
        return _counted(readable().read, clock.today())
    return _stored(readable().read, year)


@kept_figures(Person, Certificate)
def _counted(_ids: tuple[int, ...] | None, day: dt.date) -> Mapping[int, Mapping[str, int]]:
    return kept_structure(day)


@kept_figures(StaffSnapshot)
def _stored(_ids: tuple[int, ...] | None, year: int) -> Mapping[int, Mapping[str, int]]:
    found = snapshots(None, year)
    return {number: {key: cells.get(key, 0) for key in KEPT} for number, cells in found.items()}


def marks(year: int) -> Mapping[int, Marks]:
    """The marks of the organizations in scope in a year; absent means none."""
    return _marks(readable().read, year, clock.last_day(year))


@kept_figures(ProfileReturn, RosterCheck, ProjectReturn, FundingReturn, OrganizationVerification)
def _marks(ids: tuple[int, ...] | None, year: int, _day: dt.date) -> Mapping[int, Marks]:
    return marks_of(ids, year)
