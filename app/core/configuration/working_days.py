"""Working days: weekends are off, but for the exceptions that the office enters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select

from app.core.base.choices import DayKind
from app.core.base.db import db
from app.core.models import CalendarDay

from .cache import kept

DAY = dt.timedelta(days=1)
SATURDAY = 5


@kept
def _exceptions() -> Mapping[dt.date, bool]:
    """Whether one works on each day that is not as its weekday says."""
    rows = db.session.execute(
        select(CalendarDay.day, CalendarDay.kind).where(CalendarDay.kind != DayKind.USUAL)
    )
    return {row.day: row.kind is DayKind.WORKDAY for row in rows}


def is_weekend(day: dt.date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def is_working_day(day: dt.date) -> bool:
    """Whether one works on a day."""
    return _exceptions().get(day, not is_weekend(day))


def add_working_days(day: dt.date, number: int) -> dt.date:
    """The n-th working day after a day, which itself does not count; before it when negative."""
    step = DAY if number >= 0 else -DAY
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """The working days after the first up to and with the last; negative when that is earlier."""
    if last < first:
        return -working_days_between(last - DAY, first - DAY)
    span = (last - first).days
    return sum(is_working_day(first + DAY * step) for step in range(1, span + 1))
