"""The only source of time: moments are stored in UTC, days and years are Shanghai's."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """The present moment in UTC, with its zone."""
    return dt.datetime.now(dt.UTC)


def local(moment: dt.datetime) -> dt.datetime:
    """The same moment on a wall clock in Shanghai."""
    return moment.astimezone(SHANGHAI)


def today() -> dt.date:
    """The day in Shanghai."""
    return local(now()).date()


def year() -> int:
    """The calendar year in Shanghai."""
    return today().year


def last_day(of_year: int) -> dt.date:
    """The day by which a year is judged: its 31 December, or today while it runs."""
    return min(today(), dt.date(of_year, 12, 31))
