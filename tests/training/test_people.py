"""What becomes of training when people move, leave, and organizations are joined or parted."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Person
from app.personnel.operations import move_person
from app.reorganization import operations
from app.training import queries
from app.training.choices import ContinuingState
from app.training.models import (
    ContinuingEnrolment,
    InductionEnrolment,
    OrganizationQuota,
    SessionQuota,
    TrainingSession,
)
from app.training.operations.waiting_list import fill_places
from app.training.workflows import CONTINUING_ENROLMENT
from app.workflow import engine
from tests.personnel.test_transfers import act as act_on_transfer
from tests.personnel.test_transfers import offer, today
from tests.reorganization.test_operations import agreed, one
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person
from tests.support.pages import listed, plain
from tests.training.rows import enrolled, kept, places, session_of
from tests.training.stage import CHANGSHA, LIUYANG, TIANYUAN, YUELU, ZHUZHOU

pytestmark = pytest.mark.both_databases


def made(app: Flask, build: Any) -> Any:
    """Rows of the test, whoever may write them."""
    with app.app_context(), unscoped("rows of the test"):
        found = build()
        db.session.commit()
        return found


def ledger(app: Flask, session: int) -> dict[int, tuple[int, int]]:
    """机构额度 and what is taken of it, by organization."""
    with app.app_context(), unscoped("places"):
        asked = select(OrganizationQuota.organization_id, OrganizationQuota.seats)
        seats = dict(db.session.execute(asked.filter_by(session_id=session)).all())
        taken = queries.enrolled_seats(session, list(seats))
        return {one: (number, taken.get(one, 0)) for one, number in seats.items()}


def given(app: Flask, session: int) -> dict[int, tuple[int, int]]:
    """市州名额 and what is handed on of it, by organization."""
    with app.app_context(), unscoped("places"):
        asked = select(SessionQuota.organization_id, SessionQuota.seats, queries.given_out())
        rows = db.session.execute(asked.where(SessionQuota.session_id == session))
        return {row[0]: (row[1], row[2]) for row in rows}


def one_enrolled(app: Flask, state: str = "accepted", at: int = YUELU) -> dict[str, int]:
    """Somebody with a place of the own organization, in a session of 继续教育."""

    def build() -> dict[str, int]:
        person = make_person(organization_id=at, name="唐一鸣")
        make_certificate(person)
        session = session_of("continuing")
        places(session, {CHANGSHA: {YUELU: 1, LIUYANG: 2}, ZHUZHOU: {TIANYUAN: 1}})
        item = enrolled(person, session, state)
        return {"person": person.id, "session": session.id, "item": item.id}

    return made(app, build)


def comes_to(app: Flask, number: int, state: str) -> None:
    """An enrolment is in a state from now on."""

    def turn() -> None:
        db.session.get_one(ContinuingEnrolment, number).state = ContinuingState.of(state)

    made(app, turn)


def move(app: Flask, person: int, to: int) -> int:
    return made(
        app, lambda: move_person(db.session.get_one(Person, person), to, on=clock.today()).id
    )


def test_who_moves_goes_on_with_the_place_that_was_given(app: Flask) -> None:
    rows = one_enrolled(app)
    before = ledger(app, rows["session"])
    person = move(app, rows["person"], TIANYUAN)
    item = kept(app, ContinuingEnrolment, rows["item"])
    assert (item.organization_id, item.person_id) == (TIANYUAN, person)
    assert item.seat_of_id == YUELU
    assert before == {YUELU: (1, 1), LIUYANG: (2, 0), TIANYUAN: (1, 0)}
    assert ledger(app, rows["session"]) == before


def test_who_was_sent_back_takes_a_place_of_the_present_organization(app: Flask) -> None:
    rows = one_enrolled(app)
    move(app, rows["person"], TIANYUAN)
    comes_to(app, rows["item"], "returned")
    assert ledger(app, rows["session"])[YUELU] == (1, 0)
    with As(app, "ty_clerk") as actor:
        item = db.session.get_one(ContinuingEnrolment, rows["item"])
        engine.fire(CONTINUING_ENROLMENT, item, "file", actor=actor)
    assert ledger(app, rows["session"]) == {YUELU: (1, 0), LIUYANG: (2, 0), TIANYUAN: (1, 1)}


def test_a_place_that_comes_back_is_for_who_waits_where_it_came_from(app: Flask) -> None:
    """Who moved and is sent back frees a place of the organization that gave it."""
    rows = one_enrolled(app, "filed")

    def line_up() -> list[int]:
        session = db.session.get_one(TrainingSession, rows["session"])
        own = db.session.scalars(select(OrganizationQuota).filter_by(organization_id=TIANYUAN))
        own.one().seats = 0
        waiting = [make_person(organization_id=one) for one in (YUELU, TIANYUAN)]
        return [enrolled(one, session, "waiting").id for one in waiting]

    before, other = made(app, line_up)
    move(app, rows["person"], TIANYUAN)
    with As(app, "hn_review") as actor:
        item = db.session.get_one(ContinuingEnrolment, rows["item"])
        engine.fire(CONTINUING_ENROLMENT, item, "return", actor=actor, opinion="材料不全，请补充")
    assert kept(app, ContinuingEnrolment, before).state is ContinuingState.FILED
    assert kept(app, ContinuingEnrolment, other).state is ContinuingState.WAITING
    assert ledger(app, rows["session"])[YUELU] == (1, 1)


def test_who_waits_and_moves_gets_a_place_of_the_next_organization(app: Flask) -> None:
    rows = one_enrolled(app, "waiting")
    person = move(app, rows["person"], TIANYUAN)

    def free() -> None:
        session = db.session.get_one(TrainingSession, rows["session"])
        fill_places(session, TIANYUAN)

    made(app, free)
    item = kept(app, ContinuingEnrolment, rows["item"])
    assert (item.person_id, item.state) == (person, ContinuingState.FILED)
    assert ledger(app, rows["session"]) == {YUELU: (1, 0), LIUYANG: (2, 0), TIANYUAN: (1, 1)}


@pytest.mark.parametrize(
    ("state", "ended", "goes"),
    [
        ("passed", 1, True),
        ("failed", 1, True),
        ("failed", 300, False),
        ("extended", 1, False),
        ("lapsed", 1, False),
    ],
)
def test_only_what_can_go_on_goes_along(app: Flask, state: str, ended: int, *, goes: bool) -> None:
    def build() -> tuple[int, int]:
        person = make_person(organization_id=YUELU)
        session = session_of("continuing", starts_in=-ended - 4)
        return person.id, enrolled(person, session, state).id

    person, number = made(app, build)
    move(app, person, TIANYUAN)
    where = kept(app, ContinuingEnrolment, number).organization_id
    assert where == (TIANYUAN if goes else YUELU)


def test_who_is_taken_over_brings_the_enrolment_of_newcomers(app: Flask, sign_in: Any) -> None:
    def build() -> tuple[int, int]:
        person = make_person(organization_id=YUELU, name="唐一鸣")
        return person.id, enrolled(person, None, "filed").id

    person, number = made(app, build)
    transfer = offer(app, person)
    act_on_transfer(app, "ty_clerk", transfer, "accept", answers=today())
    assert kept(app, InductionEnrolment, number).organization_id == TIANYUAN


def test_nobody_leaves_while_it_is_open_what_becomes_of_the_training(
    app: Flask, sign_in: Any
) -> None:
    rows = one_enrolled(app)
    clerk = sign_in("yl_clerk")
    page = plain(clerk.get(f"/personnel/people/delete/{rows['person']}").text)
    number = kept(app, ContinuingEnrolment, rows["item"]).number
    assert f"该人员有未结束的继续教育培训报名（{number}）" in page
    with app.app_context(), unscoped("who was ever enrolled"):
        assert queries.enrolled_among([rows["person"]]) == {rows["person"]}
    comes_to(app, rows["item"], "failed")
    page = plain(clerk.get(f"/personnel/people/delete/{rows['person']}").text)
    assert "未结束" not in page


def test_whoever_takes_over_gets_the_places_and_who_has_them(app: Flask) -> None:
    rows = one_enrolled(app, at=LIUYANG)
    with As(app, "sys_admin"):
        _joined, lines = agreed(operations.join, LIUYANG, target=one(YUELU))
        assert f"办理中的培训报名 1 件移交“{one(YUELU).name}”" in lines
        assert f"1 个培训档期的名额移交“{one(YUELU).name}”" in lines
    item = kept(app, ContinuingEnrolment, rows["item"])
    assert (item.organization_id, item.seat_of_id) == (YUELU, YUELU)
    assert ledger(app, rows["session"]) == {YUELU: (3, 1), LIUYANG: (0, 0), TIANYUAN: (1, 0)}
    assert given(app, rows["session"]) == {CHANGSHA: (3, 3), ZHUZHOU: (1, 1)}


def test_across_prefectures_the_places_of_the_prefecture_go_along(app: Flask) -> None:
    rows = one_enrolled(app)
    with As(app, "sys_admin"):
        agreed(operations.join, YUELU, target=one(TIANYUAN))
    assert ledger(app, rows["session"]) == {YUELU: (0, 0), LIUYANG: (2, 0), TIANYUAN: (2, 1)}
    assert given(app, rows["session"]) == {CHANGSHA: (2, 2), ZHUZHOU: (2, 2)}


def test_a_prefecture_that_ends_hands_all_of_its_places_over(app: Flask) -> None:
    def build() -> tuple[int, int, int]:
        person = make_person(organization_id=YUELU)
        first, second = session_of("continuing"), session_of("induction")
        places(first, {CHANGSHA: {CHANGSHA: 1, YUELU: 2}})
        places(second, {CHANGSHA: {}})
        second.quotas[0].seats = 4
        item = enrolled(person, second, "placed")
        return first.id, second.id, item.id

    first, second, number = made(app, build)
    with As(app, "sys_admin"):
        agreed(operations.join, CHANGSHA, target=one(ZHUZHOU))
    assert ledger(app, first) == {CHANGSHA: (0, 0), YUELU: (2, 0), ZHUZHOU: (1, 0)}
    assert given(app, first) == {CHANGSHA: (0, 0), ZHUZHOU: (3, 3)}
    assert given(app, second) == {CHANGSHA: (0, 0), ZHUZHOU: (4, 1)}
    held = kept(app, InductionEnrolment, number)
    assert kept(app, SessionQuota, held.quota_id).organization_id == ZHUZHOU


def test_places_of_sessions_that_are_over_stay_where_they_were(app: Flask) -> None:
    rows = one_enrolled(app, "extended", at=LIUYANG)

    def end() -> None:
        item = db.session.get_one(ContinuingEnrolment, rows["item"])
        item.session.ended_at = clock.now()

    made(app, end)
    before = ledger(app, rows["session"])
    with As(app, "sys_admin"):
        agreed(operations.join, LIUYANG, target=one(YUELU))
    assert ledger(app, rows["session"]) == before
    assert kept(app, ContinuingEnrolment, rows["item"]).organization_id == LIUYANG


def test_who_goes_to_a_new_organization_takes_the_enrolment_along(app: Flask) -> None:
    rows = one_enrolled(app)
    with As(app, "sys_admin"):
        old = one(YUELU)
        named = {"name": "岳麓区质量监督站", "own_name": old.name}
        kinds = {"kind": old.kind, "own_kind": old.kind}
        people = [str(rows["person"])]
        begun, _lines = agreed(operations.part, YUELU, people=people, **named, **kinds)
        number = begun.id
    assert kept(app, ContinuingEnrolment, rows["item"]).organization_id == number
    assert ledger(app, rows["session"])[YUELU] == (1, 1)


def test_the_list_of_the_next_organization_shows_who_came(app: Flask, sign_in: Any) -> None:
    rows = one_enrolled(app)
    move(app, rows["person"], TIANYUAN)
    (row,) = listed(sign_in("ty_clerk").get("/training/continuing/list/").text)
    assert row["姓名"] == "唐一鸣"
    assert listed(sign_in("yl_clerk").get("/training/continuing/list/").text) == []
