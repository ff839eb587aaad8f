"""Quarters and halves of a year: from which day to which."""

from __future__ import annotations

import datetime as dt


def period_of(day: dt.date, months: int) -> int:
    """Which part of its year a day lies in, where a part has so many months."""
    return (day.month - 1) // months + 1


def first_day(year: int, period: int, months: int) -> dt.date:
    """The first day of a part of a year."""
    return dt.date(year, (period - 1) * months + 1, 1)


def last_day(year: int, period: int, months: int) -> dt.date:
    """The last day of a part of a year."""
    end = period * months
    following = dt.date(year + 1, 1, 1) if end == 12 else dt.date(year, end + 1, 1)
    return following - dt.timedelta(days=1)
