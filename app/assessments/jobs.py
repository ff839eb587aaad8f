"""Periodic jobs of the module."""

from __future__ import annotations

from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import reminders


@job(due=daily)
def remind_of_assessments(_progress: Progress) -> None:
    """Every day see who is still to be assessed in a quarter that ends, or has ended."""
    reminders.remind(clock.today())
    reminders.remind_of_organizations(clock.today())
