"""Readiness: pages are served or not, and whatever else is ill has a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import jobs
from app.core.access.actor import SYSTEM
from app.core.base import clock
from app.core.base.choices import JobState
from app.core.base.db import db
from app.core.jobs.schedule import tick_on
from app.core.models import JobRun
from tests.support import application

pytestmark = pytest.mark.both_databases

Told = Callable[[], tuple[int, dict[str, str]]]


@pytest.fixture
def told(app: Flask, run_jobs: Any) -> Told:
    """What a monitor is told; nothing has run yet."""

    def ask() -> tuple[int, dict[str, str]]:
        answer = app.test_client().get("/readyz")
        return answer.status_code, answer.json

    return ask


def test_without_worker_and_schedule_pages_are_served_all_the_same(told: Told) -> None:
    status, said = told()

    assert (status, said["status"]) == (200, "degraded")
    assert (said["worker"], said["schedule"], said["redis"]) == ("not ok", "silent", "ok")
    assert (said["database"], said["migrations"], said["keys"]) == ("ok", "ok", "ok")


def test_redis_that_does_not_answer_is_named(app: Flask, told: Told, monkeypatch: Any) -> None:
    connection = app.extensions.pop("redis", None)
    monkeypatch.setitem(app.config, "REDIS_URL", "unix:///nowhere/redis.sock")
    status, said = told()
    app.extensions["redis"] = connection

    assert (status, said["status"], said["redis"]) == (200, "degraded", "not ok")


def test_a_schedule_is_well_until_it_has_been_silent_for_minutes(
    app: Flask, told: Told, at: Any
) -> None:
    tick_on(app, once=True)
    assert told()[1]["schedule"] == "ok"
    later = clock.local(clock.now() + dt.timedelta(minutes=6))
    at(f"{later:%Y-%m-%d %H:%M}")
    assert told()[1]["schedule"] == "silent"


def test_a_failed_daily_job_is_named(app: Flask, told: Told) -> None:
    assert told()[1]["failed_jobs"] == "ok"
    with app.app_context():
        wanted = jobs.declaration.declared["core.jobs.cleanup.forget"]
        run: JobRun = wanted.request(key="k", actor=SYSTEM, arguments={})
        run.state = JobState.FAILED
        db.session.commit()

    status, said = told()

    assert (status, said["failed_jobs"]) == (200, "core.jobs.cleanup.forget")


def test_a_full_disk_is_named(app: Flask, told: Told, monkeypatch: Any) -> None:
    monkeypatch.setitem(app.config, "MIN_FREE_MB", 10**9)
    assert told()[1]["disk"] == "full"


def test_a_database_of_another_release_serves_no_pages(app: Flask, told: Told) -> None:
    with app.app_context():
        before = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()
    status, said = told()
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = :old"), {"old": before})
        db.session.commit()

    assert (status, said["status"], said["migrations"]) == (503, "not ok", "not ok")


def test_without_a_database_no_pages_are_served(tmp_path: Path) -> None:
    app = application.make_app(tmp_path, "postgresql+psycopg://nobody@/none?host=/nowhere")
    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.json["database"]) == (503, "not ok")
