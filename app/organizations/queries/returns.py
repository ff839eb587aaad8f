"""Single project returns, and their sums over categories."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.models import Organization
from app.organizations.choices import MEASURES, figures
from app.organizations.models import TOTALS, ProjectReturn, flow_total
from app.organizations.rules import ProjectData


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
    return db.session.scalar(select(ProjectReturn).where(ProjectReturn.form_token == form_token))


def project_data(found: ProjectReturn) -> ProjectData:
    """A stored return as the figures that rules read."""
    organization = db.session.get(Organization, found.organization_id)
    assert organization is not None
    table = {
        (line.category, line.flow, measure.key): getattr(line, measure.key)
        for line in found.lines
        for measure in MEASURES
    }
    return ProjectData(organization.kind, table, {f.key: getattr(found, f.key) for f in figures()})


def project_data_of(organization_id: int, year: int) -> ProjectData | None:
    """The figures of an organization's year, None when there are none."""
    found = project_return_of(organization_id, year)
    return project_data(found) if found is not None else None


def sum_of(model: Any, keys: Sequence[str]) -> Any:
    """Several columns of one type added up, empty ones as 0."""
    columns = [getattr(model, key) for key in keys]
    added = reduce(add, (func.coalesce(column, 0) for column in columns))
    return type_coerce(added, columns[0].type)


# The sums that lists and reports show, by name, for statements that join the lines.
FLOW_TOTALS: dict[str, Any] = {
    name: flow_total(measure, flow) for name, (measure, flow) in TOTALS.items()
}
