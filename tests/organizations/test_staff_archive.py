"""The year-end archive: as the year ended, whenever it is taken, each organization once."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import jobs
from app.core.access.actor import SYSTEM
from app.core.access.scope import EVERYTHING, under, unscoped
from app.core.base import clock
from app.core.base.choices import JobState
from app.core.base.db import db
from app.core.models import AuditEntry, JobRun
from app.organizations.jobs import archive_structures, year_ends
from app.organizations.models import StaffSnapshot
from app.personnel.models import Certificate, Person, Qualification
from app.personnel.operations import move_person
from app.personnel.queries import staff_structure
from app.workflow.models import Message
from tests.support.application import KEY
from tests.support.factories import make_certificate, make_person
from tests.support.suite_clock import At

pytestmark = pytest.mark.both_databases

ROOT = Path(__file__).resolve().parents[2]
YUELU, TIANYUAN = 4, 5
YEAR = clock.year()
LAST = dt.date(YEAR, 12, 31)


@pytest.fixture
def staffed(app: Flask) -> Flask:
    """Five people: four in 岳麓, of whom three are certified, and one in 天元."""
    with app.app_context(), unscoped("people of the tests"):
        for name in ("甲", "乙", "丙"):
            make_certificate(make_person(organization_id=YUELU, name=name))
        make_person(organization_id=YUELU, name="丁", title_level="none", title_name=None)
        make_person(organization_id=TIANYUAN, name="戊")
        person = named("甲")
        db.session.add(
            Qualification(
                organization_id=YUELU,
                identity_id=person.identity_id,
                kind="supervising_engineer",
                from_day=dt.date(2020, 1, 1),
            )
        )
        db.session.commit()
    return app


def named(name: str) -> Person:
    return db.session.scalars(
        select(Person).where(Person.name == name, Person.left_on.is_(None))
    ).one()


def run_archive(app: Flask, run_jobs: Any, key: str = "archive") -> None:
    with app.app_context():
        archive_structures.request(key=key, actor=SYSTEM, arguments={})
        db.session.commit()
    run_jobs()
    with app.app_context():
        state = db.session.scalars(select(JobRun.state).where(JobRun.key == key)).one()
        assert state is JobState.DONE


def stored(app: Flask) -> dict[int, StaffSnapshot]:
    """The newest structures of the year by organization; each has one version alone."""
    with app.app_context(), under(EVERYTHING):
        found = db.session.scalars(select(StaffSnapshot).filter_by(year=YEAR)).all()
        assert len(found) == len({one.organization_id for one in found})
        return {one.organization_id: one for one in found}


def contents(found: dict[int, StaffSnapshot]) -> dict[int, Any]:
    return {n: (one.cells, one.people, one.posts, one.checksum) for n, one in found.items()}


# --- when -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "is_due"),
    [
        (f"{YEAR}-12-31 23:49", False),
        (f"{YEAR}-12-31 23:50", True),
        (f"{YEAR + 1}-01-01 00:00", False),
    ],
    ids=["a minute before", "at 23:50", "the next day"],
)
def test_it_is_due_at_2350_of_the_last_day_and_looked_after_each_day(app, at: At, moment, is_due):
    at(moment)
    keys = [key for key, _arguments in year_ends(clock.local(clock.now()))]
    assert (f"{YEAR}-end" in keys) is is_due
    assert clock.today().isoformat() in keys


def test_the_tick_asks_for_it_and_the_worker_stores_it(staffed, at: At, run_jobs):
    at(f"{YEAR}-12-31 23:49")
    with staffed.app_context():
        jobs.tick()
    run_jobs()
    assert stored(staffed) == {}
    at(f"{YEAR}-12-31 23:50")
    with staffed.app_context():
        jobs.tick()
    run_jobs()
    found = stored(staffed)
    assert set(found) == {1, 2, 3, YUELU, TIANYUAN, 6}
    assert not any(one.is_late for one in found.values())
    assert (found[YUELU].cells["on_duty"], found[YUELU].cells["certified"]) == (4, 3)
    assert found[6].cells["on_duty"] == 0


def test_what_is_stored_is_what_was_counted_at_that_moment(staffed, at: At, run_jobs):
    at(f"{YEAR}-12-31 23:50")
    with staffed.app_context(), under(EVERYTHING):
        live = staff_structure(None, clock.today())
    run_archive(staffed, run_jobs)
    found = stored(staffed)
    for number in (YUELU, TIANYUAN):
        assert found[number].cells == live[number]
        for key, count in found[number].cells.items():
            assert sum(key in one["cells"] for one in found[number].people) == count, key
    assert [one["name"] for one in found[YUELU].people] == ["甲", "乙", "丙", "丁"]
    assert all(one.is_intact for one in found.values())
    assert found[YUELU].rule_version == 2


def test_it_is_stored_once_however_often_it_runs(staffed, at: At, run_jobs):
    at(f"{YEAR}-12-31 23:50")
    run_archive(staffed, run_jobs, "first")
    before = contents(stored(staffed))
    at(f"{YEAR + 1}-01-01 08:00")
    run_archive(staffed, run_jobs, "second")
    assert contents(stored(staffed)) == before


def test_an_installation_that_is_younger_than_a_year_end_archives_nothing_of_it(
    staffed, at: At, run_jobs
):
    at(f"{YEAR}-12-30 10:00")
    run_archive(staffed, run_jobs)
    with staffed.app_context(), under(EVERYTHING):
        assert db.session.scalars(select(StaffSnapshot)).all() == []


# --- later, with the same result ------------------------------------------------------------


def change_much() -> None:
    """What people may do in the first days of January, some of it dated back."""
    one = named("甲")
    one.title_level, one.title_name, one.education = "senior", "senior_engineer", "master"
    db.session.flush()
    one.title_level = "senior_professor"
    other = named("乙")
    other.left_on, other.left_reason = dt.date(YEAR, 12, 20), "retired"
    gone = named("丁")
    gone.deleted_at = clock.now()
    db.session.flush()
    make_person(organization_id=YUELU, name="新", joined_on=dt.date(YEAR, 12, 1))
    make_certificate(named("戊"), valid_from=dt.date(YEAR, 6, 1))
    db.session.scalars(select(Qualification)).one().to_day = dt.date(YEAR, 12, 1)
    certificate = db.session.scalars(
        select(Certificate).where(Certificate.identity_id == one.identity_id)
    ).one()
    certificate.effective_on = dt.date(YEAR, 12, 15)
    certificate.status = "suspended"
    move_person(named("丙"), TIANYUAN, on=dt.date(YEAR, 12, 28))


def test_a_title_and_a_deletion_of_january_are_not_in_it(staffed, at: At, run_jobs):
    at(f"{YEAR}-12-30 18:00")
    with staffed.app_context(), under(EVERYTHING):
        wanted = staff_structure(None, LAST)
    at(f"{YEAR + 1}-01-02 09:00")
    with staffed.app_context(), unscoped("January"):
        change_much()
        db.session.commit()
    at(f"{YEAR + 1}-01-05 08:00")
    with staffed.app_context():
        jobs.tick()
    run_jobs()
    found = stored(staffed)
    assert all(one.is_late for one in found.values())
    for number in (YUELU, TIANYUAN):
        assert found[number].cells == wanted[number]
    assert [one["name"] for one in found[YUELU].people] == ["甲", "乙", "丙", "丁"]
    first = found[YUELU].people[0]
    assert (first["title_level"], first["education"]) == ("intermediate", "bachelor")
    assert found[YUELU].cells["qualification=supervising_engineer"] == 1
    with staffed.app_context(), under(EVERYTHING):
        assert staff_structure(None, clock.today())[YUELU]["title_level=senior_professor"] == 1


# One organization a transaction; the process is killed within the third.
KILLED = """
import os, signal
from sqlalchemy import event
from sqlalchemy.orm import Session
from app.core.access.scope import EVERYTHING, under
from app.factory import create_app
from app.organizations import jobs
done = []
@event.listens_for(Session, "after_commit")
def _count(_session):
    done.append(1)
@event.listens_for(Session, "after_flush_postexec")
def _kill(_session, _context):
    if len(done) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
jobs.AT_ONCE = 1
with create_app().app_context(), under(EVERYTHING):
    jobs.archive_structures(None)
"""


def test_a_run_that_is_killed_leaves_whole_ones_and_the_next_goes_on(staffed, at: At, run_jobs):
    at(f"{YEAR}-12-31 23:50")
    settings = {
        "INSTANCE_DIR": str(staffed.config["INSTANCE_DIR"]),
        "APP_ENV": "test",
        "DATA_KEY": KEY,
        "AUDIT_KEY": KEY,
        "DATABASE_URL": staffed.config["SQLALCHEMY_DATABASE_URI"],
        "REDIS_URL": staffed.config["REDIS_URL"],
    }
    code = [sys.executable, "-c", KILLED]
    ended = subprocess.run(code, cwd=ROOT, env=os.environ | settings, check=False, timeout=120)
    assert ended.returncode == -signal.SIGKILL
    half = contents(stored(staffed))
    assert len(half) == 2
    at(f"{YEAR}-12-31 23:58")
    run_archive(staffed, run_jobs)
    whole = contents(stored(staffed))
    assert set(whole) == {1, 2, 3, 4, 5, 6}
    assert {number: whole[number] for number in half} == half
    with staffed.app_context():
        entries = db.session.scalars(select(AuditEntry).filter_by(action="archive")).all()
        assert len(entries) == 6


# --- who hears ------------------------------------------------------------------------------


def told(app: Flask) -> list[tuple[str, str]]:
    with app.app_context(), unscoped("messages"):
        asked = select(Message.title, Message.body).order_by(Message.id)
        return [tuple(row) for row in db.session.execute(asked)]


def test_the_province_hears_that_it_is_done(staffed, at: At, run_jobs):
    at(f"{YEAR + 1}-01-05 08:00")
    run_archive(staffed, run_jobs)
    ((title, body),) = told(staffed)
    assert title == f"{YEAR} 年度人员结构已归档"
    assert "共归档 6 个机构" in body
    assert "补归档" in body
    run_archive(staffed, run_jobs, "again")
    assert len(told(staffed)) == 1


def test_the_province_hears_that_it_failed(staffed, at: At, run_jobs):
    at(f"{YEAR}-12-31 23:50")
    with staffed.app_context(), under(EVERYTHING):
        run = archive_structures.request(key="fails", actor=SYSTEM, arguments={"no": "such"})
        run.attempts = jobs.ATTEMPTS - 1
        db.session.commit()
    run_jobs()
    ((title, body),) = told(staffed)
    assert title == "人员结构归档失败"
    assert "系统明天会再次归档" in body
    with staffed.app_context():
        assert db.session.scalars(select(JobRun.error).where(JobRun.key == "fails")).one() in body


def test_a_failed_archive_is_a_to_do_of_the_province_until_it_is_stored(
    staffed, at: At, run_jobs, sign_in
):
    def waits(who: str) -> bool:
        page = sign_in(who).get("/").text
        return (
            "人员结构归档失败，请联系" in page.partition('id="todo"')[2].partition("</section>")[0]
        )

    at(f"{YEAR}-12-31 23:50")
    with staffed.app_context(), under(EVERYTHING):
        run = archive_structures.request(key="fails", actor=SYSTEM, arguments={"no": "such"})
        run.attempts = jobs.ATTEMPTS - 1
        db.session.commit()
    run_jobs()
    assert [waits(who) for who in ("hn_admin", "hn_leader", "cs_admin")] == [True, False, False]
    run_archive(staffed, run_jobs)
    assert not waits("hn_admin")


def test_each_archive_stands_in_the_trail_without_its_people(staffed, at: At, run_jobs):
    at(f"{YEAR}-12-31 23:50")
    run_archive(staffed, run_jobs)
    with staffed.app_context():
        entries = db.session.scalars(select(AuditEntry).filter_by(action="archive")).all()
        assert len(entries) == 6
        assert not any("甲" in str(one.changes) for one in entries)
        assert {one.changes["year"] for one in entries} == {YEAR}
