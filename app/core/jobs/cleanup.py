"""Daily job: deletes ended sign-ins and grants, old attempts and finished jobs of the clock."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete

from app.core.access import bundles, refused_access, sessions, sign_in
from app.core.base import clock
from app.core.base.db import db
from app.core.models import JobRun

from .declaration import daily, job
from .execution import Progress

KEPT = dt.timedelta(days=30)


@job(due=daily, former=("core.jobs.upkeep.forget",))
def forget(_progress: Progress) -> None:
    """Every day forget ended sign-ins and grants, old attempts, what the clock itself asked for."""
    moment = clock.now()
    sessions.forget(moment)
    sign_in.forget(moment)
    refused_access.settle(moment)
    bundles.end_grants(clock.today())
    # What a person asked for stays: an export names its job.
    db.session.execute(
        delete(JobRun).where(JobRun.requested_by.is_(None), JobRun.finished_at < moment - KEPT)
    )
