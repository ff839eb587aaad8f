"""The only source of time: moments are stored in UTC, days and years are Shanghai's.

The clock can be set, so that what a later day does can be tried today: the variable CLOCK_FILE
names a file with the seconds by which it is ahead of the machine's. It ticks on from there, is
the same in every process of an installation, and can be moved while they run. Production
refuses to start with it.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
FILE = "CLOCK_FILE"


def now() -> dt.datetime:
    """The present moment in UTC, with its zone."""
    return dt.datetime.now(dt.UTC) + _ahead()


def of_machine(seconds: float) -> dt.datetime:
    """What the machine stamped (the time of a file, a heartbeat), as this clock shows it."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC) + _ahead()


def _ahead() -> dt.timedelta:
    file = os.environ.get(FILE)
    return dt.timedelta(seconds=float(Path(file).read_text()) if file else 0)


def set_to(moment: dt.datetime | None, file: Path) -> None:
    """Let the clock of all who look into the file show this moment; None is the machine's own."""
    ahead = moment - dt.datetime.now(dt.UTC) if moment else dt.timedelta()
    # Whole or not at all: others read it meanwhile.
    draft = file.with_suffix(".new")
    draft.write_text(str(ahead.total_seconds()))
    draft.replace(file)


def local(moment: dt.datetime) -> dt.datetime:
    """The same moment on a wall clock in Shanghai."""
    return moment.astimezone(SHANGHAI)


def today() -> dt.date:
    """The day in Shanghai."""
    return local(now()).date()


def year() -> int:
    """The calendar year in Shanghai."""
    return today().year


def last_day(of_year: int) -> dt.date:
    """The day by which a year is judged: its 31 December, or today while it runs."""
    return min(today(), dt.date(of_year, 12, 31))
