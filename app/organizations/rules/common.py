"""What all yearly returns must hold: the year, and doubts that want an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.errors import FieldError

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt. ``key`` names it in the stored explanations; details are lines of a list."""

    code: str
    key: str
    message: str
    needs_reason: bool = False
    details: tuple[str, ...] = ()


YEAR_LOCKED = _l("该年度数据已锁定，请联系省级管理员解锁")


def year_refusals(year: int | None, *, first: int, today: dt.date) -> Iterator[FieldError]:
    """V16: between the first year and the current one."""
    if year is None:
        yield FieldError("V16", "year", _("请选择年度"))
    elif not first <= year <= today.year:
        yield FieldError(
            "V16",
            "year",
            _("年度应在 %(first)d 至 %(last)d 之间", first=first, last=today.year),
        )


def jump_doubts(
    compared: Iterable[tuple[str, Number, Number]], percent: int, units: int
) -> Iterator[Doubt]:
    """V27: a figure that changed by more than half and by more than ten."""
    jumps = [
        _("%(label)s：上年 %(before)s，本年 %(now)s", label=label, before=before, now=now)
        for label, before, now in compared
        if _is_jump(Decimal(before), Decimal(now), percent, units)
    ]
    if jumps:
        yield Doubt(
            "V27",
            "V27",
            _("与上年相比变动较大，请逐项核对并说明"),
            needs_reason=True,
            details=tuple(jumps),
        )


def _is_jump(before: Decimal, now: Decimal, percent: int, units: int) -> bool:
    change = abs(now - before)
    return change > units and change * 100 > percent * before


def unexplained(doubts: Sequence[Doubt], explanations: Mapping[str, str]) -> Iterator[FieldError]:
    """What stands between these warnings and 提交."""
    for doubt in doubts:
        said = explanations.get(doubt.key, "").strip()
        if said:
            continue
        ask = _("请填写说明") if doubt.needs_reason else _("请核对后勾选确认")
        yield FieldError(doubt.code, f"explain-{doubt.key}", f"{doubt.message}{_('；')}{ask}")
