"""Obstacles: everything that bars a move, found by the one function that requests ask too."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

from app.core.access.actor import Actor
from app.core.access.lent_rights import circle
from app.core.base import clock

from .access import concerns, handlers_of
from .declaration import Move, Transition, Workflow
from .last_events import facts_of


class Obstacle(enum.Enum):
    """Why a move is not open."""

    STATE = "the item is in another state or step"
    SINCE = "what it would take back has been followed by something else"
    RIGHT = "this actor holds no right to it, wherever the item is"
    SEAT = "another organization handles the item"
    SWITCH = "the office has switched it off"
    CASE = "it is not made in this case"
    MAKER = "this actor has made the move that it decides about"
    TIME = "its term is over"


def bar(workflow: Workflow, transition: Transition, item: Any, actor: Actor) -> Obstacle | None:
    """Why a move is not open to an actor now; None when it is."""
    return next(bars(workflow, transition, item, actor), None)


def bars(workflow: Workflow, transition: Transition, item: Any, actor: Actor) -> Iterator[Obstacle]:
    """Everything that bars a move, what counts first before the rest."""
    if not _fits(transition, item):
        yield Obstacle.STATE
    if not concerns(workflow, transition, item, actor):
        yield Obstacle.SEAT if handlers_of(workflow, transition, actor) else Obstacle.RIGHT
    if transition.when and not transition.when.holds(Move(item, actor, clock.now())):
        yield Obstacle.CASE if transition.is_on else Obstacle.SWITCH
    if transition.looks_back:
        yield from _earlier_bars(workflow, transition, item, actor)


def _fits(transition: Transition, item: Any) -> bool:
    """Whether an item is in a state, and a step of it, in which a move is made."""
    is_there = not transition.steps or item.step in transition.steps
    return item.state in transition.source and is_there


def _earlier_bars(
    workflow: Workflow, transition: Transition, item: Any, actor: Actor
) -> Iterator[Obstacle]:
    """What earlier moves of the item have against it."""
    facts = facts_of(workflow, item)
    if transition.undoes and facts.name not in transition.undoes:
        yield Obstacle.SINCE
    makers = {one for name in transition.not_by for one in facts.makers.get(name, ())}
    if makers & circle(actor.user_id, workflow.resource):
        yield Obstacle.MAKER
    if transition.open_for and facts.at and transition.open_for.is_over(facts.at):
        yield Obstacle.TIME
