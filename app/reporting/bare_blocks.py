"""Blocks of a paper without ruled cells: words, entries on lines, and a mark that is scanned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .declaration import Align, Row
from .form_parts import GRID, Field, Photo, shares
from .sheet import GridCell, Role
from .values import show

# Columns of the grid: a label, what parts it from its neighbours, a photo, a mark.
LABEL, GAP, PHOTO, MARK = 6, 1, 7, 7
# How much smaller what is only read while scanning is set.
SMALL = 0.8


@dataclass(frozen=True)
class Words:
    """Words of the record across the paper; nothing where it has none under `key`.

    `size` is that of their type, `lines` the height that they take at least.
    """

    key: str
    size: float = 1
    lines: float = 1
    align: Align = "center"
    is_title: bool = False


@dataclass(frozen=True)
class Entries:
    """Labelled values, each on a line of its own, with a photo at the right of the first rows."""

    rows: tuple[tuple[Field, ...], ...]
    photo: Photo | None = None
    lines: float = 1


@dataclass(frozen=True)
class Mark:
    """A picture to be scanned, the words beside it, and at the right who answers for the paper."""

    key: str
    beside: str
    closing: str
    lines: float = 5
    alt: str = "二维码"


BareBlock = Words | Entries | Mark
BARE = (Words, Entries, Mark)


def bare_cells(block: BareBlock, record: Row) -> Iterator[list[GridCell]]:
    """The cells of a block; every place of a row has one, for a row of a page has no holes."""
    if isinstance(block, Entries):
        yield _entries(block, record)
    elif isinstance(block, Mark):
        yield _mark(block, record)
    elif text := str(record.get(block.key) or ""):
        cell = GridCell(0, 0, 1, GRID, text, "plain", block.align, block.lines, size=block.size)
        yield [cell._replace(role="title")] if block.is_title else [cell]


def _entries(block: Entries, record: Row) -> list[GridCell]:
    beside = block.photo.rows if block.photo else 0
    cells: list[GridCell] = []
    for number, fields in enumerate(block.rows):
        width = GRID - PHOTO - GAP if number < beside else GRID
        placed = _row(fields, record, width, block.lines)
        cells += [cell._replace(row=number) for cell in placed]
    return [*cells, *_photo(block.photo, record)] if block.photo else cells


def _row(fields: Sequence[Field], record: Row, width: int, lines: float) -> Iterator[GridCell]:
    places = shares([field.share for field in fields], width)
    for number, (field, (left, room)) in enumerate(zip(fields, places, strict=True)):
        gap = GAP if number else 0
        if gap:
            yield GridCell(0, left, 1, gap, "", "plain")
        col = left + gap
        yield GridCell(0, col, 1, LABEL, field.label, "plain", "left", lines)
        value = record.get(field.key)
        place = GridCell(0, col + LABEL, 1, room - gap - LABEL, show(value, field.fmt), "line")
        yield place._replace(value=value, fmt=field.fmt, lines=lines)


def _photo(photo: Photo, record: Row) -> list[GridCell]:
    picture = _picture(record.get(photo.key))
    # What has no photo has its place; a photo needs no frame, which would not fit it.
    role: Role = "plain" if picture else "value"
    label = "" if picture else photo.label
    return [
        GridCell(0, GRID - PHOTO - GAP, photo.rows, GAP, "", "plain"),
        GridCell(0, GRID - PHOTO, photo.rows, PHOTO, label, role, "center", 1, picture),
    ]


def _mark(block: Mark, record: Row) -> list[GridCell]:
    half = GRID // 2
    beside, closing = (str(record.get(key) or "") for key in (block.beside, block.closing))
    picture = _picture(record.get(block.key))
    mark = GridCell(0, 0, 1, MARK, "", "plain", "left", block.lines, picture)
    return [
        mark._replace(alt=block.alt),
        GridCell(0, MARK, 1, half - MARK, beside, "plain", "left", size=SMALL),
        GridCell(0, half, 1, GRID - half, closing, "plain", "center", block.lines),
    ]


def _picture(content: object) -> bytes | None:
    return content if isinstance(content, bytes) else None
