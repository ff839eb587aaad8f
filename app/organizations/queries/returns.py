"""Single project returns, and their sums over categories."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.models import Organization

from ..choices import MEASURES, SIGN, ProjectFlow, figures
from ..models import ProjectLine, ProjectReturn
from ..rules import ProjectData


def project_return(return_id: int, *, lock: bool = False) -> ProjectReturn | None:
    """One return in scope with its lines, locked for a change when asked."""
    statement = (
        select(ProjectReturn)
        .where(ProjectReturn.id == return_id)
        .options(selectinload(ProjectReturn.lines))
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def project_return_of(organization_id: int, year: int) -> ProjectReturn | None:
    """The return of an organization for a year."""
    return db.session.scalar(
        select(ProjectReturn)
        .where(ProjectReturn.organization_id == organization_id, ProjectReturn.year == year)
        .options(selectinload(ProjectReturn.lines))
    )


def return_by_token(form_token: str) -> ProjectReturn | None:
    """The row that an earlier press of the same form made."""
    return db.session.scalar(
        select(ProjectReturn).where(ProjectReturn.form_token == form_token)
    )


def project_data(found: ProjectReturn) -> ProjectData:
    """A stored return as the figures that rules read."""
    organization = db.session.get(Organization, found.organization_id)
    assert organization is not None
    table = {
        (line.category, line.flow, measure.key): getattr(line, measure.key)
        for line in found.lines
        for measure in MEASURES
    }
    return ProjectData(
        organization.kind, table, {f.key: getattr(found, f.key) for f in figures()}
    )


def project_data_of(organization_id: int, year: int) -> ProjectData | None:
    """The figures of an organization's year, None when there are none."""
    found = project_return_of(organization_id, year)
    return project_data(found) if found is not None else None


def _flow_total(measure: str, flow: ProjectFlow | None) -> Any:
    """The sum of a flow over all categories; of 年末在监 when no flow is named."""
    column = getattr(ProjectLine, measure)
    if flow is None:
        signs = [(ProjectLine.flow == f, sign * column) for f, sign in SIGN.items()]
        return func.coalesce(func.sum(case(*signs, else_=0)), 0)
    return func.coalesce(func.sum(case((ProjectLine.flow == flow, column), else_=0)), 0)


# The sums that lists and reports show, by name.
FLOW_TOTALS: dict[str, Any] = {
    "year_end_projects": _flow_total("projects", None),
    "year_end_area": _flow_total("area", None),
    "year_end_cost": _flow_total("cost", None),
    "new_projects": _flow_total("projects", ProjectFlow.NEW),
    "new_area": _flow_total("area", ProjectFlow.NEW),
    "completed_projects": _flow_total("projects", ProjectFlow.COMPLETED),
    "completed_area": _flow_total("area", ProjectFlow.COMPLETED),
}
