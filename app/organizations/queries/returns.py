"""Single project returns, and their sums over categories."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select

from app.core.db import db
from app.core.models import Organization
from app.organizations.choices import FUNDING_FIGURES, MEASURES, ReturnState, figures
from app.organizations.models import FundingReturn, ProjectReturn
from app.organizations.rules import FundingData, ProjectData
from app.workflow.models import WorkflowEvent

Row = TypeVar("Row", bound=Any)


def return_by_id(model: type[Row], row_id: int, *, lock: bool = False) -> Row | None:
    """One yearly return in scope, locked for a change when asked."""
    statement = select(model).where(model.id == row_id)
    if lock:
        statement = statement.with_for_update(of=model).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def return_of(model: type[Row], organization_id: int, year: int) -> Row | None:
    """The yearly return of an organization for a year."""
    return db.session.scalar(
        select(model).where(model.organization_id == organization_id, model.year == year)
    )


def return_by_token(model: type[Row], form_token: str | None) -> Row | None:
    """The row that an earlier press of the same form made, locked for a change."""
    if not form_token:
        return None
    statement = select(model).where(model.form_token == form_token).with_for_update(of=model)
    return db.session.scalar(statement.execution_options(populate_existing=True))


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
    found = return_of(ProjectReturn, organization_id, year)
    return project_data(found) if found is not None else None


def sent_back(resource: str, found: Any) -> WorkflowEvent | None:
    """The event that sent a return back, while it waits to be corrected."""
    if found.state is not ReturnState.RETURNED:
        return None
    return db.session.scalar(
        select(WorkflowEvent)
        .where(
            WorkflowEvent.resource == resource,
            WorkflowEvent.item_id == found.id,
            WorkflowEvent.target == ReturnState.RETURNED.value,
        )
        .order_by(WorkflowEvent.id.desc())
        .limit(1)
    )


def funding_data(found: FundingReturn) -> FundingData:
    """A stored return as the amounts that rules read."""
    return FundingData({figure.key: getattr(found, figure.key) for figure in FUNDING_FIGURES})


def funding_data_of(organization_id: int, year: int) -> FundingData | None:
    """The amounts of an organization's year, None when there are none."""
    found = return_of(FundingReturn, organization_id, year)
    return funding_data(found) if found is not None else None


def years_begun(model: type[Any], organization_id: int) -> set[int]:
    """The years for which an organization has a return of a kind."""
    return set(
        db.session.scalars(select(model.year).where(model.organization_id == organization_id))
    )
