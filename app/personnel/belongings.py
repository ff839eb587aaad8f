"""What goes along when somebody moves to another roster, as each module knows it of its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.base.registry import Registry

from .models import Person


@dataclass(frozen=True, slots=True)
class Belonging:
    """Rows of a module that hang on a human while at one organization.

    ``hand_over(before, after)`` lets them go on from a row of a roster to the next one; it is
    called once that is written, and commits nothing.
    """

    name: str
    hand_over: Callable[[Person, Person], None]


BELONGINGS = Registry("belongings", Belonging, lambda one: one.name)


def hand_over(before: Person, after: Person) -> None:
    """Let everything go along that any module keeps of somebody."""
    for one in BELONGINGS.registered().values():
        one.hand_over(before, after)
