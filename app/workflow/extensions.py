"""Hooks on another module's process: what a module adds to its moves and to their dialogs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.access.actor import Actor
from app.core.base.registry import Registry

from .declaration import Effect, Guard, Transition, Workflow
from .registry import registered


@dataclass(frozen=True, slots=True)
class OnMove:
    """Guards that may refuse a move of another's process, and effects in its transaction.

    ``name`` says whose they are. ``facts`` are lines of the move's dialog about an item, ``asks``
    the fields that somebody is asked beside those of the process; a guard or an effect finds them
    by ``data.get``, for many items that move at once are not asked. The process itself knows
    nothing of them (ruling 19).
    """

    resource: str
    move: str
    name: str
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    facts: Callable[[Any, Actor], Sequence[tuple[Any, Any]]] | None = None
    asks: Callable[[Any, Actor], Mapping[str, Any]] | None = None


def _refuse_unknown(one: OnMove) -> None:
    workflow = registered().get(one.resource)
    if workflow is None or one.move not in workflow:
        raise ValueError(f"{one.name}: there is no move {one.move} of {one.resource}")


ON_MOVES = Registry(
    "on_moves", OnMove, lambda one: f"{one.resource}.{one.move} by {one.name}", _refuse_unknown
)


def guards_of(workflow: Workflow, transition: Transition) -> list[Guard]:
    """The guards of a move: the process's own first, then those that modules add."""
    return [*transition.guards, *(g for one in _of(workflow, transition) for g in one.guards)]


def effects_of(workflow: Workflow, transition: Transition) -> list[Effect]:
    """The effects of a move: the process's own first, then those that modules add."""
    return [*transition.effects, *(e for one in _of(workflow, transition) for e in one.effects)]


def added_facts(
    workflow: Workflow, transition: Transition, item: Any, actor: Actor
) -> list[tuple[Any, Any]]:
    """What modules add to the lines of a move's dialog."""
    return [
        line
        for one in _of(workflow, transition)
        if one.facts is not None
        for line in one.facts(item, actor)
    ]


def added_asks(
    workflow: Workflow, transition: Transition, item: Any, actor: Actor
) -> dict[str, Any]:
    """What modules ask beside the process itself, by name."""
    found: dict[str, Any] = {}
    for one in _of(workflow, transition):
        found.update(one.asks(item, actor) if one.asks is not None else {})
    return found


def _of(workflow: Workflow, transition: Transition) -> list[OnMove]:
    return [
        one
        for one in ON_MOVES.registered().values()
        if (one.resource, one.move) == (workflow.resource, transition.name)
    ]
