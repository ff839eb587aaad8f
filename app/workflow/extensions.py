"""Hooks on another module's process: guards and effects that a module adds to its moves."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.base.registry import Registry

from .declaration import Effect, Guard, Transition, Workflow
from .registry import registered


@dataclass(frozen=True, slots=True)
class OnMove:
    """Guards that may refuse a move of another's process, and effects in its transaction.

    ``name`` says whose they are. The process itself knows nothing of them (ruling 19).
    """

    resource: str
    move: str
    name: str
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()


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


def _of(workflow: Workflow, transition: Transition) -> list[OnMove]:
    return [
        one
        for one in ON_MOVES.registered().values()
        if (one.resource, one.move) == (workflow.resource, transition.name)
    ]
