"""Single project returns, and their sums over categories."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import or_, select

from app.core.access.actor import current_actor
from app.core.base.db import db
from app.core.models import Organization
from app.organizations.choices import FUNDING_FIGURES, MEASURES, ReturnState, figures
from app.organizations.models import FundingReturn, ProjectReturn
from app.organizations.rules import FundingData, ProjectData

Row = TypeVar("Row", bound=Any)


def handed_in_or_own(model: type[Any]) -> Any:
    """The criterion for returns that whoever asks may look at: no drafts of others (ruling 38)."""
    own = current_actor().organization_id
    return or_(model.state != ReturnState.DRAFT, model.organization_id == own)


def return_of(model: type[Row], organization_id: int, year: int) -> Row | None:
    """The yearly return of an organization for a year."""
    return db.session.scalar(
        select(model).where(model.organization_id == organization_id, model.year == year)
    )


def shown_return_of(model: type[Row], organization_id: int, year: int) -> Row | None:
    """The yearly return of an organization, where whoever asks may look at it."""
    found = return_of(model, organization_id, year)
    own = organization_id == current_actor().organization_id
    return found if found is not None and (own or found.state != ReturnState.DRAFT) else None


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
