"""The words that files are declared in; no database here."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


class Kind(enum.StrEnum):
    """What a slot takes: pictures to look at, or papers as PDF or picture."""

    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for files of one sort, for example 成立批文.

    ``required`` is asked for at 提交. ``most`` is how many it takes, ``largest_kb``
    a limit below that of its kind (a one-inch photo: 500).
    """

    key: str
    label: Any
    kind: Kind = Kind.DOCUMENT
    required: bool = False
    most: int = 1
    largest_kb: int | None = None

    @property
    def field(self) -> str:
        """The name that errors of the slot carry, and the id of its input."""
        return f"files-{self.key}"


class BrokenHolder(ValueError):
    """A declaration that could not work; the application does not start with it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The records of a resource, the slots they have, and who may do what with their files.

    ``reads(item)`` and ``changes(item)`` are asked about a record that is in the
    asker's scope; without them the right to read or to update the resource decides,
    and only files of the own organization's records are changed. ``starts()`` says who
    may send files to a form at all.
    """

    resource: str
    model: type[Any]
    slots: tuple[Slot, ...]
    reads: Callable[[Any], bool] | None = None
    changes: Callable[[Any], bool] | None = None
    starts: Callable[[], bool] | None = None

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise BrokenHolder(f"{self.resource}: {problem}")

    def _problems(self) -> Iterator[str]:
        keys = [slot.key for slot in self.slots]
        if not keys:
            yield "no slots"
        if len(set(keys)) < len(keys):
            yield "slots declared twice"
        for slot in self.slots:
            if not slot.key.isidentifier() or slot.most < 1:
                yield f"slot {slot.key}"

    def slot(self, key: str) -> Slot | None:
        """One slot by its key; None for a key that is not, or no longer, declared."""
        return next((slot for slot in self.slots if slot.key == key), None)
