"""Who comes, changes and leaves: what stays said of past days, and who is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused, Unconfirmed
from app.personnel import operations, queries, rules
from app.personnel.models import IdentityNumber, Person, Qualification
from tests.support.acting import As
from tests.support.factories import id_number, make_certificate
from tests.support.statements import statements
from tests.support.together import together

pytestmark = pytest.mark.both_databases

YUELU, TIANYUAN = 4, 5
DAY = dt.timedelta(days=1)
BORN = dt.date(1988, 8, 8)
NUMBER = id_number(BORN, 7)
OTHERS = "该人员已在【{}】登记，如需调入请由原单位办理人员调动或离职"


def values(**changed: Any) -> dict[str, Any]:
    """What a clerk types of somebody new."""
    return {
        "name": "唐一鸣",
        "id_no": NUMBER,
        "mobile": "13900001234",
        "employ_type": "institution",
        "duty_status": "present",
        "post_type": "management",
        "education": "bachelor",
        "school": "湖南大学",
        "major": "土木工程",
        "specialty": "civil",
        "title_level": "none",
        "work_from": dt.date(2012, 7, 1),
        "joined_on": dt.date(2015, 7, 1),
        **changed,
    }


def add(app: Flask, who: str, **changed: Any) -> int:
    with As(app, who) as actor:
        person = operations.add_person(values(**changed), actor)
        db.session.commit()
        return person.id


def said(refused: Refused) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in refused.errors]


def test_what_the_number_says_is_computed_and_the_rest_is_kept(app: Flask) -> None:
    row = {"kind": "constructor_second", "number": "湘1", "valid_to": "2027-01-31"}
    added = add(app, "yl_clerk", qualifications=[row], sex="female", born_on=dt.date(1970, 1, 1))
    with As(app, "yl_clerk"):
        person = db.session.get_one(Person, added)
        assert (person.sex, person.born_on) == ("male", BORN)
        assert (person.organization_id, person.id_no) == (YUELU, NUMBER)
        assert [(one.kind, one.valid_to) for one in person.qualifications] == [
            ("constructor_second", dt.date(2027, 1, 31))
        ]


def test_everything_wrong_is_told_at_once(app: Flask) -> None:
    with As(app, "yl_clerk") as actor, pytest.raises(Refused) as told:
        operations.add_person(values(name="唐", mobile="1", school=None), actor)
    assert set(said(told.value)) == {("V14", "name"), ("V10", "mobile"), ("V00", "school")}


def test_nobody_is_on_two_rosters(app: Flask) -> None:
    add(app, "ty_clerk")
    with As(app, "yl_clerk") as actor, pytest.raises(Refused) as told:
        operations.add_person(values(), actor)
    assert [one.message for one in told.value.errors] == [
        OTHERS.format("天元区建设工程质量安全监督站")
    ]


def test_two_organizations_add_the_same_human_at_once(app: Flask) -> None:
    """One wins, the other one reads where the human is registered."""
    known = add(app, "hn_admin", id_no=id_number(BORN, 9))
    assert known

    def enter(who: str) -> Any:
        def act(wait: Any) -> str:
            wait()
            with As(app, who) as actor:
                try:
                    # What was looked up before may be outdated by now: the index decides.
                    operations.enter_person(values(), actor)
                    db.session.commit()
                except Refused as refused:
                    db.session.rollback()
                    return refused.errors[0].message
                return ""

        return act

    told = sorted(together([enter("yl_clerk"), enter("ty_clerk")]))
    with app.app_context(), unscoped("what came of it"):
        (person,) = db.session.scalars(select(Person).where(Person.id != known))
        place = person.organization.name
    assert told == ["", OTHERS.format(place)]


def test_who_comes_back_is_the_same_human(app: Flask) -> None:
    first = add(app, "ty_clerk")
    with As(app, "ty_clerk") as actor:
        person = db.session.get_one(Person, first)
        operations.leave(person, {"left_on": clock.today(), "left_reason": "resigned"})
        identity = person.identity_id
        db.session.commit()
    with As(app, "yl_clerk") as actor, pytest.raises(Refused) as told:
        operations.add_person(values(), actor)
    assert said(told.value) == [("V04", "joined_on")]
    again = add(app, "yl_clerk", joined_on=clock.today())
    with As(app, "yl_clerk"):
        assert db.session.get_one(Person, again).identity_id == identity


def test_thousands_of_numbers_are_looked_up_by_a_few_statements(app: Flask) -> None:
    add(app, "ty_clerk")
    many = [id_number(BORN + DAY * (serial // 400), serial % 400 * 2) for serial in range(1200)]
    with As(app, "yl_clerk") as actor, statements() as asked:
        found = queries.registrations([NUMBER, *many], actor.organization_id)
    assert found[NUMBER].organization == "天元区建设工程质量安全监督站"
    assert {one for number, one in found.items() if number != NUMBER} == {rules.NOBODY}
    assert len(asked) <= 4


def test_above_60_is_stored_once_it_is_agreed_to(app: Flask) -> None:
    old = id_number(dt.date(clock.year() - 62, 1, 1), 3)
    with pytest.raises(Unconfirmed) as asked, As(app, "yl_clerk") as actor:
        operations.add_person(values(id_no=old), actor)
    added = add(app, "yl_clerk", id_no=old, confirmed=asked.value.stamp)
    with As(app, "yl_clerk") as actor:
        # Nothing about age or post has changed, so nothing is asked again.
        operations.edit_person(db.session.get_one(Person, added), {"remark": "新"}, actor)


# --- 修改 -----------------------------------------------------------------------------------


def test_changing_nothing_changes_nothing(app: Flask) -> None:
    added = add(app, "yl_clerk")
    with As(app, "yl_clerk") as actor:
        person = db.session.get_one(Person, added)
        version = person.version
        operations.edit_person(person, values(qualifications=[]), actor)
        db.session.commit()
        assert person.version == version


@pytest.mark.parametrize("rows", [[], [{"kind": "cost_engineer", "number": "湘2"}]])
def test_a_change_of_qualifications_alone_is_one_of_the_person(app: Flask, rows: Any) -> None:
    held = [{"kind": "constructor_second", "number": "湘1"}]
    added = add(app, "yl_clerk", qualifications=held)
    with As(app, "yl_clerk") as actor:
        person = db.session.get_one(Person, added)
        version = person.version
        operations.edit_person(person, {"qualifications": held}, actor)
        assert person.version == version
        operations.edit_person(person, {"qualifications": rows}, actor)
        db.session.commit()
        assert person.version == version + 1


@pytest.mark.parametrize("status", ["valid", "suspended"])
@pytest.mark.parametrize("changed", [{"name": "唐二鸣"}, {"id_no": id_number(BORN, 11)}])
def test_who_is_certified_keeps_name_and_number(app: Flask, status: str, changed: Any) -> None:
    with As(app, "yl_clerk") as actor:
        person = operations.add_person(values(), actor)
        make_certificate(person, status=status)
        db.session.commit()
        with pytest.raises(Refused) as told:
            operations.edit_person(person, changed, actor)
        assert [one.field for one in told.value.errors] == list(changed)
        assert "证书变更" in told.value.errors[0].message
        operations.edit_person(person, {"position": "科长"}, actor)
        assert (person.name, person.id_no, person.position) == ("唐一鸣", NUMBER, "科长")


def test_a_mended_number_gives_the_wrong_one_back(app: Flask) -> None:
    """A slip of the hand must not keep a stranger from a roster."""
    right = id_number(BORN, 11)
    added = add(app, "yl_clerk")
    with As(app, "yl_clerk") as actor:
        person = db.session.get_one(Person, added)
        identity = person.identity_id
        operations.edit_person(person, {"id_no": right}, actor)
        db.session.commit()
        assert (person.identity_id, person.id_no) == (identity, right)
    stranger = add(app, "ty_clerk")
    with As(app, "ty_clerk"):
        assert db.session.get_one(Person, stranger).identity_id != identity


def test_a_mended_number_finds_the_human_who_was_here_before(app: Flask) -> None:
    before = add(app, "ty_clerk")
    with As(app, "ty_clerk") as actor:
        person = db.session.get_one(Person, before)
        operations.leave(person, {"left_on": clock.today(), "left_reason": "resigned"})
        identity = person.identity_id
        db.session.commit()
    row = {"kind": "constructor_second", "number": "湘1"}
    wrong = id_number(BORN, 13)
    added = add(app, "yl_clerk", id_no=wrong, joined_on=clock.today(), qualifications=[row])
    with As(app, "yl_clerk") as actor:
        person = db.session.get_one(Person, added)
        operations.edit_person(person, {"id_no": NUMBER}, actor)
        db.session.commit()
        db.session.expire_all()
        assert person.identity_id == identity
        assert [one.kind for one in person.qualifications] == ["constructor_second"]
        marks = select(func.count()).select_from(IdentityNumber)
        assert db.session.scalar(marks) == 1


def test_a_number_that_is_on_another_roster_is_refused(app: Flask) -> None:
    add(app, "ty_clerk")
    added = add(app, "yl_clerk", id_no=id_number(BORN, 13))
    with As(app, "yl_clerk") as actor, pytest.raises(Refused) as told:
        operations.edit_person(db.session.get_one(Person, added), {"id_no": NUMBER}, actor)
    assert said(told.value) == [("V04", "id_no")]


def test_what_was_held_on_a_past_day_stays_said(app: Flask) -> None:
    kept = {"kind": "constructor_second", "number": "湘1"}
    renewed = {"kind": "cost_second", "number": "湘2"}
    added = add(app, "yl_clerk", qualifications=[kept, renewed])
    today = clock.today()
    with As(app, "yl_clerk") as actor:
        person = db.session.get_one(Person, added)
        rows = [kept, renewed | {"valid_to": "2028-01-01"}, {"kind": "other", "number": "湘3"}]
        operations.edit_person(person, {"qualifications": rows}, actor)
        operations.edit_person(person, {"qualifications": rows[:2]}, actor)
        db.session.commit()
        held = db.session.scalars(select(Qualification).order_by(Qualification.id)).all()
        told = [(one.number, one.valid_to, one.from_day, one.to_day) for one in held]
    joined = dt.date(2015, 7, 1)
    assert told == [
        ("湘1", None, joined, None),
        ("湘2", None, joined, today),
        ("湘2", dt.date(2028, 1, 1), today, None),
    ]


# --- 删除 -----------------------------------------------------------------------------------


def test_who_holds_a_certificate_in_force_stays(app: Flask) -> None:
    with As(app, "yl_clerk") as actor:
        person = operations.add_person(values(), actor)
        certificate = make_certificate(person)
        db.session.commit()
        gone = {"left_on": clock.today(), "left_reason": "retired"}
        with pytest.raises(Refused) as told:
            operations.leave(person, gone)
        assert [one.message for one in told.value.errors] == [
            "该人员持有有效监督证书，请先办理证书注销或变更"
        ]
        certificate.valid_to = clock.today() - DAY
        db.session.flush()
        operations.leave(person, gone)
        assert (person.left_on, person.left_reason) == (clock.today(), "retired")


def test_who_left_was_here_until_then(app: Flask) -> None:
    row = {"kind": "constructor_second", "number": "湘1"}
    added = add(app, "yl_clerk", qualifications=[row])
    today = clock.today()
    with As(app, "yl_clerk"):
        before = queries.staff_structure([YUELU], today - DAY)
        person = db.session.get_one(Person, added)
        operations.leave(person, {"left_on": today, "left_reason": "retired"})
        db.session.commit()
        assert queries.staff_structure([YUELU], today - DAY) == before
        assert queries.staff_structure([YUELU], today) == {}
        assert db.session.scalars(select(Qualification.to_day)).all() == [today]


def test_what_was_entered_by_mistake_is_hidden_unless_something_refers_to_it(app: Flask) -> None:
    first, second = add(app, "yl_clerk"), add(app, "yl_clerk", id_no=id_number(BORN, 9))
    gone = {"left_on": clock.today(), "left_reason": "mistake"}
    with As(app, "yl_clerk"):
        person = db.session.get_one(Person, first)
        operations.leave(person, gone)
        assert person.deleted_at is not None
        assert person.left_on is None
        other = db.session.get_one(Person, second)
        make_certificate(other, status="cancelled", cancelled_on=clock.today())
        operations.leave(other, gone)
        assert other.deleted_at is None
        assert other.left_on == clock.today()
    # The number is free again.
    assert add(app, "ty_clerk")
