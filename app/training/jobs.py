"""Periodic jobs of the module."""

from __future__ import annotations

from app.core.jobs import Progress, daily, job

from . import operations


@job(due=daily)
def lapse_waiting(_progress: Progress) -> None:
    """Every day let those go who wait still for a place of a session that has begun."""
    operations.lapse_late()
