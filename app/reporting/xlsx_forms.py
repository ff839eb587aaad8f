"""Writes the blocks of a form into a spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from PIL import Image
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .declaration import Column
from .html import PHOTO, SEAL
from .line_breaks import line_count
from .pages import grid_rows
from .sheet import GridCell, Line
from .values import clean
from .xlsx_formats import (
    AIR_PT,
    FONT_PT,
    LINE_PT,
    STRONG,
    TALLEST_PT,
    Formats,
    is_typed,
    merge,
    write_text,
)

ROLES: dict[str, dict[str, Any]] = {
    "label": {"bg_color": "#F2F2F2"},
    "section": STRONG,
    "sum": STRONG,
    "value": {},
    "title": {"border": 0, "bold": True, "font_color": SEAL},
    "plain": {"border": 0},
    "line": {"border": 0, "bottom": 1},
}


class FormWriter:
    """Writes blocks of cells; rooms are the widths of the columns in em."""

    def __init__(
        self,
        worksheet: Worksheet,
        formats: Formats,
        columns: Sequence[Column],
        rooms: Sequence[float],
    ) -> None:
        self._ws, self._formats = worksheet, formats
        self._columns, self._rooms = columns, rooms
        self._breaks: list[int] = []
        # The cells of the last row, which the next ones may continue: from which row, how wide.
        self._runs: dict[int, tuple[int, int]] = {}
        self._y = 0

    def finish(self) -> None:
        """Join what is continued no more, and let pages begin where blocks ask for it; the
        worksheet takes all of these at once."""
        self._end_runs(frozenset())
        self._ws.set_h_pagebreaks(self._breaks)

    def _end_runs(self, going_on: frozenset[int]) -> None:
        for x in [x for x in self._runs if x not in going_on]:
            top, colspan = self._runs.pop(x)
            merge(self._ws, top, x, self._y - 1, x + colspan - 1)

    def write(self, line: Line, top: int) -> int:
        """One block from row `top` on: every place is written, then cells are merged; its rows."""
        rows = grid_rows(line.cells)
        self._end_runs(frozenset(line.covered))
        if line.kind == "page":
            self._breaks.append(top)
        owner = {
            (row, col): cell
            for cell in line.cells
            for row in range(cell.row, cell.row + cell.rowspan)
            for col in range(cell.col, cell.col + cell.colspan)
        }
        heights = self._grid_heights(line, rows)
        for row in range(rows):
            self._ws.set_row(top + row, heights[row])
            for col in range(len(self._columns)):
                cell = owner.get((row, col))
                if cell is not None:
                    is_first = (row, col) == (cell.row, cell.col) and col not in line.covered
                    self._cell(cell, top + row, col, is_first=is_first)
        self._y = top + rows
        for cell in line.cells:
            y, x = top + cell.row, cell.col
            if cell.rowspan == 1 and cell.row == rows - 1:
                self._runs.setdefault(x, (y, cell.colspan))
            else:
                merge(self._ws, y, x, y + cell.rowspan - 1, x + cell.colspan - 1)
            if cell.picture:
                self._picture(cell, top, sum(heights[cell.row : cell.row + cell.rowspan]))
        return rows

    def _cell(self, cell: GridCell, y: int, x: int, *, is_first: bool) -> None:
        """A number or a day as what it is, else the text; nothing in further places of a cell."""
        if not is_typed(cell.value, cell.fmt):
            text = clean(cell.text) if is_first else ""
            write_text(self._ws, y, x, text, self._grid_format(cell))
            return
        form = self._formats.typed(cell.fmt, cell.align, **self._look(cell))
        if not is_first:
            self._ws.write_blank(y, x, None, form)
        elif isinstance(cell.value, dt.date):
            day = dt.date(cell.value.year, cell.value.month, cell.value.day)
            self._ws.write_datetime(y, x, day, form)
        else:
            self._ws.write_number(y, x, cell.value, form)

    def _grid_format(self, cell: GridCell) -> Format:
        return self._formats.text(cell.align, **self._look(cell))

    @staticmethod
    def _look(cell: GridCell) -> dict[str, Any]:
        more = {} if cell.size == 1 else {"font_size": round(FONT_PT * cell.size, 1)}
        return ROLES[cell.role] | more

    def _grid_heights(self, line: Line, rows: int) -> list[float]:
        heights = [LINE_PT + AIR_PT] * rows
        for cell in sorted(line.cells, key=lambda cell: cell.rowspan):
            room = sum(self._rooms[cell.col : cell.col + cell.colspan]) + 0.9 * (cell.colspan - 1)
            lines = max(cell.lines, line_count(clean(cell.text), room / cell.size)) * cell.size
            last = cell.row + cell.rowspan - 1
            lacking = LINE_PT * lines + AIR_PT - sum(heights[cell.row : last + 1])
            heights[last] += max(0.0, lacking)
        return [min(height, TALLEST_PT) for height in heights]

    def _picture(self, cell: GridCell, top: int, height_pt: float) -> None:
        """The picture as large as its cell allows, in the middle."""
        content = BytesIO(cell.picture or b"")
        with Image.open(content) as image:
            wide, high = image.size
        room = (
            sum(column.mm for column in self._columns[cell.col : cell.col + cell.colspan])
            / 25.4
            * 96
        )
        tall = height_pt / 72 * 96
        # The library counts pictures without a resolution as 96 dots an inch.
        scale = min((room - 4) / wide, (tall - 4) / high)
        self._ws.insert_image(
            top + cell.row,
            cell.col,
            "picture",
            {
                "image_data": content,
                "x_scale": scale,
                "y_scale": scale,
                "x_offset": (room - wide * scale) / 2,
                "y_offset": (tall - high * scale) / 2,
                "object_position": 1,
                "description": cell.alt or PHOTO,
            },
        )
