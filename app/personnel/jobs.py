"""Periodic jobs of the module."""

from __future__ import annotations

import datetime as dt

from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import operations

# No transaction is open for so long.
OLD = dt.timedelta(days=1)


@job(due=daily)
def count_staff(_progress: Progress) -> None:
    """Every day count the rosters as they are on it, before anybody asks."""
    operations.count_anew(clock.today(), before=clock.now() - OLD)
