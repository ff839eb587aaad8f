"""The patterns of numbers: fixed text and placeholders; no database here.

A pattern is sound when the running number (and the year, where it restarts
with it) can be read back from a number: then two numbers never are the same.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

LONGEST = 30
LONGEST_PATTERN = 100
TOKEN = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")
# A number is printed, searched, and named in files: signs of markup have no place in it.
SIGNS = frozenset("<>\"'&\\")
SEQ = re.compile(r"seq:([1-9])", re.ASCII)
SHAPES = {
    "year": r"\d{4}",
    "half": r"[12]",
    "quarter": r"[1-4]",
    "month": r"\d{2}",
    "prefecture": r"[0-9A-Za-z]{4}",
    "division": r"[0-9A-Za-z]{6}",
    "organization": r"[0-9A-Za-z]+",
}


class Placeholder(enum.StrEnum):
    """What a pattern may name beside its running number."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    PREFECTURE = "prefecture"
    DIVISION = "division"
    ORGANIZATION = "organization"


MEANINGS: Mapping[str, object] = {
    "year": _l("年度，4 位"),
    "half": _l("半年，1 或 2"),
    "quarter": _l("季度，1 至 4"),
    "month": _l("月份，2 位"),
    "prefecture": _l("市州代码，行政区划代码的前 4 位"),
    "division": _l("行政区划代码，6 位"),
    "organization": _l("机构编码"),
    "seq:4": _l("流水号，数字为最少位数，不足补零"),
}


class BadPattern(ValueError):
    """A pattern that cannot be used, with the words why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern in its pieces: fixed text (``""``, text) or (place, "")."""

    text: str
    pieces: tuple[tuple[str, str], ...]
    width: int

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Read a pattern; raises BadPattern."""
        if any(char in SIGNS or unicodedata.category(char)[0] == "C" for char in text):
            raise BadPattern(_("编号格式不能使用 < > \" ' & \\ 和不可见字符"))
        pieces, widths = [], []
        for name, plain, stray in TOKEN.findall(text):
            if stray or (not name and not plain):
                raise BadPattern(_("花括号须成对使用，括号内填写占位符"))
            if plain:
                pieces.append(("", plain))
            elif found := SEQ.fullmatch(name):
                widths.append(int(found[1]))
                pieces.append(("seq", ""))
            elif name in SHAPES:
                pieces.append((name, ""))
            else:
                raise BadPattern(_("不能识别占位符 {%(name)s}", name=name))
        _refuse(pieces)
        return cls(text, tuple(pieces), widths[0])

    @property
    def places(self) -> tuple[str, ...]:
        """The placeholders beside the running number."""
        return tuple(name for name, _text in self.pieces if name not in ("", "seq"))

    def write(self, *, seq: int, **values: str) -> str:
        """The number with these values."""
        held = {**values, "seq": f"{seq:0{self.width}d}"}
        return "".join(text if not name else held[name] for name, text in self.pieces)

    def could_make(self, number: str, *, year: int, seq: int) -> bool:
        """Whether this pattern may still come to a number that was given as another one."""
        found = re.fullmatch(self._shape(), number, re.ASCII)
        if found is None:
            return False
        read = found.groupdict()
        return int(read["seq"]) != seq or int(read.get("year", year)) != year

    def _shape(self) -> str:
        """What its numbers look like; more digits than wanted never begin with a zero."""
        width = self.width
        shapes = {**SHAPES, "seq": rf"\d{{{width}}}|[1-9]\d{{{width},}}"}
        found = (
            re.escape(text) if not name else f"(?P<{name}>{shapes[name]})"
            for name, text in self.pieces
        )
        return "".join(found)


def _refuse(pieces: list[tuple[str, str]]) -> None:
    """Refuse what has no running number, or not one that can be read back."""
    names = [name for name, _text in pieces if name]
    if "seq" not in names:
        raise BadPattern(_("须包含流水号，例如 {seq:4}"))
    if len(set(names)) < len(names):
        raise BadPattern(_("同一占位符只能使用一次"))
    for before, after in _around(pieces, "organization"):
        if any(one[:1].isalnum() and one.isascii() for one in (before[-1:], after[:1])):
            raise BadPattern(_("{organization} 的前后须用“-”等符号与其他内容隔开"))


def _around(pieces: list[tuple[str, str]], wanted: str) -> Iterator[tuple[str, str]]:
    """What stands directly before and after a placeholder; another one counts as a digit."""
    ends = [text if not name else "0" for name, text in pieces]
    for place, (name, _text) in enumerate(pieces):
        if name == wanted:
            before = ends[place - 1] if place else ""
            yield before, ends[place + 1] if place + 1 < len(pieces) else ""
