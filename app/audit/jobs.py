"""The jobs of the audit trail: sealed every few minutes, checked every night and when asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.access.actor import SYSTEM
from app.core.base import clock
from app.core.base.db import db
from app.core.jobs import JobFailed, Progress, job
from app.core.models import JobRun

from . import alarms, operations

EVERY = 5
CHECKED_FROM = 3


def every_few_minutes(now: dt.datetime) -> list[tuple[str, dict[str, Any]]]:
    """The period of five minutes that has begun."""
    begun = now.replace(minute=now.minute - now.minute % EVERY)
    return [(begun.strftime("%Y-%m-%dT%H:%M"), {})]


def at_night(now: dt.datetime) -> list[tuple[str, dict[str, Any]]]:
    """Once a day, when few people are at work."""
    return [(now.date().isoformat(), {})] if now.hour >= CHECKED_FROM else []


@job(due=every_few_minutes, timeout=1800)
def seal(_progress: Progress) -> None:
    """Seal what was written, then hand it to the other machine, if there is one."""
    operations.seal(clock.now() - operations.GAP)
    try:
        operations.hand_over()
    except OSError as error:
        why = error.strerror or str(error)
        raise JobFailed(_("审计日志未能复制到另一台机器：%(why)s", why=why)) from error


@job(due=at_night, timeout=1800)
def check_nightly(_progress: Progress) -> None:
    """Every night walk along the chain, whether anybody asks or not."""
    number = operations.begin_check(SYSTEM).id
    db.session.commit()
    alarms.check_and_tell(number)


def _give_up(session: Session, run: JobRun) -> None:
    operations.give_up(session, run.arguments["check_id"])


@job(queue="exports", timeout=1800, only_reads=True, failed=_give_up)
def check(_progress: Progress, check_id: int) -> None:
    """Walk along the chain for whoever asked."""
    alarms.check_and_tell(check_id)
