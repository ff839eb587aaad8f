"""The schedule as a process: what a database does to it, and what readiness knows of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.application import KEY
from tests.support.waiting import until

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[2]


def test_the_schedule_outlives_a_database_that_does_not_answer(tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    settings = {"INSTANCE_DIR": str(tmp_path), "APP_ENV": "test", "DATA_KEY": KEY, "AUDIT_KEY": KEY}
    nowhere = {"DATABASE_URL": "postgresql://nobody@/none?host=/nowhere"}
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "run", "schedule"],
            cwd=ROOT,
            env=os.environ | settings | nowhere | {"REDIS_URL": "unix:///nowhere.sock"},
            stderr=output,
        )
    try:
        until(lambda: "this minute's tick was missed" in said.read_text())
        assert process.poll() is None
        assert "Traceback" not in said.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
