"""Rendering in the background, and throwing files away."""

from __future__ import annotations

from flask import g
from flask_babel import gettext as _

from app.core import clock, files
from app.core.db import db
from app.core.jobs import JobFailed, Progress, daily, job
from app.core.security import may

from . import operations
from .making import FORMATS, read_question, write_file
from .models import ReportRun
from .registry import registered


@job(queue="exports", timeout=600, only_reads=True)
def render_report(progress: Progress, report_run_id: int) -> None:
    """Write the file of one export. A second run finds the file and leaves it."""
    run = db.session.get(ReportRun, report_run_id)
    if run is None or run.stored_as is not None:
        return
    report = registered()[run.report]
    if not may("export", report.resource):
        raise JobFailed(_("您没有导出权限，可到“权限申请”办理"))
    question = read_question(report, run.asked)
    if report.allowed is not None and not report.allowed(question.parameters):
        raise JobFailed(_("导出条件超出您的管辖范围"))
    stored_as = files.new_name(FORMATS[run.format])
    path = files.place(operations.FOLDER, stored_as)
    rows = write_file(question, g.user, path, run.format, progress=progress)
    progress.finish(rows)
    operations.keep_run(report_run_id, stored_as, rows)


@job(due=daily)
def throw_away_expired(_progress: Progress) -> None:
    """Every day remove the files that are older than a week, and those nobody can reach."""
    operations.throw_away_expired(clock.now())
    operations.throw_away_orphans(clock.now())
