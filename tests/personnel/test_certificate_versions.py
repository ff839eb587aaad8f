"""Versions of a certificate: of every day one says what it was, whatever is done in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.certificates import operations as certificates
from app.core.access.actor import SYSTEM
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.personnel import operations
from app.personnel.choices import CertificateStatus
from app.personnel.models import Certificate, CertificateVersion, Person
from app.personnel.models.certificate_versions import VERSIONED
from app.personnel.queries import staff_structure
from tests.support.factories import make_certificate, make_person

YUELU, TIANYUAN = 4, 5


def day(after: int) -> dt.date:
    return clock.today() + dt.timedelta(days=after)


@pytest.fixture
def holder(app: Flask) -> Flask:
    """Somebody of Yuelu with a certificate since 2020."""
    with app.app_context(), unscoped("a row of the test"):
        make_certificate(make_person(organization_id=YUELU))
        db.session.commit()
        db.session.remove()
    return app


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is not kept."""
    try:
        with unscoped("what people do, one after the other"):
            yield
    finally:
        db.session.rollback()


def the_certificate() -> Certificate:
    return db.session.scalars(select(Certificate)).one()


def the_person() -> Person:
    return db.session.scalars(select(Person).where(Person.left_on.is_(None))).one()


def versions() -> list[CertificateVersion]:
    asked = select(CertificateVersion).order_by(CertificateVersion.from_day)
    return list(db.session.scalars(asked.execution_options(populate_existing=True)))


def change(effective_on: dt.date, **facts: Any) -> None:
    certificate = the_certificate()
    for name, value in facts.items():
        setattr(certificate, name, value)
    certificate.effective_on = effective_on
    db.session.flush()


def suspend(after: int) -> None:
    typed = {
        "suspended_on": day(after),
        "suspension_reason": "full_points",
        "suspension_text": None,
    }
    certificates.suspend(the_certificate(), typed, SYSTEM)


def restore(_after: int) -> None:
    certificates.restore(the_certificate(), SYSTEM)


def move(after: int) -> None:
    """Organizations are joined as from an earlier day, too."""
    person = the_person()
    there = YUELU + TIANYUAN - person.organization_id
    operations.move_person(person, there, on=day(after))


def extend(after: int) -> None:
    change(day(0), valid_to=dt.date(2101, 12, 31) + dt.timedelta(days=after))


def put_right(after: int) -> None:
    """A change that holds from any day, as no operation lets it today."""
    change(day(after), number=f"湘质监{abs(after):05}", valid_from=day(after - 30))


def cancel(after: int) -> None:
    on = day(after)
    change(on, status=CertificateStatus.CANCELLED, cancelled_on=on)


ACTS: tuple[Callable[[int], None], ...] = (suspend, restore, move, extend, put_right, cancel)
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(-40, 0)), max_size=8)


def holds() -> None:
    """Every day from the first on has one version, and the last says what the certificate says."""
    found, certificate = versions(), the_certificate()
    assert [one.to_day for one in found[:-1]] == [one.from_day for one in found[1:]]
    assert all(before.from_day < after.from_day for before, after in pairwise(found))
    assert found[-1].to_day is None
    says = {name: getattr(certificate, name) for name in VERSIONED}
    assert {name: getattr(found[-1], name) for name in VERSIONED} == says


def test_versions_neither_overlap_nor_leave_gaps(holder: Flask) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=STEPS)
    def walk(steps: list[tuple[Callable[[int], None], int]]) -> None:
        with holder.app_context(), undone():
            for act, after in steps:
                try:
                    with db.session.begin_nested():
                        act(after)
                except (Refused, Conflict):
                    pass
                holds()

    walk()


@pytest.mark.both_databases
def test_what_holds_from_an_earlier_day_holds_in_all_that_was_said_since(holder: Flask) -> None:
    """Organizations are joined as from ten days ago; the certificate was suspended meanwhile."""
    with holder.app_context(), undone():
        suspend(-3)
        move(-10)
        said = [(one.organization_id, one.status.value, one.from_day) for one in versions()]
        assert said == [
            (YUELU, "valid", dt.date(2020, 1, 1)),
            (TIANYUAN, "valid", day(-10)),
            (TIANYUAN, "suspended", day(-3)),
        ]
        holds()
        assert the_person().certificate_kind == "无有效证书"
        certified = {
            after: {
                owner: cells["certified"]
                for owner, cells in staff_structure((YUELU, TIANYUAN), day(after)).items()
            }
            for after in (-11, -10, -4, -3, 0)
        }
        assert certified == {
            -11: {YUELU: 1},
            -10: {TIANYUAN: 1},
            -4: {TIANYUAN: 1},
            -3: {TIANYUAN: 0},
            0: {TIANYUAN: 0},
        }


def test_a_certificate_that_was_to_begin_later_begins_when_it_is_in_force(app: Flask) -> None:
    with app.app_context(), undone():
        make_certificate(make_person(organization_id=YUELU), valid_from=day(300))
        change(day(-5), valid_from=day(40))
        assert [one.from_day for one in versions()] == [day(40)]
        change(day(-5), valid_from=day(-20))
        assert [one.from_day for one in versions()] == [day(-5)]
        holds()
