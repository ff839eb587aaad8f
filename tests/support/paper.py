"""A reader of paper: the pages of a preview, of a PDF, and the sheets of a spreadsheet."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

Heads = list[tuple[str, ...]]
Lines = list[list[str]]
Content = bytes | Path
EMPTY = "无符合条件的数据"
FIRST_NUMBER = "甲"


class Table(NamedTuple):
    """A table as it is printed: the words over each column from above, and a text in each cell.

    The row of the columns' numbers (甲 乙 1 2 …) stands apart, where there is one.
    """

    heads: Heads
    lines: Lines
    numbers: tuple[str, ...] = ()


def differences(heads: Heads, found: Lines, wanted: Lines, *, names: Sequence[int]) -> list[str]:
    """What is wrong with the lines of a table, a cell each: its line, column, expected and found.

    Lines go by the cells in the columns ``names``; where these differ, they are all that is said.
    """

    def lines_of(lines: Lines) -> list[str]:
        return [" ".join(dict.fromkeys(line[place] for place in names)) for line in lines]

    if lines_of(found) != lines_of(wanted):
        return [f"lines: expected {lines_of(wanted)}, found {lines_of(found)}"]
    return [
        f"{line} · {' '.join(dict.fromkeys(head))}: expected {cell!r}, found {shown!r}"
        for line, here, there in zip(lines_of(found), found, wanted, strict=True)
        for head, shown, cell in zip(heads, here, there, strict=True)
        if shown != cell
    ]


# --- the pages of a preview -----------------------------------------------------------------


@dataclass
class Cell:
    """A cell of a table: the lines it is broken into, and how many places it covers."""

    width: int
    height: int
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass
class DrawnPage:
    """A page in HTML: the cells of its table, those of the heading apart, and all its words."""

    head: list[list[Cell]] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)
    text: str = ""

    @property
    def rows(self) -> Lines:
        """The texts of the table from above, heading and body."""
        return [*texts(self.head), *texts(self.body)]

    @property
    def pieces(self) -> list[str]:
        """What stands on one line of a cell each."""
        return [piece for row in (*self.head, *self.body) for cell in row for piece in cell.pieces]


class _PageReader(HTMLParser):
    """Collects the pages of a document, or of a preview with a screen around them."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[DrawnPage] = []
        self._inside = False
        self._rows: list[list[Cell]] = []
        self._cell: Cell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "section" and "zjp-page" in (told.get("class") or "").split():
            self.pages.append(DrawnPage())
            self._inside = True
        elif not self._inside:
            return
        elif tag in ("thead", "tbody"):
            self._rows = self.pages[-1].head if tag == "thead" else self.pages[-1].body
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._cell = Cell(int(told.get("colspan") or 1), int(told.get("rowspan") or 1))
            self._rows[-1].append(self._cell)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = None
        elif tag == "section":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.pages[-1].text += data
            if self._cell:
                self._cell.pieces.append(data)


def drawn_pages(markup: str) -> list[DrawnPage]:
    """The pages of a document or of a preview."""
    reader = _PageReader()
    reader.feed(markup)
    return reader.pages


def drawn_rows(markup: str) -> list[Lines]:
    """The texts of each page's table, from above."""
    return [page.rows for page in drawn_pages(markup)]


def drawn_lines(markup: str) -> Lines:
    """The texts of the lines below the heading, all pages after one another."""
    return [line for page in drawn_pages(markup) for line in texts(page.body)]


def drawn_texts(markup: str) -> list[str]:
    """All that is written on each page."""
    return [page.text for page in drawn_pages(markup)]


def texts(rows: list[list[Cell]]) -> Lines:
    """The text of each cell, once however many places it covers."""
    return [[cell.text for cell in row] for row in rows]


def grid(rows: list[list[Cell]]) -> Lines:
    """Cells as full rows: a text stands in every place that its cell covers."""
    placed: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in placed:
                x += 1
            places = [(y + down, x + right) for down, right in _covered(cell)]
            assert not placed.keys() & set(places)
            placed |= dict.fromkeys(places, cell.text)
    width = max(x for _y, x in placed) + 1
    return [[placed[y, x] for x in range(width)] for y in range(len(rows))]


def _covered(cell: Cell) -> Iterator[tuple[int, int]]:
    for down in range(cell.height):
        for right in range(cell.width):
            yield down, right


def drawn_table(markup: str, *, repeated: int = 0) -> Table:
    """The table of a preview; strips that begin with the same columns are joined again."""
    strips: dict[tuple[tuple[str, ...], ...], Lines] = {}
    for page in drawn_pages(markup):
        if page.head:
            heads = tuple(zip(*grid(page.head), strict=True))
            strips.setdefault(heads, []).extend(grid(page.body))
    (first, lines), *others = strips.items()
    columns, joined = list(first), [list(line) for line in lines]
    for heads, more in others:
        assert heads[:repeated] == first[:repeated]
        columns.extend(heads[repeated:])
        for line, rest in zip(joined, more, strict=True):
            assert rest[:repeated] == line[:repeated]
            line.extend(rest[repeated:])
    return _numbers_apart(columns, joined)


def _numbers_apart(columns: Heads, lines: Lines) -> Table:
    if columns[0][-1] != FIRST_NUMBER:
        return Table(columns, lines)
    return Table([head[:-1] for head in columns], lines, tuple(head[-1] for head in columns))


# --- the pages of a PDF ---------------------------------------------------------------------


class Word(NamedTuple):
    """A word on a page, and where it ends, in points from the left."""

    text: str
    right: float


class Sheet(NamedTuple):
    """A page of a PDF: its size in points and its words."""

    width: float
    height: float
    words: list[Word]


def pdf_pages(pdf: Content) -> list[str]:
    """The text layer of each page, laid out as it is printed."""
    return _pdftotext(pdf, "-layout").split("\f")[:-1]


def pdf_lines(pdf: Content) -> list[str]:
    """The lines of all pages, with one space where there are several."""
    lines = [line for page in pdf_pages(pdf) for line in page.splitlines()]
    return [re.sub(r"\s+", " ", line) for line in lines]


def pdf_sheets(pdf: Content) -> list[Sheet]:
    """The pages with their sizes, and where their words stand."""
    return [
        Sheet(
            float(width),
            float(height),
            [
                Word(text, float(right))
                for right, text in re.findall(r'xMax="([\d.]+)"[^>]*>([^<]*)</word>', words)
            ],
        )
        for width, height, words in re.findall(
            r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>',
            _pdftotext(pdf, "-bbox"),
            re.DOTALL,
        )
    ]


def _pdftotext(pdf: Content, option: str) -> str:
    content = pdf.read_bytes() if isinstance(pdf, Path) else pdf
    done = subprocess.run(
        ["pdftotext", option, "-", "-"], input=content, capture_output=True, check=True, timeout=60
    )
    return done.stdout.decode()


# --- the sheets of a spreadsheet ------------------------------------------------------------

DECIMALS = {"0": Decimal(1), "0.0": Decimal("0.1"), "0.00": Decimal("0.01")}


def sheets(book: Content) -> list[Any]:
    """The sheets of a workbook, to be read cell by cell."""
    source = book if isinstance(book, Path) else BytesIO(book)
    found: list[Any] = openpyxl.load_workbook(source).worksheets
    return found


PRINTED = (*DECIMALS, "yyyy-mm-dd")


def printed(cell: Any) -> str:
    """A cell as the spreadsheet program prints it."""
    assert cell.data_type != "f"
    if cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return cell.value
    if cell.is_date:
        assert cell.number_format == "yyyy-mm-dd"
        return f"{cell.value:%Y-%m-%d}"
    exact = Decimal(repr(cell.value))
    return str(exact.quantize(DECIMALS[cell.number_format], ROUND_HALF_UP))


def sheet_texts(sheet: Any) -> Lines:
    """What was written into the cells of each row, empty ones left out."""
    return [[_said(cell) for cell in row if cell.value is not None] for row in sheet.iter_rows()]


def _said(cell: Any) -> str:
    return printed(cell) if cell.number_format in PRINTED else str(cell.value)


def filed_table(sheet: Any) -> Table:
    """The table of a sheet, from 序号 to 合计; every merged cell stands in all its places."""
    placed = {(cell.row, cell.column): printed(cell) for row in sheet.iter_rows() for cell in row}
    for merged in sheet.merged_cells.ranges:
        for place in merged.cells:
            placed[place] = placed[merged.min_row, merged.min_col]
    columns = range(1, sheet.max_column + 1)
    rows = [[placed[y, x] for x in columns] for y in range(1, sheet.max_row + 1)]
    heads = [y for y, row in enumerate(rows) if row[0] == "序号"]
    if rows[heads[-1] + 1][0] == FIRST_NUMBER:
        heads.append(heads[-1] + 1)
    body = heads[-1] + 1
    end = next(y for y, row in enumerate(rows) if y >= body and row[0].startswith(("合计", EMPTY)))
    # A title over all columns stands above.
    assert rows[0] == [rows[0][0]] * len(rows[0])
    return _numbers_apart(list(zip(*(rows[y] for y in heads), strict=True)), rows[body : end + 1])
