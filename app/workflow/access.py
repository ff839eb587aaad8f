"""Who may make a move: the actor's right, where it comes from, and the seat."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import SYSTEM, Actor
from app.core.access.lent_rights import Loan, hold
from app.core.access.security_manager import lent_sources, own_sources_of, sources_of
from app.core.base.errors import Refused

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
    return bool(
        sources_of(actor.user_id, right, workflow.resource) - _elsewhere(workflow, handler, right)
    )


def _elsewhere(workflow: Workflow, handler: Handler, right: str) -> frozenset[str]:
    """The roles that count for a right at other seats than a handler's."""
    return workflow.named(right) - {role.value for role in handler.roles}


def standing(
    workflow: Workflow, transition: Transition, actor: Actor, item: Any = None
) -> Loan | None:
    """By which loan an actor makes a move; None for who may make it as such.

    Without an item it is asked of the move at whatever seat.
    """
    lent: Loan | None = None
    for handler in transition.by:
        if item is not None and actor.organization_id not in handler.seat.of(item):
            continue
        right = transition.right_of(handler)
        elsewhere = _elsewhere(workflow, handler, right)
        if own_sources_of(actor.user_id, right, workflow.resource) - elsewhere:
            return None
        found = lent_sources(actor.user_id, right, workflow.resource)
        lent = lent or next((loan for loan, sources in found if sources - elsewhere), None)
    return lent


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


def as_deputy(workflow: Workflow, transition: Transition, item: Any, actor: Actor) -> Actor:
    """The actor as somebody's deputy, where a move is made by a right that was lent.

    The loan is held until the move is done: whoever withdraws it waits, or was faster.
    """
    loan = standing(workflow, transition, actor, item)
    if loan is None:
        return actor
    if not hold(loan):
        raise Refused.because("V32", "", _("代办已结束，您不能办理此步骤"))
    return actor.standing_for(loan.principal_id, loan.principal_name)
