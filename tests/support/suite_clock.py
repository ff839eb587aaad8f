"""The clock of the tests: every run lives on one and the same day, whatever day it is."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.core.base import clock

# A Wednesday in autumn. SUITE_CLOCK names another moment, or "real" for the machine's own.
USUAL = "2026-11-25 10:00"
At = Callable[[str], None]


def start() -> None:
    """Give this process and all that come of it the clock of the tests, before they import days."""
    folder = tempfile.TemporaryDirectory(prefix="zj-clock-")
    _kept.append(folder)
    os.environ[clock.FILE] = str(Path(folder.name) / "clock")
    to_usual()


def to_usual() -> None:
    """Back to the moment at which every test begins."""
    moment = os.environ.get("SUITE_CLOCK", USUAL)
    clock.set_to(None if moment == "real" else _moment(moment), _file())


def to(moment: str) -> None:
    """Let it be this moment in Shanghai, such as ``2027-03-31 23:59``, for all processes."""
    clock.set_to(_moment(moment), _file())


def filing_year() -> int:
    """The year that offices file on the day of the tests: last year's until 31 March."""
    day = clock.today()
    return day.year - (day <= dt.date(day.year, 3, 31))


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


def _file() -> Path:
    return Path(os.environ[clock.FILE])


_kept: list[tempfile.TemporaryDirectory[str]] = []
