"""What a score sheet must fulfil (2.18): lines as people write them, read into items.

A line is a 扣分内容. The columns of its item are filled in where the item begins and left blank
in the lines below, as in the printed table; so is 类别.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.base.tenths import TENTHS, number_of, tenths_of

from .arithmetic import STEP

# What all items of a sheet are worth together, in tenths.
WHOLE = 100 * TENTHS
VETO = "一票否决"
ITEM = ("number", "title", "most")
OWN = ("points", "unit")
COLUMNS = ("section", *ITEM, "code", "text", *OWN)
# What is wrong with a line: its place, the column, and the words.
Fault = tuple[int, str, str]
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PointContent:
    """扣分内容: what is deducted each time it is found, in tenths."""

    code: str
    text: str
    points: int
    unit: str


@dataclass(slots=True)
class ItemContent:
    """考核项目 with what is deducted in it; what it is worth in tenths."""

    section: str
    number: str
    title: str
    most: int
    points: list[PointContent] = field(default_factory=list)


@dataclass(slots=True)
class SheetContent:
    """All of a sheet: items in their order, and what vetoes a project, by code."""

    items: list[ItemContent] = field(default_factory=list)
    vetoes: dict[str, str] = field(default_factory=dict)

    @property
    def worth(self) -> int:
        """What all items are worth together, in tenths."""
        return sum(one.most for one in self.items)


def content_of(lines: Sequence[Line]) -> SheetContent:
    """Lines without faults as items."""
    found, section = SheetContent(), ""
    for line in lines:
        section = line["section"] or section
        if section == VETO:
            found.vetoes[line["code"]] = line["text"]
            continue
        if line["number"]:
            most = tenths_of(line["most"])
            found.items.append(ItemContent(section, line["number"], line["title"], most))
        points = tenths_of(line["points"])
        found.items[-1].points.append(
            PointContent(line["code"], line["text"], points, line["unit"])
        )
    return found


def lines_of(content: SheetContent) -> list[dict[str, Any]]:
    """Items as lines, ``content_of`` the other way round."""
    found: list[dict[str, Any]] = []
    section = ""
    for item in content.items:
        begun = {
            "section": "" if item.section == section else item.section,
            "number": item.number,
            "title": item.title,
            "most": number_of(item.most),
        }
        section = item.section
        for one in item.points:
            own = {"code": one.code, "text": one.text}
            deducted = {"points": number_of(one.points), "unit": one.unit}
            found.append({**dict.fromkeys(COLUMNS), **begun, **own, **deducted})
            begun = {}
    for place, (code, text) in enumerate(content.vetoes.items()):
        begun = {} if place else {"section": VETO}
        found.append({**dict.fromkeys(COLUMNS), **begun, "code": code, "text": text})
    return found


def faults(lines: Sequence[Line]) -> Iterator[Fault]:
    """All that is wrong with the lines of a sheet; what could not be read is None."""
    if lines and not lines[0]["section"]:
        yield 0, "section", _("不能为空")
    yield from _repeated(lines)
    section, most, has_item = "", None, False
    for place, line in enumerate(lines):
        begins = bool(line["section"]) and line["section"] != section
        section = line["section"] or section
        if section == VETO:
            yield from _veto_faults(place, line)
            continue
        if any(line[name] is not None for name in ITEM):
            most, has_item = line["most"], True
            yield from _item_faults(place, line)
        elif begins or not has_item:
            yield place, "number", _("请填写考核项目")
        yield from _point_faults(place, line, most)


def _veto_faults(place: int, line: Line) -> Iterator[Fault]:
    for name in (*ITEM, *OWN):
        if line[name] is not None:
            yield place, name, _("一票否决没有此栏")


def _item_faults(place: int, line: Line) -> Iterator[Fault]:
    for name in ITEM:
        if line[name] is None:
            yield place, name, _("不能为空")
    if line["most"] is not None and not _is_worth(line["most"]):
        yield place, "most", _("应大于 0，以 0.5 分为单位")


def _point_faults(place: int, line: Line, most: Decimal | None) -> Iterator[Fault]:
    for name in OWN:
        if line[name] is None:
            yield place, name, _("不能为空")
    points = line["points"]
    if points is None:
        return
    if not _is_worth(points):
        yield place, "points", _("应大于 0，以 0.5 分为单位")
    if most is not None and points > most:
        yield place, "points", _("不能大于考核项目的分值（%(n)s）", n=most)


def _repeated(lines: Sequence[Line]) -> Iterator[Fault]:
    """Codes and numbers stand once; a 类别 is not taken up again after another."""
    for name in ("section", "number", "code"):
        seen: set[Any] = set()
        for place, line in enumerate(lines):
            if line[name] and line[name] in seen:
                yield place, name, _("“%(words)s”重复", words=line[name])
            seen.add(line[name])


def _is_worth(value: Decimal) -> bool:
    return value > 0 and value * TENTHS % STEP == 0


def worth_words(content: SheetContent) -> str:
    """Why a sheet is not published: items are worth 100 together."""
    if content.worth == WHOLE:
        return ""
    return _("各考核项目分值合计 %(n)s 分，应为 100 分", n=number_of(content.worth))
