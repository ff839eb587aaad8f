"""Who may make a move: the actor's right, where it comes from, and the seat."""

from __future__ import annotations

from typing import Any

from app.core.access.actor import SYSTEM, Actor
from app.core.access.security_manager import sources_of

from .declaration import Handler, Transition, Workflow


def handlers_of(workflow: Workflow, transition: Transition, actor: Actor) -> list[Handler]:
    """The handlers of a move as whom an actor's rights count, wherever the actor sits."""
    return [
        handler
        for handler in transition.by
        if _counts(workflow, handler, transition.right_of(handler), actor)
    ]


def _counts(workflow: Workflow, handler: Handler, right: str, actor: Actor) -> bool:
    """A role that the declaration names counts where it is named, any other source everywhere."""
    sources = sources_of(actor.user_id, right, workflow.resource)
    elsewhere = workflow.named(right) - {role.value for role in handler.roles}
    return bool(sources - elsewhere)


def concerns(workflow: Workflow, transition: Transition, item: Any, actor: Actor) -> bool:
    """Whether a move is this actor's at all, in whatever state the item is."""
    if actor == SYSTEM:
        return transition.automatic
    if actor.organization_id is None:
        return False
    return any(
        actor.organization_id in handler.seat.of(item)
        for handler in handlers_of(workflow, transition, actor)
    )
