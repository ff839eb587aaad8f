"""Periodic jobs of the module."""

from __future__ import annotations

from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import reminders


@job(due=daily)
def remind_of_certificates(_progress: Progress) -> None:
    """Every day see which certificates run out, and tell prefectures once a month."""
    reminders.remind(clock.today())
