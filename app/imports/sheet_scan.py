"""Scan of a sheet: what calamine does not tell, and bounds before it makes room for every cell.

One walk through the part: which cells hold formulas or errors, how many rows hold anything, and
how far the filled cells reach. Rows and cells that do not ascend are no sheet that Excel wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from .archive import damaged, elements, local, refusal

MOST_ROWS, MOST_COLUMNS = 5000, 50
# Rows may lie apart; the reader makes room for all between the first and the last.
LAST_ROW = 2 * MOST_ROWS
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
CONTENT = frozenset({"v", "is", "f"})

# Row and column, both from 1.
Place = tuple[int, int]


def letters(column: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def number(column: str) -> int:
    """The number of a column by its letters."""
    found = 0
    for one in column:
        found = found * 26 + ord(one) - ord("A") + 1
    return found


def _area(ref: str) -> int:
    """How many cells a range such as A2:B9 has."""
    ends = [ADDRESS.fullmatch(one) for one in ref.split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return 1
    (left, top), (right, bottom) = ((number(end[1]), int(end[2])) for end in ends if end)
    return (abs(right - left) + 1) * (abs(bottom - top) + 1)


@dataclass(slots=True)
class SheetScan:
    """What stands where, as far as values alone do not say it."""

    formulas: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)
    filled_rows: int = 0
    # Elements of rows and cells, empty and merged ones too: what it costs to load the sheet with
    # its formats.
    size: int = 0
    _row: int = 0
    _column: int = 0
    _error: bool = False
    _filled_row: int = 0

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(given)
        elif name == "row":
            self._begin_row(given)
        elif name == "mergeCell":
            self.size += _area(given.get("ref", ""))
        elif name in CONTENT and self._column:
            self._fill(name)

    def end(self, name: str) -> None:
        if local(name) == "row":
            self._column = 0

    def _begin_row(self, given: dict[str, str]) -> None:
        at = given.get("r", str(self._row + 1))
        if not (at.isascii() and at.isdigit() and len(at) < 8 and int(at) > self._row):
            raise damaged()
        self.size += 1
        self._row, self._column = int(at), 0

    def _begin_cell(self, given: dict[str, str]) -> None:
        at = given.get("r")
        column, row = self._column + 1, self._row
        if at is not None:
            found = ADDRESS.fullmatch(at)
            if found is None:
                raise damaged()
            column, row = number(found[1]), int(found[2])
        if row != self._row or column <= self._column:
            raise damaged()
        self.size += 1
        self._column, self._error = column, given.get("t") == "e"

    def _fill(self, name: str) -> None:
        here = (self._row, self._column)
        if self._row > LAST_ROW or self._column > MOST_COLUMNS:
            at = f"{letters(self._column)}{self._row}"
            raise refusal(_("单元格 %(at)s 离表格太远，请删除其内容", at=at))
        if self._filled_row != self._row:
            self._filled_row, self.filled_rows = self._row, self.filled_rows + 1
        if name == "f":
            self.formulas.add(here)
        if self._error:
            self.errors.add(here)


def scan(part: bytes) -> SheetScan:
    """Walk through the part of a sheet; refuses what reaches too far."""
    found = SheetScan()
    handlers: dict[str, Any] = {"EndElementHandler": found.end}
    elements(part, found.begin, **handlers)
    return found
