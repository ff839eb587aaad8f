"""Form fields for several values: a group of checkboxes, and small tables to fill in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from flask_babel import gettext as _
from wtforms import Field

from app.core.base.typed_text import clean_text, has_stray_comma, number_text
from app.core.tree.organization_tree import tree

from .form_fields import LARGEST_INTEGER

MOST_ROWS = 60
CELL = re.compile(r"-(\d{1,4})-(\w+)$")


class SeveralChoice(Field):
    """Codes of a dictionary, each with its checkbox."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, offered: Any, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.offered: Callable[[Collection[str]], list[tuple[str, str]]] = offered
        self._shown: Collection[str] | None = None

    def narrow(self, codes: Collection[str]) -> None:
        """Show these alone; another one that is sent is read, for the rules to refuse in words."""
        self._shown = codes

    def options(self) -> list[tuple[str, str, bool]]:
        """Code, words, and whether it is ticked."""
        chosen, offered = self.data or (), self.offered(self._stored())
        shown = {code for code, _words in offered} if self._shown is None else self._shown
        return [(code, words, code in chosen) for code, words in offered if code in shown]

    def _stored(self) -> Collection[str]:
        return getattr(self, "object_data", None) or ()

    def process_data(self, value: Any) -> None:
        """Nothing stored, and nothing sent at all, is nothing ticked."""
        self.data = list(value or ())

    def process_formdata(self, values: list[str]) -> None:
        known = {code for code, _words in self.offered(self._stored())}
        self.data = list(dict.fromkeys(value for value in values if value in known))
        if any(value and value not in known for value in values):
            raise ValueError(_("请在列表中选择%(label)s") % {"label": self.label.text})


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """Boxes that belong to one thing, such as the buttons of a screen; a part of it is indented."""

    label: str
    options: Sequence[tuple[str, str]]
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Lines of boxes below a heading."""

    label: str
    lines: Sequence[ChoiceLine]


class GroupedChoice(SeveralChoice):
    """Codes with their checkboxes in groups of lines.

    ``groups`` has every code there is, ``shown`` those that the page offers: another one that is
    sent is read, for the rules to refuse in words.
    """

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        groups: Callable[[], Sequence[ChoiceGroup]],
        shown: Callable[[], Sequence[ChoiceGroup]] | None = None,
        **kwargs: Any,
    ) -> None:
        def offered(_held: Collection[str]) -> list[tuple[str, str]]:
            return [one for group in groups() for line in group.lines for one in line.options]

        super().__init__(label, validators, offered=offered, **kwargs)
        self.groups = shown or groups


@dataclass(frozen=True, slots=True)
class RowColumn:
    """One column of a small table.

    ``kind``: text, count, date, choice (with ``choices``) or organization (searched by its name).
    """

    key: str
    label: Any
    kind: str = "text"
    length: int = 60
    choices: Callable[[], list[tuple[str, Any]]] | None = None
    required: bool = False


class CellColumn(Protocol):
    """What reading a cell asks of its column."""

    @property
    def kind(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def length(self) -> int: ...
    @property
    def choices(self) -> Callable[[], list[tuple[str, Any]]] | None: ...


class Rows(Field):
    """A small table inside a form: rows of text as typed, read into plain values."""

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        columns: Any,
        most: int = MOST_ROWS,
        by_cell: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.columns: tuple[RowColumn, ...] = columns
        self.most = most
        # Rules look at each cell by itself, so that one that cannot be read misleads none.
        self.by_cell = by_cell
        self.typed: list[dict[str, str]] = []
        self.faults: dict[str, str] = {}

    def process_data(self, value: Any) -> None:
        """Rows as they are stored: mappings, or objects with an attribute for each column."""
        self.data = [self._plain(row) for row in value or ()]
        self.typed = [
            {column.key: as_typed(row.get(column.key)) for column in self.columns}
            for row in self.data
        ]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        if formdata is None or not formdata:
            return
        self.typed = list(_typed_rows(formdata, self.name))
        self.raw_data = ["rows"] if self.typed else []
        self.data, self.faults = [], {}
        for place, row in enumerate(self.typed):
            self.data.append(
                {c.key: self._read(place, c, row.get(c.key, "")) for c in self.columns}
            )
        if len(self.typed) > self.most:
            self.process_errors.append(_("最多 %(n)d 行", n=self.most))
        self.process_errors += dict.fromkeys(self.faults.values())

    def _plain(self, row: Any) -> Mapping[str, Any]:
        if isinstance(row, Mapping):
            return row
        return {column.key: getattr(row, column.key) for column in self.columns}

    def cells(self) -> Iterator[tuple[str, str]]:
        """What a browser would send of it."""
        for place, row in enumerate(self.typed):
            yield from ((f"{self.name}-{place}-{key}", text) for key, text in row.items())

    def is_shown_as_day(self, text: str) -> bool:
        """Whether the browser's date control can hold a text; it drops what is no date."""
        try:
            return not text or dt.date.fromisoformat(text).isoformat() == text
        except ValueError:
            return False

    def at_cells(self) -> dict[str, str]:
        """What is wrong with a cell that the page draws, by the cell's name."""
        drawn = self._drawn()
        return {name: words for name, words in self.faults.items() if words and name in drawn}

    def is_half_read(self) -> bool:
        """Whether rules can be asked of what could be read.

        They can where it is only cells that must be filled in which could not be: their None means
        nothing else.
        """
        needed = {column.key for column in self.columns if column.required or self.by_cell}
        return bool(self.faults) and all(name.rpartition("-")[2] in needed for name in self.faults)

    def beside_cells(self) -> list[str]:
        """What is wrong with the table as a whole."""
        told = self.at_cells().values()
        return [words for words in self.errors if words not in told]

    def _drawn(self) -> Collection[str]:
        return {f"{self.name}-{n}-{c.key}" for n in range(len(self.typed)) for c in self.columns}

    def _read(self, place: int, column: RowColumn, text: str) -> Any:
        try:
            return read_cell(column, text)
        except ValueError as fault:
            label = _("第 %(n)d 行%(column)s", n=place + 1, column=column.label)
            self.faults[f"{self.name}-{place}-{column.key}"] = f"{label}{fault}"
            return None


def as_typed(value: Any) -> str:
    """A stored value as people would type it."""
    return "" if value is None else str(value)


def _typed_rows(formdata: Any, name: str) -> Iterator[dict[str, str]]:
    """The rows in their order; what is empty all over was never meant."""
    found: dict[int, dict[str, str]] = {}
    for key in formdata:
        match = CELL.search(key) if key.startswith(f"{name}-") else None
        if match and key == f"{name}-{match[1]}-{match[2]}":
            text = clean_text(formdata.get(key) or "")
            found.setdefault(int(match[1]), {})[match[2]] = text
    for _place, row in sorted(found.items()):
        if any(row.values()):
            yield row


def read_cell(column: CellColumn, text: str) -> Any:
    """The value of a cell; ValueError with the words that follow its name."""
    if not text:
        if column.required:
            raise ValueError(_("不能为空"))
        return None
    return READERS[column.kind](column, text)


def _text(column: CellColumn, text: str) -> str:
    if len(text) > column.length:
        raise ValueError(_("不能超过 %(n)d 个字", n=column.length))
    return text


def _count(_column: CellColumn, text: str) -> int:
    number = _number(text, _("应为不小于 0 的整数"))
    if not re.fullmatch(r"\d{1,9}", number) or int(number) > LARGEST_INTEGER:
        raise ValueError(_("应为不小于 0 的整数"))
    return int(number)


def _amount(_column: CellColumn, text: str) -> Decimal:
    number = _number(text, _("应为不小于 0 的数字，最多两位小数"))
    if not re.fullmatch(r"\d{1,11}(\.\d{1,2})?", number):
        raise ValueError(_("应为不小于 0 的数字，最多两位小数"))
    return Decimal(number)


def _tenths(_column: CellColumn, text: str) -> Decimal:
    """Hours and marks: a number with at most one decimal."""
    number = _number(text, _("应为不小于 0 的数字，最多一位小数"))
    if not re.fullmatch(r"\d{1,4}(\.\d)?", number):
        raise ValueError(_("应为不小于 0 的数字，最多一位小数"))
    return Decimal(number)


def _number(text: str, fault: str) -> str:
    """The plain digits of what was typed; ValueError with the words for what is no number."""
    number = number_text(text)
    if number is None:
        raise ValueError(_("的千分位位置不对，小数点请用“.”") if has_stray_comma(text) else fault)
    return number


def _date(_column: CellColumn, text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(_("应为日期，例如 2026-03-31")) from None


def _choice(column: CellColumn, text: str) -> str:
    if text not in {code for code, _words in (column.choices() if column.choices else ())}:
        raise ValueError(_("请在列表中选择"))
    return text


def _organization(_column: CellColumn, text: str) -> str:
    if text not in {node.name for node in tree().values()}:
        raise ValueError(_("请在列表中选择"))
    return text


READERS: Mapping[str, Callable[[CellColumn, str], Any]] = {
    "text": _text,
    "organization": _organization,
    "count": _count,
    "amount": _amount,
    "tenths": _tenths,
    "date": _date,
    "choice": _choice,
}
