"""What waits for a person: computed from states and desks, so there is nothing to keep in step."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from app.core.actor import Actor
from app.core.db import db

from .access import handlers_of
from .declaration import Handler, Transition, Workflow
from .models import WorkflowEvent
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
            if not transition.waits:
                continue
            if handlers := handlers_of(workflow, transition, actor):
                for item in _items(workflow, transition, handlers, actor):
                    yield Waiting(workflow, transition, item)


def _items(
    workflow: Workflow, transition: Transition, handlers: list[Handler], actor: Actor
) -> list[Any]:
    model, own = workflow.model, actor.organization_id or 0
    conditions = [
        model.state.in_(transition.waits),
        or_(*(handler.seat.where(model, own) for handler in handlers)),
    ]
    if transition.steps:
        conditions.append(model.step.in_(transition.steps))
    if transition.when and transition.when.where:
        conditions.append(transition.when.where(model))
    conditions += [
        last_maker(workflow, name).is_distinct_from(actor.user_id) for name in transition.not_by
    ]
    statement = select(model).where(*conditions).order_by(model.id).limit(MOST)
    return list(db.session.scalars(statement))


def last_maker(workflow: Workflow, name: str) -> Any:
    """The user who made a move of an item last, in SQL."""
    event, model = WorkflowEvent, workflow.model
    return (
        select(event.actor_id)
        .where(event.resource == workflow.resource, event.item_id == model.id, event.name == name)
        .order_by(event.id.desc())
        .limit(1)
        .scalar_subquery()
    )
