"""继续教育: places are handed on and taken, and never one too many."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.training.choices import SEATED
from app.training.choices import ContinuingState as State
from app.training.models import ContinuingEnrolment, OrganizationQuota, SessionQuota
from tests.certificate_cases.acts import YUELU, certified
from tests.support.forms import errors, fields
from tests.support.pages import listed, plain
from tests.support.together import Wait, together
from tests.training.stage import give_seats, make_continuing, make_session
from tests.training.test_sessions import BASE as SESSIONS

pytestmark = pytest.mark.both_databases

ALLOCATIONS, BASE = "/training/allocations", "/training/continuing"
CHANGSHA = 2


def quota_of(app: Flask, session: int) -> int:
    with app.app_context():
        wanted = select(SessionQuota.id).where(
            SessionQuota.session_id == session, SessionQuota.organization_id == CHANGSHA
        )
        return db.session.scalars(wanted).one()


def allocate(app: Flask, sign_in: Any, session: int, **seats: int) -> Any:
    typed = {f"shares-{key[1:]}-seats": str(n) for key, n in seats.items()}
    return sign_in("cs_admin").post(f"{ALLOCATIONS}/edit/{quota_of(app, session)}", data=typed)


def enrol(client: Any, session: int | str, *people: int, types: str = "quality") -> Any:
    asked = "&".join(f"of={one}" for one in people)
    typed = {f"r{one}-types": types for one in people}
    return client.post(f"{BASE}/several?{asked}&session={session}", data=typed)


def taken(app: Flask) -> int:
    with app.app_context(), unscoped("test"):
        row = ContinuingEnrolment
        return db.session.scalar(
            select(func.count(row.id)).where(row.state.in_(SEATED), row.deleted_at.is_(None))
        )


def the_enrolment(app: Flask) -> int:
    with app.app_context(), unscoped("test"):
        return db.session.scalars(select(ContinuingEnrolment.id)).all()[-1]


def press(client: Any, number: int, name: str, **said: str) -> int:
    return int(client.post(f"{BASE}/move/{number}/{name}", data=said).status_code)


def test_a_prefecture_hands_its_places_on(app, sign_in, session):
    city = sign_in("cs_admin")
    (row,) = listed(city.get(f"{ALLOCATIONS}/list/").text)
    assert (row["本市州名额"], row["已分配"], row["剩余"]) == ("30", "0", "30")
    over = allocate(app, sign_in, session, o4=20, o6=11)
    assert "分配人数合计 31，超过本市州名额 30" in errors(over.text)["shares"]
    assert allocate(app, sign_in, session, o4=20, o6=10).status_code == 303
    (row,) = listed(city.get(f"{ALLOCATIONS}/list/").text)
    assert (row["已分配"], row["剩余"]) == ("30", "0")
    told = plain(sign_in("yl_admin").get("/messages/list/").text)
    assert "培训额度已下达：第1期质量安全监督人员继续教育培训班" in told


def test_no_organization_falls_below_what_it_has_taken(app, sign_in, session):
    allocate(app, sign_in, session, o4=2)
    assert enrol(sign_in("yl_clerk"), session, certified(app)).status_code == 303
    below = allocate(app, sign_in, session, o4=0)
    assert below.status_code == 422
    assert "不能小于已报名（1）" in below.text
    assert allocate(app, sign_in, session, o4=1).status_code == 303


def test_others_hand_on_nothing(app, sign_in, session):
    number = quota_of(app, session)
    assert sign_in("zz_admin").get(f"{ALLOCATIONS}/edit/{number}").status_code == 404
    for who in ("cs_leader", "cs_clerk", "yl_admin", "hn_review"):
        assert sign_in(who).get(f"{ALLOCATIONS}/edit/{number}").status_code == 403


def test_people_are_enrolled_and_take_places(app, sign_in, session):
    allocate(app, sign_in, session, o4=2)
    people = [certified(app, name=name) for name in ("唐一鸣", "宋知远", "许清和")]
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{BASE}/sessions?of={people[0]}").text
    assert "第1期质量安全监督人员继续教育培训班" in page
    many = enrol(clerk, session, *people)
    assert many.status_code == 422
    assert "机构额度不足，该档期剩余 2 个名额" in many.text
    assert taken(app) == 0
    assert enrol(clerk, session, *people[:2]).status_code == 303
    assert taken(app) == 2
    rows = listed(clerk.get(f"{BASE}/list/").text)
    assert {row["姓名"] for row in rows} == {"唐一鸣", "宋知远"}
    assert {row["审核状态"] for row in rows} == {"未审核"}
    shown = plain(clerk.get(f"{BASE}/show/{the_enrolment(app)}").text)
    assert "现持证书 质量监督证" in shown
    assert "办理记录" in shown
    again = clerk.get(f"{BASE}/several?of={people[0]}")
    assert again.status_code == 422
    assert "本年度已报名" in again.text


def test_over_the_turn_of_a_year_nobody_is_enrolled_twice(app, sign_in, at):
    """In December and in January, for one session."""
    year = clock.year()
    at(f"{year}-12-20 09:00")
    with app.app_context(), unscoped("a row of the test"):
        coming = make_session(starts_in=30)
        give_seats(coming, YUELU, 2)
        db.session.commit()
        session = coming.id
    person = certified(app)
    assert enrol(sign_in("yl_clerk"), session, person).status_code == 303
    at(f"{year + 1}-01-03 09:00")
    again = enrol(sign_in("yl_clerk"), session, person)
    assert again.status_code == 422
    assert f"已有正在办理的报名（JX-{year}-00001）" in again.text
    assert taken(app) == 1


@pytest.mark.parametrize(
    ("state", "is_last_year", "words"),
    [
        (State.WAITING, False, "本年度已报名（JX）"),
        (State.RETURNED, False, "本年度已报名（JX）"),
        (State.EXTENDED, False, "本年度已报名（JX）"),
        (State.FAILED, False, ""),
        (State.LAPSED, False, ""),
        (State.WAITING, True, "已有正在办理的报名（JX）"),
        (State.RETURNED, True, "已有正在办理的报名（JX）"),
        (State.PASSED, True, "已有正在办理的报名（JX）"),
        (State.EXTENDED, True, ""),
        (State.ABSENT, True, ""),
    ],
)
def test_what_runs_or_counts_in_the_year_keeps_people_from_another(
    app, sign_in, state, is_last_year, words
):
    with app.app_context(), unscoped("a row of the test"):
        year = clock.year() - is_last_year
        item = make_continuing(make_session(), state=state, year=year, number="JX")
        db.session.commit()
        person = item.person_id
    form = sign_in("yl_clerk").get(f"{BASE}/several?of={person}")
    assert form.status_code == (422 if words else 200)
    assert words in form.text


def test_a_place_comes_back_with_who_is_sent_back_deleted_or_given_up(app, sign_in, session):
    allocate(app, sign_in, session, o4=1)
    clerk, person = sign_in("yl_clerk"), certified(app)
    enrol(clerk, session, person)
    number = the_enrolment(app)
    assert press(sign_in("cs_leader"), number, "review") == 303
    assert press(sign_in("hn_review"), number, "return", opinion="材料不全，请补充") == 303
    assert taken(app) == 0
    begun = fields(clerk.get(f"{BASE}/edit/{number}").text)
    sent = {"types": "quality", "version": begun["version"]}
    assert clerk.post(f"{BASE}/edit/{number}", data=sent).status_code == 303
    assert taken(app) == 1
    assert clerk.post(f"{BASE}/delete/{number}").status_code == 303
    assert taken(app) == 0
    enrol(clerk, session, person)
    number = the_enrolment(app)
    press(clerk, number, "withdraw")
    assert taken(app) == 0
    assert press(clerk, number, "give_up", opinion="本人不再参加") == 303
    enrol(clerk, session, person)
    assert taken(app) == 1


def test_whoever_was_sent_back_finds_the_place_taken(app, sign_in, session):
    allocate(app, sign_in, session, o4=1)
    clerk = sign_in("yl_clerk")
    enrol(clerk, session, certified(app))
    number = the_enrolment(app)
    press(clerk, number, "withdraw")
    enrol(clerk, session, certified(app, name="宋知远"))
    begun = fields(clerk.get(f"{BASE}/edit/{number}").text)
    sent = {"types": "quality", "version": begun["version"]}
    refused = clerk.post(f"{BASE}/edit/{number}", data=sent)
    assert refused.status_code == 422
    assert "机构额度不足" in refused.text
    assert taken(app) == 1


def test_a_session_that_is_cancelled_lets_everybody_go(app, sign_in, session):
    allocate(app, sign_in, session, o4=2)
    person = certified(app)
    enrol(sign_in("yl_clerk"), session, person)
    assert sign_in("hn_admin").post(f"{SESSIONS}/cancel/{session}").status_code == 303
    assert taken(app) == 0
    (row,) = listed(sign_in("yl_clerk").get(f"{BASE}/list/").text)
    assert row["审核状态"] == "已失效"
    assert sign_in("yl_clerk").get(f"{BASE}/several?of={person}").status_code == 200


def test_the_last_places_are_given_once(app, sign_in, session):
    allocate(app, sign_in, session, o4=3)
    people = [certified(app, name=f"唐一{sign}") for sign in "鸣凡平安乐"]
    clients = [sign_in("yl_clerk") for _one in people]

    def send(place: int, wait: Wait) -> int:
        wait()
        return int(enrol(clients[place], session, people[place]).status_code)

    answers = together([partial(send, place) for place in range(len(people))])
    assert sorted(answers) == [303, 303, 303, 422, 422]
    assert taken(app) == 3


def test_places_taken_and_handed_on_at_once_stay_true(app, sign_in, session):
    allocate(app, sign_in, session, o4=2)
    people = [certified(app, name=f"唐一{sign}") for sign in "鸣凡"]
    clients, number = [sign_in("yl_clerk") for _one in people], quota_of(app, session)
    city = sign_in("cs_admin")

    def lower(wait: Wait) -> int:
        wait()
        typed = {f"shares-{YUELU}-seats": "1"}
        return int(city.post(f"{ALLOCATIONS}/edit/{number}", data=typed).status_code)

    def send(place: int, wait: Wait) -> int:
        wait()
        return int(enrol(clients[place], session, people[place]).status_code)

    together([lower, *(partial(send, place) for place in range(2))])
    with app.app_context(), unscoped("test"):
        seats = db.session.scalars(
            select(OrganizationQuota.seats).where(OrganizationQuota.organization_id == YUELU)
        ).one()
    assert taken(app) <= seats
