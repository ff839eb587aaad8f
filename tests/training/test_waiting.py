"""候补: who waits for a place of 继续教育 gets the next that is free, and nobody waits unasked."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.training import operations
from app.training.choices import ContinuingState
from app.training.models import ContinuingEnrolment
from app.training.workflows import CONTINUING_ENROLMENT
from tests.certificate_cases.acts import certified, switch
from tests.support.forms import fields
from tests.support.pages import listed, plain
from tests.support.reminding import told
from tests.support.together import Wait, together
from tests.training.test_continuing import BASE, allocate, enrol, press, taken
from tests.training.test_sessions import BASE as SESSIONS
from tests.training.test_sessions import day

pytestmark = pytest.mark.both_databases

NAMES = ("唐一鸣", "宋知远", "许清和", "方以宁", "秦思齐")


def wait_for(client: Any, session: int, *people: int) -> Any:
    return enrol(client, f"{session}w", *people)


def states(app: Flask) -> dict[str, str]:
    with app.app_context(), unscoped("test"):
        row = ContinuingEnrolment
        found = db.session.execute(
            select(row.name, row.state).where(row.deleted_at.is_(None)).order_by(row.id)
        )
        return {name: state.value for name, state in found}


def number_of(app: Flask, name: str) -> int:
    with app.app_context(), unscoped("test"):
        row = ContinuingEnrolment
        return db.session.scalars(select(row.id).where(row.name == name)).all()[-1]


@pytest.fixture
def full(app: Flask, sign_in: Any, session: int) -> Any:
    """A session with one place of 岳麓, which 唐一鸣 has; 宋知远 and 许清和 wait for it."""
    allocate(app, sign_in, session, o4=1)
    people = [certified(app, name=name) for name in NAMES]
    clerk = sign_in("yl_clerk")
    assert enrol(clerk, session, people[0]).status_code == 303
    assert wait_for(clerk, session, *people[1:3]).status_code == 303
    return people


def test_people_wait_for_a_full_session(app, sign_in, session, full):
    clerk = sign_in("yl_clerk")
    page = plain(clerk.get(f"{BASE}/sessions?of={full[3]}").text)
    assert "1 1 0（可候补）" in page
    form = plain(clerk.get(f"{BASE}/several?of={full[3]}&session={session}w").text)
    assert "提交后列入候补" in form
    assert states(app) == {"唐一鸣": "filed", "宋知远": "waiting", "许清和": "waiting"}
    rows = {row["姓名"]: row["审核状态"] for row in listed(clerk.get(f"{BASE}/list/").text)}
    assert rows == {"唐一鸣": "未审核", "宋知远": "候补（第 1 位）", "许清和": "候补（第 2 位）"}
    shown = plain(clerk.get(f"{BASE}/show/{number_of(app, '许清和')}").text)
    assert "候补（第 2 位）" in shown
    assert "本年度已报名" in clerk.get(f"{BASE}/several?of={full[1]}").text
    assert taken(app) == 1


def test_a_place_that_was_lost_meanwhile_is_no_waiting(app, sign_in, session, full):
    refused = enrol(sign_in("yl_clerk"), session, full[3])
    assert refused.status_code == 422
    assert "机构额度不足，该档期剩余 0 个名额" in refused.text
    assert "方以宁" not in states(app)


def give_back(app: Flask, sign_in: Any, way: str) -> int:
    """Somebody gives the place of 唐一鸣 back."""
    number, clerk = number_of(app, "唐一鸣"), sign_in("yl_clerk")
    leader, opinion = sign_in("cs_leader"), "材料不全，请补充"
    if way == "delete":
        return int(clerk.post(f"{BASE}/delete/{number}").status_code)
    if way == "withdraw":
        return press(clerk, number, "withdraw")
    if way == "review_return":
        return press(leader, number, "review_return", opinion=opinion)
    assert press(leader, number, "review") == 303
    return press(sign_in("hn_review"), number, "return", opinion=opinion)


@pytest.mark.parametrize("way", ["delete", "withdraw", "review_return", "return"])
def test_a_place_goes_on_to_who_waits_first(app, sign_in, session, full, way):
    assert give_back(app, sign_in, way) == 303
    found = states(app)
    assert (found["宋知远"], found["许清和"]) == ("filed", "waiting")
    assert taken(app) == 1
    assert "继续教育培训报名：候补转为报名" in sign_in("yl_clerk").get("/messages/list/").text
    with app.app_context(), unscoped("test"):
        step = db.session.get(ContinuingEnrolment, number_of(app, "宋知远")).step
        assert step == "prefecture"


def test_more_places_of_an_organization_are_those_of_who_waits(app, sign_in, session, full):
    assert allocate(app, sign_in, session, o4=3).status_code == 303
    assert set(states(app).values()) == {"filed"}
    assert taken(app) == 3


def test_the_line_goes_by_day_and_number(app, sign_in, session, full):
    with app.app_context(), unscoped("test"):
        late = db.session.get(ContinuingEnrolment, number_of(app, "宋知远"))
        late.applied_on = late.applied_on.replace(year=late.applied_on.year + 1)
        db.session.commit()
    press(sign_in("yl_clerk"), number_of(app, "唐一鸣"), "withdraw")
    found = states(app)
    assert (found["宋知远"], found["许清和"]) == ("waiting", "filed")


def test_who_waits_is_deleted_or_given_up_by_the_own_organization(app, sign_in, session, full):
    clerk, first, second = (
        sign_in("yl_clerk"),
        number_of(app, "宋知远"),
        number_of(app, "许清和"),
    )
    assert sign_in("cs_leader").post(f"{BASE}/delete/{first}").status_code == 403
    assert clerk.post(f"{BASE}/delete/{first}").status_code == 303
    assert press(clerk, second, "give_up", opinion="") == 422
    assert press(clerk, second, "give_up", opinion="本人不再参加") == 303
    assert states(app) == {"唐一鸣": "filed", "许清和": "lapsed"}
    assert taken(app) == 1


def test_who_was_sent_back_waits_behind_nobody_s_back(app, sign_in, session, full):
    clerk, number = sign_in("yl_clerk"), number_of(app, "唐一鸣")
    press(clerk, number, "withdraw")
    begun = fields(clerk.get(f"{BASE}/edit/{number}").text)
    sent = {"types": "quality", "version": begun["version"]}
    assert clerk.post(f"{BASE}/edit/{number}", data=sent).status_code == 422
    assert taken(app) == 1


def test_who_chose_to_wait_gets_a_place_that_came_free_meanwhile(app, sign_in, session):
    allocate(app, sign_in, session, o4=1)
    assert wait_for(sign_in("yl_clerk"), session, certified(app)).status_code == 303
    assert set(states(app).values()) == {"filed"}


def test_the_office_can_switch_waiting_off(app, sign_in, session, full):
    switch(app, "enrol_waiting_list", on=False)
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{BASE}/sessions?of={full[3]}").text
    assert "可候补" not in page
    assert wait_for(clerk, session, full[3]).status_code == 422
    # Who waits already keeps the place in the line.
    press(clerk, number_of(app, "唐一鸣"), "withdraw")
    assert states(app)["宋知远"] == "filed"


def test_a_session_that_is_cancelled_gives_every_place_and_person_back(app, sign_in, session):
    allocate(app, sign_in, session, o4=3)
    people, clerk = [certified(app, name=name) for name in NAMES], sign_in("yl_clerk")
    for person in (people[0], people[2]):
        enrol(clerk, session, person)
    press(sign_in("cs_leader"), number_of(app, NAMES[0]), "review")
    press(sign_in("hn_review"), number_of(app, NAMES[0]), "pass")
    press(clerk, number_of(app, NAMES[2]), "withdraw")
    for person in (people[1], people[3]):
        enrol(clerk, session, person)
    wait_for(clerk, session, people[4])
    assert list(states(app).values()) == ["accepted", "returned", "filed", "filed", "waiting"]
    assert sign_in("hn_admin").post(f"{SESSIONS}/cancel/{session}").status_code == 303
    assert set(states(app).values()) == {"lapsed"}
    assert taken(app) == 0
    assert len([words for words in told(app)["yl_clerk"] if "失效" in words]) == len(NAMES)
    for person in people:
        assert clerk.get(f"{BASE}/several?of={person}").status_code == 200
    assert enrol(clerk, session, people[1]).status_code == 422


def run_of_the_day(app: Flask) -> None:
    with app.app_context(), unscoped("a job of the system"):
        operations.lapse_late()
        db.session.commit()


def test_who_waits_when_the_session_begins_waits_no_more(app, sign_in, session, full, at):
    at(f"{day(25)} 09:00")
    run_of_the_day(app)
    press(sign_in("yl_clerk"), number_of(app, "唐一鸣"), "withdraw")
    assert states(app)["宋知远"] == "filed", "until it begins, also after 报名截止"
    at(f"{day(5)} 00:05")
    for _again in range(2):
        run_of_the_day(app)
    assert states(app) == {"唐一鸣": "returned", "宋知远": "filed", "许清和": "lapsed"}
    lapsed = [words for words in told(app)["yl_clerk"] if "失效" in words]
    assert len(lapsed) == 1
    press(sign_in("yl_clerk"), number_of(app, "宋知远"), "withdraw")
    assert taken(app) == 0


def test_nobody_reviews_whom_he_put_in_line():
    for move in ("review", "pass"):
        assert {"file", "wait"} <= set(CONTINUING_ENROLMENT[move].not_by)


def test_a_place_given_back_twice_is_handed_on_once(app, sign_in, session, full):
    number = number_of(app, "唐一鸣")
    clients = [sign_in("yl_clerk") for _one in range(3)]

    def withdraw(place: int, wait: Wait) -> int:
        wait()
        return press(clients[place], number, "withdraw")

    answers = together([partial(withdraw, place) for place in range(3)])
    assert sorted(answers) == [303, 409, 409]
    assert list(states(app).values()).count("filed") == taken(app) == 1
    assert ContinuingState.WAITING.value in states(app).values()
