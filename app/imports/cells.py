"""Cells of a workbook: each with its kind and place, and the text that somebody would type."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.base.typed_text import clean_line, day_text, number_text

from .sheet_scan import letters

# Whole numbers from here on are not exact in a cell of numbers: Excel keeps 15 digits.
INEXACT = 10**15


class CellKind(enum.Enum):
    """What a cell holds, as the workbook says and not as it looks."""

    EMPTY = "empty"
    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    BOOL = "bool"
    ERROR = "error"
    FORMULA = "formula"
    MERGED = "merged"


class Reads(enum.Enum):
    """What a column takes."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"


class Unread(ValueError):
    """A cell that is not what its column takes; its words say why."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a text, int, Decimal, date, time or bool, and where it stands."""

    kind: CellKind
    value: Any
    row: int
    column: int

    @property
    def at(self) -> str:
        return f"{letters(self.column)}{self.row}"


def cell_of(value: Any, row: int, column: int) -> Cell:
    """The cell of a value as calamine gives it; every number is a float there."""
    kind, plain = _kind_of(value)
    return Cell(kind, plain, row, column)


def _kind_of(value: Any) -> tuple[CellKind, Any]:
    if isinstance(value, str):
        return (CellKind.TEXT, value) if value.strip() else (CellKind.EMPTY, None)
    if isinstance(value, bool):
        return CellKind.BOOL, value
    if isinstance(value, int | float):
        whole = float(value).is_integer()
        return (CellKind.WHOLE, int(value)) if whole else (CellKind.DECIMAL, Decimal(repr(value)))
    if isinstance(value, dt.datetime):
        return CellKind.DATE, value.date()
    if isinstance(value, dt.date):
        return CellKind.DATE, value
    return CellKind.TIME, value


def written(cell: Cell) -> str:
    """What stands in a cell, for people to find it again; no value is made of it."""
    if cell.value is None:
        return ""
    if cell.kind is CellKind.DECIMAL:
        return format(cell.value, "f")
    return clean_line(str(cell.value))


def typed(cell: Cell, reads: Reads) -> str:
    """The text that somebody would have typed into the field; raises Unread, never guesses.

    A date reads as 2026-03-31, a number in plain digits, an empty cell as "".
    """
    if cell.kind is CellKind.EMPTY:
        return ""
    if (words := _unreadable(cell.kind)) is not None:
        raise Unread(words)
    return {Reads.TEXT: _text, Reads.DAY: _day, Reads.NUMBER: _number}[reads](cell)


def _unreadable(kind: CellKind) -> str | None:
    if kind is CellKind.FORMULA:
        return _("单元格是公式，请复制后“选择性粘贴”为数值")
    if kind is CellKind.ERROR:
        return _("单元格是错误值（如 #N/A）")
    if kind is CellKind.MERGED:
        return _("单元格已合并，请取消合并并逐行填写")
    if kind is CellKind.TIME:
        return _("单元格是时刻，不是所需的内容")
    return None


def _text(cell: Cell) -> str:
    if cell.kind is CellKind.TEXT:
        return clean_line(cell.value)
    if cell.kind is CellKind.WHOLE:
        if abs(cell.value) >= INEXACT:
            raise Unread(
                _("Excel 已把它存成数字，15 位以后的数字丢失；请把该列设为文本格式后重新输入")
            )
        return str(cell.value)
    if cell.kind is CellKind.DATE:
        raise Unread(_("Excel 已把它存成日期，请把该列设为文本格式后重新输入"))
    raise Unread(_("应为文字，请把该列设为文本格式后重新输入"))


def _day(cell: Cell) -> str:
    if cell.kind is CellKind.DATE:
        return str(cell.value.isoformat())
    # A serial number without a date's format may be anything; 19650304 is a day as one types it.
    digits = str(cell.value) if cell.kind is CellKind.WHOLE else ""
    if cell.kind is CellKind.TEXT or len(digits) == len("20260331"):
        read = day_text(digits or cell.value)
        if read is not None:
            return read
        raise Unread(_("不是日期，请填写为 2026-03-31 的样式"))
    raise Unread(_("是数字而不是日期，请把单元格设为日期格式，或填写为 2026-03-31 的样式"))


def _number(cell: Cell) -> str:
    if cell.kind is CellKind.WHOLE and abs(cell.value) < INEXACT:
        return str(cell.value)
    if cell.kind is CellKind.DECIMAL:
        return format(cell.value, "f")
    read = number_text(cell.value) if cell.kind is CellKind.TEXT else None
    if read is None:
        raise Unread(_("不是数字"))
    return read
