"""What must happen every minute: what is due, and what was lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from redis.exceptions import RedisError
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.actor import SYSTEM
from app.core.choices import JobState
from app.core.db import db
from app.core.models import JobRun
from app.core.sign_in import own_transaction

from .declaring import ATTEMPTS, Job, declared
from .sending import queue, send

LOST_AFTER = dt.timedelta(seconds=60)
SILENT_AFTER = dt.timedelta(seconds=120)


def sweep() -> None:
    """Send again what the queue lost, and take back what a dead process held."""
    moment = clock.now()
    with own_transaction() as session:
        silent = (JobRun.state == JobState.RUNNING, JobRun.beat_at < moment - SILENT_AFTER)
        _give_up(session, *silent, JobRun.attempts >= ATTEMPTS)
        session.execute(update(JobRun).where(*silent).values(state=JobState.QUEUED))
        waiting = session.execute(
            select(JobRun.id, JobRun.queue, JobRun.name, JobRun.attempts).where(
                JobRun.state == JobState.QUEUED, JobRun.queued_at < moment - LOST_AFTER
            )
        ).all()
    for row in waiting:
        if not _is_in_queue(row.id, row.queue):
            send(*row)


def _give_up(session: Session, *conditions: Any) -> None:
    """Say in the requester's language that a job will not be tried again."""
    for language in current_app.config["LANGUAGES"]:
        with force_locale(language):
            words = _("任务多次中断，请重试")
        session.execute(
            update(JobRun)
            .where(*conditions, JobRun.language == language)
            .values(state=JobState.FAILED, finished_at=clock.now(), error=words)
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
