"""Rendering in the background, and throwing files away."""

from __future__ import annotations

from flask import g
from flask_babel import gettext as _

from app.core.access.security_manager import may
from app.core.base import clock, file_store
from app.core.base.db import db, steady
from app.core.jobs import JobFailed, Progress, daily, job

from . import operations
from .export import Stamp, write_file
from .models import ReportRun
from .question import FORMATS, Question, read_question
from .registry import registered


@job(queue="exports", timeout=600, only_reads=True, failed=operations.tell_failed)
def render_report(progress: Progress, report_run_id: int) -> None:
    """Write the file of one export. A second run finds the file and leaves it."""
    steady()
    run = db.session.get(ReportRun, report_run_id)
    if run is None or run.stored_as is not None:
        return
    report = registered().get(run.report)
    if report is None:
        raise JobFailed(_("该报表已不存在"))
    if not may("export", report.resource):
        raise JobFailed(_("您没有导出权限，可到“权限申请”办理"))
    question = read_question(report, g.user, run.asked)
    if not question.is_allowed():
        raise JobFailed(_("导出条件超出您的管辖范围"))
    question.refuse_if_blocked()
    make_run(run, question, progress)


def make_run(run: ReportRun, question: Question, progress: Progress | None = None) -> None:
    """Make the file of a row and keep it; nothing stays of a try that did not end well."""
    number, file_format, details = run.id, run.format, run.with_details
    stamp = Stamp(run.number or "", run.conditions_text)
    stored_as = file_store.name_of(number, FORMATS[file_format])
    path = file_store.place(operations.FOLDER, stored_as)
    try:
        made = write_file(question, path, file_format, stamp, details=details, progress=progress)
        if progress:
            progress.finish(made.rows)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    operations.keep_run(
        number,
        stored_as,
        made.rows,
        data_at=made.data_at,
        seen=made.seen,
        checksum=made.checksum,
        content=made.content,
        warning=made.warning,
    )


@job(due=daily)
def throw_away_expired(_progress: Progress) -> None:
    """Every day remove the files that are older than a week, and those nobody can reach."""
    operations.throw_away_expired(clock.now())
    operations.throw_away_orphans(clock.now())
