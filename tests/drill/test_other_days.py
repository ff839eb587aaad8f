"""The whole suite on other days, by the clock of the machine itself: one year it will be these."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.core.base.clock import SHANGHAI

ROOT = Path(__file__).resolve().parents[2]
HOOK = Path(__file__).with_name("other_day")
DAYS = ("2027-01-02 09:00", "2027-04-01 09:00", "2028-02-29 09:00")


def faked(day: str) -> dict[str, str]:
    """Variables under which Python sees another day, in this process and all that come of it."""
    moment = dt.datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    ahead = moment.timestamp() - time.time()
    return {"PYTHONPATH": str(HOOK), "MACHINE_AHEAD": str(ahead), "SUITE_CLOCK": "real"}


@pytest.mark.parametrize("day", DAYS)
def test_the_suite_passes_on_another_day(day: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    # The hook has been loaded before pytest could look into it.
    quiet = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    done = subprocess.run(
        [*command, *quiet],
        cwd=ROOT,
        env=os.environ | faked(day),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:]
