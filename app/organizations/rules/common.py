"""What all yearly returns must hold: the year, and figures that do not jump."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base.errors import FieldError
from app.long_form.rules import Doubt
from app.long_form.unread import UNREAD

Number = int | Decimal


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


def filing_year(today: dt.date, *, lock_date: str) -> int:
    """The year that is filed on a day; ``lock_date`` ("03-31") is the last day of last year's."""
    month, day = (int(part) for part in lock_date.split("-"))
    return today.year - 1 if (today.month, today.day) <= (month, day) else today.year


def meets_share(part: int | None, whole: int | None, percent: int) -> bool | None:
    """Whether a part reaches a percentage, before anything is rounded; None of nothing."""
    return None if part is None or not whole else part * 100 >= percent * whole


def jump_doubts(
    compared: Iterable[tuple[str, Number, Number]], percent: int, units: int
) -> Iterator[Doubt]:
    """V27: a figure that changed by more than half and by more than ten."""
    jumps = [
        _("%(label)s：上年 %(before)s，本年 %(now)s", label=label, before=before, now=now)
        for label, before, now in compared
        if now is not UNREAD and _is_jump(Decimal(before), Decimal(now), percent, units)
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
