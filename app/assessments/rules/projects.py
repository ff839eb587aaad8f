"""What a project of an assessment must fulfil (V36), and what comes of what was found of it.

A form gives what was typed by the places that 扣分内容, items and vetoes have in the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.base.errors import FieldError
from app.core.base.tenths import number_of, tenths_of
from app.long_form.unread import UNREAD
from app.scoring.rules import (
    ItemContent,
    PointContent,
    Score,
    ScoredItem,
    SheetContent,
    is_step,
    score_of,
    value_of,
)

MOST_TIMES = 99
Cells = Mapping[str, Any]
# What was typed in a table: place → column → value.
Table = Mapping[str, Cells]


@dataclass(frozen=True, slots=True)
class Deduction:
    """扣分内容 that was found: of which item, how often, and what it deducts in tenths."""

    item: str
    code: str
    text: str
    count: int
    value: int
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found of a project.

    ``left_out`` are items that are 不适用, each with why; ``vetoes`` what was ticked of 一票否决.
    """

    deductions: Sequence[Deduction] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    vetoes: Mapping[str, str] = field(default_factory=dict)


def points_of(sheet: SheetContent) -> list[tuple[ItemContent, PointContent]]:
    """Every 扣分内容 of a sheet with its item, in their order; its place is its name in forms."""
    return [(item, point) for item in sheet.items for point in item.points]


def project_faults(
    marks: Table | None, items: Table | None, sheet: SheetContent
) -> Iterator[FieldError]:
    """All that is wrong with what was typed of a project, each at its cell.

    A cell that could not be read is UNREAD, a table that was not sent None.
    """
    if marks is not None:
        for place, (item, point) in enumerate(points_of(sheet)):
            yield from _point_faults(place, marks[str(place)], item, point)
    if marks is None or items is None:
        return
    ticked = _ticked_items(marks, sheet)
    for place, item in enumerate(sheet.items):
        yield from _item_faults(place, items[str(place)], item, ticked)
    if all(items[str(place)]["out"] for place in range(len(sheet.items))):
        yield FieldError("V36", "items", _("不能所有考核项目都不适用"))


def _point_faults(
    place: int, cells: Cells, item: ItemContent, point: PointContent
) -> Iterator[FieldError]:
    typed = [name for name in ("count", "value", "fact") if cells[name] is not None]
    if not cells["ticked"]:
        if typed:
            words = _("%(code)s 填写了扣分，但没有勾选", code=point.code)
            yield FieldError("V36", f"marks-{place}-{typed[0]}", words)
        return
    count, value = cells["count"], cells["value"]
    if count is None and value is None:
        words = _("%(code)s 已勾选，请录入扣分", code=point.code)
        yield FieldError("V36", f"marks-{place}-value", words)
    if count is not None and (count < 1 or count > MOST_TIMES):
        words = _("%(code)s 的次数应为 1 至 %(n)d", code=point.code, n=MOST_TIMES)
        yield FieldError("V36", f"marks-{place}-count", words)
    if value not in (None, UNREAD) and not is_step(tenths_of(value), item.most):
        most = number_of(item.most)
        words = _("%(code)s 应扣 0.5 至 %(n)s 分，以 0.5 分为单位", code=point.code, n=most)
        yield FieldError("V36", f"marks-{place}-value", words)
    elif _is_other_value(cells, item, point) and not cells["fact"]:
        words = _("%(code)s 的扣分与扣分标准不同，请填写扣分说明", code=point.code)
        yield FieldError("V36", f"marks-{place}-fact", words)


def _is_other_value(cells: Cells, item: ItemContent, point: PointContent) -> bool:
    """Whether the value is not the one that follows from the count (specification 2.18)."""
    count, value = cells["count"], cells["value"]
    if value is None or UNREAD in (count, value):
        return False
    return bool(tenths_of(value) != value_of(point.points, count or 1, item.most))


def _item_faults(
    place: int, cells: Cells, item: ItemContent, ticked: set[str]
) -> Iterator[FieldError]:
    name = f"{item.number} {item.title}"
    if cells["out"] and not cells["reason"]:
        words = _("%(item)s不适用，请填写原因", item=name)
        yield FieldError("V36", f"items-{place}-reason", words)
    if cells["reason"] and not cells["out"]:
        words = _("%(item)s填写了不适用的原因，但没有勾选不适用", item=name)
        yield FieldError("V36", f"items-{place}-reason", words)
    if cells["out"] and item.number in ticked:
        words = _("%(item)s已勾选扣分内容，不能同时为不适用", item=name)
        yield FieldError("V36", f"items-{place}-out", words)


def _ticked_items(marks: Table, sheet: SheetContent) -> set[str]:
    return {
        item.number
        for place, (item, _point) in enumerate(points_of(sheet))
        if marks[str(place)]["ticked"]
    }


def findings_of(marks: Table, items: Table, vetoes: Table, sheet: SheetContent) -> Findings:
    """What was typed of a project without faults, as it is kept."""
    return Findings(
        [
            _deduction(marks[str(place)], item, point)
            for place, (item, point) in enumerate(points_of(sheet))
            if marks[str(place)]["ticked"]
        ],
        {
            item.number: items[str(place)]["reason"]
            for place, item in enumerate(sheet.items)
            if items[str(place)]["out"]
        },
        {
            code: text
            for place, (code, text) in enumerate(sheet.vetoes.items())
            if vetoes[str(place)]["ticked"]
        },
    )


def _deduction(cells: Cells, item: ItemContent, point: PointContent) -> Deduction:
    """A value that was not typed follows from the count, and a count is 1 unless typed."""
    count, value = cells["count"] or 1, cells["value"]
    deducted = (
        value_of(point.points, count, item.most) if value is None else tenths_of(Decimal(value))
    )
    return Deduction(item.number, point.code, point.text, count, deducted, cells["fact"])


def score_of_project(findings: Findings, sheet: SheetContent) -> Score:
    """What is left of the sheet for a project."""
    deductions: dict[str, list[int]] = {}
    for one in findings.deductions:
        deductions.setdefault(one.item, []).append(one.value)
    items = [ScoredItem(item.number, item.section, item.most) for item in sheet.items]
    return score_of(items, deductions, findings.left_out)
