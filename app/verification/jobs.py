"""Periodic jobs of the module."""

from __future__ import annotations

from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import reminders


@job(due=daily)
def remind_of_verifications(_progress: Progress) -> None:
    """Every day see which verifications end soon or have ended."""
    reminders.remind(clock.today())
