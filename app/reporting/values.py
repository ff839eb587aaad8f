"""Formatter of values: the one place that rounds, formats and cleans."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Context, Decimal

UNDEFINED = "—"
NOTHING_FOUND = "无符合条件的数据"

# What was not told is no 0 (ruling 38).
_EMPTY = dict.fromkeys(("int", "dec1", "dec2", "text", "date", "number"), "") | {"pct": UNDEFINED}
_TENTH = Decimal("0.1")
_STEP = {"int": Decimal(1), "dec1": _TENTH, "dec2": Decimal("0.01"), "pct": _TENTH}
_WIDE = Context(prec=60)
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls cannot stand in XML, bidirectional ones let a text pose as another, and a lone
# surrogate cannot be encoded at all.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text without what no output can show; all line breaks become alike."""
    if text.isprintable():
        return text
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text).replace("\t", " ")).strip("\n")


def number(value: object) -> int | Decimal:
    """A value as an exact number; what is none counts as nothing."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return 0
    return Decimal(repr(value)) if isinstance(value, float) else value


def ratio(numerator: object, denominator: object, fmt: str) -> Decimal | str:
    """The unrounded quotient, in hundredths when it is a percentage."""
    divisor = number(denominator)
    if not divisor:
        return UNDEFINED
    return Decimal(number(numerator)) * (100 if fmt == "pct" else 1) / divisor


def show(value: object, fmt: str) -> str:
    """The value as every output prints it; a text stands for itself in any column."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return _EMPTY[fmt]
    if isinstance(value, bool):
        return "是" if value else "否"
    if fmt == "number":
        fmt = "int" if isinstance(value, int) else "dec2"
    if fmt in _STEP and isinstance(value, (int, float, Decimal)):
        return _rounded(value, _STEP[fmt])
    if fmt == "date" and isinstance(value, dt.date):
        return f"{value:%Y-%m-%d}"
    return clean(str(value))


def _rounded(value: int | float | Decimal, step: Decimal) -> str:
    exact = Decimal(number(value))
    if not exact.is_finite():
        return UNDEFINED
    rounded = exact.quantize(step, ROUND_HALF_UP, _WIDE)
    return f"{rounded or abs(rounded):f}"
