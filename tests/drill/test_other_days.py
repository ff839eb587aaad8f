"""The whole suite on other days, by the clock of the machine itself: in a year or two it is these."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.clock import SHANGHAI

ROOT = Path(__file__).resolve().parents[2]
DAYS = ("2027-01-02 09:00", "2027-04-01 09:00", "2028-02-29 09:00")


def faked(day: str) -> dict[str, str]:
    """Variables under which every program sees another day; the pace of time stays as it is."""
    moment = dt.datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    ahead = moment - dt.datetime.now(dt.UTC)
    (library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{ahead.total_seconds():+.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "SUITE_CLOCK": "real",
    }


@pytest.mark.parametrize("day", DAYS)
def test_the_suite_passes_on_another_day(day: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup"]
    done = subprocess.run(
        [*command, "--db", "both"],
        cwd=ROOT,
        env=os.environ | faked(day),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:]
