"""Declaration of what can be imported: its columns, how rows are checked, stored and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import force_locale

from app.attachments.content_check import FileContent
from app.attachments.declaration import Slot
from app.core.access.actor import Actor
from app.core.base.choices import Labelled
from app.core.configuration.dictionaries import choices
from app.core.screens.value_kinds import NUMERIC, ValueKind, attribute

from .cells import Reads
from .words import FILES, ROWS, WHOLE, Wording
from .workbook import Heading

USUAL_LENGTH = 200
BOOK_LANGUAGE = "zh"


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of the template: its words, what it takes, and what helps whoever fills it in.

    ``form`` is the reader of typed text (name, id_number, mobile …), ``unique`` says that no value
    stands twice in one file.
    """

    key: str
    label: Any
    reads: Reads = Reads.TEXT
    form: str = ""
    # How its texts are masked for whoever did not send them.
    mask: str = ""
    dictionary: str = ""
    # An enumeration whose members' words are chosen from.
    members: type[Labelled] | None = None
    length: int = USUAL_LENGTH
    required: bool = False
    unique: bool = False
    hint: Any = ""
    example: str = ""
    width: int = 14
    also: tuple[str, ...] = ()

    @property
    def is_chosen(self) -> bool:
        """Whether its words are chosen from a list."""
        return bool(self.dictionary) or self.members is not None

    def offered(self) -> list[tuple[str, str]]:
        """The codes on offer with their words, which are those of the workbook."""
        if self.members is None:
            return choices(self.dictionary)
        with force_locale(BOOK_LANGUAGE):
            return [(one.value, str(one.label)) for one in self.members]

    @property
    def heading(self) -> Heading:
        """What the reader of workbooks looks for."""
        return Heading(self.key, str(self.label), self.reads, self.required, self.also)


def column_of(model: Any, key: str, label: Any, **more: Any) -> ImportColumn:
    """A column by an attribute of a model: what it takes follows from there."""
    found = attribute(model, key)
    reads = Reads.DAY if found.kind is ValueKind.DATE else Reads.TEXT
    if found.kind in NUMERIC:
        reads = Reads.NUMBER
    length = getattr(found.column.type, "length", None) or USUAL_LENGTH
    form = str(found.info.get("reads") or found.info.get("mask") or "")
    given = {
        "reads": reads,
        "form": form,
        "mask": str(found.info.get("mask") or ""),
        "dictionary": found.dictionary,
        "members": found.members,
        "length": length,
    }
    return ImportColumn(key, label, **{**given, **more})


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A row as rules and operations take it: values by column, None where a cell says nothing.

    A cell that could not be read is None as well, and stands in ``unread``.
    """

    number: int
    values: Mapping[str, Any]
    unread: frozenset[str] = frozenset()
    # Of a parcel, as it is stored: the file that the row stands for.
    file: FileContent | None = None


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell, or with a row as such (no key)."""

    number: int
    key: str
    message: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """What lets a kind come as a ZIP of files in the place of a workbook, each file a row.

    ``texts(name)`` is what a file's name says, by column; ``slot(texts)`` is the place that its
    content is examined for.
    """

    texts: Callable[[str], Mapping[str, str]]
    slot: Callable[[Mapping[str, str]], Slot]
    # The column under which a content that will not do is told.
    key: str


def _no_notes(_rows: Sequence[ImportedRow], _actor: Actor) -> Iterable[CellFault]:
    return ()


@dataclass(frozen=True, slots=True)
class ImportKind:
    """Rows of one resource that come from a workbook.

    ``check`` looks at all rows of a file in one round and with few statements; ``store`` makes
    them in the caller's transaction and gives their ids in the same order; ``undo`` takes those
    back that nothing depends on yet, or raises Refused and says what does. The right is ``import``
    of the resource. ``screen`` is the endpoint of the list where the rows appear.
    """

    key: str
    label: Any
    resource: str
    columns: Sequence[ImportColumn]
    check: Callable[[Sequence[ImportedRow], Actor], Iterable[CellFault]]
    store: Callable[[Sequence[ImportedRow], Actor], Sequence[int]]
    undo: Callable[[Sequence[int], Actor], None]
    screen: str
    # What is stored all the same, but should be looked at first.
    notes: Callable[[Sequence[ImportedRow], Actor], Iterable[CellFault]] = _no_notes
    # Comes as a ZIP of files; there is no template then, and nothing to correct on screen.
    parcel: Parcel | None = None
    # Columns whose values together stand once in a file; what is wrong is told at the last.
    unique_together: Sequence[tuple[str, ...]] = ()
    # Why what was imported in a year that is over is not taken back; blank where it may be.
    kept_by_year: Any = ""
    # Lines above the columns on the sheet that explains the template.
    guide: Sequence[Any] = ()
    # What the address of the screen says beside its name.
    screen_arguments: Mapping[str, Any] = field(default_factory=dict)
    # Rows that the template has already, texts by column.
    filled: Callable[[], Iterable[Mapping[str, str]]] = tuple
    # Rows depend on each other: nothing is stored while anything in the file is wrong.
    is_whole: bool = False

    def storable(self, batch: Any) -> int:
        """How many rows of a checked batch can be stored as they are."""
        return 0 if self.is_whole and batch.faulty_count else batch.good_count

    @property
    def back(self) -> str:
        """The address of the list where the rows appear."""
        return url_for(self.screen, **self.screen_arguments)

    @property
    def words(self) -> Wording:
        """How what it brings is called."""
        if self.parcel is not None:
            return FILES
        return WHOLE if self.is_whole else ROWS

    @property
    def headings(self) -> list[Heading]:
        """What the reader looks for; workbooks speak Chinese, whoever fills them in."""
        with force_locale(BOOK_LANGUAGE):
            return [column.heading for column in self.columns]

    def column(self, key: str) -> ImportColumn | None:
        return next((one for one in self.columns if one.key == key), None)


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """Rows about one record, such as the results of a session, which its columns follow.

    ``of(number)`` is the kind for a record, by the key "<key>.<number>"; None for one that there
    is not, or that whoever asks does not reach.
    """

    key: str
    label: Any
    resource: str
    of: Callable[[int], ImportKind | None]

    def named(self, number: int) -> str:
        """The key of the kind for a record."""
        return f"{self.key}.{number}"
