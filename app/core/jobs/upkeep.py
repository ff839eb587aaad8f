"""Rows that nobody needs any more."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete

from app.core import clock, refusals, sign_in
from app.core.db import db
from app.core.models import JobRun

from .declaring import daily, job
from .running import Progress

KEPT = dt.timedelta(days=30)


@job(due=daily)
def forget(_progress: Progress) -> None:
    """Every day forget ended sign-ins, old attempts, and what the clock itself asked for."""
    moment = clock.now()
    sign_in.forget(moment)
    refusals.settle(moment)
    # What a person asked for stays: an export names its job.
    db.session.execute(
        delete(JobRun).where(JobRun.requested_by.is_(None), JobRun.finished_at < moment - KEPT)
    )
