"""Kept figures of rosters: always what a live count says, and counted only where that is needed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db, reading
from app.core.models import DictionaryEntry
from app.personnel import jobs
from app.personnel.choices import CertificateStatus
from app.personnel.models import Certificate, Person, StaffChange, StaffCount
from app.personnel.operations import move_person
from app.personnel.queries import KEPT, kept_structure, staff_structure
from tests.support.factories import make_certificate, make_person
from tests.support.pages import listed
from tests.support.statements import statements
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases

ORGANIZATIONS = range(1, 7)
TODAY = clock.today()


def live(day: dt.date) -> dict[int, dict[str, int]]:
    return staff_structure(list(ORGANIZATIONS), day, only=KEPT)


def compare(app: Flask, day: dt.date | None = None) -> None:
    """What is kept, read twice as a page does, and what a live count says."""
    day = day or clock.today()
    for _twice in range(2):
        with app.app_context(), unscoped("figures"), reading():
            assert kept_structure(day) == live(day)
            db.session.rollback()


def kept_rows(app: Flask) -> dict[int, int]:
    with app.app_context(), unscoped("what is kept"):
        rows = db.session.execute(select(StaffCount.organization_id, StaffCount.changes))
        return {row.organization_id: row.changes for row in rows}


# --- any change, by whomever ----------------------------------------------------------------


def _join(rng: Random) -> None:
    person = make_person(
        organization_id=rng.choice(ORGANIZATIONS),
        joined_on=TODAY - dt.timedelta(rng.randint(-3, 900)),
    )
    if rng.random() < 0.7:
        make_certificate(person, rng.choice(("quality", "safety")))


def _somebody(rng: Random) -> Person | None:
    people = db.session.scalars(select(Person).where(Person.left_on.is_(None))).all()
    return rng.choice(people) if people else None


def _leave(rng: Random) -> None:
    if person := _somebody(rng):
        person.left_on = max(person.joined_on, TODAY)
        person.left_reason = "resigned"


def _move(rng: Random) -> None:
    if person := _somebody(rng):
        others = [one for one in ORGANIZATIONS if one != person.organization_id]
        move_person(person, rng.choice(others), on=TODAY)


def _hide(rng: Random) -> None:
    if person := _somebody(rng):
        person.deleted_at = clock.now()


def _second(rng: Random) -> None:
    if person := _somebody(rng):
        person.employ_type = rng.choice(("seconded_in", "contract", "institution"))


def _certificate(rng: Random) -> Certificate | None:
    found = db.session.scalars(select(Certificate)).all()
    return rng.choice(found) if found else None


def _expire(rng: Random) -> None:
    if one := _certificate(rng):
        one.valid_from = TODAY - dt.timedelta(400)
        one.valid_to = TODAY + dt.timedelta(rng.randint(-2, 2))


def _suspend(rng: Random) -> None:
    if one := _certificate(rng):
        states = (CertificateStatus.SUSPENDED, CertificateStatus.VALID)
        one.status = rng.choice(states)


ACTS = (_join, _join, _leave, _move, _hide, _second, _expire, _suspend)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_it_is_what_a_live_count_says(app: Flask, at: Any, seed: int) -> None:
    rng = Random(seed)
    for step in range(60):
        with app.app_context(), unscoped("a change"):
            rng.choice(ACTS)(rng)
            # What is taken back has changed nothing.
            if rng.random() < 0.15:
                db.session.rollback()
            else:
                db.session.commit()
        if step % 3 == 0:
            compare(app)
    for days in (1, 2, 3):
        at(f"{TODAY + dt.timedelta(days)} 09:00")
        compare(app)


def test_a_dictionary_that_counts_otherwise_is_followed(app: Flask) -> None:
    with app.app_context(), unscoped("people"):
        make_person(organization_id=4, employ_type="contract")
        make_person(organization_id=4, employ_type="seconded_in")
        db.session.commit()
    compare(app)
    with app.app_context(), unscoped("a class"):
        entry = DictionaryEntry.query.filter_by(dictionary="employ_type", code="seconded_in").one()
        entry.group = "contract"
        db.session.commit()
    compare(app)


# --- what it saves --------------------------------------------------------------------------


def test_only_the_roster_that_changed_is_counted_again(app: Flask) -> None:
    with app.app_context(), unscoped("people"):
        for number in ORGANIZATIONS:
            make_certificate(make_person(organization_id=number))
        db.session.commit()
    compare(app)
    before = kept_rows(app)
    assert set(before) == set(ORGANIZATIONS)
    with app.app_context(), unscoped("one more"):
        make_person(organization_id=4)
        db.session.commit()
    with app.app_context(), unscoped("figures"), reading():
        with statements() as asked:
            found = kept_structure(TODAY)
        assert found[4]["on_duty"] == 2
        (counting,) = [one for one in asked if "FROM person" in one and "GROUP BY" in one]
        assert "IN (?)" in counting or "IN (%(" in counting
    after = kept_rows(app)
    assert {number for number in ORGANIZATIONS if before[number] != after[number]} == {4}


def test_what_is_kept_costs_no_count(app: Flask) -> None:
    with app.app_context(), unscoped("people"):
        make_person(organization_id=4)
        db.session.commit()
    compare(app)
    with app.app_context(), unscoped("figures"), reading(), statements() as asked:
        kept_structure(TODAY)
    assert not [one for one in asked if "FROM person" in one]


def test_a_transaction_that_has_written_sees_its_own_work(app: Flask) -> None:
    compare(app)
    with app.app_context(), unscoped("not yet committed"):
        make_person(organization_id=4)
        assert kept_structure(TODAY)[4]["on_duty"] == 1
        db.session.rollback()
    compare(app)


def test_the_day_is_counted_before_anybody_asks_and_old_changes_go(app: Flask, at: Any) -> None:
    with app.app_context(), unscoped("people"):
        make_certificate(make_person(organization_id=4))
        db.session.commit()
    compare(app)
    at(f"{TODAY + dt.timedelta(2)} 00:05")
    with app.app_context(), unscoped("the clock"):
        jobs.count_staff(None)
        db.session.commit()
        assert db.session.scalar(select(func.count()).select_from(StaffChange)) == 0
    assert set(kept_rows(app)) == set(ORGANIZATIONS)
    with app.app_context(), unscoped("figures"), reading(), statements() as asked:
        assert kept_structure(clock.today())[4]["certified"] == 1
    assert not [one for one in asked if "FROM person" in one]
    compare(app)


@pytest.mark.parametrize("seed", range(3))
def test_readers_beside_writers_keep_nothing_that_is_wrong(app: Flask, seed: int) -> None:
    def write(place: int, wait: Wait) -> None:
        rng = Random(100 * seed + place)
        wait()
        for _each in range(12):
            with app.app_context(), unscoped("a change"):
                make_person(organization_id=rng.choice((4, 5, 6)))
                db.session.commit()

    def read(wait: Wait) -> None:
        wait()
        for _each in range(12):
            with app.app_context(), unscoped("figures"), reading():
                kept_structure(TODAY)

    together([*(partial(write, place) for place in range(3)), read, read])
    compare(app)


def test_the_scope_decides_whose_figures_are_read(app: Flask, sign_in: Any) -> None:
    with app.app_context(), unscoped("people"):
        for number in ORGANIZATIONS:
            make_person(organization_id=number)
        db.session.commit()
    for username, count in (("hn_admin", 6), ("cs_admin", 3), ("yl_admin", 1)):
        rows = listed(sign_in(username).get("/organizations/overview/list/").text)
        assert [row["在职"] for row in rows] == ["1"] * count
