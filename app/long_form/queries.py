"""Every SELECT of long forms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from sqlalchemy import select

from app.core.base.db import db
from app.workflow.declaration import Workflow
from app.workflow.models import WorkflowEvent

Row = TypeVar("Row", bound=Any)


def by_id(model: type[Row], row_id: int, *, lock: bool = False) -> Row | None:
    """One record in scope, locked for a change when asked."""
    statement = select(model).where(model.id == row_id)
    if lock:
        statement = statement.with_for_update(of=model).execution_options(populate_existing=True)
    return db.session.scalar(statement)


def by_token(model: type[Row], form_token: str | None) -> Row | None:
    """The row that an earlier press of the same form made, locked for a change."""
    if not form_token:
        return None
    statement = select(model).where(model.form_token == form_token).with_for_update(of=model)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def sent_back(workflow: Workflow, found: Any, returned: Collection[Any]) -> WorkflowEvent | None:
    """The event that sent a record back, while it waits to be corrected."""
    if found.state not in returned:
        return None
    return db.session.scalar(
        select(WorkflowEvent)
        .where(
            WorkflowEvent.resource == workflow.resource,
            WorkflowEvent.item_id == found.id,
            WorkflowEvent.target == str(found.state),
        )
        .order_by(WorkflowEvent.id.desc())
        .limit(1)
    )
