"""Writes of the reporting engine: asking for a file, finishing it, throwing it away."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app.core import audit, clock, files
from app.core.actor import Actor
from app.core.choices import JobState
from app.core.db import db, one_at_a_time
from app.core.errors import Refused
from app.core.jobs import Job
from app.core.models import JobRun
from app.core.parameters import parameter
from app.core.sign_in import own_transaction

from .making import FORMATS, Question
from .models import LIST, ReportRun

KEPT, UNNAMED = dt.timedelta(days=7), dt.timedelta(days=1)
FOLDER = QUEUE = "exports"


def _refuse_too_many(user_id: int | None) -> None:
    """A person has at most three exports under way (parameter ``exports_at_once``).

    Whoever asks several times at once is counted one after another.
    """
    limit = parameter("exports_at_once")
    one_at_a_time(db.session, f"exports of {user_id}")
    under_way = db.session.scalar(
        select(func.count())
        .select_from(JobRun)
        .where(
            JobRun.requested_by == user_id,
            JobRun.queue == QUEUE,
            JobRun.state.in_([JobState.QUEUED, JobState.RUNNING]),
        )
    )
    if (under_way or 0) >= limit:
        words = _("您已有 %(limit)d 个导出任务在进行，请等待完成后再导出", limit=limit)
        raise Refused.because("EX1", "", words)


def request_run(
    question: Question, file_format: str, *, actor: Actor, language: str, job: Job | None
) -> ReportRun:
    """Write the row of an export, and its job unless it is made at once."""
    run = _add_run(
        actor,
        report=question.report.name,
        title=question.title,
        format=file_format,
        parameters=question.parameters,
        signers=json.dumps(question.signers) if question.signers else None,
        file_name=_file_name(str(question.resolved.title), question, file_format),
    )
    if job is not None:
        run.job = _job(run, job, actor, language)
    audit.record(
        "export",
        object_type="report",
        object_id=question.report.name,
        changes={"format": file_format, **question.parameters},
    )
    return run


def request_list_run(
    view: str,
    title: str,
    arguments: dict[str, list[str]],
    *,
    actor: Actor,
    language: str,
    job: Job,
) -> ReportRun:
    """Write the row of a long list's export, and its job."""
    run = _add_run(
        actor,
        report=LIST,
        title=title,
        format="xlsx",
        parameters={"view": view, "arguments": arguments},
        file_name=f"{title}.xlsx",
    )
    run.job = _job(run, job, actor, language)
    return run


def _add_run(actor: Actor, **asked: Any) -> ReportRun:
    """The row of an export; raises Refused when the actor has too many under way."""
    _refuse_too_many(actor.user_id)
    run = ReportRun(
        requested_by=actor.user_id,
        organization_id=actor.organization_id,
        requested_at=clock.now(),
        **asked,
    )
    db.session.add(run)
    db.session.flush()
    return run


def _file_name(title: str, question: Question, file_format: str) -> str:
    """The title, with the year when the report has one: two years' files stay apart."""
    year = question.parameters.get("year")
    return f"{title}{f'-{year}' if year else ''}{FORMATS[file_format]}"


def _job(run: ReportRun, job: Job, actor: Actor, language: str) -> JobRun:
    return job.request(
        key=f"export:{run.id}:{uuid.uuid4().hex[:8]}",
        actor=actor,
        language=language,
        arguments={"report_run_id": run.id},
    )


def keep_run(
    report_run_id: int, stored_as: str, rows: int, *, seen: dict[str, Any] | None = None
) -> None:
    """Finish a run in a transaction of its own: the job itself only reads.

    ``seen`` says whose rows the file holds. It stays with the run, for the file is theirs alone
    who may see all of them on the day of fetching it.
    A job that was taken for dead may end after its second run; the first file stays.
    """
    with own_transaction() as session:
        run = session.get(ReportRun, report_run_id, with_for_update=True)
        if run is not None and run.stored_as is None:
            if seen is not None:
                run.parameters = {**run.parameters, "seen": seen}
            finish_run(run, stored_as, rows)
            return
    files.remove(FOLDER, stored_as)


def finish_run(run: ReportRun, stored_as: str, rows: int) -> None:
    """Name the finished file; the row says where it lies and until when."""
    run.stored_as = stored_as
    run.signers = None
    run.rows = rows
    run.size = files.place(FOLDER, stored_as).stat().st_size
    run.expires_at = clock.now() + KEPT


def record_fetched(run: ReportRun) -> None:
    """Keep in the audit trail that a finished file was fetched, beside a request that reads."""
    fetched = audit.entry(
        "download",
        object_type="report_run",
        object_id=str(run.id),
        changes={"report": run.report, "title": run.title, "format": run.format, "rows": run.rows},
    )
    with own_transaction() as session:
        session.add(fetched)


def throw_away_expired(moment: dt.datetime) -> int:
    """Remove files that are past their time; the rows stay."""
    expired = db.session.scalars(
        select(ReportRun).where(ReportRun.expires_at < moment, ReportRun.stored_as.is_not(None))
    ).all()
    for run in expired:
        files.remove(FOLDER, run.stored_as or "")
        run.stored_as = None
    # What was cancelled or failed kept its signers.
    db.session.execute(
        update(ReportRun).where(ReportRun.requested_at < moment - KEPT).values(signers=None)
    )
    return len(expired)


def throw_away_orphans(moment: dt.datetime) -> int:
    """Remove what killed jobs left behind: day-old files that no row names."""
    named = set(db.session.scalars(select(ReportRun.stored_as)))
    orphans = [
        stored_as
        for stored_as in files.older_than(FOLDER, moment - UNNAMED)
        if stored_as not in named
    ]
    for stored_as in orphans:
        files.remove(FOLDER, stored_as)
    return len(orphans)
