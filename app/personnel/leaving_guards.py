"""What keeps somebody from leaving a roster, as each module knows it of its own rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.core.base.registry import Registry

from .models import Person


@dataclass(frozen=True, slots=True)
class LeavingGuard:
    """What a module says when somebody is about to leave.

    ``refusal`` is what stands against it, such as an application that runs; nothing where it may
    be. ``refers``: which of some people, by their ids, any row is about, so that not even a wrong
    entry may go without a trace. ``follow`` is what the module does once somebody has left.
    """

    name: str
    refusal: Callable[[Person], str]
    refers: Callable[[Sequence[int]], set[int]]
    follow: Callable[[Person], None] = lambda _person: None


GUARDS = Registry("leaving guards", LeavingGuard, lambda one: one.name)


def refusals(person: Person) -> Iterator[str]:
    """Everything that stands against leaving, in words."""
    for guard in GUARDS.registered().values():
        if words := guard.refusal(person):
            yield words


def referred_to(person_ids: Sequence[int]) -> set[int]:
    """Which of some people, by their ids, a row of any module is about."""
    return set().union(*(guard.refers(person_ids) for guard in GUARDS.registered().values()))


def follow(person: Person) -> None:
    """Let every module do what follows when somebody has left."""
    for guard in GUARDS.registered().values():
        guard.follow(person)
