"""Periodic jobs of the module."""

from __future__ import annotations

from app.core.access.actor import SYSTEM
from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import locks, queries, reminders


@job(due=daily)
def close_years(_progress: Progress) -> None:
    """Every day close what was open for a time, and the years whose day has come."""
    for unlock in queries.ended_unlocks():
        locks.close_unlock(unlock.id, actor=SYSTEM)
    locks.close_late(actor=SYSTEM)
    locks.lock_years(locks.years_to_lock(), actor=SYSTEM)


@job(due=daily)
def remind_of_returns(_progress: Progress) -> None:
    """Every day see whether a reminder of last year's returns is due."""
    reminders.remind(clock.today())
