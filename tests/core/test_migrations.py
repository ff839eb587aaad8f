"""The migrations make exactly the tables that the models describe, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import JSON, column, create_engine, select, text

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

    run.url = url.replace("postgresql://", "postgresql+psycopg://")
    return run


def test_models_and_migrations_agree_also_after_going_down_and_up(database):
    database("upgrade")
    assert "No new upgrade operations detected" in database("check")
    database("downgrade", "base")
    database("upgrade")
    assert "No new upgrade operations detected" in database("check")


def test_who_signed_old_reports_is_no_longer_in_plain_text(database):
    database("upgrade", "0002")
    engine = create_engine(database.url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ab_user (id, first_name, last_name, username, email)"
                " VALUES (1, 'a', 'b', 'c', 'd')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO report_run"
                " (report, title, format, parameters, requested_by, requested_at) VALUES"
                " ('annual_summary', '', 'xlsx', :asked, 1, '2026-01-01')"
            ),
            {"asked": json.dumps({"year": 2025, "phone": "13812345678", "head": "张三"})},
        )
    database("upgrade")
    with engine.connect() as connection:
        query = select(column("parameters", JSON)).select_from(text("report_run"))
        (stored,) = connection.scalars(query)
    engine.dispose()
    assert stored == {"year": 2025}
