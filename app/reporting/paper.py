"""A finished document: pages, strips of a wide table, rows and cells, all measured in mm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .declaration import Align, Column
from .heading import Heading
from .line_breaks import PT
from .paper_sizes import Margins
from .sheet import Kind, Role

LEADING = 1.32
# Engines round; a page is this much lower than its paper, so that it never becomes two.
SLACK = 0.4
CONTINUED = "（续表）"
# What one line holds at its left and at its right end.
Sides = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """One drawn cell: its text broken into lines, or a picture.

    `column` is the column of the sheet that it begins in, `col` that of the strip.
    """

    col: int
    colspan: int
    rowspan: int
    lines: tuple[str, ...]
    align: Align
    column: int = 0
    role: Role | None = None
    picture: bytes | None = None
    # How high in mm a picture may be.
    room: float = 0.0
    size: float = 1
    alt: str = ""


@dataclass(frozen=True, slots=True)
class RowBox:
    """One drawn row; `covered` columns belong to a cell that began above."""

    kind: Kind | str
    height: float
    boxes: tuple[Box, ...]
    covered: tuple[int, ...] = ()
    key: str = ""


@dataclass
class PageBox:
    """One page: what stands on it from top to bottom, and which strip of the table."""

    number: int
    title: tuple[str, ...] = ()
    subtitle: tuple[Sides, ...] = ()
    has_table: bool = True
    has_header: bool = True
    rows: list[RowBox] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    signature: tuple[Sides, ...] = ()
    strip: int = 0
    # What stands at its foot in the place of its number.
    foot: str = ""


@dataclass(frozen=True)
class Strip:
    """The columns of the sheet that stand side by side on a page, and their heading."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]
    header: tuple[RowBox, ...]


@dataclass(frozen=True)
class Paper:
    """A finished document: pages of one size with a common table heading.

    A table that is too wide stands on several strips of pages. `rows` counts the rows of data,
    without headings and totals.
    """

    heading: Heading
    width: float
    height: float
    margins: Margins
    font_pt: float
    strips: tuple[Strip, ...]
    pages: tuple[PageBox, ...]
    columns: tuple[Column, ...] = ()
    rows: int = 0
    framed: bool = False

    @property
    def line_mm(self) -> float:
        return self.font_pt * PT * LEADING


def on_strip(row: RowBox, strip: tuple[int, ...]) -> RowBox:
    """The boxes of a row that stand on a strip, in their places there."""
    places = {x: place for place, x in enumerate(strip)}
    boxes = []
    for box in row.boxes:
        if box.colspan == 1:
            if box.col in places:
                boxes.append(replace(box, col=places[box.col]))
        elif spanned := [places[x] for x in range(box.col, box.col + box.colspan) if x in places]:
            boxes.append(replace(box, col=spanned[0], colspan=len(spanned)))
    covered = tuple(places[x] for x in row.covered if x in places)
    return replace(row, boxes=tuple(boxes), covered=covered)


def continued(title: tuple[str, ...]) -> tuple[str, ...]:
    """The title of a further page or strip, with its （续表） once."""
    if not title or title[-1].endswith(CONTINUED):
        return title
    return (*title[:-1], title[-1] + CONTINUED)


def in_strips(pages: Sequence[PageBox], strips: tuple[Strip, ...]) -> tuple[PageBox, ...]:
    """Every page once for each strip; what stands below the table comes with the last one."""
    if len(strips) == 1:
        return tuple(pages)
    found: list[PageBox] = []
    for page in pages:
        for place, strip in enumerate(strips if page.has_table else strips[:1]):
            is_last = not page.has_table or place == len(strips) - 1
            found.append(
                replace(
                    page,
                    number=len(found) + 1,
                    title=continued(page.title) if place else page.title,
                    rows=[on_strip(row, strip.columns) for row in page.rows],
                    notes=page.notes if is_last else [],
                    signature=page.signature if is_last else (),
                    strip=place,
                )
            )
    return tuple(found)
