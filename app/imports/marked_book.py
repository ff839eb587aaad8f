"""User's own workbook with its faults: faulty cells coloured and commented, all else as it was."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Container, Mapping, Sequence
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from app.core.base.errors import Refused

from .archive import Archive, open_archive
from .sent_rows import ROW, SentRow
from .sheet_scan import scan

log = logging.getLogger("app.imports")
SHEET_LINKS = "xl/worksheets/_rels/"
DRAWING = re.compile(rb"<Relationship\b[^>]*/drawing\"[^>]*>")
# By these a cell is known that an earlier mark of ours stands at.
AUTHOR, COLOUR = "导入检查", "FFFFC7CE"
FILL = PatternFill("solid", start_color=COLOUR, end_color=COLOUR)
# Loading a sheet with its formats takes memory for each of its rows and cells.
MOST_ELEMENTS = 400_000


def marked_book(
    content: bytes,
    file_name: str,
    columns: Mapping[str, int],
    rows: Sequence[SentRow],
    gone: Collection[int] = (),
) -> BytesIO:
    """The workbook with marks at what is wrong, and with what was corrected on screen.

    Rows that are ``gone``, since they were stored, are emptied and hidden: the others keep their
    numbers. Raises Refused for one that would take too much room.
    """
    archive = open_archive(content, file_name)
    name, part = archive.first_sheet()
    if scan(archive.parts[part]).size > MOST_ELEMENTS:
        words = _("工作表中带格式的空行太多，无法标注，请删除空行后重新上传，或在线修改")
        raise Refused.because("", "", words)
    try:
        book = load_workbook(_without_pictures(archive).packed())
        _empty(book[name], gone)
        _mark_rows(book[name], columns, rows)
        marked = BytesIO()
        book.save(marked)
    except Exception:
        # What calamine reads well, openpyxl may fail on in ways of its own.
        log.exception("a workbook could not be marked")
        words = _("此文件无法标注，请在线修改，或另存为新的工作簿后重新上传")
        raise Refused.because("", "", words) from None
    marked.seek(0)
    return marked


def _without_pictures(archive: Archive) -> Archive:
    """The workbook without links to pictures, which were not unpacked: nobody checked them."""
    parts = {
        name: DRAWING.sub(b"", content) if name.startswith(SHEET_LINKS) else content
        for name, content in archive.parts.items()
    }
    return Archive(parts)


def _empty(sheet: Any, gone: Collection[int]) -> None:
    for place in [place for place in sheet._cells if place[0] in gone]:
        del sheet._cells[place]
    for number in gone:
        sheet.row_dimensions[number].hidden = True


def _mark_rows(sheet: Any, columns: Mapping[str, int], rows: Sequence[SentRow]) -> None:
    _forget_marks(sheet)
    first = min(columns.values())
    corrected = [
        (row.number, columns[key], row.texts.get(key, ""))
        for row in rows
        for key in row.corrected
        if key in columns
    ]
    faults = [
        (row.number, columns.get(key, first), key, messages)
        for row in rows
        for key, messages in row.faults.items()
    ]
    places = {(number, column) for number, column, _text in corrected}
    _take_apart(sheet, places | {(number, column) for number, column, _key, _words in faults})
    for number, column, text in corrected:
        _put_text(sheet.cell(number, column), text)
    for number, column, key, messages in faults:
        _mark(sheet.cell(number, column), key, messages)


def _take_apart(sheet: Any, places: Container[tuple[int, int]]) -> None:
    """Merged cells of which one is marked become single ones, as their fault asks."""
    kept = []
    for one in list(sheet.merged_cells.ranges):
        cells = list(one.cells)
        if any(cell in places for cell in cells):
            for cell in cells[1:]:
                # Only the first of them is a cell.
                del sheet._cells[cell]
        else:
            kept.append(one)
    sheet.merged_cells.ranges = set(kept)


def _forget_marks(sheet: Any) -> None:
    """Take the marks of an earlier check away."""
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                if cell.fill.start_color.rgb == COLOUR:
                    cell.fill = PatternFill()


def _put_text(cell: Any, text: str) -> None:
    """A text that stays one, whatever it begins with."""
    text = _sayable(text)
    cell.value = text or None
    if text:
        cell.data_type, cell.number_format = "s", "@"


def _sayable(text: str) -> str:
    """A text without what no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def _mark(cell: Any, key: str, messages: Sequence[str]) -> None:
    lines = [cell.comment.text] if cell.comment is not None else []
    told = _("；").join(messages)
    lines.append(_("整行：%(told)s", told=told) if key == ROW else told)
    cell.comment = Comment(_sayable("\n".join(lines)), AUTHOR, height=90, width=260)
    cell.fill = FILL
