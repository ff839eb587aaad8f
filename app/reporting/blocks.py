"""Tables below a table: laid on its columns, each under a title and headings of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, chain
from typing import Any

from .declaration import Align, Column, Heads, Row, TableReport
from .form_parts import heading_cells, lowered, value_cell
from .heading import Heading
from .sheet import GridCell, Line, Role, Sheet, depth, lay_out, table_lines

# Where a column begins on the grid, and over how many columns of it it goes.
Place = tuple[int, int]


def lay_out_blocks(
    report: TableReport,
    rows: Sequence[Iterable[Row]],
    heading: Heading,
    *,
    expected: int | None = None,
) -> Sheet:
    """A table and those below it as one stream; `rows` are those of each, the first one's first."""
    first, *more = rows
    if expected is None and all(isinstance(some, Sequence) for some in rows):
        expected = sum(len(some) for some in rows if isinstance(some, Sequence))
    sheet = lay_out(report, first, heading, expected=expected)
    below = (
        _placed(block, some, sheet.columns) for block, some in zip(report.blocks, more, strict=True)
    )
    return replace(sheet, lines=chain(sheet.lines, chain.from_iterable(below)))


def block_of(
    report: TableReport,
    title: str,
    columns: Heads,
    rows: Callable[..., Iterable[Row]],
    **told: Any,
) -> TableReport:
    """A further table under a title of its own, for the `blocks` of a report."""
    alone: dict[str, Any] = {"group_key": None, "group_label": None, "breakdown": None}
    alone |= {"tally": None, "subtally": None, "vary": None, "blocks": (), "keys": 0, "row_key": ""}
    return replace(report, title=title, columns=columns, rows=rows, **{**alone, **told})


def places_on(grid: Sequence[Column], columns: Sequence[Column]) -> list[Place]:
    """The places of columns on those of a grid, as near to their widths as these allow."""
    edges = list(accumulate(column.mm for column in grid))
    scale = edges[-1] / sum(column.mm for column in columns)
    ends = accumulate(column.mm * scale for column in columns)
    found: list[Place] = []
    start = 0
    for left, reach in zip(range(len(columns) - 1, -1, -1), ends, strict=True):
        end, most = start + 1, len(grid) - left
        while end < most and abs(edges[end] - reach) <= abs(edges[end - 1] - reach):
            end += 1
        end = end if left else len(grid)
        found.append((start, end - start))
        start = end
    return found


def _placed(block: TableReport, rows: Iterable[Row], grid: Sequence[Column]) -> Iterator[Line]:
    """The lines of a block, the first below its title and headings, which further pages repeat."""
    columns, width = block.leaves, len(grid)
    places = places_on(grid, columns)
    title = GridCell(0, 0, 1, width, block.title, "section", "left")
    heads = [one._replace(role="section") for one in heading_cells(block.columns, places)]
    heading = (title, *lowered(heads, 1))
    is_first = True
    for line in table_lines(block, rows):
        cells = _cells(line, columns, places)
        if is_first:
            cells = [*heading, *lowered(cells, 1 + depth(block.columns))]
        again = () if is_first else heading
        covered = tuple(places[x][0] for x in line.covered)
        yield Line(line.kind, [""] * width, "", width, covered, "", tuple(cells), again)
        is_first = False


def _cells(line: Line, columns: Sequence[Column], places: Sequence[Place]) -> list[GridCell]:
    """The values of a line in their places, behind its label if it has one."""
    role: Role = "sum" if line.kind in ("group", "subtotal", "total") else "value"
    cells = [
        value_cell(column, value, place)._replace(role=role)
        for column, value, place in zip(columns, line.values, places, strict=True)
    ][line.span :]
    if line.span:
        col, wide = places[line.span - 1]
        align: Align = "left" if line.kind == "group" else "center"
        cells.insert(0, GridCell(0, 0, 1, col + wide, line.label, role, align))
    return cells
