"""One human, one identity: what moves, is renewed or cancelled today changes no past day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel import operations
from app.personnel.cells import conditions
from app.personnel.choices import CertificateStatus
from app.personnel.models import (
    Certificate,
    CertificateVersion,
    Identity,
    IdentityNumber,
    Person,
    Qualification,
)
from app.personnel.queries import people_in_cells, people_with_cells, staff_structure
from tests.support.acting import As
from tests.support.factories import id_number, make_certificate, make_person
from tests.support.together import together

pytestmark = pytest.mark.both_databases

YUELU, TIANYUAN = 4, 5
DAY = dt.timedelta(days=1)
EVERYBODY = (YUELU, TIANYUAN)
Change = Callable[[Person, Certificate], Any]


@pytest.fixture
def holder(app: Flask) -> Flask:
    """Somebody of Yuelu with a certificate and a qualification."""
    with app.app_context(), unscoped("rows of the test"):
        person = make_person(organization_id=YUELU, name="唐一鸣")
        make_certificate(person)
        held = {"identity_id": person.identity_id, "kind": "constructor_second"}
        day = person.joined_on
        db.session.add(Qualification(organization_id=YUELU, from_day=day, **held))
        db.session.commit()
        db.session.remove()
    return app


def counted(day: dt.date) -> dict[int, tuple[int, int, int]]:
    """On duty, certified and technical of both organizations; and the lists agree."""
    cells = staff_structure(EVERYBODY, day)
    for key in ("on_duty", "certified", "technical"):
        listed = people_in_cells(EVERYBODY, day, [key])
        assert len(listed) == sum(one[key] for one in cells.values())
    kept = people_with_cells(day)
    for owner in EVERYBODY:
        keys = [key for one in kept.get(owner, []) for key in one["cells"]]
        found = cells.get(owner, dict.fromkeys(conditions(day), 0))
        assert {key: keys.count(key) for key in found} == found
    return {
        owner: (one["on_duty"], one["certified"], one["technical"]) for owner, one in cells.items()
    }


def move(person: Person, _certificate: Certificate) -> None:
    operations.move_person(person, TIANYUAN, on=clock.today())


def cancel(_person: Person, certificate: Certificate) -> None:
    certificate.status = CertificateStatus.CANCELLED
    certificate.cancelled_on = clock.today()


def suspend(_person: Person, certificate: Certificate) -> None:
    certificate.status = CertificateStatus.SUSPENDED


def renew(_person: Person, certificate: Certificate) -> None:
    """A certificate that would not have been valid before, had it always said so."""
    certificate.number, certificate.issued_on = "湘Q999999", clock.today()
    certificate.valid_from = clock.today()


@pytest.mark.parametrize(
    ("change", "now"),
    [
        (move, {TIANYUAN: (1, 1, 1)}),
        (cancel, {YUELU: (1, 0, 1)}),
        (suspend, {YUELU: (1, 0, 1)}),
        (renew, {YUELU: (1, 1, 1)}),
    ],
)
@pytest.mark.parametrize("who", ["hn_admin", "outside"])
def test_a_change_of_today_changes_no_past_day(
    holder: Flask, change: Change, now: dict[int, Any], who: str
) -> None:
    today = clock.today()
    past = (today - DAY, dt.date(today.year - 1, 12, 31), today.replace(day=1) - DAY)
    with holder.app_context(), unscoped("a decision"):
        before = [counted(day) for day in past]
        assert before == [{YUELU: (1, 1, 1)}] * 3
        person = db.session.scalars(select(Person)).one()
        change(person, db.session.scalars(select(Certificate)).one())
        db.session.commit()
        db.session.remove()
    scope = unscoped("everything") if who == "outside" else As(holder, who)
    with holder.app_context(), scope:
        assert [counted(day) for day in past] == before
        assert counted(today) == now


def test_either_organization_goes_on_seeing_its_own_days(holder: Flask) -> None:
    with holder.app_context(), unscoped("a decision"):
        operations.move_person(db.session.scalars(select(Person)).one(), TIANYUAN, on=clock.today())
        db.session.commit()
    yesterday = clock.today() - DAY
    with As(holder, "yl_clerk"):
        assert counted(yesterday) == {YUELU: (1, 1, 1)}
        assert counted(clock.today()) == {}
        assert db.session.scalars(select(Certificate)).all() == []
    with As(holder, "ty_clerk"):
        assert counted(yesterday) == {}
        assert counted(clock.today()) == {TIANYUAN: (1, 1, 1)}
        person = db.session.scalars(select(Person)).one()
        assert [one.number for one in person.certificates] != []
        assert [one.kind for one in person.qualifications] == ["constructor_second"]
        assert person.certificate_kind == "质量"


def test_both_rows_of_a_roster_are_one_human(holder: Flask) -> None:
    with holder.app_context(), unscoped("a decision"):
        person = db.session.scalars(select(Person)).one()
        moved = operations.move_person(person, TIANYUAN, on=clock.today())
        assert moved.identity_id == person.identity_id
        assert (moved.name, moved.id_no) == ("唐一鸣", person.id_no)
        assert moved.title_level == "intermediate"
        assert (person.left_on, person.left_reason) == (clock.today(), "transferred_inside")
        assert (moved.joined_on, moved.left_on, moved.version) == (clock.today(), None, 1)
        assert db.session.scalar(select(func.count()).select_from(Identity)) == 1


def test_several_changes_of_a_day_are_one_version(holder: Flask) -> None:
    with holder.app_context(), unscoped("decisions"):
        certificate = db.session.scalars(select(Certificate)).one()
        for number in ("A1", "A2"):
            certificate.number = number
            db.session.commit()
        certificate.remark = "no fact of the certificate"
        db.session.commit()
        rows = db.session.scalars(select(CertificateVersion).order_by(CertificateVersion.from_day))
        said = [(one.number[:1], one.from_day, one.to_day) for one in rows]
        begins = certificate.valid_from
        assert said == [("湘", begins, clock.today()), ("A", clock.today(), None)]


def test_a_change_may_hold_from_an_earlier_day(holder: Flask) -> None:
    day = clock.today() - 10 * DAY
    with holder.app_context(), unscoped("a decision"):
        certificate = db.session.scalars(select(Certificate)).one()
        certificate.effective_on = day
        certificate.status, certificate.cancelled_on = CertificateStatus.CANCELLED, day
        db.session.commit()
        assert counted(day - DAY) == {YUELU: (1, 1, 1)}
        assert counted(day) == {YUELU: (1, 0, 1)}


# --- who somebody is ------------------------------------------------------------------------


def test_one_number_is_one_identity_however_many_ask_at_once(app: Flask) -> None:
    number = id_number(dt.date(1988, 8, 8), 7)

    def ask(wait: Any) -> int:
        wait()
        with As(app, "yl_clerk"):
            return operations.identity_of(number)

    assert len(set(together([ask] * 4))) == 1
    with As(app, "hn_admin"):
        assert db.session.scalar(select(func.count()).select_from(IdentityNumber)) == 1
        assert operations.identity_of(id_number(dt.date(1988, 8, 8), 9)) != operations.identity_of(
            number
        )


def test_a_corrected_number_keeps_the_human_and_the_number_before(app: Flask) -> None:
    wrong, right = id_number(dt.date(1988, 8, 8), 7), id_number(dt.date(1988, 8, 9), 7)
    with app.app_context(), unscoped("a decision"):
        person = make_person(organization_id=YUELU, id_no=wrong)
        identity = person.identity_id
        operations.change_number(person, right)
        db.session.commit()
        assert (person.identity_id, person.id_no) == (identity, right)
        assert operations.identity_of(wrong) == operations.identity_of(right) == identity
        operations.change_number(person, wrong)
        db.session.commit()
        other = make_person(organization_id=TIANYUAN)
        with pytest.raises(IntegrityError):
            operations.change_number(other, right)


def test_nobody_is_on_two_rosters_nor_under_a_strangers_number(app: Flask) -> None:
    with app.app_context(), unscoped("rows of the test"):
        person = make_person(organization_id=YUELU)
        db.session.commit()
        with pytest.raises(IntegrityError):
            make_person(organization_id=TIANYUAN, id_no=person.id_no)
        db.session.rollback()
        stranger = make_person(organization_id=TIANYUAN)
        with pytest.raises(IntegrityError):
            make_person(organization_id=YUELU, identity_id=stranger.identity_id)
