"""Rows of a workbook as they are kept: texts, faults by column, what was corrected on screen.

Reading texts as values is the same for what came from a cell and for what was typed afterwards.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.attachments.content_check import FileContent, examined
from app.core.access.actor import Actor
from app.core.base.errors import Conflict, Refused
from app.core.base.typed_text import READERS, clean_line, day_text, narrow, number_text

from .cells import Reads, written
from .declaration import CellFault, ImportColumn, ImportedRow, ImportKind, Parcel
from .parcel import ParcelFile
from .workbook import Sheet, rows_as_typed

# The place of a fault that concerns the row as such.
ROW = ""
# A value, and what keeps a text from being one.
Read = tuple[Any, str | None]
LARGEST = Decimal(10) ** 15


@dataclass(slots=True)
class SentRow:
    """A row of a workbook between check and import."""

    number: int
    texts: dict[str, str]
    # Cells that cannot be read as they stand in the workbook; typing something else cures them.
    unreadable: dict[str, str] = field(default_factory=dict)
    # What stands in such cells, to be shown.
    written: dict[str, str] = field(default_factory=dict)
    corrected: list[str] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def shown(self, key: str) -> str:
        """What a cell says, also one that cannot be read."""
        return self.texts.get(key, "") or self.written.get(key, "")

    def correct(self, key: str, text: str) -> None:
        """Put a text that was typed into a cell, over what stood there."""
        self.texts[key] = text
        self.unreadable.pop(key, None)
        self.written.pop(key, None)
        self.corrected = sorted({*self.corrected, key})

    def sealed(self) -> str:
        """The row as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def opened(cls, content: str) -> SentRow:
        return cls(**json.loads(content))


@dataclass(frozen=True, slots=True)
class TypedCell:
    """What was typed into a cell, and the mark of the text that it was typed over."""

    text: str
    over: str


class CellsOvertaken(Conflict):
    """Somebody else has changed cells meanwhile; the texts that stand there now."""

    def __init__(self, texts: Mapping[tuple[int, str], str]):
        self.texts = texts
        super().__init__()


def mark_of(text: str) -> str:
    """Another mark for any other text of a cell."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def changes(
    rows: Sequence[SentRow],
    typed: Mapping[int, Mapping[str, TypedCell]],
    open_keys: Collection[str],
) -> list[tuple[SentRow, str, str]]:
    """The cells of open columns that were typed over, with their new texts.

    Raises CellsOvertaken.
    """
    found, overtaken = [], {}
    for row in rows:
        for key, cell in typed.get(row.number, {}).items():
            text, held = clean_line(cell.text), row.texts.get(key, "")
            if key not in open_keys or mark_of(text) == cell.over or text == held:
                continue
            found.append((row, key, text))
            if mark_of(held) != cell.over:
                overtaken[row.number, key] = held
    if overtaken:
        raise CellsOvertaken(overtaken)
    return found


def rows_of(sheet: Sheet, kind: ImportKind) -> list[SentRow]:
    """The rows of a sheet."""
    return [
        SentRow(row.number, texts, unreadable, {key: written(row.cells[key]) for key in unreadable})
        for row, texts, unreadable in rows_as_typed(sheet, kind.headings)
    ]


def rows_of_files(files: Sequence[ParcelFile], kind: ImportKind) -> list[SentRow]:
    """A row for each file of a parcel, numbered from 1, with what its content lacks."""
    assert kind.parcel is not None
    rows = [SentRow(place, dict(kind.parcel.texts(one.name))) for place, one in enumerate(files, 1)]
    for row, one in zip(rows, files, strict=True):
        try:
            content_of_row(row, one, kind.parcel)
        except Refused as refused:
            row.unreadable[kind.parcel.key] = refused.errors[0].message
    return rows


def content_of_row(row: SentRow, file: ParcelFile, parcel: Parcel) -> FileContent:
    """The file of a row as it will be kept. Raises Refused."""
    return examined(file.name, file.data, parcel.slot(row.texts))


def check(kind: ImportKind, rows: Sequence[SentRow], actor: Actor) -> list[ImportedRow]:
    """Find everything that is wrong with the rows of a file; the values, in the same order."""
    words = {one.key: _Words(one) for one in kind.columns if one.is_chosen}
    found = [_read(kind, row, words) for row in rows]
    by_number = {row.number: row for row in rows}
    _add_twins(kind, rows)
    unread = {row.number: row.unread for row in found}
    for fault in kind.check(found, actor):
        # Of a cell that cannot be read the rules know nothing.
        if fault.key not in unread[fault.number]:
            _tell(by_number[fault.number].faults, fault)
    for note in kind.notes(found, actor):
        _tell(by_number[note.number].notes, note)
    return found


def _tell(told: dict[str, list[str]], one: CellFault) -> None:
    words = told.setdefault(one.key, [])
    if one.message not in words:
        words.append(one.message)


class _Words:
    """The words that are chosen from and their codes, as people write them."""

    def __init__(self, column: ImportColumn) -> None:
        self.codes = {_same(word): one[0] for one in column.offered() for word in one}


def _same(words: str) -> str:
    return "".join(narrow(words).split())


def _read(kind: ImportKind, row: SentRow, words: Mapping[str, _Words]) -> ImportedRow:
    """The values of a row; what cannot be read becomes a fault of its cell."""
    row.faults, row.notes = {}, {}
    known = {column.key for column in kind.columns}
    if any(text and key not in known for key, text in row.texts.items()):
        row.faults[ROW] = [_("上传之后栏目已更改，请重新下载模板")]
    values: dict[str, Any] = {}
    for column in kind.columns:
        text, value = row.texts.get(column.key, ""), None
        fault = row.unreadable.get(column.key)
        if fault is None and text:
            value, fault = _value(column, text, words.get(column.key))
        elif fault is None and column.required:
            fault = _required(column)
        values[column.key] = value
        if fault is not None:
            row.faults[column.key] = [fault]
    return ImportedRow(row.number, values, frozenset(row.faults))


def _required(column: ImportColumn) -> str:
    if column.is_chosen:
        return _("请选择%(label)s", label=column.label)
    return _("请填写%(label)s", label=column.label)


def _value(column: ImportColumn, text: str, words: _Words | None) -> Read:
    """The value of a text, and what keeps it from being one."""
    if words is not None:
        return _word(column, text, words)
    if column.reads is Reads.DAY:
        return _day(text)
    return _number(column, text) if column.reads is Reads.NUMBER else _text(column, text)


def _word(column: ImportColumn, text: str, words: _Words) -> Read:
    code = words.codes.get(text) or words.codes.get(_same(text))
    if code is None:
        return None, _("“%(text)s”不在%(label)s的选项中", text=text[:40], label=column.label)
    return code, None


def _number(column: ImportColumn, text: str) -> Read:
    plain = number_text(text)
    if not plain or abs(Decimal(plain)) >= LARGEST:
        return None, _("%(label)s应为数字", label=column.label)
    return Decimal(plain), None


def _text(column: ImportColumn, text: str) -> Read:
    read = READERS.get(column.form, clean_line)(text)
    if len(read) > column.length:
        words = _("%(label)s不能超过 %(n)s 个字，现有 %(now)s 个字")
        return None, words % {"label": column.label, "n": column.length, "now": len(read)}
    return read or None, None


def _day(text: str) -> Read:
    read = day_text(text)
    day = dt.date.fromisoformat(read) if read else None
    if day is None or not 1900 <= day.year <= 2200:
        return None, _("不是日期，请填写为 2026-03-31 的样式")
    return day, None


def _add_twins(kind: ImportKind, rows: Iterable[SentRow]) -> None:
    """Values that may stand only once are named by all rows that have them."""
    held: dict[tuple[tuple[str, ...], tuple[str, ...]], list[SentRow]] = defaultdict(list)
    forms = {one.key: one.form for one in kind.columns}
    wanted = [*((one.key,) for one in kind.columns if one.unique), *kind.unique_together]
    for row in rows:
        for keys in wanted:
            texts = tuple(
                READERS.get(forms[key], clean_line)(row.texts.get(key, "")) for key in keys
            )
            if all(texts):
                held[keys, texts].append(row)
    for (keys, _texts), twins in held.items():
        for row in twins if len(twins) > 1 else ():
            others = _("、").join(str(one.number) for one in twins if one is not row)
            words = _("与%(others)s重复", others=kind.words.numbered % {"n": others})
            row.faults.setdefault(keys[-1], []).append(words)
