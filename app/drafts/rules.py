"""Merge rules for the texts of several windows; no database, no request.

A window writes its own text of a field and says which texts of others it has shown
and settled. Those go; whatever it has not shown stays beside its own. So nobody's
last text disappears unseen, whoever was faster and in whichever order it arrives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

MOST_FIELDS = 2_000
LONGEST_VALUE = 10_000
SAVES_A_MINUTE = 300
MOST_HANDED_IN = 20


class StoredText(Protocol):
    """A stored text of a field."""

    @property
    def client(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def value(self) -> str | None: ...
    @property
    def revision(self) -> int: ...


One = TypeVar("One", bound=StoredText)


@dataclass(frozen=True, slots=True)
class Sent:
    """A text sent by a window: the edit's number within the window, the revisions it replaces."""

    name: str
    value: str | None
    number: int
    over: frozenset[int] = frozenset()


def is_late(stored: Iterable[StoredText], sent: Sent, client: str, handed_in: int) -> bool:
    """Whether the same window has sent something newer already, or stored it with the record."""
    own = next((text for text in stored if text.client == client), None)
    return sent.number <= handed_in or (own is not None and own.number >= sent.number)


def settled(stored: Iterable[One], sent: Sent, client: str) -> list[One]:
    """The stored texts that a sent one takes the place of."""
    return [
        text
        for text in stored
        if text.client == client or text.revision in sent.over or text.value == sent.value
    ]


def newest_first(stored: Iterable[One]) -> list[One]:
    """The texts of one field: the current one, and those beside it that read differently."""
    found: list[One] = []
    for text in sorted(stored, key=lambda one: one.revision, reverse=True):
        if all(text.value != other.value for other in found):
            found.append(text)
    return found


def seen(stored: Sequence[One], client: str, revision: int) -> list[One]:
    """The texts that a window had before its eyes when it stored the record."""
    return [text for text in stored if text.client == client or text.revision <= revision]
