"""The words a process is declared in; no database here."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.actor import Actor
from app.core.roles import Grant, Role


class Desk(enum.StrEnum):
    """Where, seen from the organization that an item belongs to."""

    OWN = "own"
    SUPERIOR = "superior"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Handler:
    """Who acts: people at a desk. The roles are the default grant; the permission decides."""

    desk: Desk
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One move as guards and effects see it."""

    item: Any
    actor: Actor
    at: dt.datetime
    opinion: str = ""
    marked: tuple[str, ...] = ()


Guard = Callable[[Move], str | None]
Effect = Callable[[Move], None]


@dataclass(frozen=True, slots=True)
class Transition:
    """A permitted move.

    ``by`` are the handlers who may make it; ``tell`` those who get a message.
    ``waits`` are the source states in which it is a to-do of its handlers.
    ``four_eyes`` keeps the one who filed from deciding. ``marks`` lets the
    handler mark the fields concerned. An ``automatic`` move is also the system's
    own, when its time has come.
    """

    name: str
    label: Any
    source: tuple[enum.StrEnum, ...]
    target: enum.StrEnum
    by: tuple[Handler, ...]
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    opinion_required: bool = False
    marks: bool = False
    four_eyes: bool = False
    waits: tuple[enum.StrEnum, ...] = ()
    tell: tuple[Handler, ...] = ()
    danger: bool = False
    automatic: bool = False


class BrokenWorkflow(ValueError):
    """A declaration that could not work; the application does not start with it."""


@dataclass(frozen=True)
class Workflow:
    """A process: its resource, the table it moves, its states and every permitted move.

    ``fields(item)`` gives what the filer hands in, key → (label, text); it is
    kept with every move, so that a later one can show what changed. ``link(id)``
    leads to the item.
    """

    resource: str
    title: Any
    model: type[Any]
    states: type[enum.StrEnum]
    initial: enum.StrEnum
    transitions: tuple[Transition, ...]
    final: tuple[enum.StrEnum, ...] = ()
    deletable_in: tuple[enum.StrEnum, ...] = ()
    link: Callable[[Any], str] | None = None
    fields: Callable[[Any], Mapping[str, tuple[str, Any]]] | None = None
    _by_name: dict[str, Transition] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise BrokenWorkflow(f"{self.resource}: {problem}")
        self._by_name.update({transition.name: transition for transition in self.transitions})

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def _problems(self) -> Iterator[str]:
        names = [transition.name for transition in self.transitions]
        if doubled := {name for name in names if names.count(name) > 1}:
            yield f"moves declared twice: {sorted(doubled)}"
        yield from self._unreachable()
        for transition in self.transitions:
            # A lazy message would ask for a language that the start has not got yet.
            if isinstance(transition.label, str) and not transition.label:
                yield f"{transition.name} has no label"
            if not transition.by and not transition.automatic:
                yield f"{transition.name} is nobody's"
        for state in self.states:
            left = any(state in t.source and t.target is not state for t in self.transitions)
            if not left and state not in self.final:
                yield f"{state.value} is a dead end and not declared final"

    def _unreachable(self) -> Iterator[str]:
        reached, waiting = {self.initial}, [self.initial]
        while waiting:
            state = waiting.pop()
            for transition in self.transitions:
                if state in transition.source and transition.target not in reached:
                    reached.add(transition.target)
                    waiting.append(transition.target)
        if missing := [state.value for state in self.states if state not in reached]:
            yield f"states never reached: {missing}"

    def grants(self) -> tuple[Grant, ...]:
        """The default grants: each move's roles hold its permission."""
        return tuple(
            Grant(self.resource, (t.name,), tuple({r: None for h in t.by for r in h.roles}))
            for t in self.transitions
        )
