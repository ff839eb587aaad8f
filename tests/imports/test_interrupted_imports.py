"""Killed half-way, two at once, beside somebody who types: each row is there once or never."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, ViewMenu
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import jobs as background
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import JobState
from app.core.base.db import db
from app.core.models import JobRun
from app.imports import operations
from app.imports.choices import ImportState
from app.imports.jobs import store_import
from app.imports.models import ImportBatch
from app.personnel.models import IdentityNumber, Person
from app.personnel.operations import add_person
from tests.imports.rosters import ask_to_store, batch_of, good_row, roster, send
from tests.personnel.test_operations import values
from tests.support.acting import As
from tests.support.stored import rows
from tests.support.together import together

pytestmark = pytest.mark.both_databases


@pytest.fixture
def asked(app: Flask, run_jobs: Any, tmp_path: Path) -> Any:
    """Imports that people have asked to store; the id of each batch and of its job."""

    def ask(sent: dict[str, list[dict[str, Any]]], *, ask: bool = True) -> list[tuple[int, int]]:
        found = {
            username: send(app, username, roster(tmp_path / f"{username}.xlsx", people))
            for username, people in sent.items()
        }
        run_jobs()
        for username, batch in found.items() if ask else ():
            ask_to_store(app, username, batch)
        return [(batch, batch_of(app, batch).job_id or 0) for batch in found.values()]

    return ask


def count(app: Flask, model: Any) -> int:
    with app.app_context(), unscoped("a test looks"):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def work(app: Flask, job: int) -> None:
    with app.app_context():
        background.run(job)
        db.session.remove()


def _die_half_way(app: Flask, job: int) -> None:
    """Work until people have been written, and be killed before that is committed."""

    @event.listens_for(Session, "after_flush")
    def kill(session: Session, _context: Any) -> None:
        if any(isinstance(one, Person) for one in session.new):
            session.connection()
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        # Connections are the parent's.
        db.engine.dispose(close=False)
    work(app, job)


def test_an_import_that_is_killed_is_stored_once(app: Flask, asked: Any) -> None:
    ((batch, job),) = asked({"yl_clerk": [good_row(place) for place in range(50)]})
    victim = get_context("fork").Process(target=_die_half_way, args=(app, job))
    victim.start()
    victim.join(60)
    assert victim.exitcode == -signal.SIGKILL
    assert batch_of(app, batch).stage is ImportState.STORING
    assert count(app, Person) == 0
    assert count(app, IdentityNumber) == 0
    with app.app_context():
        background.release(job)
    work(app, job)
    assert batch_of(app, batch).stored_count == 50
    assert count(app, Person) == 50
    # Once more, as the queue might.
    with app.app_context():
        found = db.session.get(JobRun, job)
        assert found is not None
        found.state = JobState.QUEUED
        db.session.commit()
    work(app, job)
    assert count(app, Person) == 50


def test_two_imports_of_the_same_people_at_once(app: Flask, asked: Any) -> None:
    people = [good_row(place) for place in range(60)]
    first, second = asked({"yl_clerk": people, "ty_clerk": list(reversed(people))})

    def store(job: int) -> Any:
        def act(wait: Any) -> None:
            wait()
            work(app, job)

        return act

    together([store(first[1]), store(second[1])])
    states = {batch_of(app, batch).stage for batch, _job in (first, second)}
    assert states == {ImportState.STORED, ImportState.CHECKED}
    assert count(app, Person) == count(app, IdentityNumber) == 60
    stored_counts = sorted(batch_of(app, batch).stored_count for batch, _job in (first, second))
    faulty_counts = sorted(batch_of(app, batch).faulty_count for batch, _job in (first, second))
    assert (stored_counts, faulty_counts) == ([0, 60], [0, 60])


def test_an_import_beside_somebody_who_types_one_of_its_people(app: Flask, asked: Any) -> None:
    row = good_row(3)
    ((batch, job),) = asked({"yl_clerk": [good_row(2), row]})

    def typed(wait: Any) -> None:
        with As(app, "ty_clerk") as actor:
            add_person(values(id_no=row["身份证号"]), actor)
            db.session.flush()
            wait()
            time.sleep(0.7)

    def imported(wait: Any) -> None:
        wait()
        work(app, job)

    together([typed, imported])
    found = batch_of(app, batch)
    assert (found.stage, found.stored_count, found.faulty_count) == (ImportState.CHECKED, 0, 1)
    assert count(app, Person) == 1


def test_an_import_that_somebody_was_in_the_way_of_is_stored_and_counted(
    app: Flask, asked: Any
) -> None:
    ((batch, job),) = asked({"yl_clerk": [good_row(2), good_row(3)]})

    def somebody_is_there(session: Session, *_given: Any) -> None:
        if any(isinstance(one, Person) for one in session.new):
            event.remove(Session, "before_flush", somebody_is_there)
            raise IntegrityError("insert", {}, Exception("typed, and taken back at once"))

    event.listen(Session, "before_flush", somebody_is_there)
    work(app, job)
    assert batch_of(app, batch).stored_count == 2
    (run,) = rows(app, JobRun, id=job)
    assert (run.state, run.done, run.expected) == (JobState.DONE, 2, 2)


def test_an_import_beside_the_daily_throwing_away(app: Flask, asked: Any, run_jobs: Any) -> None:
    ((batch, _job),) = asked({"yl_clerk": [good_row(2)]}, ask=False)
    later = clock.now() + dt.timedelta(days=8)

    def stored(wait: Any) -> None:
        with As(app, "yl_clerk") as actor:
            found = db.session.get_one(ImportBatch, batch)
            operations.ask_to_store(found, actor=actor, language="zh", job=store_import)
            db.session.flush()
            wait()
            time.sleep(0.7)

    def thrown_away(wait: Any) -> None:
        wait()
        with app.app_context():
            operations.throw_away_expired(later)
            db.session.remove()

    together([stored, thrown_away])
    run_jobs()
    found = batch_of(app, batch)
    assert (found.stage, found.stored_count) == (ImportState.STORED, 1)
    assert count(app, Person) == 1


def test_an_import_that_nobody_works_on_for_an_hour_can_be_asked_for_again(
    app: Flask, asked: Any, run_jobs: Any, at: Any
) -> None:
    ((batch, _job),) = asked({"yl_clerk": [good_row(2)]})
    # The queue has lost it, and no worker is there.
    with app.app_context():
        background.queue("fast").empty()
    later = clock.local(clock.now()) + dt.timedelta(minutes=61)
    at(f"{later:%Y-%m-%d %H:%M}")
    with app.app_context():
        background.sweep()
    found = batch_of(app, batch)
    assert found.stage is ImportState.CHECKED
    assert "后台服务超过 1 小时没有运行" in (found.message or "")
    ask_to_store(app, "yl_clerk", batch)
    run_jobs()
    assert batch_of(app, batch).stored_count == 1


def test_who_has_lost_the_right_stores_nothing(app: Flask, asked: Any) -> None:
    ((batch, job),) = asked({"yl_clerk": [good_row(2)]})
    with app.app_context(), unscoped("an administrator takes a right away"):
        (right,) = db.session.scalars(
            select(PermissionView)
            .join(PermissionView.permission)
            .join(PermissionView.view_menu)
            .where(Permission.name == "can_import", ViewMenu.name == "personnel.person")
        )
        for role in db.session.scalars(select(Role)):
            if right in role.permissions:
                role.permissions.remove(right)
        db.session.commit()
    work(app, job)
    found = batch_of(app, batch)
    assert (found.stage, found.stored_count) == (ImportState.CHECKED, 0)
    assert "您没有导入权限" in (found.message or "")
    assert count(app, Person) == 0
