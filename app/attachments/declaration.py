"""The words that files are declared in; no database here."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.core.screens.ticked import Ticked

__all__ = ["BrokenHolder", "Condition", "FileKind", "Holder", "Slot", "Ticked"]


class FileKind(enum.StrEnum):
    """What a slot takes: pictures to look at, or papers as PDF or picture."""

    PHOTO = "photo"
    DOCUMENT = "document"


Condition = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for files of one sort, for example 成立批文.

    ``required`` is asked for at 提交: always, or for records that fulfil a condition.
    Records that do not fulfil ``applies`` have no such files. Conditions see the record
    as it is about to be stored, and in a form the values that it shows. ``most`` is how
    many files it takes, ``largest_kb`` a limit below that of its kind (a one-inch photo: 500).
    ``instead`` is the key of a slot in which a file does as well as one here.
    """

    key: str
    label: Any
    kind: FileKind = FileKind.DOCUMENT
    required: bool | Condition = False
    most: int = 1
    largest_kb: int | None = None
    applies: Condition | None = None
    instead: str = ""

    @property
    def field(self) -> str:
        """The name that errors of the slot carry, and the id of its input."""
        return f"files-{self.key}"

    def is_required(self, item: Any) -> bool:
        """Whether a record must have a file here when it is handed in."""
        return self.is_there(item) and self.asks(item)

    def asks(self, item: Any) -> bool:
        """Whether a record that has such files at all must have one."""
        return self.required if isinstance(self.required, bool) else self.required(item)

    def is_there(self, item: Any) -> bool:
        """Whether a record may have files here at all."""
        return self.applies is None or self.applies(item)


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
    # A row of the module's own that is kept when somebody takes a file: of which record and name.
    taken: Callable[[int, str], Any] | None = None

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
            if slot.instead and slot.instead not in keys:
                yield f"slot {slot.key}: no {slot.instead} to stand for it"

    @property
    def has_conditions(self) -> bool:
        """Whether its slots depend on what is in the record."""
        return any(slot.applies or not isinstance(slot.required, bool) for slot in self.slots)

    def slot(self, key: str) -> Slot | None:
        """One slot by its key; None for a key that is not, or no longer, declared."""
        return next((slot for slot in self.slots if slot.key == key), None)
