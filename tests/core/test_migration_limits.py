"""Migrations take their time, run one at a time, and lose no row on the way back unless told to."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.application import KEY
from tests.support.migrated import NO_REDIS, ROOT, Database
from tests.support.services import Services, driver_address
from tests.support.waiting import until

HOLD = "pg_advisory_lock(hashtextextended('migrations', 0))"
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
# What each table hears of the limit while it is made.
LISTEN = """
    CREATE TABLE heard (statement text, idle text, lock text);
    CREATE FUNCTION hear() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO heard VALUES (
            current_setting('statement_timeout'),
            current_setting('idle_in_transaction_session_timeout'),
            current_setting('lock_timeout')
        );
    END $$;
    CREATE EVENT TRIGGER hearing ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
        EXECUTE FUNCTION hear();
"""
NOTICE = {
    "id": 1,
    "title": "通知",
    "published_on": dt.date(2026, 1, 5),
    "content": "",
    "version": 1,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, services: Services, tmp_path: Path) -> Database:
    """An empty database."""
    in_file = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'empty.db'}" if in_file else services.fresh_database("limits")
    return Database(url, tmp_path)


def test_a_way_back_that_would_lose_rows_is_refused_in_words(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.upgrade()
    database.add("notice", NOTICE)
    database.add("key_proof", {"name": "DATA_KEY", "proof": "x"})

    with pytest.raises(SystemExit):
        database.downgrade("0010")

    assert "The database stays at 0036: the way back would lose rows (1 of notice)" in caplog.text
    assert [row["title"] for row in database.rows("notice")] == ["通知"]
    assert database.rows("alembic_version") == [{"version_num": "0036"}]


def test_whoever_says_so_loses_rows(database: Database) -> None:
    database.upgrade()
    database.add("notice", NOTICE)

    database.downgrade("0011", losing=True)

    assert database.rows("alembic_version") == [{"version_num": "0011"}]


@pytest.fixture
def url(services: Services) -> str:
    return services.fresh_database("limits")


@pytest.fixture
def line(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(driver_address(url), autocommit=True) as connection:
        yield connection


def upgrade(url: str, folder: Path) -> subprocess.Popen[str]:
    """The command of the README, with the limits of the product."""
    settings = {"INSTANCE_DIR": str(folder), "DATABASE_URL": url, "APP_ENV": "test"}
    keys = {"DATA_KEY": KEY, "AUDIT_KEY": KEY, "REDIS_URL": NO_REDIS}
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "run", "db", "upgrade"],
        cwd=ROOT,
        env=os.environ | settings | keys,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_migration_has_the_time_that_it_needs(
    url: str, line: psycopg.Connection, tmp_path: Path
) -> None:
    line.execute(LISTEN)

    _said, complaint = upgrade(url, tmp_path).communicate(timeout=120)

    assert set(line.execute("SELECT * FROM heard").fetchall()) == {("0", "0", "5s")}, complaint


def test_migrations_of_two_machines_wait_for_each_other(
    url: str, line: psycopg.Connection, tmp_path: Path
) -> None:
    line.execute(f"SELECT {HOLD}")
    process = upgrade(url, tmp_path)
    until(lambda: line.execute(WAITING).fetchone() == (1,))
    assert line.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,)

    line.execute(f"SELECT {HOLD.replace('lock(', 'unlock(', 1)}")

    _said, complaint = process.communicate(timeout=120)
    assert process.returncode == 0, complaint
    assert line.execute("SELECT to_regclass('alembic_version')").fetchone() != (None,)
    assert line.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone() == (
        0,
    )
