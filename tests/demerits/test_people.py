"""People and organizations that go elsewhere, and several who decide at the same moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.demerits import operations, queries
from app.demerits.choices import DemeritState, MeasureKind
from app.personnel.models import Person
from app.workflow.models import Message
from tests.demerits.points import (
    CHANGSHA,
    YUELU,
    certificates,
    file,
    give,
    measures,
    move,
    records,
    supervisor,
)
from tests.demerits.stage import make_measure, make_record
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases


def test_two_leaders_who_pass_two_records_of_one_person_reach_twelve_once(app, sign_in):
    person = supervisor(app, kinds=("quality", "safety"))
    clerk = sign_in("yl_clerk")
    file(clerk, [person], "J503")
    file(sign_in("cs_clerk"), [person], "J504")
    first, second = (one.id for one in records(app))

    def passing(username: str, number: int) -> Any:
        def act(wait: Wait) -> int:
            client = sign_in(username)
            wait()
            return move(client, number, "pass").status_code

        return act

    answers = together([passing("yl_leader", first), passing("cs_leader", second)])
    assert answers == [303, 303]
    assert measures(app) == [
        "remind 6 done",
        "talk 6 void",
        "notice 12 done",
        "suspension 12 open",
    ]
    assert certificates(app) == [("suspended", "full_points")] * 2


def test_one_record_is_decided_once(app, sign_in):
    file(sign_in("yl_clerk"), [supervisor(app)], "J602")
    number = records(app)[0].id

    def deciding(name: str) -> Any:
        def act(wait: Wait) -> int:
            client = sign_in("yl_leader")
            wait()
            return move(client, number, name, opinion="事实不清，请补充").status_code

        return act

    answers = together([deciding("pass"), deciding("return")])
    assert sorted(answers) == [303, 409]


def test_what_is_not_decided_goes_to_whoever_takes_over(app, sign_in):
    person = supervisor(app)
    give(app, sign_in, person, "J404")
    file(sign_in("yl_clerk"), [person], "J209")
    with app.app_context(), unscoped("one takes over"):
        assert queries.count_undecided(YUELU) == 1
        queries.hold_undecided(YUELU)
        operations.hand_over_records(YUELU, CHANGSHA)
        db.session.commit()
    assert [one.organization_id for one in records(app)] == [YUELU, CHANGSHA]
    number = records(app)[1].id
    assert move(sign_in("cs_leader"), number, "pass").status_code == 303


def messages_of(app: Any, words: str) -> int:
    with app.app_context(), unscoped("who was told"):
        return db.session.query(Message).filter(Message.title.contains(words)).count()


def test_whoever_is_full_twice_running_is_told_of_to_the_province(app, sign_in):
    person = supervisor(app)
    with app.app_context(), unscoped("the cycle before"):
        facts = {"cycle": clock.year() - 1, "happened_on": dt.date(clock.year() - 1, 6, 1)}
        row = db.session.get_one(Person, person)
        before = make_record(
            organization_id=YUELU, person=row, code="J602", state=DemeritState.PASSED, **facts
        )
        make_measure(before, MeasureKind.SUSPENSION, done_on=clock.today(), settled=12)
        db.session.commit()
    give(app, sign_in, person, "J404")
    assert messages_of(app, "连续记满分") == 0
    give(app, sign_in, person, "J503", "J406")
    # 省级管理员 and 省级审核.
    assert messages_of(app, "连续记满分") == 2
