"""Reader of workbooks: rows of cells with kind and place below declared headings, never guessing.

It knows nothing of what is imported. `read_workbook` answers with a `Sheet`, or raises `Refused`
with all that is wrong with the workbook as such; what is wrong with a cell is said of the cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from app.core.base.errors import FieldError, Refused
from app.core.base.typed_text import clean_line, narrow

from .archive import MOST_BYTES, damaged, open_archive, refusal
from .cells import Cell, CellKind, Reads, Unread, cell_of, typed
from .sheet_scan import LAST_ROW, MOST_COLUMNS, MOST_ROWS, Place, SheetScan, letters, scan

# Titles and notes may stand above the headings.
FIRST_ROWS = 10
MOST_MERGED = 100_000
# A sign that something is required, and what stands in brackets behind a heading.
_MARKS = re.compile(r"[*\s:]")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that is looked for: its name in the rows that are read, and its words."""

    key: str
    words: str
    reads: Reads = Reads.TEXT
    required: bool = False
    # Other words by which the column is known.
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something: its number in the sheet, and a cell for each heading found."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a workbook says: where columns stand, rows that hold anything, columns left out."""

    name: str
    columns: Mapping[str, int]
    rows: Sequence[SheetRow]
    # Headings that nothing is known of, with their letters; nothing below them is read.
    unknown: tuple[str, ...]
    # Elements of the sheet, empty ones too.
    size: int


def read_workbook(path: Path, file_name: str, headings: Sequence[Heading]) -> Sheet:
    """Read the first sheet that is not hidden, by headings in any order."""
    with path.open("rb") as file:
        return read_content(file.read(MOST_BYTES + 1), file_name, headings)


def read_content(content: bytes, file_name: str, headings: Sequence[Heading]) -> Sheet:
    """The same of a workbook that is in memory."""
    archive = open_archive(content, file_name)
    name, part = archive.first_sheet()
    found = scan(archive.parts[part])
    if found.filled_rows > MOST_ROWS + FIRST_ROWS:
        raise _too_many()
    try:
        with CalamineWorkbook.from_object(archive.packed()) as book:
            sheet = book.get_sheet_by_name(name)
            merged = _merged(sheet.merged_cell_ranges or ())
            grid = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OverflowError, OSError):
        raise damaged() from None
    return below_headings(name, grid, found, merged, headings)


def below_headings(
    name: str,
    grid: Sequence[Sequence[Any]],
    found: SheetScan,
    merged: set[Place],
    headings: Sequence[Heading],
) -> Sheet:
    at = _heading_row(grid, headings)
    columns, unknown = _columns(grid[at], headings)
    rows = []
    for number, values in enumerate(grid[at + 1 :], at + 2):
        cells = {
            key: _cell(values[column - 1], (number, column), found, merged)
            for key, column in columns.items()
        }
        if any(cell.kind is not CellKind.EMPTY for cell in cells.values()):
            rows.append(SheetRow(number, cells))
    if not rows:
        raise refusal(_("表头下面没有数据"))
    if len(rows) > MOST_ROWS:
        raise _too_many()
    return Sheet(name, columns, rows, unknown, found.size)


def _cell(value: Any, place: Place, found: SheetScan, merged: set[Place]) -> Cell:
    """A value with its kind; what the scan knows of its place comes first."""
    for kind, places in (
        (CellKind.FORMULA, found.formulas),
        (CellKind.ERROR, found.errors),
        (CellKind.MERGED, merged),
    ):
        if place in places:
            return Cell(kind, None, *place)
    return cell_of(value, *place)


def _merged(ranges: Any) -> set[Place]:
    """Every cell within merged ranges, as far as cells are read at all."""
    places: set[Place] = set()
    for (top, left), (bottom, right) in ranges:
        last_row, last_column = min(bottom + 1, LAST_ROW), min(right + 1, MOST_COLUMNS)
        for row in range(top + 1, last_row + 1):
            places.update((row, column) for column in range(left + 1, last_column + 1))
            if len(places) > MOST_MERGED:
                raise refusal(_("合并的单元格太多，请取消合并并逐行填写"))
    return places


def heading_text(words: Any) -> str:
    """A heading as it is compared: without marks and blanks."""
    return _MARKS.sub("", narrow(clean_line(words))) if isinstance(words, str) else ""


def _short(words: Any) -> str:
    return _BRACKETS.sub("", heading_text(words))


class _Names:
    """Headings by their words, also without what stands in brackets where that is one's alone."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        named = [(words, one) for one in headings for words in (one.words, *one.also)]
        shorts = Counter(_short(words) for words, _one in named)
        self._known = {_short(words): one for words, one in named if shorts[_short(words)] == 1}
        self._known |= {heading_text(words): one for words, one in named}

    def find(self, words: Any) -> Heading | None:
        """The heading of some words."""
        return self._known.get(heading_text(words)) or self._known.get(_short(words))


def _heading_row(grid: Sequence[Sequence[Any]], headings: Sequence[Heading]) -> int:
    """The one of the first rows that names most columns."""
    known = _Names(headings)
    named = [sum(known.find(value) is not None for value in row) for row in grid[:FIRST_ROWS]]
    if not any(named):
        raise refusal(_("前 %(n)s 行中找不到表头，请使用模板的表头", n=FIRST_ROWS))
    return named.index(max(named))


def _columns(
    row: Sequence[Any], headings: Sequence[Heading]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each heading stands; twins and missing ones are refused together."""
    known, columns = _Names(headings), dict[str, int]()
    errors, unknown = [], []
    for column, value in enumerate(row, 1):
        heading = known.find(value)
        if heading is None:
            if isinstance(value, str) and value.strip():
                unknown.append(f"{letters(column)} {clean_line(value)}")
        elif heading.key in columns:
            first = letters(columns[heading.key])
            errors.append(
                _(
                    "“%(words)s”有两列：%(first)s 列和 %(second)s 列，请删除一列",
                    words=heading.words,
                    first=first,
                    second=letters(column),
                )
            )
        else:
            columns[heading.key] = column
    errors += [
        _("缺少“%(words)s”列", words=one.words)
        for one in headings
        if one.required and one.key not in columns
    ]
    Refused.if_any(FieldError("", "file", words) for words in errors)
    return columns, tuple(unknown)


def _too_many() -> Refused:
    return refusal(_("数据超过 %(n)s 行，请分批导入", n=MOST_ROWS))


def rows_as_typed(
    sheet: Sheet, headings: Sequence[Heading]
) -> Iterator[tuple[SheetRow, dict[str, str], dict[str, str]]]:
    """Each row with the texts that somebody would have typed, and why cells cannot be read."""
    for row in sheet.rows:
        texts: dict[str, str] = {}
        faults: dict[str, str] = {}
        for one in headings:
            if (cell := row.cells.get(one.key)) is None:
                texts[one.key] = ""
                continue
            try:
                texts[one.key] = typed(cell, one.reads)
            except Unread as fault:
                texts[one.key], faults[one.key] = "", str(fault)
        yield row, texts, faults
