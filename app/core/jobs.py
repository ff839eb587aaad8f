"""Background jobs: declared by a decorator, committed as rows, run by RQ with actor and scope.

The row is the truth: it is committed first and sent after the commit. Sending
twice is harmless because a run must claim its row. What Redis, a worker or a
power cut loses, the sweep of the next minute finds again.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g
from flask_babel import force_locale
from flask_babel import gettext as _
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry
from rq.serializers import JSONSerializer
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from . import clock
from .actor import SYSTEM, Actor
from .choices import JobState
from .db import db, only_reads, reading
from .models import JobRun, User
from .scope import EVERYTHING, acting_as, under, unscoped
from .sign_in import own_transaction

log = logging.getLogger("app.jobs")
ATTEMPTS = 3
QUEUES = ("fast", "exports")
LOST_AFTER = dt.timedelta(seconds=60)
SILENT_AFTER = dt.timedelta(seconds=120)
BEAT_SECONDS = 20
REPORT_SECONDS = 0.5


class JobFailed(Exception):
    """A cause that the requester should read; trying again would not help."""


class Cancelled(Exception):
    """The requester gave the job up."""


@dataclass(frozen=True, slots=True)
class Job:
    """A plain function that may run in the background, twice if need be."""

    name: str
    function: Callable[..., Any]
    queue: str
    timeout: int
    only_reads: bool
    due: Callable[[dt.datetime], list[tuple[str, dict[str, Any]]]] | None

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.function(*arguments, **named)

    def request(
        self, *, key: str, actor: Actor, language: str = "zh", arguments: Mapping[str, Any]
    ) -> JobRun:
        """Write the row; it is sent to the queue once the caller's transaction is committed."""
        run = JobRun(
            key=key,
            name=self.name,
            queue=self.queue,
            arguments=dict(arguments),
            requested_by=actor.user_id,
            language=language,
            queued_at=clock.now(),
        )
        db.session.add(run)
        db.session.info.setdefault("to_send", []).append(run)
        return run


_jobs: dict[str, Job] = {}


def job(
    *,
    queue: str = "fast",
    timeout: int = 600,
    only_reads: bool = False,
    due: Callable[[dt.datetime], list[tuple[str, dict[str, Any]]]] | None = None,
) -> Callable[[Callable[..., Any]], Job]:
    """Declare a job. ``due(now)`` names the periods that must have been done by now."""

    def declare(function: Callable[..., Any]) -> Job:
        name = f"{function.__module__.removeprefix('app.')}.{function.__name__}"
        _jobs[name] = Job(name, function, queue, timeout, only_reads, due)
        return _jobs[name]

    return declare


# --- sending --------------------------------------------------------------------------------


def redis() -> Redis:
    """The connection of this process."""
    connection: Redis | None = current_app.extensions.get("redis")
    if connection is None:
        connection = Redis.from_url(
            current_app.config["REDIS_URL"], socket_timeout=30, socket_connect_timeout=2
        )
        current_app.extensions["redis"] = connection
    return connection


def queue(name: str) -> Queue:
    """One of our queues; JSON instead of pickle."""
    return Queue(name, connection=redis(), serializer=JSONSerializer)


@event.listens_for(Session, "after_commit")
def _send_after_commit(session: Session) -> None:
    for run in session.info.pop("to_send", ()):
        send(run.id, run.queue, run.name, run.attempts)


@event.listens_for(Session, "after_rollback")
def _forget_after_rollback(session: Session) -> None:
    session.info.pop("to_send", None)


def send(run_id: int, queue_name: str, name: str, attempts: int) -> bool:
    """Hand a committed row to the queue; False when Redis does not answer (the sweep follows)."""
    try:
        queue(queue_name).enqueue(
            "app.core.jobs.run",
            run_id,
            job_id=f"run-{run_id}-{attempts}-{time.time_ns()}",
            retry=Retry(max=ATTEMPTS - 1),
            job_timeout=_jobs[name].timeout,
            result_ttl=86400,
            failure_ttl=7 * 86400,
        )
    except RedisError:
        log.warning("queue not reachable, job %s waits for the sweep", run_id)
        return False
    return True


def workers_alive() -> int:
    """How many workers have been heard of lately; 0 also when Redis does not answer."""
    from rq import Worker

    try:
        return sum(1 for w in Worker.all(connection=redis()) if _heard(w))
    except RedisError:
        return 0


def _heard(worker: Any) -> bool:
    last = worker.last_heartbeat
    if last is None:
        return False
    last = last.replace(tzinfo=dt.UTC) if last.tzinfo is None else last
    return bool(clock.now() - last < dt.timedelta(seconds=90))


def _one(result: Any) -> bool:
    """Whether a guarded UPDATE found its row."""
    return bool(result.rowcount == 1)


# --- running --------------------------------------------------------------------------------


def _claim(run_id: int) -> JobRun | None:
    """Take a queued row; None when it is done, cancelled or in other hands."""
    moment = clock.now()
    with own_transaction() as session:
        claimed = session.execute(
            update(JobRun)
            .where(JobRun.id == run_id, JobRun.state == JobState.QUEUED)
            .values(
                state=JobState.RUNNING,
                attempts=JobRun.attempts + 1,
                started_at=moment,
                beat_at=moment,
                done=0,
                error=None,
            )
        )
        if not _one(claimed):
            return None
    return db.session.get(JobRun, run_id)


def _settle(run_id: int, state: JobState, error: str | None = None) -> bool:
    with own_transaction() as session:
        settled = session.execute(
            update(JobRun)
            .where(JobRun.id == run_id, JobRun.state == JobState.RUNNING)
            .values(
                state=state,
                error=error[:500] if error else None,
                finished_at=None if state is JobState.QUEUED else clock.now(),
            )
        )
    return _one(settled)


def run(run_id: int) -> None:
    """Run one row: claim it, become its requester, do the work, say how it ended."""
    found = _claim(run_id)
    if found is None:
        return
    declared, attempts, arguments = _jobs[found.name], found.attempts, dict(found.arguments)
    user_id, language = found.requested_by, found.language
    db.session.rollback()
    try:
        # The session's first statement decides how its transaction begins.
        mode = reading() if declared.only_reads else nullcontext()
        with mode, _beating(run_id), _acting(user_id), force_locale(language):
            declared.function(Progress(run_id), **arguments)
            db.session.commit()
    except Cancelled:
        db.session.rollback()
    except JobFailed as failure:
        db.session.rollback()
        _settle(run_id, JobState.FAILED, str(failure))
    except Exception as failure:
        db.session.rollback()
        _give_up_or_retry(run_id, attempts, failure)
        raise
    else:
        _settle(run_id, JobState.DONE)


def _give_up_or_retry(run_id: int, attempts: int, failure: Exception) -> None:
    log.exception("job %s failed, attempt %s", run_id, attempts)
    if attempts < ATTEMPTS:
        _settle(run_id, JobState.QUEUED)
    else:
        _settle(
            run_id,
            JobState.FAILED,
            _("任务执行出错（%(kind)s），请稍后重试", kind=type(failure).__name__),
        )


@contextmanager
def _acting(user_id: int | None) -> Iterator[None]:
    """Become the requester with the rights of this moment; the system has none to lose."""
    with unscoped("reads the requester"):
        user = db.session.get(User, user_id) if user_id is not None else None
        if user_id is not None and (user is None or not user.active):
            raise JobFailed(_("申请人账号已停用，任务未执行"))
    g.actor = Actor.of(user) if user is not None else SYSTEM
    g.user = user
    try:
        with acting_as(user) if user is not None else under(EVERYTHING):
            yield
    finally:
        for name in ("actor", "user", "scope"):
            g.pop(name, None)


@contextmanager
def _beating(run_id: int) -> Iterator[None]:
    """Write a heartbeat beside the work, so that the sweep knows a long step from a dead one."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT_SECONDS):
            # A job that writes on SQLite holds the lock; its beat waits for the next turn.
            with suppress(OperationalError), app.app_context(), own_transaction() as session:
                session.execute(
                    update(JobRun).where(JobRun.id == run_id).values(beat_at=clock.now())
                )

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


class Progress:
    """How far a job is, written at most twice a second; tells of cancellation."""

    def __init__(self, run_id: int):
        self.run_id = run_id
        self._last = 0.0

    def expect(self, rows: int) -> None:
        """Say how many rows there will be."""
        self._write(done=0, expected=rows)

    def reach(self, rows: int) -> None:
        """Say how many rows are done; raises Cancelled when the requester gave up."""
        if time.monotonic() - self._last < REPORT_SECONDS:
            return
        self._last = time.monotonic()
        self._write(done=rows)

    def finish(self, rows: int) -> None:
        """The last figure, whatever the clock says."""
        self._write(done=rows)

    def _write(self, **values: Any) -> None:
        statement = (
            update(JobRun)
            .where(JobRun.id == self.run_id, JobRun.state == JobState.RUNNING)
            .values(beat_at=clock.now(), **values)
        )
        if db.engine.dialect.name == "sqlite" and not only_reads():
            # A job that writes holds SQLite's one lock; its figures appear with its commit.
            written = db.session.execute(statement)
        else:
            with own_transaction() as session:
                written = session.execute(statement)
        if not _one(written):
            raise Cancelled


def cancel(run_id: int, *, requested_by: int) -> bool:
    """Give up one's own job that is not finished."""
    cancelled = db.session.execute(
        update(JobRun)
        .where(
            JobRun.id == run_id,
            JobRun.requested_by == requested_by,
            JobRun.state.in_([JobState.QUEUED, JobState.RUNNING]),
        )
        .values(state=JobState.CANCELLED, finished_at=clock.now())
    )
    return _one(cancelled)


def release(run_id: int) -> None:
    """Give a row back when its process was killed under it."""
    _settle(run_id, JobState.QUEUED)


# --- the tick -------------------------------------------------------------------------------


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
    for declared in _jobs.values():
        for period, arguments in declared.due(moment) if declared.due else ():
            _ensure(declared, period, arguments)
    sweep()


def _ensure(declared: Job, period: str, arguments: dict[str, Any]) -> None:
    key = f"{declared.name}:{period}"
    if db.session.scalar(select(JobRun.id).where(JobRun.key == key)) is not None:
        return
    try:
        declared.request(key=key, actor=SYSTEM, arguments=arguments)
        db.session.commit()
    except IntegrityError:
        # Another tick was faster; the unique key is the lock.
        db.session.rollback()
