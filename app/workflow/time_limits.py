"""Time limits: a number of days from a day on, in working days unless said otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from app.core.base import clock
from app.core.configuration.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class Term:
    """A time limit. ``days`` may be a function, such as the reading of a parameter."""

    days: int | Callable[[], int]
    working: bool = True

    def last_day(self, start: dt.date) -> dt.date:
        """The last day of the term; the day on which it starts does not count."""
        days = self.days() if callable(self.days) else self.days
        return add_working_days(start, days) if self.working else start + dt.timedelta(days)

    def is_over(self, start: dt.datetime) -> bool:
        """Whether today is after the last day of a term that started at a moment."""
        return clock.today() > self.last_day(clock.local(start).date())

    def over_before(self) -> dt.datetime:
        """The moment before which a term must have started to be over today."""
        first = clock.today()
        while self.last_day(first - dt.timedelta(1)) >= clock.today():
            first -= dt.timedelta(1)
        return dt.datetime.combine(first, dt.time(), clock.SHANGHAI)
