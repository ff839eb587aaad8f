"""Form reports: one record as a grid of labelled fields, with lists, a picture and opinions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .bare_blocks import BARE, BareBlock, bare_cells
from .declaration import SERIAL, Column, Heads, Report, Row, leaves
from .form_parts import GRID, Field, Photo, heading_cells, lowered, shares, value_cell
from .heading import Heading
from .sheet import GridCell, Line, Sheet, depth
from .values import NOTHING_FOUND, ratio, show

__all__ = [
    "BareBlock",
    "Field",
    "Fields",
    "FormReport",
    "Given",
    "ListBlock",
    "Opinion",
    "Photo",
    "Pictures",
    "lay_out_form",
    "lay_out_forms",
]

LABEL, PHOTO, SIGNED = 7, 9, 16


@dataclass(frozen=True)
class Fields:
    """A block of labelled fields."""

    rows: tuple[tuple[Field, ...], ...]
    title: str = ""
    photo: Photo | None = None


@dataclass(frozen=True)
class ListBlock:
    """A table within a form; the record holds its rows under `key`. Columns share the width.

    Where the first column is merged, rows with the same value in it stay together.
    """

    key: str
    columns: Heads
    title: str = ""


@dataclass(frozen=True)
class Given:
    """An opinion that was given: its words, and who stands below them on which day."""

    words: str
    signers: tuple[str, ...]
    on: dt.date


@dataclass(frozen=True)
class Opinion:
    """A box to write, sign and stamp in.

    With a `key` it prints what was `Given`, which the record holds there; it is blank where the
    record holds None, and absent from a record that has no such key.
    """

    label: str
    closing: str = "（盖章）　　　　　年　　月　　日"
    lines: int = 5
    key: str = ""


@dataclass(frozen=True)
class Pictures:
    """Pictures with their captions, several in a row, on a page of their own behind all else.

    The record holds them under `key` as pairs of caption and bytes; without any there is no page.
    """

    key: str
    title: str
    beside: int = 2
    lines: int = 15


Block = Fields | ListBlock | Opinion | Pictures | BareBlock
# What stands behind the blocks that say something of the record.
ENDS = (Opinion, Pictures)


@dataclass(frozen=True, kw_only=True)
class FormReport(Report):
    """A report about one record, declared as blocks from top to bottom.

    One that `prints_each` is about several, which its `record` gives; each begins a page.
    """

    record: Callable[..., Any]
    blocks: tuple[Block, ...]
    prints_each: bool = False


def lay_out_form(report: FormReport, record: Row, heading: Heading) -> Sheet:
    """Place the fields of one record."""
    return lay_out_forms(report, [record], heading)


def lay_out_forms(report: FormReport, records: Sequence[Row], heading: Heading) -> Sheet:
    """Place the fields of each record; a block of rows that belongs together is one line."""
    width = report.page.printable / GRID
    return Sheet(
        heading=heading.alone() if report.page.framed else heading,
        page=report.page,
        columns=tuple(Column(f"g{number}", "", width) for number in range(GRID)),
        header=(),
        header_rows=0,
        lines=_pages(report, records),
        expected=len(records),
    )


def _pages(report: FormReport, records: Sequence[Row]) -> Iterator[Line]:
    for number, record in enumerate(records):
        lines = _lines(report, record)
        if number:
            yield next(lines)._replace(kind="page")
        yield from lines


def _lines(report: FormReport, record: Row) -> Iterator[Line]:
    last = next((b for b in reversed(report.blocks) if not isinstance(b, ENDS)), None)
    for block in report.blocks:
        if isinstance(block, Pictures):
            yield from _pictures(block, record)
            continue
        if isinstance(block, BARE):
            yield from map(_line, bare_cells(block, record))
            continue
        if isinstance(block, Opinion):
            if not block.key or block.key in record:
                yield _line(_opinion(block, record.get(block.key)), follows=last is not None)
            continue
        heading: list[GridCell] = []
        if isinstance(block, Fields):
            units = _fields(block, record)
        else:
            heading = _list_heading(block)
            units = _listing(block, record, heading)
        title = block.title
        for number, unit in enumerate(units):
            # A heading stays with what follows it, the fields before the opinions with these.
            together = bool(number) and block is last and isinstance(block, Fields)
            cells = _under(title, unit) if title else unit
            yield _line(cells, heading if number else (), follows=together)
            title = ""


def _line(
    cells: Sequence[GridCell], heading: Sequence[GridCell] = (), *, follows: bool = False
) -> Line:
    grid = Line("grid", [""] * GRID, "", GRID, cells=tuple(cells))
    return grid._replace(heading=tuple(heading), follows=follows)


def _under(title: str, unit: Sequence[GridCell]) -> list[GridCell]:
    head = GridCell(0, 0, 1, GRID, title, "section", "left")
    return [head, *lowered(unit, 1)]


def _fields(block: Fields, record: Row) -> Iterator[list[GridCell]]:
    beside = block.photo.rows if block.photo else 0
    rows = [
        _row(fields, record, GRID - PHOTO if number < beside else GRID)
        for number, fields in enumerate(block.rows)
    ]
    if block.photo:
        content = record.get(block.photo.key)
        picture = GridCell(
            0,
            GRID - PHOTO,
            beside,
            PHOTO,
            "" if content else block.photo.label,
            "value",
            "center",
            beside,
            content if isinstance(content, bytes) else None,
        )
        together = [
            cell._replace(row=number) for number, row in enumerate(rows[:beside]) for cell in row
        ]
        yield [*together, picture]
    yield from rows[beside:]


def _row(fields: Sequence[Field], record: Row, width: int) -> list[GridCell]:
    """Labels of one width, values over the rest."""
    places = shares([field.share for field in fields], width)
    cells = []
    for field, (col, wide) in zip(fields, places, strict=True):
        value = record.get(field.key)
        cells.append(GridCell(0, col, 1, LABEL, field.label, "label", "center", field.lines))
        place = GridCell(0, col + LABEL, 1, wide - LABEL, show(value, field.fmt), lines=field.lines)
        cells.append(place._replace(value=value, fmt=field.fmt))
    return cells


def _list_heading(block: ListBlock) -> list[GridCell]:
    places = shares([column.mm for column in leaves(block.columns)], GRID)
    return heading_cells(block.columns, places)


def _listing(block: ListBlock, record: Row, head: list[GridCell]) -> Iterator[list[GridCell]]:
    columns = list(leaves(block.columns))
    places = shares([column.mm for column in columns], GRID)
    units = [_values(number, row, columns, places) for number, row in enumerate(record[block.key])]
    if columns[0].merge:
        units = _merged(units)
    first = units[0] if units else [GridCell(0, 0, 1, GRID, NOTHING_FOUND, "value", "center")]
    yield [*head, *lowered(first, depth(block.columns))]
    yield from units[1:]


def _merged(rows: Sequence[list[GridCell]]) -> list[list[GridCell]]:
    """Rows whose first cells say the same, as blocks with that cell over all of them."""
    blocks: list[list[list[GridCell]]] = []
    for row in rows:
        if blocks and blocks[-1][0][0].text == row[0].text:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return [
        [
            block[0][0]._replace(rowspan=len(block)),
            *(cell._replace(row=number) for number, row in enumerate(block) for cell in row[1:]),
        ]
        for block in blocks
    ]


def _values(
    number: int, row: Row, columns: Sequence[Column], places: Sequence[tuple[int, int]]
) -> list[GridCell]:
    cells = []
    for column, place in zip(columns, places, strict=True):
        value: object = number + 1 if column.key == SERIAL else row.get(column.key)
        if column.ratio:
            value = ratio(row[column.ratio[0]], row[column.ratio[1]], column.fmt)
        cells.append(value_cell(column, value, place))
    return cells


def _pictures(block: Pictures, record: Row) -> Iterator[Line]:
    """Rows of pictures, each above its caption; the first begins a page."""
    found = list(record[block.key])
    places = shares([1] * block.beside, GRID)
    for start in range(0, len(found), block.beside):
        cells = []
        # What is left of the last row is blank.
        row = [*found[start : start + block.beside], *[("", None)] * block.beside]
        for (col, wide), (caption, content) in zip(places, row, strict=False):
            place = GridCell(0, col, 1, wide, "", "value", "center", block.lines, content)
            cells += [place, GridCell(1, col, 1, wide, caption, "label", "center")]
        line = _line(cells if start else _under(block.title, cells))
        yield line if start else line._replace(kind="page")


def _opinion(block: Opinion, given: Given | None) -> list[GridCell]:
    label = GridCell(0, 0, 1, LABEL, block.label, "label", "center", block.lines)
    if given is None:
        text = "\n" * (block.lines - 1) + block.closing
        return [label, GridCell(0, LABEL, 1, GRID - LABEL, text, "value", "right", block.lines)]
    day = f"{given.on.year} 年 {given.on.month} 月 {given.on.day} 日"
    signed = "\n".join((*filter(None, given.signers), "（盖章）", day))
    wide = GRID - LABEL - SIGNED
    return [
        label,
        GridCell(0, LABEL, 1, wide, given.words, "value", "left", block.lines),
        GridCell(0, GRID - SIGNED, 1, SIGNED, signed, "value", "center", block.lines),
    ]
