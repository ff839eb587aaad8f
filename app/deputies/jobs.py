"""Periodic job of the module."""

from __future__ import annotations

from app.core.base import clock
from app.core.jobs import Progress, daily, job

from . import operations, queries


@job(due=daily)
def begin_and_end_deputies(_progress: Progress) -> None:
    """Every day tell of what begins and ends, and end what one of the two has left behind."""
    today = clock.today()
    for found in queries.left_behind(today):
        operations.end(found)
    for found in queries.begun(today):
        operations.tell_begin(found)
    for found in queries.ended(today):
        operations.tell_end(found)
