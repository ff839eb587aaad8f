"""What the pages of an import print: its faults by row and column, and the table to correct."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.choices import JobState
from app.core.base.masks import mask_numbers
from app.core.base.typed_text import clean_line
from app.core.screens.list_page import Button
from app.core.screens.value_display import MASKS

from . import queries
from .choices import KEPT, UNDER_WAY, ImportState
from .declaration import ImportColumn, ImportKind
from .models import ImportBatch
from .sent_rows import ROW, SentRow, TypedCell, mark_of
from .sheet_scan import MOST_COLUMNS, letters

ROWS_OF_A_PAGE = 20
MOST_NOTED = 100
# The first columns say who a row is about.
NAMING = 2
NOTHING_TYPED: Mapping[int, Mapping[str, TypedCell]] = {}
NOTHING_OVERTAKEN: Mapping[tuple[int, str], str] = {}
# A worker that is free begins within this time.
SOON = dt.timedelta(seconds=5)
TONES = {
    ImportState.CHECKING: "info",
    ImportState.CHECKED: "wait",
    ImportState.STORING: "info",
    ImportState.STORED: "ok",
    ImportState.REFUSED: "bad",
    ImportState.CANCELLED: "mute",
    ImportState.UNDONE: "mute",
}


@dataclass(frozen=True, slots=True)
class Pages:
    """Which part of the faulty rows is shown."""

    number: int
    last: int

    @classmethod
    def of(cls, batch: ImportBatch, asked: str) -> Pages:
        last = max(1, -(-batch.faulty_count // ROWS_OF_A_PAGE))
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        return cls(min(max(number, 1), last), last)


@dataclass(frozen=True, slots=True)
class ShownFault:
    """One fault: where it is, what stands there, what is wrong."""

    at: str
    column: Any
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of the table to correct."""

    name: str
    column: ImportColumn
    text: str
    fault: str
    options: Sequence[str] = ()
    # The mark of the text that is typed over.
    over: str = ""
    # What the workbook says where that cannot be read.
    written: str = ""
    is_masked: bool = False


def import_button(kind: ImportKind, label: str = "") -> Button | None:
    """导入 above the list where the rows appear; None without the right."""
    if not may("import", kind.resource):
        return None
    return Button(label or _("导入"), url_for("ImportView.start", key=kind.key), "up")


def faulty_rows(batch: ImportBatch, pages: Pages) -> list[SentRow]:
    """The faulty rows of a page."""
    start = (pages.number - 1) * ROWS_OF_A_PAGE
    return queries.rows(batch.id, faulty=True, offset=start, limit=ROWS_OF_A_PAGE)


def typed_rows(batch: ImportBatch, typed: Collection[int]) -> list[SentRow]:
    """The rows of a page as it was, whatever has become of them."""
    return queries.rows_numbered(batch.id, sorted(typed)[:ROWS_OF_A_PAGE])


def is_sender(batch: ImportBatch) -> bool:
    """Whether whoever asks has sent the workbook, and so knows the numbers in it."""
    return batch.sent_by == current_actor().user_id


def _masked(batch: ImportBatch, column: ImportColumn | None, text: str) -> str:
    """The text of a cell, of personal numbers as much as the lists show, wherever they stand."""
    if not text or is_sender(batch):
        return text
    if column is None or not column.mask:
        return mask_numbers(text)
    return MASKS[column.mask](text)


def shown_faults(
    batch: ImportBatch, kind: ImportKind, rows: Sequence[SentRow]
) -> list[tuple[int, list[ShownFault]]]:
    """The faults of rows, in the order of the columns of the sheet."""
    return [(row.number, _told_of(batch, kind, row, row.faults)) for row in rows]


def shown_notes(batch: ImportBatch, kind: ImportKind) -> list[tuple[int, list[ShownFault]]]:
    """What is imported all the same but should be looked at, of the first rows."""
    rows = queries.noted_rows(batch.id, MOST_NOTED)
    return [(row.number, _told_of(batch, kind, row, row.notes)) for row in rows]


def _told_of(
    batch: ImportBatch, kind: ImportKind, row: SentRow, told: Mapping[str, Sequence[str]]
) -> list[ShownFault]:
    found = []
    for key in sorted(told, key=lambda key: batch.columns.get(key, 0)):
        column, place = kind.column(key), batch.columns.get(key)
        at = _place_of(kind, row, place)
        label = column.label if column is not None else _("整行")
        text = _masked(batch, column, row.shown(key))
        found += [ShownFault(at, label, text, _masked(batch, None, words)) for words in told[key]]
    return found


def _place_of(kind: ImportKind, row: SentRow, place: int | None) -> str:
    """Where something stands: the file of a parcel, else the cell of the sheet."""
    if kind.parcel is not None:
        return row.texts.get(kind.parcel.key, "")
    return f"{letters(place)}{row.number}" if place else str(row.number)


def shown_columns(
    batch: ImportBatch, kind: ImportKind, rows: Sequence[SentRow]
) -> list[ImportColumn]:
    """The columns of the table to correct: who it is, then those of the sheet as they stand there.

    Nothing moves when a fault is mended; a column that the sheet lacks stands last.
    """
    faulty = {key for row in rows for key in row.faults}
    wanted = [column for column in kind.columns if column.key in {*batch.columns, *faulty}]
    last = MOST_COLUMNS + 1
    first, rest = wanted[:NAMING], wanted[NAMING:]
    return [*first, *sorted(rest, key=lambda one: batch.columns.get(one.key, last))]


def table_rows(
    batch: ImportBatch,
    columns: Sequence[ImportColumn],
    rows: Sequence[SentRow],
    typed: Mapping[int, Mapping[str, TypedCell]] = NOTHING_TYPED,
    overtaken: Mapping[tuple[int, str], str] = NOTHING_OVERTAKEN,
) -> list[tuple[int, str, list[ShownCell]]]:
    """Number, faults of the row as such, and the cells of each row.

    With what was typed where that could not be stored, since somebody else has changed cells.
    """
    words = {one.key: [label for _code, label in one.offered()] for one in columns if one.is_chosen}
    join, is_own = _("；").join, is_sender(batch)
    return [
        (
            row.number,
            _masked(batch, None, join(row.faults.get(ROW, ()))),
            [
                _masked_cell(batch, one, row)
                if not is_own and _is_personal(batch, one, row)
                else _cell(one, row, words, typed.get(row.number, {}).get(one.key), overtaken)
                for one in columns
            ],
        )
        for row in rows
    ]


def _is_personal(batch: ImportBatch, column: ImportColumn, row: SentRow) -> bool:
    """Whether a cell has what only the sender sees whole."""
    text = row.shown(column.key)
    return bool(column.mask) or _masked(batch, column, text) != text


def _masked_cell(batch: ImportBatch, column: ImportColumn, row: SentRow) -> ShownCell:
    """A cell that is shown without its middle, and not mended."""
    text = _masked(batch, column, row.shown(column.key))
    fault = _masked(batch, None, _("；").join(row.faults.get(column.key, ())))
    return ShownCell("", column, text, fault, is_masked=True)


def _cell(
    column: ImportColumn,
    row: SentRow,
    words: Mapping[str, Sequence[str]],
    typed: TypedCell | None,
    overtaken: Mapping[tuple[int, str], str],
) -> ShownCell:
    held, key = row.texts.get(column.key, ""), column.key
    text, faults = held, list(row.faults.get(key, ()))
    if typed is not None and mark_of(clean_line(typed.text)) != typed.over:
        text = typed.text
    if (row.number, key) in overtaken:
        told = _("其他人已改为“%(text)s”，再次保存则以您填写的为准", text=held or _("空"))
        faults.insert(0, told)
    return ShownCell(
        f"c-{row.number}-{key}",
        column,
        text,
        _("；").join(faults),
        words.get(key, ()),
        mark_of(held),
        row.written.get(key, ""),
    )


def stored_words(batch: ImportBatch, counted: Callable[[Any], str] = str) -> str:
    """How many rows of an import are there; of one that was taken back, how many were."""
    if batch.stage is ImportState.UNDONE:
        undone = counted(batch.stored_count)
        return _("%(none)s（已撤销 %(undone)s）", none=counted(0), undone=undone)
    return counted(batch.stored_count)


def is_marked(batch: ImportBatch) -> bool:
    """Whether whoever asks may fetch the own workbook with the faults that are left."""
    is_there = batch.stored_as is not None and batch.stage in KEPT
    return is_there and bool(batch.faulty_count) and is_sender(batch)


def progress_of(batch: ImportBatch) -> dict[str, Any]:
    """How far an import is, for the page that waits."""
    job = batch.job
    return {
        "state": str(batch.stage),
        "label": str(batch.stage.label),
        "moving": batch.stage in UNDER_WAY,
        "waiting": job is not None
        and job.state is JobState.QUEUED
        and clock.now() - job.queued_at > SOON,
        "done": job.done if job is not None else 0,
        "expected": job.expected if job is not None else None,
        "url": url_for("ImportView.status", pk=batch.id),
    }
