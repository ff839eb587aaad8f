"""Forgetting drafts that nobody will come back to."""

from __future__ import annotations

from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import operations


@job(due=daily)
def throw_away_old(_progress: Progress) -> None:
    """Every day remove what was discarded a day ago, and drafts untouched for ``draft_days``."""
    operations.throw_away_old(clock.now())
