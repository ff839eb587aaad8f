"""Periodic job of the engine."""

from __future__ import annotations

from app.core.jobs import Progress, daily, job

from . import overdue


@job(due=daily)
def tell_overdue(_progress: Progress) -> None:
    """Every day tell of what its handlers let lie beyond its term."""
    overdue.tell_overdue()
