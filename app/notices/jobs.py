"""Periodic job of the module."""

from __future__ import annotations

from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import operations, queries


@job(due=daily)
def announce_notices(_progress: Progress) -> None:
    """Every day tell of the notices whose first day has come."""
    for notice in queries.to_announce(clock.today()):
        operations.announce(notice)
