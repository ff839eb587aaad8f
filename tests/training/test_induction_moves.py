"""The machine of 新进人员培训报名 (3.5), row by row: who makes which move, and who does not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.training import operations
from app.training.choices import EnrolmentStep as Step
from app.training.choices import InductionState as State
from app.training.models import InductionEnrolment, TrainingSession
from app.training.workflows import INDUCTION_ENROLMENT
from app.workflow import engine
from tests.certificate_cases.acts import YUELU, switch
from tests.support.acting import As
from tests.support.pages import listed, plain
from tests.training.inductions import (
    BASE,
    allocate,
    enrol,
    enrolments,
    induction_session,
    newcomer,
    press,
)
from tests.training.inductions import CHANGSHA as CITY
from tests.training.stage import PROVINCE, make_induction

pytestmark = pytest.mark.both_databases
OPINION = "材料不全，请补充"
EVERYBODY = (
    *("hn_admin", "hn_review", "hn_leader", "cs_admin", "cs_leader", "cs_clerk"),
    *("yl_admin", "yl_leader", "yl_clerk", "zz_admin", "ty_clerk", "sys_admin"),
)
CLERKS = {"yl_admin", "yl_clerk"}
RESULT = {"grade": {"hn_review"}, "ungrade": {"hn_review"}}
# From which state which moves are whose, of what a county has filed with the prefecture's review.
MOVES = {
    State.FILED: {
        "review": {"cs_admin", "cs_leader"},
        "review_return": {"cs_admin", "cs_leader"},
        "allocate": {"cs_admin"},
        "withdraw": CLERKS,
    },
    State.CITY_PASSED: {"review_return": {"cs_admin", "cs_leader"}, "allocate": {"cs_admin"}},
    State.PLACED: {
        "unallocate": {"cs_admin"},
        "accept": {"hn_review"},
        "return": {"hn_review"},
        "refuse": {"hn_review"},
    },
    State.RETURNED: {"file": CLERKS, "give_up": CLERKS},
    State.ACCEPTED: {"grade": {"hn_review"}},
    State.PASSED: {**RESULT, "issue": {"hn_review"}, "close": {"hn_review"}},
    State.FAILED: {**RESULT, "makeup": {"hn_review"}},
    State.ABSENT: {**RESULT, "makeup": {"hn_review"}},
    State.REFUSED: {},
    State.ISSUED: {},
    State.LAPSED: {},
}
PLACED = (State.PLACED, State.ACCEPTED, State.PASSED, State.FAILED, State.ABSENT, State.ISSUED)


def filed(app: Flask, sign_in: Any, name: str = "唐一鸣") -> int:
    """Somebody whom the county's clerk has enrolled; the id."""
    assert enrol(sign_in("yl_clerk"), newcomer(app, name=name)).status_code == 303
    return enrolments(app)[-1].id


def put(app: Flask, number: int, state: State, step: Step | None = None) -> None:
    """Let an enrolment stand in a state, with a place where that has one."""
    session_id, quota_id = induction_session(app) if state in PLACED else (None, None)
    with app.app_context(), unscoped("a row of the test"):
        item = db.session.get_one(InductionEnrolment, number)
        item.state, item.step = state, step
        item.session_id, item.quota_id = session_id, quota_id
        db.session.commit()


def of(app: Flask, number: int) -> InductionEnrolment:
    return next(one for one in enrolments(app) if one.id == number)


@pytest.mark.parametrize("state", MOVES)
def test_who_makes_which_move(app, sign_in, state):
    number = filed(app, sign_in)
    put(app, number, state, Step.PREFECTURE if state is State.FILED else None)
    found: dict[str, set[str]] = {}
    for who in EVERYBODY:
        with As(app, who) as actor:
            item = db.session.get(InductionEnrolment, number)
            # The end of a year and of a session are the system's.
            moves = engine.available(INDUCTION_ENROLMENT, item, actor) if item else []
            for move in moves:
                if not move.automatic:
                    found.setdefault(move.name, set()).add(who)
    assert found == MOVES[state]


def test_what_a_prefecture_files_passes_its_leader(app, sign_in):
    person = newcomer(app, organization_id=CITY)
    assert enrol(sign_in("cs_clerk"), person).status_code == 303
    number = enrolments(app)[-1].id
    assert of(app, number).step is Step.PREFECTURE
    assert press(sign_in("cs_admin"), number, "review") == 403
    assert press(sign_in("cs_leader"), number, "review") == 303
    assert of(app, number).state is State.CITY_PASSED


def test_nobody_reviews_what_he_filed(app, sign_in):
    _session, quota = induction_session(app)
    person = newcomer(app, organization_id=CITY)
    city = sign_in("cs_admin")
    enrol(city, person)
    number = enrolments(app)[-1].id
    # 分配 is no review (ruling 8).
    assert allocate(city, quota, number).status_code == 303


@pytest.mark.parametrize(("organization", "who"), [(YUELU, "yl_clerk"), (PROVINCE, "hn_admin")])
def test_without_the_review_everybody_goes_to_the_pool(app, sign_in, organization, who):
    switch(app, "city_pre_review_enroll", on=False)
    assert enrol(sign_in(who), newcomer(app, organization_id=organization)).status_code == 303
    number = enrolments(app)[-1].id
    assert of(app, number).step is Step.ALLOCATION
    assert press(sign_in("cs_leader"), number, "review") in (404, 409)


def test_the_province_passes_no_prefecture(app, sign_in):
    enrol(sign_in("hn_admin"), newcomer(app, organization_id=PROVINCE))
    assert enrolments(app)[-1].step is Step.ALLOCATION


def test_the_review_is_a_to_do_and_tells_who_enrolled(app, sign_in):
    number = filed(app, sign_in)
    assert "唐一鸣" in plain(sign_in("cs_admin").get("/").text)
    assert press(sign_in("cs_leader"), number, "review") == 303
    found = of(app, number)
    assert (found.state, found.step) == (State.CITY_PASSED, Step.ALLOCATION)


def test_whoever_is_accepted_is_told_where_and_when_to_be(app, sign_in):
    _session, quota = induction_session(app)
    number = filed(app, sign_in)
    allocate(sign_in("cs_admin"), quota, number)
    reviewer = sign_in("hn_review")
    asked = reviewer.get(f"{BASE}/move/{number}/accept").text
    assert re.search('class="zj-dl__wide"><dt>报到时间</dt><dd>[0-9-]{10} [0-9:]{5}</dd>', asked)
    assert press(reviewer, number, "accept") == 303
    clerk = sign_in("yl_clerk")
    page = clerk.get("/messages/list/").text
    (row,) = [one for one in listed(page) if "受理" in "".join(one.values())]
    link = next(part for part in page.split('"') if "/messages/show/" in part)
    shown = clerk.get(link).text
    told = plain(shown)
    assert row
    assert 'class="zj-dl__wide"><dt>内容' in shown
    assert "报到时间" in told
    assert "长沙市芙蓉南路培训中心" in told
    assert of(app, number).state is State.ACCEPTED


@pytest.mark.parametrize("name", ["return", "refuse", "review_return", "give_up"])
def test_who_says_no_says_why(app, sign_in, name):
    number = filed(app, sign_in)
    who = {"review_return": "cs_leader", "give_up": "yl_clerk"}.get(name, "hn_review")
    state = {"review_return": State.FILED, "give_up": State.RETURNED}.get(name, State.PLACED)
    put(app, number, state, Step.PREFECTURE if state is State.FILED else None)
    assert press(sign_in(who), number, name, opinion="不行") == 422
    assert press(sign_in(who), number, name, opinion=OPINION) == 303
    assert of(app, number).opinion == OPINION


def test_many_are_accepted_or_sent_back_at_once(app, sign_in):
    _session, quota = induction_session(app, seats=4)
    people = [filed(app, sign_in, name) for name in ("唐一鸣", "唐一凡", "唐一平", "唐一安")]
    allocate(sign_in("cs_admin"), quota, *people)
    reviewer = sign_in("hn_review")
    rows = {"action": "accept", "rowid": [str(one) for one in people[:2]]}
    assert reviewer.post(f"{BASE}/action_post", data=rows).status_code in (200, 303)
    asked = "&".join(f"rowid={one}" for one in people[2:])
    answer = reviewer.post(f"{BASE}/moves/refuse?{asked}", data={"opinion": OPINION})
    assert answer.status_code in (200, 303)
    states = [of(app, one).state for one in people]
    assert states == [State.ACCEPTED] * 2 + [State.REFUSED] * 2
    refused = of(app, people[2])
    assert (refused.session_id, refused.quota_id) == (None, None)
    assert refused.name
    assert refused.facts


def test_withdrawing_ends_when_somebody_has_looked(app, sign_in):
    first, second = filed(app, sign_in), filed(app, sign_in, "宋知远")
    clerk = sign_in("yl_clerk")
    assert press(clerk, first, "withdraw") == 303
    assert (of(app, first).state, of(app, first).opinion) == (State.RETURNED, "申请人撤回")
    press(sign_in("cs_leader"), second, "review")
    assert press(clerk, second, "withdraw") == 409


def test_whoever_gives_up_may_be_enrolled_anew(app, sign_in):
    person, clerk = newcomer(app), sign_in("yl_clerk")
    enrol(clerk, person)
    number = enrolments(app)[-1].id
    press(clerk, number, "withdraw")
    assert press(clerk, number, "give_up", opinion="本人不再参加培训") == 303
    assert of(app, number).state is State.LAPSED
    assert enrol(clerk, person).status_code == 303


def lapsed(app: Flask) -> int:
    """How many have lapsed once the job of the day has run."""
    with app.app_context(), unscoped("a job has everybody's rows"):
        operations.lapse_left_over(INDUCTION_ENROLMENT, clock.year())
        db.session.commit()
    return [one.state for one in enrolments(app)].count(State.LAPSED)


def test_a_year_ends_for_whoever_has_no_place(app, sign_in, at):
    with app.app_context(), unscoped("rows of the test"):
        ids = {}
        for state in (State.FILED, State.CITY_PASSED, State.RETURNED, State.REFUSED):
            ids[state] = make_induction(state=state, name="唐一鸣").id
        db.session.commit()
    session, _quota = induction_session(app)
    with app.app_context(), unscoped("rows of the test"):
        placed = make_induction(db.session.get_one(TrainingSession, session), state=State.ACCEPTED)
        number = placed.id
        db.session.commit()
    year = clock.year()
    at(f"{year}-12-31 23:30")
    assert lapsed(app) == 0
    # However late it runs.
    at(f"{year + 1}-01-09 08:00")
    assert lapsed(app) == 3
    assert lapsed(app) == 3
    assert of(app, ids[State.REFUSED]).state is State.REFUSED
    assert of(app, number).state is State.ACCEPTED
    assert "失效" in plain(sign_in("yl_clerk").get("/messages/list/").text)


def test_whoever_loses_a_place_in_a_new_year_waits_in_that_year(app, sign_in, at):
    year = clock.year()
    number = filed(app, sign_in)
    put(app, number, State.PLACED)
    at(f"{year + 1}-01-05 08:00")
    assert press(sign_in("hn_review"), number, "return", opinion=OPINION) == 303
    assert of(app, number).year == year + 1
    assert lapsed(app) == 0
