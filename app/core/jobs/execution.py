"""Execution of one job row: claimed once, as its requester, with a heartbeat and a named end."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from flask import Flask, current_app, g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app.core.access.actor import SYSTEM, Actor
from app.core.access.scope import EVERYTHING, acting_as, under, unscoped
from app.core.access.sign_in import own_transaction
from app.core.base import clock
from app.core.base.choices import JobState
from app.core.base.db import db, only_reads, reading
from app.core.base.errors import Refused
from app.core.models import JobRun, User

from .declaration import ATTEMPTS, PAUSES, Cancelled, JobFailed, declared_as
from .failure_words import cause

log = logging.getLogger("app.jobs")
BEAT_SECONDS = 20
REPORT_SECONDS = 0.5
RUN = "job-"


def _one(result: Any) -> bool:
    """Whether a guarded UPDATE found its row."""
    return bool(result.rowcount == 1)


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


def _settle(
    run_id: int, state: JobState, error: str | None = None, again: dt.datetime | None = None
) -> bool:
    with own_transaction() as session:
        settled = session.execute(
            update(JobRun)
            .where(JobRun.id == run_id, JobRun.state == JobState.RUNNING)
            .values(
                state=state,
                error=error[:500] if error else None,
                queued_at=again or JobRun.queued_at,
                finished_at=None if state is JobState.QUEUED else clock.now(),
            )
        )
        if state is JobState.FAILED and _one(settled):
            tell_failed(session, [run_id])
    return _one(settled)


def finish(session: Session, run_id: int, rows: int) -> bool:
    """Mark a row as done together with what it made; False when somebody gave it up before."""
    done = session.execute(
        update(JobRun)
        .where(JobRun.id == run_id, JobRun.state.in_([JobState.QUEUED, JobState.RUNNING]))
        .values(state=JobState.DONE, done=rows, finished_at=clock.now())
    )
    return _one(done)


def tell_failed(session: Session, run_ids: Iterable[int]) -> None:
    """Let jobs that failed for good say so, each to its requester and in that language."""
    for run in session.scalars(select(JobRun).where(JobRun.id.in_(list(run_ids)))):
        failed = found.failed if (found := declared_as(run.name)) else None
        if failed is not None:
            with force_locale(run.language):
                failed(session, run)


def run(run_id: int) -> None:
    """Run one row: claim it, become its requester, do the work, say how it ended."""
    found = _claim(run_id)
    if found is None:
        return
    wanted, attempts, arguments = declared_as(found.name), found.attempts, dict(found.arguments)
    user_id, language = found.requested_by, found.language
    db.session.rollback()
    if wanted is None:
        # Asked for before an upgrade whose code has no such job any more.
        with force_locale(language):
            _settle(run_id, JobState.FAILED, _("此任务已不再提供"))
        return
    try:
        # The session's first statement decides how its transaction begins.
        mode = reading() if wanted.only_reads else nullcontext()
        with mode, _beating(run_id), _acting(user_id, run_id), force_locale(language):
            wanted.function(Progress(run_id), **arguments)
            db.session.commit()
    except Cancelled:
        db.session.rollback()
    except JobFailed as failure:
        db.session.rollback()
        _settle(run_id, JobState.FAILED, str(failure))
    except (Refused, HTTPException) as refused:
        # Conditions that were good when asked, such as a filter that has since been retired.
        db.session.rollback()
        words = str(refused) if isinstance(refused, Refused) else ""
        _settle(run_id, JobState.FAILED, words or _("导出条件已失效"))
    except Exception as failure:
        # It ends here for the queue, which would try again at once: the sweep does after a pause.
        db.session.rollback()
        with force_locale(language):
            _give_up_or_retry(run_id, attempts, failure)
    else:
        _settle(run_id, JobState.DONE)


def _give_up_or_retry(run_id: int, attempts: int, failure: Exception) -> None:
    log.exception("job %s failed, attempt %s", run_id, attempts)
    if attempts < ATTEMPTS:
        _settle(run_id, JobState.QUEUED, again=clock.now() + PAUSES[attempts - 1])
    else:
        _settle(run_id, JobState.FAILED, cause(failure, run_id))


@contextmanager
def _acting(user_id: int | None, run_id: int) -> Iterator[None]:
    """Become the requester with the rights of this moment; the system has none to lose.

    What the audit trail keeps of the run belongs together by its number.
    """
    with unscoped("reads the requester"):
        user = db.session.get(User, user_id) if user_id is not None else None
        if user_id is not None and (user is None or not user.active):
            raise JobFailed(_("申请人账号已停用，任务未执行"))
    g.actor = Actor.of(user) if user is not None else SYSTEM
    g.user, g.request_id = user, f"{RUN}{run_id}"
    try:
        with acting_as(user) if user is not None else under(EVERYTHING):
            yield
    finally:
        for name in ("actor", "user", "scope", "request_id"):
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

    def is_given_up(self) -> bool:
        """Whether the requester gave up, for whoever has nothing to count."""
        try:
            self._write()
        except Cancelled:
            return True
        return False

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
    with own_transaction() as session:
        take_back(session, JobRun.id == run_id)


def take_back(session: Session, which: Any) -> None:
    """Queue running rows again; one that was interrupted too often fails, in its own language."""
    running = (JobRun.state == JobState.RUNNING, which)
    for language in current_app.config["LANGUAGES"]:
        with force_locale(language):
            words = _("任务多次中断，请重试")
        fail(session, words, *running, JobRun.attempts >= ATTEMPTS, JobRun.language == language)
    session.execute(update(JobRun).where(*running).values(state=JobState.QUEUED))


def fail(session: Session, words: str, *which: Any) -> None:
    """Give rows up that nobody works on any more, and say so to their requesters."""
    failed = session.scalars(select(JobRun.id).where(*which).with_for_update()).all()
    if not failed:
        return
    session.execute(
        update(JobRun)
        .where(JobRun.id.in_(failed))
        .values(state=JobState.FAILED, finished_at=clock.now(), error=words)
    )
    tell_failed(session, failed)
