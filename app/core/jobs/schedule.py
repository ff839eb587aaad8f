"""Scheduler: every minute requests the periodic jobs that are due and finds lost ones."""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import Any

from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.access.actor import SYSTEM
from app.core.access.sign_in import own_transaction
from app.core.base import clock
from app.core.base.choices import JobState
from app.core.base.db import db
from app.core.models import JobRun

from .declaration import Job, declared, known_names
from .dispatch import queue, redis, send, workers_alive
from .execution import fail, take_back

log = logging.getLogger("app.jobs")
BEAT = "zj:schedule:tick"
LOST_AFTER = dt.timedelta(seconds=60)
SILENT_AFTER = dt.timedelta(seconds=120)
GIVEN_UP_AFTER = dt.timedelta(hours=1)


def sweep() -> None:
    """Send again what the queue lost, and take back what a dead process held."""
    moment = clock.now()
    nobody_works = workers_alive() == 0
    with own_transaction() as session:
        take_back(session, JobRun.beat_at < moment - SILENT_AFTER)
        _give_up_unknown(session, moment)
        if nobody_works:
            _give_up_waiting(session, moment)
        waiting = session.execute(
            select(JobRun.id, JobRun.queue, JobRun.name, JobRun.attempts).where(
                JobRun.state == JobState.QUEUED,
                JobRun.queued_at < moment - LOST_AFTER,
                # An upgrade may have left rows of a job that is no more.
                JobRun.name.in_(known_names()),
            )
        ).all()
    for row in waiting:
        if not _is_in_queue(row.id, row.queue):
            send(*row)


def _give_up_waiting(session: Session, moment: dt.datetime) -> None:
    """What a person asked for and nobody has begun for an hour, since no worker runs."""
    for language in current_app.config["LANGUAGES"]:
        with force_locale(language):
            words = _("后台服务超过 1 小时没有运行，请稍后重新生成")
        fail(
            session,
            words,
            JobRun.state == JobState.QUEUED,
            JobRun.requested_by.is_not(None),
            JobRun.queued_at < moment - GIVEN_UP_AFTER,
            JobRun.language == language,
        )


def _give_up_unknown(session: Session, moment: dt.datetime) -> None:
    """Rows of a job that an upgrade has left out: nothing will ever run them."""
    for language in current_app.config["LANGUAGES"]:
        with force_locale(language):
            words = _("此任务已不再提供")
        fail(
            session,
            words,
            JobRun.state == JobState.QUEUED,
            JobRun.queued_at < moment - GIVEN_UP_AFTER,
            JobRun.name.not_in(known_names()),
            JobRun.language == language,
        )


def _is_in_queue(run_id: int, queue_name: str) -> bool:
    try:
        return any(name.startswith(f"run-{run_id}-") for name in queue(queue_name).get_job_ids())
    except RedisError:
        return True


def tick() -> None:
    """What must happen every minute: rows for all that is due by now, then the sweep."""
    moment = clock.local(clock.now())
    for job in declared.values():
        for period, arguments in job.due(moment) if job.due else ():
            _ensure(job, period, arguments)
    sweep()


def tick_on(app: Flask, *, once: bool = False, pause: float = 60) -> None:
    """Tick every minute, whatever a tick runs into: the next one may find the database again."""
    while True:
        try:
            # What is kept in memory is renewed with the context, so each tick has its own.
            with app.app_context():
                tick()
                _beat()
        except (SQLAlchemyError, RedisError) as failure:
            if once:
                raise
            log.warning("this minute's tick was missed: %s", type(failure).__name__)
        if once:
            return
        time.sleep(pause)


def _beat() -> None:
    redis().set(BEAT, clock.now().isoformat(), ex=dt.timedelta(days=1))


def last_tick() -> dt.datetime | None:
    """When the schedule ticked last; None if nobody remembers."""
    found: bytes | None = redis().get(BEAT)  # type: ignore[assignment]
    return dt.datetime.fromisoformat(found.decode()) if found else None


def failed_lately() -> list[str]:
    """The jobs of the clock whose last run, of today or yesterday, failed."""
    rows = db.session.execute(
        select(JobRun.name, JobRun.state)
        .where(JobRun.requested_by.is_(None), JobRun.queued_at > clock.now() - dt.timedelta(days=2))
        .order_by(JobRun.id)
    )
    last = {row.name: row.state for row in rows}
    return sorted(name for name, state in last.items() if state is JobState.FAILED)


def _ensure(job: Job, period: str, arguments: dict[str, Any]) -> None:
    key = f"{job.name}:{period}"
    if db.session.scalar(select(JobRun.id).where(JobRun.key == key)) is not None:
        return
    try:
        job.request(key=key, actor=SYSTEM, arguments=arguments)
        db.session.commit()
    except IntegrityError:
        # Another tick was faster; the unique key is the lock.
        db.session.rollback()
