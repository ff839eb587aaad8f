"""What waits for a person: computed from states and desks, so there is nothing to keep in step."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.security import may

from .declaration import Transition, Workflow
from .desks import organizations_served
from .registry import registered

MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item that waits for one of this person's moves."""

    workflow: Workflow
    transition: Transition
    item: Any

    @property
    def link(self) -> str:
        """Where the item is handled."""
        return self.workflow.link(self.item.id) if self.workflow.link else "/"


def waiting_for(actor: Actor, *, but: Container[str] = ()) -> Iterator[Waiting]:
    """Every item in a state whose waiting move this actor may make, oldest first.

    ``but`` names resources that the caller asks for in a way of its own.
    """
    if actor.organization_id is None:
        return
    for workflow in registered().values():
        if workflow.resource in but:
            continue
        for transition in workflow.transitions:
            if transition.waits and may(transition.name, workflow.resource):
                for item in _items(workflow, transition, actor.organization_id):
                    yield Waiting(workflow, transition, item)


def _items(workflow: Workflow, transition: Transition, organization_id: int) -> list[Any]:
    served: set[int] = set()
    everywhere = False
    for handler in transition.by:
        organizations = organizations_served(handler.desk, organization_id)
        if organizations is None:
            everywhere = True
        else:
            served |= organizations
    model = workflow.model
    statement = select(model).where(model.state.in_(transition.waits))
    if not everywhere:
        statement = statement.where(model.organization_id.in_(served))
    return list(db.session.scalars(statement.order_by(model.id).limit(MOST)))
