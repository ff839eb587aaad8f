"""Periodic jobs of the module."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from app.core.access.actor import SYSTEM
from app.core.base import clock
from app.core.base.db import db, steady
from app.core.base.parts import in_parts
from app.core.jobs import Progress, daily, job
from app.core.models import JobRun

from . import locks, operations, queries, reminders

# So many organizations are archived in one transaction.
AT_ONCE = 20


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


def year_ends(now: dt.datetime) -> list[tuple[str, dict[str, Any]]]:
    """On 31 December from 23:50 on, and each day, for what was missed then."""
    found = daily(now)
    if now >= queries.end_of_year(now.year):
        found.append((f"{now.year}-end", {}))
    return found


def _tell_failed(session: Session, run: JobRun) -> None:
    reminders.tell_of_failed_archive(session, run.id, run.error or "")


@job(due=year_ends, queue="exports", timeout=3600, failed=_tell_failed)
def archive_structures(_progress: Progress) -> None:
    """Store 人员结构 of every year that has ended, for each organization that has none yet.

    Some organizations at a time: a run that is killed leaves whole ones, and the next goes on.
    """
    at = clock.now()
    for year in operations.years_to_archive():
        missing = operations.not_archived(year)
        for some in in_parts(missing, AT_ONCE):
            steady()
            operations.archive(year, some, at=at)
            db.session.commit()
        if missing:
            reminders.tell_of_archive(year, len(missing), at)
