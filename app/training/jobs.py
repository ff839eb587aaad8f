"""Periodic jobs of the module."""

from __future__ import annotations

from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import operations
from .workflows import INDUCTION_ENROLMENT


@job(due=daily)
def end_the_year_of_enrolments(_progress: Progress) -> None:
    """Let those lapse that a year left without a place, whenever this runs in a later one."""
    operations.lapse_left_over(INDUCTION_ENROLMENT, clock.year())
