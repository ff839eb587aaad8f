"""Writes of the reporting engine: asking for a file, finishing it, throwing it away."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from app.core.access import audit
from app.core.access.actor import Actor
from app.core.access.security_manager import may
from app.core.access.sign_in import own_transaction
from app.core.base import clock, file_store
from app.core.base.choices import JobState
from app.core.base.db import db, one_at_a_time
from app.core.base.errors import Refused
from app.core.base.file_names import clean_file_name
from app.core.configuration.numbering import next_number
from app.core.configuration.parameters import parameter
from app.core.jobs import Job, finish
from app.core.models import JobRun
from app.core.tree.organization_tree import tree
from app.core.web.notify import heard, tell

from .models import LIST, ReportContent, ReportRun
from .numbering import EXPORT
from .question import FORMATS, Question

KEPT, UNNAMED = dt.timedelta(days=7), dt.timedelta(days=1)
FOLDER = QUEUE = "exports"
# The page of one export.
PAGE = "/reports/runs/{}"


def _refuse_too_many(user_id: int | None) -> None:
    """A person has at most three exports under way (parameter ``exports_at_once``)."""
    limit = parameter("exports_at_once")
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
    question: Question,
    file_format: str,
    *,
    actor: Actor,
    language: str,
    job: Job | None,
    details: bool = False,
) -> ReportRun:
    """Write the row of an export, and its job unless it is made at once.

    Whoever asks for the same again while it is under way gets the row that is there.
    """
    one_at_a_time(db.session, f"exports of {actor.user_id}")
    asked = {**question.parameters, **question.signers}
    for run in _under_way(actor.user_id):
        if (run.report, run.format, run.with_details) == (
            question.report.name,
            file_format,
            details,
        ) and run.asked == asked:
            return run
    run = _add_run(
        actor,
        report=question.report.name,
        title=question.title,
        format=file_format,
        parameters=question.parameters,
        signers=json.dumps(question.signers) if question.signers else None,
        file_name=_file_name(str(question.resolved.title), question, file_format),
        with_details=details,
        conditions=question.in_words(),
        number=_next_number(actor),
    )
    if job is not None:
        run.job = _job(run, job, actor, language)
    audit.record(
        "export",
        object_type="report",
        object_id=question.report.name,
        changes={
            "title": str(question.resolved.title),
            "format": file_format,
            "number": run.number,
            **question.parameters,
        },
    )
    return run


def _next_number(actor: Actor) -> str:
    """导出编号 (ruling 22); who belongs to no organization counts with the province."""
    owner = actor.organization_id or next(iter(tree()))
    return next_number(EXPORT, organization_id=owner, at=clock.now())


def _under_way(user_id: int | None) -> Sequence[ReportRun]:
    """The reports of a person that wait or are being made."""
    return db.session.scalars(
        select(ReportRun)
        .join(ReportRun.job)
        .where(
            ReportRun.requested_by == user_id,
            JobRun.state.in_([JobState.QUEUED, JobState.RUNNING]),
        )
        .options(contains_eager(ReportRun.job))
    ).all()


def request_list_run(
    view: str,
    title: str,
    arguments: dict[str, list[str]],
    *,
    actor: Actor,
    language: str,
    job: Job,
) -> ReportRun:
    """Write the row of a long list's export, and its job; the same again while it is under way."""
    one_at_a_time(db.session, f"exports of {actor.user_id}")
    parameters = {"view": view, "arguments": arguments}
    for run in _under_way(actor.user_id):
        if run.report == LIST and run.parameters == parameters:
            return run
    run = _add_run(
        actor,
        report=LIST,
        title=title,
        format="xlsx",
        parameters=parameters,
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
    """The title with its year or what it is about: files of two years or records stay apart."""
    about, year = question.about, question.parameters.get("year")
    named = f"{title}-{about}" if about else title
    return clean_file_name(named, f"{f'-{year}' if year else ''}{FORMATS[file_format]}")


def _job(run: ReportRun, job: Job, actor: Actor, language: str) -> JobRun:
    return job.request(
        key=f"export:{run.id}:{uuid.uuid4().hex[:8]}",
        actor=actor,
        language=language,
        arguments={"report_run_id": run.id},
    )


def keep_run(report_run_id: int, stored_as: str, rows: int, **proof: Any) -> bool:
    """Finish a run in a transaction of its own: the job itself only reads.

    ``proof`` fills further columns, such as ``seen``, whose rows the file holds: the file is
    theirs alone who may see all of them on the day of fetching it. ``content`` are the cells to
    keep. What was cancelled meanwhile stays cancelled. A job that was taken for dead may end
    after its second run; the first file stays. Says whether the file is kept.
    """
    content = proof.pop("content", None)
    with own_transaction() as session:
        run = session.get(ReportRun, report_run_id, with_for_update=True)
        is_kept = (
            run is not None
            and run.stored_as is None
            and (run.job_id is None or finish(session, run.job_id, rows))
        )
        if run is not None and is_kept:
            for name, value in proof.items():
                setattr(run, name, value)
            if content is not None:
                session.add(ReportContent(run_id=run.id, content=content))
            _finish(session, run, stored_as, rows)
    if is_kept:
        file_store.remove_other_tries(FOLDER, report_run_id, stored_as)
    else:
        file_store.remove(FOLDER, stored_as)
    return is_kept


def _finish(session: Session, run: ReportRun, stored_as: str, rows: int) -> None:
    """Name the finished file, and tell the requester that it is there."""
    run.stored_as = stored_as
    run.rows = rows
    run.size = file_store.place(FOLDER, stored_as).stat().st_size
    run.expires_at = clock.now() + KEPT
    if run.job_id is not None:
        title, warning, told = run.title, run.warning, message_key(run)

        def words() -> tuple[str, str]:
            done = _("导出完成：%(title)s", title=title)
            kept = _("文件保留 7 天，可在“我的下载”中下载。")
            return done, " ".join(filter(None, (kept, warning)))

        tell(session, run.requested_by, words, key=told, link=PAGE.format(run.id))


def message_key(run: ReportRun) -> str:
    """The key of the message about an export."""
    return f"export:{run.id}"


def tell_failed(session: Session, job: JobRun) -> None:
    """Tell the requester why there is no file, and leave nothing of it."""
    run = session.scalar(select(ReportRun).where(ReportRun.job_id == job.id))
    if run is None:
        return
    file_store.remove_other_tries(FOLDER, run.id, None)
    title, cause = run.title, job.error or ""

    def words() -> tuple[str, str]:
        return _("导出未成功：%(title)s", title=title), cause

    tell(session, run.requested_by, words, key=message_key(run), link=PAGE.format(run.id))


def record_seen_in_full(question: Question) -> None:
    """Keep in the audit trail that somebody was shown a report with personal numbers in full."""
    if any(action == "reveal" and may(action, of) for action, of in question.report.widened_by):
        name, asked = question.report.name, question.parameters
        row = audit.entry("reveal", object_type="report", object_id=name, changes=asked)
        with own_transaction() as session:
            session.add(row)


def record_verified(run: ReportRun) -> None:
    """Keep in the audit trail that somebody looked an export up by its number."""
    _record_beside("verify", run)


def record_fetched(run: ReportRun) -> None:
    """Keep in the audit trail that a finished file was fetched, beside a request that reads.

    Its message has nothing more to say.
    """
    user_id, told = run.requested_by, message_key(run)
    _record_beside("download", run)
    with own_transaction() as session:
        heard(session, user_id, key=told)


def _record_beside(action: str, run: ReportRun) -> None:
    row = audit.entry(
        action,
        object_type="report_run",
        object_id=str(run.id),
        changes={
            "report": run.report,
            "number": run.number,
            "title": run.title,
            "format": run.format,
            "rows": run.rows,
        },
    )
    with own_transaction() as session:
        session.add(row)


def throw_away_expired(moment: dt.datetime) -> int:
    """Remove files that are past their time; the rows stay."""
    expired = db.session.scalars(
        select(ReportRun).where(ReportRun.expires_at < moment, ReportRun.stored_as.is_not(None))
    ).all()
    for run in expired:
        file_store.remove(FOLDER, run.stored_as or "")
        run.stored_as = None
    return len(expired)


def throw_away_orphans(moment: dt.datetime) -> int:
    """Remove what killed jobs left behind: day-old files that no row names."""
    named = set(db.session.scalars(select(ReportRun.stored_as)))
    orphans = [
        stored_as
        for stored_as in file_store.older_than(FOLDER, moment - UNNAMED)
        if stored_as not in named
    ]
    for stored_as in orphans:
        file_store.remove(FOLDER, stored_as)
    return len(orphans)
