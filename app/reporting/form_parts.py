"""What blocks of a form are made of: the grid, a labelled field, a photo, cells of lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .declaration import Column, Fmt, Heads
from .sheet import GridCell, header_cells
from .values import show

# The invisible columns that every block of a form is laid on.
GRID = 48


@dataclass(frozen=True)
class Field:
    """A label and its value; `share` is how much of the row it takes beside the others."""

    key: str
    label: str
    fmt: Fmt = "text"
    share: float = 1
    lines: int = 1


@dataclass(frozen=True)
class Photo:
    """A picture (bytes of a JPEG or PNG) at the right of the first rows of a block."""

    key: str
    rows: int = 4
    label: str = "照片"


def shares(parts: Sequence[float], width: int) -> list[tuple[int, int]]:
    """Where each part begins and how wide it is, in whole columns of the grid."""
    total = sum(parts)
    edges = [0]
    passed = 0.0
    for part in parts:
        passed += part
        edges.append(round(passed / total * width))
    return [(left, right - left) for left, right in pairwise(edges)]


def heading_cells(heads: Heads, places: Sequence[tuple[int, int]]) -> list[GridCell]:
    """The headings of a list whose columns have their places on the grid."""
    return [
        GridCell(
            cell.row,
            places[cell.col][0],
            cell.rowspan,
            sum(wide for _col, wide in places[cell.col : cell.col + cell.colspan]),
            cell.text,
            "label",
            "center",
        )
        for cell in header_cells(heads)
    ]


def value_cell(column: Column, value: object, place: tuple[int, int]) -> GridCell:
    """A value of a list in its place, for outputs that know numbers and days too."""
    col, wide = place
    cell = GridCell(0, col, 1, wide, show(value, column.fmt), "value", column.alignment)
    return cell._replace(value=value, fmt=column.fmt)


def lowered(cells: Sequence[GridCell], rows: int) -> list[GridCell]:
    """Cells some rows further down."""
    return [cell._replace(row=cell.row + rows) for cell in cells]
