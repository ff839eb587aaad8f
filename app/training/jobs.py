"""Periodic jobs of the module."""

from __future__ import annotations

from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import operations
from .workflows import INDUCTION_ENROLMENT


@job(due=daily)
def lapse_waiting(_progress: Progress) -> None:
    """Every day let those go who wait still for a place of a session that has begun."""
    operations.lapse_late()


@job(due=daily)
def lapse_left_over(_progress: Progress) -> None:
    """Every day let those go whom a year that is over has left without a place."""
    operations.lapse_left_over(INDUCTION_ENROLMENT, clock.year())
