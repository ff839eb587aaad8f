"""The migrations make exactly the tables that the models describe, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.services import Services

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, services: Services, tmp_path: Path):
    """Run `flask db …` in a process of its own: test tables must not take part."""
    url = (
        f"sqlite:///{tmp_path / 'empty.db'}"
        if request.param == "sqlite"
        else services.fresh_database("migrated")
    )
    environment = os.environ | {
        "INSTANCE_DIR": str(tmp_path),
        "DATABASE_URL": url,
        "REDIS_URL": "unix:///nowhere.sock",
        "APP_ENV": "test",
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "run", "db", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_models_and_migrations_agree_also_after_going_down_and_up(database):
    database("upgrade")
    assert "No new upgrade operations detected" in database("check")
    database("downgrade", "base")
    database("upgrade")
    assert "No new upgrade operations detected" in database("check")
