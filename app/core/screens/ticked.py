"""Condition that a page follows by itself: a field of the form has one of some values."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ticked:
    """Condition: a field of the record is, or has among its codes, one of these values.

    Unlike a function of one's own it is known to the page too, which follows what is ticked
    (``form/followed.js``). Values that an office can add to are given by a function.
    """

    field: str
    among: tuple[str, ...] | Callable[[], Collection[str]]

    @property
    def values(self) -> Collection[str]:
        """The values that meet the condition now."""
        return self.among() if callable(self.among) else self.among

    def __call__(self, item: Any) -> bool:
        found = getattr(item, self.field, None)
        chosen = found if isinstance(found, list | tuple | set | frozenset) else (found,)
        return any(str(one) in self.values for one in chosen if one is not None)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a field follows on the page: the name of another one, and its values, one a line."""

    by: str
    values: str
    starred: bool
