"""Template of an import: a workbook with headings, notes, lists to choose from and an example.

Rows are filled in on the first sheet. What to write stands on a sheet of its own, so that the
example is never imported; the words of dictionaries and their codes are on a hidden one.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from xlsxwriter import Workbook

from .cells import Reads
from .declaration import BOOK_LANGUAGE, ImportColumn, ImportKind
from .sheet_scan import MOST_ROWS, letters

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
LIST_SHEET = "选项"
FORMATS = {Reads.TEXT: "@", Reads.DAY: "yyyy-mm-dd", Reads.NUMBER: "General"}


def template_book(kind: ImportKind) -> BytesIO:
    """The workbook that people fill in."""
    content = BytesIO()
    with force_locale(BOOK_LANGUAGE), Workbook(content, OPTIONS) as book:
        book.set_properties({"title": str(kind.label)})
        page, guide = book.add_worksheet(_("数据")), book.add_worksheet(_("填写说明"))
        lists = book.add_worksheet(LIST_SHEET)
        lists.hide()
        _write_data(book, page, kind)
        _write_filled(page, kind)
        _write_lists(lists, page, kind)
        _write_guide(book, guide, kind)
    content.seek(0)
    return content


def _write_data(book: Workbook, page: Any, kind: ImportKind) -> None:
    wanted = book.add_format(
        {"bold": True, "bg_color": "#DCE9F7", "border": 1, "font_color": "#B42318"}
    )
    plain = book.add_format({"bold": True, "bg_color": "#DCE9F7", "border": 1})
    bodies = {reads: book.add_format({"num_format": words}) for reads, words in FORMATS.items()}
    page.freeze_panes(1, 0)
    for place, column in enumerate(kind.columns):
        page.set_column(place, place, column.width, bodies[column.reads])
        head = f"*{column.label}" if column.required else str(column.label)
        page.write_string(0, place, head, wanted if column.required else plain)
        page.write_comment(0, place, _note(column), {"x_scale": 1.6})


def _write_filled(page: Any, kind: ImportKind) -> None:
    """The rows that are there already, below the headings."""
    for row, texts in enumerate(kind.filled(), 1):
        for place, column in enumerate(kind.columns):
            if text := texts.get(column.key):
                page.write_string(row, place, text)


def _note(column: ImportColumn) -> str:
    """What stands beside a heading."""
    lines = [_("必填") if column.required else _("选填"), str(column.hint)]
    if column.is_chosen:
        lines.append(_("请从下拉列表中选择"))
    if column.reads is Reads.DAY:
        lines.append(_("日期，例如 2026-03-31、2026.3.31 或 20260331"))
    return "\n".join(filter(None, lines))


def _write_lists(lists: Any, page: Any, kind: ImportKind) -> None:
    """The words that are chosen from in a column with the codes behind them, and their use."""
    at = 0
    for place, column in enumerate(kind.columns):
        if not column.is_chosen:
            continue
        offered = column.offered()
        for row, (code, label) in enumerate(offered):
            lists.write_string(row, at, label)
            lists.write_string(row, at + 1, code)
        if offered:
            letter = letters(at + 1)
            page.data_validation(
                1,
                place,
                MOST_ROWS,
                place,
                {
                    "validate": "list",
                    "source": f"='{LIST_SHEET}'!${letter}$1:${letter}${len(offered)}",
                    "error_title": str(column.label)[:32],
                    "error_message": _("请从下拉列表中选择"),
                },
            )
        at += 2


def _write_guide(book: Workbook, guide: Any, kind: ImportKind) -> None:
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    guide.set_column(0, 0, 26)
    guide.set_column(1, 1, 8)
    guide.set_column(2, 2, 60, wrapped)
    guide.set_column(3, 3, 26)
    lines: Sequence[Any] = (
        _("在“数据”表的第 2 行起逐行填写，每行一条，最多 %(n)s 行。", n=MOST_ROWS),
        _("请勿使用公式和合并单元格；列的顺序可以调整，列名不要改。"),
        *kind.guide,
    )
    for row, line in enumerate(lines):
        guide.write_string(row, 0, str(line))
    first = len(lines) + 1
    for place, words in enumerate((_("列名"), _("必填"), _("说明"), _("示例"))):
        guide.write_string(first, place, words, bold)
    for row, column in enumerate(kind.columns, first + 1):
        guide.write_string(row, 0, str(column.label))
        guide.write_string(row, 1, _("是") if column.required else "")
        guide.write_string(row, 2, _note(column).replace("\n", "；"), wrapped)
        guide.write_string(row, 3, column.example)
