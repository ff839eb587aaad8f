"""新进人员额度分配: who waits gets the places of a prefecture, and never one too many."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.training.choices import WITH_PLACE, Coverage, EnrolmentStep
from app.training.choices import InductionState as State
from app.training.models import InductionEnrolment
from tests.certificate_cases.acts import TIANYUAN, YUELU, switch
from tests.support.pages import listed, plain
from tests.support.together import Wait, together
from tests.training.inductions import (
    ALLOCATIONS,
    CHANGSHA,
    allocate,
    enrol,
    enrolments,
    induction_session,
    newcomer,
    press,
)
from tests.training.stage import make_induction
from tests.training.test_sessions import BASE as SESSIONS

pytestmark = pytest.mark.both_databases
NAMES = ("唐一鸣", "唐一凡", "唐一平", "唐一安", "唐一乐")


def waiting(app: Flask, *names: str, **facts: Any) -> list[int]:
    with app.app_context(), unscoped("rows of the test"):
        found = [make_induction(name=name, **facts) for name in names or NAMES[:1]]
        db.session.commit()
        return [one.id for one in found]


def of(app: Flask, number: int) -> InductionEnrolment:
    with app.app_context(), unscoped("what came of it"):
        found = db.session.get_one(InductionEnrolment, number)
        db.session.expunge_all()
        return found


def taken(app: Flask, quota: int) -> int:
    with app.app_context(), unscoped("test"):
        row = InductionEnrolment
        asked = select(func.count(row.id)).where(row.quota_id == quota, row.state.in_(WITH_PLACE))
        return db.session.scalar(asked)


def row_of_list(client: Any) -> dict[str, str]:
    (row,) = listed(client.get(f"{ALLOCATIONS}/list/").text)
    return row


def test_who_waits_gets_a_place(app, sign_in):
    session, quota = induction_session(app, seats=2)
    own, below = waiting(app, organization_id=CHANGSHA), waiting(app, organization_id=YUELU)
    foreign = waiting(app, organization_id=TIANYUAN)
    city = sign_in("cs_admin")
    page = city.get(f"{ALLOCATIONS}/people/{quota}").text
    assert [row["说明"] for row in listed(page)] == ["", ""]
    assert listed(page)[0].keys() >= {"姓名", "单位", "报考证书", "报名时间", "条件核对"}
    assert allocate(city, quota, *own, *below).status_code == 303
    assert of(app, own[0]).state is State.PLACED
    assert of(app, below[0]).session_id == session
    row = row_of_list(city)
    assert (row["本市州名额"], row["已分配"], row["剩余"]) == ("2", "2", "0")
    assert allocate(city, quota, *foreign).status_code == 404
    assert of(app, foreign[0]).state is State.FILED
    assert "新进人员培训报名：分配" in plain(sign_in("yl_admin").get("/messages/list/").text)


def test_who_is_ticked_has_a_number_and_leaves_so_many_places(app, sign_in):
    _session, quota = induction_session(app, seats=3)
    people = waiting(app, *NAMES[:3])
    city = sign_in("cs_admin")
    assert allocate(city, quota, people[0]).status_code == 303
    page = city.get(f"{ALLOCATIONS}/people/{quota}").text
    assert 'data-room="of" data-most="3"' in page
    assert "本市州名额 3，已分配 1，剩余 2" in plain(page)
    numbers = {row["报名编号"] for row in listed(page)}
    assert numbers == {of(app, number).number for number in people}


def test_no_more_than_is_left(app, sign_in):
    _session, quota = induction_session(app, seats=2)
    people = waiting(app, *NAMES[:3])
    city = sign_in("cs_admin")
    over = allocate(city, quota, *people)
    assert over.status_code == 422
    assert "名额不足，本市州剩余 2 个名额" in over.text
    assert over.text.count(" checked") == 3, "what was ticked is lost"
    assert taken(app, quota) == 0
    assert allocate(city, quota, *people[:2]).status_code == 303
    assert "本市州剩余 0 个名额" in allocate(city, quota, *people).text
    # One makes room for another in one go.
    assert allocate(city, quota, people[0], people[2], was=people[:2]).status_code == 303
    assert of(app, people[1]).state is State.CITY_PASSED
    assert of(app, people[1]).session_id is None
    assert taken(app, quota) == 2


def test_who_is_not_shown_keeps_the_place(app, sign_in):
    _session, quota = induction_session(app, seats=3)
    first, second = waiting(app, *NAMES[:2])
    city = sign_in("cs_admin")
    allocate(city, quota, first)
    assert allocate(city, quota, second).status_code == 303
    assert taken(app, quota) == 2


def test_a_session_takes_those_whom_it_is_for(app, sign_in):
    _session, quota = induction_session(app, covers=Coverage.QUALITY)
    (quality,) = waiting(app)
    (safety,) = waiting(app, types=["safety"])
    (both,) = waiting(app, types=["quality", "safety"])
    city = sign_in("cs_admin")
    page = city.get(f"{ALLOCATIONS}/people/{quota}").text
    assert page.count("报考证书与档期适用证书不符") == 2
    for number in (safety, both):
        refused = allocate(city, quota, number)
        assert refused.status_code == 422
        assert "报考证书与档期适用证书不符" in refused.text
    assert allocate(city, quota, quality).status_code == 303


@pytest.mark.parametrize(("is_on", "status"), [(True, 303), (False, 422)])
def test_a_place_is_an_approval_where_the_office_says_so(app, sign_in, is_on, status):
    switch(app, "allocate_is_approval", on=is_on)
    _session, quota = induction_session(app)
    (number,) = waiting(app, step=EnrolmentStep.PREFECTURE)
    answer = allocate(sign_in("cs_admin"), quota, number)
    assert answer.status_code == status
    assert ("该报名尚未通过市州审核" in answer.text) is not is_on
    assert press(sign_in("cs_leader"), number, "review") == (409 if is_on else 303)
    if not is_on:
        assert allocate(sign_in("cs_admin"), quota, number).status_code == 303


def test_places_are_taken_back_until_the_deadline(app, sign_in, at):
    _session, quota = induction_session(app)
    (number,) = waiting(app)
    allocate(sign_in("cs_admin"), quota, number)
    at(f"{clock.year() + 1}-06-01 09:00")
    city = sign_in("cs_admin")
    assert city.get(f"{ALLOCATIONS}/people/{quota}").status_code == 403
    assert allocate(city, quota, was=[number]).status_code == 403
    assert of(app, number).state is State.PLACED


def test_who_is_accepted_keeps_the_place(app, sign_in):
    _session, quota = induction_session(app)
    (number,) = waiting(app)
    city = sign_in("cs_admin")
    allocate(city, quota, number)
    assert press(sign_in("hn_review"), number, "accept") == 303
    page = city.get(f"{ALLOCATIONS}/people/{quota}").text
    assert "已受理（待培训）" in page
    assert allocate(city, quota, was=[number]).status_code == 409
    assert of(app, number).state is State.ACCEPTED


def test_others_allocate_nothing(app, sign_in):
    _session, quota = induction_session(app)
    (number,) = waiting(app)
    assert allocate(sign_in("zz_admin"), quota, number).status_code == 404
    for who in ("cs_leader", "cs_clerk", "yl_admin", "hn_review", "hn_admin"):
        assert allocate(sign_in(who), quota, number).status_code in (403, 404)
    assert of(app, number).state is State.FILED


@pytest.mark.parametrize(("name", "end"), [("return", State.RETURNED), ("refuse", State.REFUSED)])
def test_a_place_that_comes_back_names_who_is_next(app, sign_in, name, end):
    _session, quota = induction_session(app, seats=1)
    # Who has given up stood before all of them.
    waiting(app, "唐一生", state=State.LAPSED)
    first, second, _third = waiting(app, *NAMES[:3])
    city = sign_in("cs_admin")
    allocate(city, quota, first)
    assert press(sign_in("hn_review"), first, name, opinion="材料不全，请补充") == 303
    assert of(app, first).state is end
    assert taken(app, quota) == 0
    told = plain(city.get("/messages/list/").text)
    assert "培训名额空出" in told
    assert of(app, second).name in told
    assert "唐一平" not in told
    assert "唐一生" not in told


def test_a_session_that_is_cancelled_puts_people_back_into_the_pool(app, sign_in):
    session, quota = induction_session(app)
    seated, accepted = waiting(app, *NAMES[:2])
    city = sign_in("cs_admin")
    allocate(city, quota, seated, accepted)
    press(sign_in("hn_review"), accepted, "accept")
    assert sign_in("hn_admin").post(f"{SESSIONS}/cancel/{session}").status_code == 303
    for number in (seated, accepted):
        found = of(app, number)
        assert (found.state, found.step, found.session_id) == (
            State.CITY_PASSED,
            EnrolmentStep.ALLOCATION,
            None,
        )
    _other, quota = induction_session(app)
    assert allocate(city, quota, seated, accepted).status_code == 303


def test_the_last_places_are_given_once(app, sign_in):
    _session, quota = induction_session(app, seats=3)
    people = waiting(app, *NAMES)
    clients = [sign_in("cs_admin") for _one in people]

    def send(place: int, wait: Wait) -> int:
        wait()
        return int(allocate(clients[place], quota, people[place]).status_code)

    answers = together([partial(send, place) for place in range(len(people))])
    assert sorted(answers) == [303, 303, 303, 422, 422]
    assert taken(app, quota) == 3


def test_places_given_and_given_back_at_once_stay_true(app, sign_in):
    _session, quota = induction_session(app, seats=2)
    people = waiting(app, *NAMES[:4])
    assert enrol(sign_in("yl_clerk"), newcomer(app, name=NAMES[4])).status_code == 303
    people.append(enrolments(app)[-1].id)
    allocate(sign_in("cs_admin"), quota, *people[:2])
    clients = [sign_in("cs_admin") for _one in range(3)]
    reviewer, clerk = sign_in("hn_review"), sign_in("yl_clerk")

    def give(place: int, wait: Wait) -> int:
        wait()
        return int(allocate(clients[place], quota, people[2 + place]).status_code)

    def send_back(wait: Wait) -> int:
        wait()
        return press(reviewer, people[0], "return", opinion="材料不全，请补充")

    def withdraw(wait: Wait) -> int:
        wait()
        return press(clerk, people[4], "withdraw")

    answers = together([*(partial(give, place) for place in range(3)), send_back, withdraw])
    assert set(answers) <= {303, 409, 422}
    assert answers[3] == 303
    assert taken(app, quota) <= 2
    found = of(app, people[4])
    assert found.state is (State.RETURNED if answers[4] == 303 else State.PLACED)
    assert (found.quota_id is None) is (answers[4] == 303)


def test_a_session_is_cancelled_while_places_are_given(app, sign_in):
    session, quota = induction_session(app, seats=5)
    people = waiting(app, *NAMES)
    clients, admin = [sign_in("cs_admin") for _one in people], sign_in("hn_admin")

    def give(place: int, wait: Wait) -> int:
        wait()
        return int(allocate(clients[place], quota, people[place]).status_code)

    def cancel(wait: Wait) -> int:
        wait()
        return int(admin.post(f"{SESSIONS}/cancel/{session}").status_code)

    answers = together([*(partial(give, place) for place in range(5)), cancel])
    assert answers[5] == 303
    assert taken(app, quota) == 0
    assert {of(app, one).state for one in people} <= {State.FILED, State.CITY_PASSED}
