"""Writes a sheet as a spreadsheet, line by line, in memory that does not grow with the rows."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from .declaration import NUMERIC, Column, Page, Row
from .heading import Heading
from .line_breaks import PT, line_count, wrap
from .paper_fit import readable_strips
from .sheet import Line, Sheet, header_cells, list_lines, top_groups
from .values import UNDEFINED, clean, show
from .xlsx_formats import (
    AIR_PT,
    FONT_PT,
    LINE_PT,
    LONG_TEXT,
    STRONG,
    TALLEST_PT,
    Formats,
    merge,
    safe_text,
    write_text,
)
from .xlsx_forms import FormWriter

# Is told how many rows are written; what it raises ends the writing, and no file is left.
Progress = Callable[[int], None]

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
STEP = 500
# Of 100, since programs draw columns a little wider than they are.
PRINT_SLACK = 97
# A header may have 255 signs with its codes.
LONGEST_MARK = 200
PAPERS = {"A3": 8, "A4": 9, "A5": 11}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def write_xlsx(
    sheet: Sheet,
    path: str | os.PathLike[str],
    progress: Progress | None = None,
    *,
    behind: Sheet | None = None,
) -> int:
    """Write the whole report with title, totals and signature; returns the number of rows.

    ``behind`` is a list that stands on a sheet of its own.
    """
    return _write(sheet, Path(path), progress or _nobody, official=True, behind=behind)


def write_list_xlsx(
    path: str | os.PathLike[str],
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
) -> int:
    """Write a bare list, one heading row and no totals; returns the number of rows."""
    return _write(list_sheet(title, columns, rows), Path(path), _nobody, official=False)


def list_sheet(title: str, columns: Sequence[Column], rows: Iterable[Row]) -> Sheet:
    """A bare list as a sheet."""
    leaves = tuple(columns)
    return Sheet(
        heading=Heading(title),
        page=Page("A4"),
        columns=leaves,
        header=tuple(header_cells(leaves)),
        header_rows=1,
        lines=list_lines(leaves, rows),
    )


def _nobody(_rows: int) -> None:
    """Progress callback that does nothing."""


def _write(
    sheet: Sheet, path: Path, progress: Progress, *, official: bool, behind: Sheet | None = None
) -> int:
    """Write beside the target and move: a reader sees the finished file or none."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with tempfile.TemporaryDirectory(prefix="zj-xlsx-") as scratch:
            book = xlsxwriter.Workbook(str(part), {**OPTIONS, "tmpdir": scratch})
            told = {"title": sheet.heading.title, "author": sheet.heading.author}
            book.set_properties({name: clean(text) for name, text in told.items()})
            try:
                rows = _write_sheet(book, sheet, progress, official=official)
                if behind is not None:
                    # Its rows do not count, but it still hears that nobody wants the file.
                    _write_sheet(book, behind, lambda _more: progress(rows), official=False)
            except BaseException:
                # Closing the book would assemble the file, so only its scratch files are closed.
                for worksheet in book.worksheets():
                    worksheet.row_data_fh.close()
                raise
            book.close()
        progress(rows)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return rows


def _write_sheet(
    book: xlsxwriter.Workbook, sheet: Sheet, progress: Progress, *, official: bool
) -> int:
    name = _sheet_name(sheet.heading.title)
    if book.get_worksheet_by_name(name):
        name = f"{name[:28]} 2"
    worksheet = book.add_worksheet(name)
    return _Writer(book, worksheet, sheet, official=official).write(progress)


def _sheet_name(title: str) -> str:
    return _NOT_IN_NAMES.sub("", clean(title)).strip("'")[:31].strip("'") or "Sheet1"


# Column, whether it holds numbers, the format of its own kind of value, and that of a text.
_Cell = tuple[int, bool, Format, Format]


class _Writer:
    """Writes one worksheet from top to bottom; in this mode no row can be revisited."""

    def __init__(
        self, book: xlsxwriter.Workbook, worksheet: Worksheet, sheet: Sheet, *, official: bool
    ) -> None:
        self._ws, self._sheet, self._official = worksheet, sheet, official
        self._columns = sheet.columns
        self._last = len(sheet.columns) - 1
        self._formats = Formats(book)
        self._y = 0
        self._rooms = [column.mm / (FONT_PT * PT) - 0.9 for column in sheet.columns]
        self._text_rooms = [
            (x, room)
            for x, (column, room) in enumerate(zip(self._columns, self._rooms, strict=True))
            if column.fmt not in NUMERIC
        ]
        self._plain = self._cells({})
        self._strong = self._cells(STRONG)
        self._runs: dict[int, int] = {}

    def _cells(self, more: dict[str, Any]) -> list[_Cell]:
        """Per column what the innermost loop needs to know."""
        cells: list[_Cell] = []
        for x, column in enumerate(self._columns):
            text = self._formats.text(column.alignment, **more)
            own = text if column.fmt == "text" else self._formats.number(column, **more)
            cells.append((x, column.fmt in NUMERIC, own, text))
        return cells

    def write(self, progress: Progress) -> int:
        self._set_up_columns()
        if self._official and not self._sheet.page.framed:
            self._title()
        top = self._y
        self._header()
        self._set_up_print(top)
        progress(0)
        rows = self._body(progress)
        self._end_runs(frozenset())
        if not self._official:
            self._ws.autofilter(top, 0, max(top, self._y - 1), self._last)
        self._foot()
        self._ws.print_area(0, 0, self._y - 1, self._last)
        # Numbers of documents are texts on purpose; no green corners for them.
        self._ws.ignore_errors({"number_stored_as_text": xl_range(top, 0, self._y - 1, self._last)})
        return rows

    def _set_up_columns(self) -> None:
        self._ws.set_default_row(LINE_PT + AIR_PT)
        for x, column in enumerate(self._columns):
            self._ws.set_column_pixels(x, x, round(column.mm / 25.4 * 96))

    def _title(self) -> None:
        heading = self._sheet.heading
        title = self._formats.get(font_name="黑体", font_size=16, bold=True, align="center")
        self._spanned(clean(heading.title), title, 27)
        top = [(clean(left), clean(right)) for left, right in heading.top]
        block = max((len(right) for _left, right in top), default=0)
        for left, right in top:
            self._sides(left, right, 18, block if len(top) > 1 else 0)

    def _header(self) -> None:
        """Every cell is written and the merges registered afterwards, since the library can
        merge only rows it still holds."""
        form = self._formats.text("center", bold=True, bg_color="#E7E6E6")
        texts = {(cell.row, cell.col): clean(cell.text) for cell in self._sheet.header}
        last = self._sheet.header_rows - 1
        for row, height in enumerate(self._header_heights()):
            self._ws.set_row(self._y + row, height)
            if self._sheet.numbered and row == last:
                form = self._formats.text("center")
            for x in range(self._last + 1):
                write_text(self._ws, self._y + row, x, texts.get((row, x), ""), form)
        for row, col, rowspan, colspan, _ in self._sheet.header:
            merge(self._ws, self._y + row, col, self._y + row + rowspan - 1, col + colspan - 1)
        self._y += self._sheet.header_rows

    def _header_heights(self) -> list[float]:
        heights = [LINE_PT + AIR_PT] * self._sheet.header_rows
        for row, col, rowspan, colspan, text in sorted(self._sheet.header, key=lambda c: c[2]):
            lines = len(wrap(clean(text), sum(self._rooms[col : col + colspan])))
            last = row + rowspan - 1
            heights[last] += max(0.0, LINE_PT * lines + AIR_PT - sum(heights[row : last + 1]))
        return [min(height, TALLEST_PT) for height in heights]

    def _set_up_print(self, top: int) -> None:
        ws, page = self._ws, self._sheet.page
        labels = next((n for n, c in enumerate(self._columns) if c.computed), 2)
        if self._sheet.header_rows:
            kept = self._sheet.keys or min(labels, 2)
            ws.freeze_panes(self._y, kept if self._last > 1 else 0)
            ws.repeat_rows(top, self._y - 1)
        elif self._official and self._y:
            # A form says on each page what it is and whose.
            ws.repeat_rows(0, self._y - 1)
        ws.set_paper(PAPERS[page.paper])
        if page.landscape:
            ws.set_landscape()
        margins = page.margins
        ws.set_margins(
            left=margins.left / 25.4,
            right=margins.right / 25.4,
            top=margins.top / 25.4,
            bottom=max(margins.bottom, 16) / 25.4,
        )
        self._fit_to_width()
        ws.center_horizontally()
        ws.set_footer("&C第 &P 页　共 &N 页")
        if words := clean(self._sheet.heading.watermark):
            # One grey line at the head of each printed page, for a cell can have nothing behind it.
            ws.set_header(f"&C&16&KBFBFBF{words.replace('&', '&&')[:LONGEST_MARK]}")

    def _fit_to_width(self) -> None:
        """One page wide, or as many as paper has strips, each beginning with the keys."""
        columns, keys = self._columns, self._sheet.keys
        groups = top_groups(self._sheet)
        printable = self._sheet.page.printable
        strips = readable_strips(columns, groups, printable, keys)
        if len(strips) == 1:
            self._ws.fit_to_pages(1, 0)
            return
        fixed = sum(column.mm for column in columns[:keys])
        widest = fixed + max(sum(columns[x].mm for x in strip) for strip in strips)
        self._ws.repeat_columns(0, keys - 1)
        self._ws.set_v_pagebreaks([strip[0] for strip in strips[1:]])
        # Not fitted: a program that fits pages leaves out the breaks between the strips.
        self._ws.set_print_scale(min(100, int(printable / widest * PRINT_SLACK)))

    def _body(self, progress: Progress) -> int:
        rows, plain = 0, self._plain
        forms = FormWriter(self._ws, self._formats, self._columns, self._rooms)
        row_info, row_sizes = self._ws.row_info, self._ws.row_sizes
        for line in self._sheet.lines:
            y, high, is_row = self._y, 1, line.kind == "row"
            if self._runs or line.covered:
                self._end_runs(frozenset(() if line.cells else line.covered))
            if line.cells:
                high = forms.write(line, y)
            elif is_row:
                self._covered(line)
                self._values(y, line.values, plain)
            else:
                self._labelled(line)
            rows += is_row
            if is_row and rows % STEP == 0:
                progress(rows)
            self._y = y + high
            for past in range(y - 1, self._y - 1) if self._sheet.header_rows else ():
                row_info.pop(past, None)
                row_sizes.pop(past, None)
        forms.finish()
        return rows

    def _covered(self, line: Line) -> None:
        for x in line.covered:
            self._runs.setdefault(x, self._y - 1)
            line.values[x] = ""

    def _end_runs(self, going_on: frozenset[int]) -> None:
        for x in [x for x in self._runs if x not in going_on]:
            merge(self._ws, self._runs.pop(x), x, self._y - 1, x)

    def _values(self, y: int, values: list[object], cells: Sequence[_Cell]) -> None:
        """The innermost loop: typed writers only, so that no text can become a formula."""
        self._fit_row(y, values)
        write_number, write_string = self._ws.write_number, self._ws.write_string
        for x, numeric, own, text in cells:
            value = values[x]
            kind = value.__class__
            if numeric and (kind is int or kind is Decimal or kind is float):
                try:
                    write_number(y, x, value, own)
                except TypeError:
                    write_string(y, x, UNDEFINED, text)
            elif kind is str and value and not numeric:
                write_string(y, x, value, text)
            else:
                self._rare(y, x, value, own, text)

    def _rare(self, y: int, x: int, value: object, own: Format, text: Format) -> None:
        fmt = self._columns[x].fmt
        if fmt == "date" and isinstance(value, dt.date):
            self._ws.write_datetime(y, x, dt.date(value.year, value.month, value.day), own)
        else:
            write_text(self._ws, y, x, show(value, fmt), text)

    def _fit_row(self, y: int, values: list[object]) -> None:
        """Clean the texts in place and set the row's height before its first cell."""
        lines = 1
        for x, room in self._text_rooms:
            value = values[x]
            if value.__class__ is not str:
                continue
            if value[:1] == "<" or len(value) > LONG_TEXT or not value.isprintable():
                value = values[x] = safe_text(value)
            if len(value) > room or "\n" in value:
                lines = max(lines, line_count(value, room))
        if lines > 1:
            self._ws.set_row(y, min(LINE_PT * lines + AIR_PT, TALLEST_PT))

    def _labelled(self, line: Line) -> None:
        strong = line.kind != "empty"
        more = STRONG if line.kind in ("subtotal", "total") else {"bold": strong}
        align = "left" if line.kind == "group" else "center"
        form = self._formats.text(align, **more)
        label = safe_text(line.label)
        lines = line_count(label, sum(self._rooms[: line.span]))
        if lines > 1:
            self._ws.set_row(self._y, min(LINE_PT * lines + AIR_PT, TALLEST_PT))
        self._values(self._y, line.values, self._strong[line.span :])
        for x in range(line.span):
            write_text(self._ws, self._y, x, label if x == 0 else "", form)
        merge(self._ws, self._y, 0, self._y, line.span - 1)

    def _foot(self) -> None:
        if not self._official:
            return
        heading = self._sheet.heading
        note = self._formats.get(text_wrap=True, align="left")
        room = sum(column.mm for column in self._columns) / (FONT_PT * PT) - 1
        told = (*heading.notes, self._sheet.stamp()) if self._sheet.stamp else heading.notes
        for text in map(clean, told):
            self._spanned(text, note, LINE_PT * len(wrap(text, room)) + AIR_PT)
        if heading.footer_left or heading.footer_right:
            self._sides(clean(heading.footer_left), clean(heading.footer_right), 24)

    def _spanned(self, text: str, form: Format, height: float) -> None:
        self._ws.set_row(self._y, min(height, TALLEST_PT))
        for x in range(self._last + 1):
            write_text(self._ws, self._y, x, text if x == 0 else "", form)
        merge(self._ws, self._y, 0, self._y, self._last)
        self._y += 1

    def _sides(self, left: str, right: str, height: float, block: int = 0) -> None:
        """A text at each end of a row, the right one over as many columns as it needs.

        In a `block` of so many signs the texts at the right begin below each other.
        """
        need, col = max(len(right), block) + 1.0, self._last + 1
        while (right or block) and col > 1 and need > 0:
            col -= 1
            need -= self._rooms[col] + 0.9
        if right and not self._last:
            left, right = f"{left}　　{right}", ""
        self._ws.set_row(self._y, height)
        at_left = self._formats.get(align="left")
        at_right = at_left if block else self._formats.get(align="right")
        for x in range(self._last + 1):
            text = left if x == 0 else right if x == col else ""
            write_text(self._ws, self._y, x, text, at_left if x < col else at_right)
        merge(self._ws, self._y, 0, self._y, col - 1)
        merge(self._ws, self._y, col, self._y, self._last)
        self._y += 1
