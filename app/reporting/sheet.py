"""Lays a report out once: header cells in their places and a stream of lines, for every output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, groupby
from typing import Literal, NamedTuple

from .column_numbers import column_numbers
from .declaration import SERIAL, Align, Band, Column, Fmt, Heads, Page, Row, TableReport, leaves
from .heading import Heading
from .values import NOTHING_FOUND, number, ratio

Kind = Literal["group", "row", "subtotal", "total", "empty", "grid", "page"]
# The last three stand on a page without ruled cells.
Role = Literal["label", "value", "section", "sum", "title", "plain", "line"]


class HeaderCell(NamedTuple):
    """One cell of the heading in its place."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str


class GridCell(NamedTuple):
    """A cell of a form in its place within a block of rows.

    It is at least `lines` lines high; a picture is shown in the place of its text. `value` is what
    its text says, unrounded, in the format `fmt`, for outputs that know numbers and days. Its type
    is `size` times that of the page; `alt` says what its picture is, if no photo.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    role: Role = "value"
    align: Align = "left"
    lines: float = 1
    picture: bytes | None = None
    value: object = None
    fmt: Fmt = "text"
    size: float = 1
    alt: str = ""


class Line(NamedTuple):
    """One line of the body: a value per column, unrounded.

    The label of a line other than a row stands over its first `span` columns, whose values are
    empty. `covered` are the columns where a row continues the merged cell of the row above.
    `key` names the line in the addresses of its figures; without it they cannot be opened.
    A form has no columns of values: its line is a block of rows with `cells`, kept on one page;
    one of the kind "page" begins a page. A table below another one has such lines too, of which
    `covered` are the columns where cells of the last row continue those above.
    `heading` are the headings of the list it goes on with, which are drawn again above it where it
    begins a page; a line that `follows` is never parted from the one before.
    """

    kind: Kind
    values: list[object]
    label: str = ""
    span: int = 0
    covered: tuple[int, ...] = ()
    key: str = ""
    cells: tuple[GridCell, ...] = ()
    heading: tuple[GridCell, ...] = ()
    follows: bool = False


@dataclass(frozen=True)
class Sheet:
    """A report with its data placed; the single truth of all outputs.

    The lines can be read once. `expected` is the number of rows announced, for progress; `keys`
    the number of columns that every strip of a wide table begins with. The last row of the heading
    is that of the columns' numbers where the sheet is `numbered`. `stamp` gives the note that can
    only be written when all lines were read.
    """

    heading: Heading
    page: Page
    columns: tuple[Column, ...]
    header: tuple[HeaderCell, ...]
    header_rows: int
    lines: Iterator[Line]
    expected: int | None = None
    keys: int = 0
    numbered: bool = False
    stamp: Callable[[], str] | None = None

    @property
    def numbers(self) -> list[str]:
        """What stands in the row of the columns' numbers."""
        last = self.header_rows - 1
        return [cell.text for cell in self.header if self.numbered and cell.row == last]


def lay_out(
    report: TableReport, rows: Iterable[Row], heading: Heading, *, expected: int | None = None
) -> Sheet:
    """Place the header and stream the rows with their subtotals and total."""
    if expected is None and isinstance(rows, Sequence):
        expected = len(rows)
    rows_of_names = depth(report.columns)
    numbers = column_numbers(report.leaves) if report.numbered else ()
    return Sheet(
        heading=heading,
        page=report.page,
        columns=report.leaves,
        header=(
            *header_cells(report.columns),
            *(HeaderCell(rows_of_names, x, 1, 1, text) for x, text in enumerate(numbers)),
        ),
        header_rows=rows_of_names + report.numbered,
        lines=table_lines(report, rows),
        expected=expected,
        keys=report.keys,
        numbered=report.numbered,
    )


def depth(heads: Heads) -> int:
    return max(1 + depth(head.children) if isinstance(head, Band) else 1 for head in heads)


def header_cells(heads: Heads, rows: int = 0, row: int = 0, col: int = 0) -> list[HeaderCell]:
    """The cells of the heading from top left to bottom right."""
    rows = rows or depth(heads)
    cells: list[HeaderCell] = []
    for head in heads:
        if isinstance(head, Band):
            width = sum(1 for _ in leaves(head.children))
            cells.append(HeaderCell(row, col, 1, width, str(head.title)))
            cells += header_cells(head.children, rows, row + 1, col)
            col += width
        else:
            cells.append(HeaderCell(row, col, rows - row, 1, str(head.title)))
            col += 1
    return sorted(cells)


def top_groups(sheet: Sheet) -> list[tuple[int, ...]]:
    """The columns that stay together on a strip, by number: those of a band, keys excluded."""
    return [
        tuple(range(cell.col, cell.col + cell.colspan))
        for cell in sheet.header
        if cell.row == 0 and cell.col >= sheet.keys
    ]


class _Sums:
    """Running sums of the keys that totals and ratios are made of.

    A value that is None was not told: it adds nothing, and where no row told any there is no sum.
    """

    def __init__(self, columns: Iterable[Column]) -> None:
        keys = [c.key for c in columns if c.agg]
        keys += [key for c in columns if c.ratio for key in c.ratio]
        self._of: dict[str, int | Decimal] = dict.fromkeys(keys, 0)
        self._untold: dict[str, int] = dict.fromkeys(keys, 0)
        self._rows = 0

    def add(self, row: Row) -> None:
        of = self._of
        self._rows += 1
        for key in of:
            value = row[key]
            kind = value.__class__
            if kind is int or kind is Decimal:
                of[key] += value
            elif value is None:
                self._untold[key] += 1
            else:
                of[key] += number(value)

    def absorb(self, other: _Sums) -> None:
        self._rows += other._rows
        for key, value in other._of.items():
            self._of[key] += value
            self._untold[key] += other._untold[key]

    def value(self, column: Column) -> object:
        if column.ratio:
            above, below = column.ratio
            return ratio(self._of[above], self._of[below], column.fmt)
        if not column.agg:
            return ""
        is_told = not self._rows or self._untold[column.key] < self._rows
        return self._of[column.key] if is_told else None


class _Placer:
    """Turns rows into lines: fills in numbers and ratios, finds equal neighbours."""

    def __init__(self, columns: tuple[Column, ...], row_key: str = "") -> None:
        self._row_key = row_key
        unread = (c.ratio or c.sums_alone or c.key == SERIAL for c in columns)
        self._keys = [None if x else c.key for x, c in zip(unread, columns, strict=True)]
        self._ratios = [(x, *c.ratio, c.fmt) for x, c in enumerate(columns) if c.ratio]
        self._serial = [x for x, c in enumerate(columns) if c.key == SERIAL]
        self._merged = [x for x, c in enumerate(columns) if c.merge is True]
        self._kept = [(x, c.merge) for x, c in enumerate(columns) if isinstance(c.merge, str)]
        self._above: list[object] = []
        self._keys_above: list[object] = []
        self._count = 0

    def line(self, row: Row) -> Line:
        self._count += 1
        values: list[object] = [None if key is None else row[key] for key in self._keys]
        for x, above, below, fmt in self._ratios:
            values[x] = ratio(row[above], row[below], fmt)
        for x in self._serial:
            values[x] = self._count
        covered = self._covered(values) if self._merged else ()
        if self._kept:
            covered = tuple(sorted((*covered, *self._continued(row))))
        return Line("row", values, "", 0, covered, str(row[self._row_key]) if self._row_key else "")

    def _covered(self, values: list[object]) -> tuple[int, ...]:
        """The columns that continue the cell above; a change further left ends a run."""
        # A copy, since whoever draws the line may write into its values.
        above, self._above = self._above, [values[x] for x in self._merged]
        covered: list[int] = []
        for x, old, new in zip(self._merged, above, self._above, strict=False):
            if new in (None, "") or new != old:
                break
            covered.append(x)
        return tuple(covered)

    def _continued(self, row: Row) -> Iterator[int]:
        """The columns whose key is that of the row above."""
        above, self._keys_above = self._keys_above, [row[key] for _x, key in self._kept]
        for (x, _key), old, new in zip(self._kept, above, self._keys_above, strict=False):
            if new is not None and new == old:
                yield x

    def break_runs(self) -> None:
        self._above, self._keys_above = [], []


TOTAL = "total"


def table_lines(report: TableReport, rows: Iterable[Row]) -> Iterator[Line]:
    """The rows of a table with their groups and totals, as they pass."""
    columns = report.leaves
    placer, total = _Placer(columns, report.row_key), _Sums(columns)
    parts = _Parts(report, columns)
    tally = report.tally() if report.tally else None
    watching = [one.add for one in (parts if report.breakdown else None, tally) if one]
    found = False
    for first, members in _groups(report, rows):
        if report.group_label:
            yield _labelled("group", columns, str(first[report.group_label]))
        sums = _Sums(columns)
        counted = report.subtally() if report.subtally else None
        adding = [*watching, counted.add] if counted else watching
        for row in members:
            found = True
            sums.add(row)
            for add in adding:
                add(row)
            yield placer.line(row)
        total.absorb(sums)
        if report.group_key and (report.has_totals or counted):
            key = _line_key(report, "group", first[report.group_key])
            label = counted.words() if counted else report.subtotal_label
            yield _totals("subtotal", report, label, sums, key)
        placer.break_runs()
    if not found:
        yield _labelled("empty", columns, NOTHING_FOUND)
    elif tally:
        yield _labelled("total", columns, tally.words())
    else:
        yield from _last_lines(report, parts, total)


def _last_lines(report: TableReport, parts: _Parts, total: _Sums) -> Iterator[Line]:
    """The rows that divide the total, and the total."""
    if report.total_label and report.has_totals:
        yield from parts.lines()
        yield _totals("total", report, report.total_label, total, _line_key(report, TOTAL))


class _Parts:
    """The sums of the rows that divide the total."""

    def __init__(self, report: TableReport, columns: tuple[Column, ...]) -> None:
        self._report = report
        self._key = report.breakdown.key if report.breakdown else ""
        self._named = report.breakdown.parts if report.breakdown else ()
        self._sums = {value: _Sums(columns) for value, _label in self._named}

    def add(self, row: Row) -> None:
        if sums := self._sums.get(row[self._key]):
            sums.add(row)

    def lines(self) -> Iterator[Line]:
        for value, label in self._named:
            key = _line_key(self._report, "part", value)
            yield _totals("subtotal", self._report, label, self._sums[value], key)


def _line_key(report: TableReport, *words: object) -> str:
    """The name of a line of sums; rows of a report without names have none either."""
    return ":".join("" if word is None else str(word) for word in words) if report.row_key else ""


def list_lines(columns: tuple[Column, ...], rows: Iterable[Row]) -> Iterator[Line]:
    """The rows alone, without groups and totals."""
    placer = _Placer(columns)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number tells whether any came
        yield placer.line(row)
    if not count:
        yield _labelled("empty", columns, NOTHING_FOUND)


def _groups(report: TableReport, rows: Iterable[Row]) -> Iterator[tuple[Row, Iterator[Row]]]:
    """Each group's first row and all its rows; the whole report when it has no groups."""
    key = report.group_key
    for _, group in groupby(rows, (lambda row: row[key]) if key else (lambda _row: None)):
        members = iter(group)
        first = next(members)
        yield first, chain((first,), members)


def _labelled(kind: Kind, columns: tuple[Column, ...], label: str) -> Line:
    return Line(kind, [""] * len(columns), label, len(columns))


def _totals(kind: Kind, report: TableReport, label: str, sums: _Sums, key: str) -> Line:
    values = [sums.value(column) for column in report.leaves]
    return Line(kind, values, label, report.label_span, (), key)
