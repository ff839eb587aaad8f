"""Daily job: deletes files that no record refers to."""

from __future__ import annotations

from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import operations


@job(due=daily)
def sweep(progress: Progress) -> operations.SweepResult:
    """Every day; the job's figures say how many rows there are and how many have their file."""
    swept = operations.sweep(clock.now())
    progress.expect(swept.rows)
    progress.finish(swept.rows - swept.missing)
    return swept
