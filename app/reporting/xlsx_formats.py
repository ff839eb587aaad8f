"""How cells of a spreadsheet look, and what text they can hold."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .declaration import NUMERIC, Column
from .values import clean

FONT, FONT_PT = "宋体", 10
LINE_PT, AIR_PT, TALLEST_PT = 13.5, 3.0, 409.0
MAX_TEXT = 32_767
# No shorter text can reach the limit, which counts UTF-16 units.
LONG_TEXT = MAX_TEXT // 2
CUT = "…（超出单元格长度，已截断）"
NUMBER_FORMATS = {
    "int": "0",
    "dec1": "0.0",
    "dec2": "0.00",
    "pct": "0.0",
    "date": "yyyy-mm-dd",
    "number": "General",
}
STRONG = {"bold": True, "bg_color": "#F2F2F2"}


class Formats:
    """Each format of the book, made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": FONT_PT, "valign": "vcenter"}
            self._made[key] = self._book.add_format(base | properties)
        return self._made[key]

    def text(self, align: str, **more: Any) -> Format:
        usual = {"border": 1, "num_format": "@", "text_wrap": True, "align": align}
        return self.get(**{**usual, **more})

    def number(self, column: Column, **more: Any) -> Format:
        return self.typed(column.fmt, column.alignment, **more)

    def typed(self, fmt: str, align: str, **more: Any) -> Format:
        """How a number or a day looks."""
        shown = NUMBER_FORMATS[fmt]
        usual = {"border": 1, "num_format": shown, "shrink": True, "align": align}
        return self.get(**{**usual, **more})


def write_text(worksheet: Worksheet, y: int, x: int, text: str, form: Format) -> None:
    """A text that stays one, or an empty cell with its border."""
    if text:
        worksheet.write_string(y, x, safe_text(text), form)
    else:
        worksheet.write_blank(y, x, None, form)


def is_typed(value: object, fmt: str) -> bool:
    """Whether a cell can hold the value as what it is: a finite number, or a day."""
    if fmt == "date":
        return isinstance(value, dt.date)
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return fmt in NUMERIC and is_number and math.isfinite(value)  # type: ignore[arg-type]


def merge(worksheet: Worksheet, y0: int, x0: int, y1: int, x1: int) -> None:
    """Join cells that were written: the library itself can join only rows it still holds."""
    if (y1, x1) > (y0, x0) and x1 >= x0:
        worksheet.merge.append([y0, x0, y1, x1])


def safe_text(text: str) -> str:
    """The text as a cell can hold it."""
    text = clean(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        # The library would take this for ready-made XML and write it unescaped.
        text += " "
    if len(text) > LONG_TEXT and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        keep = (MAX_TEXT - len(CUT)) * 2
        text = text.encode("utf-16-le")[:keep].decode("utf-16-le", "ignore") + CUT
    return text
