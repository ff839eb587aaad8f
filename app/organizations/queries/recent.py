"""What happened lately to the returns in scope, and which of them wait for a correction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, select, union_all

from app.core.access.actor import current_actor
from app.core.base.db import db
from app.organizations.choices import ReturnState
from app.workflow.models import WorkflowEvent

# What a superior hears of; drafts are begun in silence, and a year is locked for everybody.
TOLD = ("submit", "return", "confirm", "unlock")


@dataclass(frozen=True, slots=True)
class Returned:
    """A return of a subordinate that was sent back, and when."""

    resource: str
    id: int
    organization_id: int
    at: dt.datetime | None


def returned_below(models: Mapping[str, Any], year: int, most: int) -> list[Returned]:
    """The returns of others in scope that wait for a correction, the longest waiting first."""
    parts = [_sent_back(resource, model, year) for resource, model in models.items()]
    if not parts:
        return []
    found = union_all(*parts).order_by("at", "id").limit(most)
    return [Returned(*row) for row in db.session.execute(found)]


def _sent_back(resource: str, model: Any, year: int) -> Any:
    last = (
        select(func.max(WorkflowEvent.at))
        .where(WorkflowEvent.resource == resource, WorkflowEvent.item_id == model.id)
        .correlate(model)
        .scalar_subquery()
    )
    return select(literal(resource), model.id, model.organization_id, last.label("at")).where(
        model.year == year,
        model.state == ReturnState.RETURNED,
        model.organization_id != current_actor().organization_id,
    )


def recent_moves(resources: Sequence[str], most: int) -> Sequence[WorkflowEvent]:
    """The newest moves of returns in scope, whoever made them."""
    asked = select(WorkflowEvent).where(
        WorkflowEvent.resource.in_(resources), WorkflowEvent.name.in_(TOLD)
    )
    return db.session.scalars(asked.order_by(WorkflowEvent.id.desc()).limit(most)).all()
