"""What follows from totals: thresholds, 暂扣 and 恢复, 申诉 and what it changes, 再培训."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import Parameter
from app.demerits.choices import DemeritState, MeasureKind
from app.demerits.models import DemeritMeasure, DemeritRecord
from app.demerits.operations.measures import follow
from app.personnel.models import Person
from app.personnel.operations import move_person
from app.training.choices import ContinuingState
from app.training.models import TrainingSession
from tests.demerits.points import (
    TIANYUAN,
    YUELU,
    certificates,
    file,
    give,
    measures,
    move,
    records,
    supervisor,
)
from tests.support.acting import As
from tests.support.factories import make_certificate
from tests.support.pages import listed, plain
from tests.training.examined import over
from tests.training.mark_pages import BASE as RESULTS
from tests.training.mark_pages import cells, send
from tests.training.stage import make_continuing

pytestmark = pytest.mark.both_databases
REASON = "full_points"


def rule(app: Flask, **values: int) -> None:
    """The office sets parameters."""
    with app.app_context():
        db.session.add_all(Parameter(key=key, value=value) for key, value in values.items())
        db.session.commit()


def full(app: Flask, sign_in: Any, person: int) -> int:
    """A record of twelve points."""
    return give(app, sign_in, person, "J602")


def test_each_threshold_has_its_measure_and_twelve_points_suspend(app, sign_in):
    person = supervisor(app, kinds=("quality", "safety"))
    give(app, sign_in, person, "J209", "J210")
    assert measures(app) == []
    give(app, sign_in, person, "J101", "J404")
    assert measures(app) == ["remind 8 done", "talk 8 open"]
    give(app, sign_in, person, "J406")
    assert measures(app) == ["remind 8 done", "talk 11 open", "notice 11 done"]
    assert certificates(app) == [("valid", None)] * 2
    give(app, sign_in, person, "J102")
    assert measures(app) == [
        "remind 8 done",
        "talk 11 void",
        "notice 11 done",
        "suspension 13 open",
    ]
    assert certificates(app) == [("suspended", REASON)] * 2


def test_the_office_sets_the_thresholds(app, sign_in):
    rule(app, point_remind=1, point_talk=2, point_notice=3, point_full=4)
    give(app, sign_in, supervisor(app), "J404", "J209")
    assert measures(app) == ["remind 4 done", "notice 4 done", "suspension 4 open"]
    assert certificates(app) == [("suspended", REASON)]


def test_a_certificate_that_has_run_out_or_not_begun_is_left_alone(app, sign_in):
    today = clock.today()
    over = {"valid_to": today - dt.timedelta(1)}
    person = supervisor(app, **over)
    begins = {"valid_from": today + dt.timedelta(1)}
    with app.app_context(), unscoped("a second one"):
        make_certificate(db.session.get_one(Person, person), "safety", **begins)
        db.session.commit()
    full(app, sign_in, person)
    assert measures(app)[-1] == "suspension 12 open"
    assert certificates(app) == [("valid", None)] * 2


def test_what_is_not_passed_counts_nothing(app, sign_in):
    person = supervisor(app)
    file(sign_in("yl_clerk"), [person], "J602")
    assert measures(app) == []
    move(sign_in("yl_leader"), records(app)[0].id, "return", opinion="事实不清，请补充")
    assert measures(app) == []


def test_the_points_of_the_last_cycle_are_not_added(app, sign_in):
    person = supervisor(app)
    last = dt.date(clock.year() - 1, 12, 31).isoformat()
    assert (
        file(
            sign_in("hn_admin"),
            [person],
            "J501",
            "J404",
            happened_on=last,
            project="一号",
            builder="建设公司",
        ).status_code
        == 303
    )
    assert move(sign_in("hn_leader"), records(app)[0].id, "pass").status_code == 303
    give(app, sign_in, person, "J404")
    assert measures(app) == ["remind 9 done", "talk 9 open", "notice 9 done", "remind 3 done"]
    assert certificates(app) == [("valid", None)]


def test_points_stay_with_a_person_who_moves(app, sign_in):
    person = supervisor(app)
    give(app, sign_in, person, "J503")
    assert "约谈 唐一鸣" in plain(sign_in("yl_leader").get("/").text)
    with app.app_context(), unscoped("a move"):
        move_person(db.session.get_one(Person, person), TIANYUAN, on=clock.today())
        db.session.commit()
    assert records(app)[0].subject_id == TIANYUAN
    assert measures(app) == ["remind 6 done", "talk 6 open"]
    assert "约谈 唐一鸣" not in plain(sign_in("yl_leader").get("/").text)
    assert "JF-" in plain(sign_in("ty_clerk").get("/demerits/records/list/").text)


# --- 约谈 -----------------------------------------------------------------------------------

TALKS = "/demerits/measures"
TALK = {"talked_by": "麓鸣谦", "content": "限期改正。"}


def talk_of(app: Flask) -> int:
    with app.app_context(), unscoped("what waits"):
        asked = select(DemeritMeasure.id).where(DemeritMeasure.kind == MeasureKind.TALK)
        return db.session.scalars(asked).one()


def test_a_leader_records_the_talk(app, sign_in):
    give(app, sign_in, supervisor(app), "J503")
    number, leader = talk_of(app), sign_in("yl_leader")
    data = {**TALK, "done_on": clock.today().isoformat(), "version": "1"}
    for username, status in (("yl_clerk", 403), ("yl_admin", 403), ("cs_leader", 403)):
        assert sign_in(username).post(f"{TALKS}/edit/{number}", data=data).status_code == status
    late = {**data, "done_on": (clock.today() + dt.timedelta(1)).isoformat()}
    assert leader.post(f"{TALKS}/edit/{number}", data=late).status_code == 422
    assert f"{clock.year()} 年累计记 6 分" in plain(leader.get(f"{TALKS}/edit/{number}").text)
    assert leader.post(f"{TALKS}/edit/{number}", data=data).status_code == 303
    assert measures(app) == ["remind 6 done", "talk 6 done"]
    assert "约谈 唐一鸣" not in plain(leader.get("/").text)
    rows = listed(sign_in("yl_clerk").get(f"{TALKS}/list/").text)
    assert [(row["措施"], row["办理情况"]) for row in rows] == [
        ("约谈", "已约谈"),
        ("提醒谈话", "已通知"),
    ]


def test_who_is_full_is_to_be_retrained_until_enrolled(app, sign_in):
    full(app, sign_in, supervisor(app))
    assert "为 唐一鸣安排再培训" in plain(sign_in("yl_admin").get("/").text)
    assert "安排再培训" not in plain(sign_in("cs_admin").get("/").text)


# --- 申诉 -----------------------------------------------------------------------------------


def test_an_appeal_that_is_upheld_changes_nothing(app, sign_in):
    number = full(app, sign_in, supervisor(app))
    assert move(sign_in("yl_clerk"), number, "appeal").status_code == 422
    assert move(sign_in("yl_clerk"), number, "appeal", appeal="情况不属实").status_code == 303
    assert certificates(app) == [("suspended", REASON)]
    leader = sign_in("yl_leader")
    assert move(leader, number, "uphold").status_code == 422
    assert move(leader, number, "uphold", opinion="事实清楚，予以维持").status_code == 303
    (one,) = records(app)
    assert (one.state, one.appeal) == (DemeritState.PASSED, "情况不属实")
    assert move(sign_in("yl_clerk"), number, "appeal", appeal="再申诉").status_code in (403, 422)
    assert certificates(app) == [("suspended", REASON)]


def test_a_record_that_is_revoked_lifts_the_suspension_below_twelve(app, sign_in):
    person = supervisor(app)
    give(app, sign_in, person, "J503")
    number = give(app, sign_in, person, "J504")
    assert certificates(app) == [("suspended", REASON)]
    move(sign_in("yl_clerk"), number, "appeal", appeal="情况不属实")
    opinion = "证据不足，予以撤销"
    assert move(sign_in("yl_leader"), number, "revoke", opinion=opinion).status_code == 303
    assert certificates(app) == [("valid", None)]
    assert measures(app) == [
        "remind 6 done",
        "talk 6 void",
        "notice 12 void",
        "suspension 12 void",
        "talk 6 open",
    ]


def test_another_suspension_stays_when_a_record_is_revoked(app, sign_in):
    facts = {"status": "suspended", "suspended_on": clock.today(), "suspension_reason": "other"}
    number = full(app, sign_in, supervisor(app, **facts))
    move(sign_in("yl_clerk"), number, "appeal", appeal="情况不属实")
    move(sign_in("yl_leader"), number, "revoke", opinion="证据不足，予以撤销")
    assert certificates(app) == [("suspended", "other")]


def test_the_province_may_revoke_what_was_upheld(app, sign_in):
    number = full(app, sign_in, supervisor(app))
    admin = sign_in("hn_admin")
    assert move(admin, number, "overrule", opinion="省级复核，予以撤销").status_code in (403, 422)
    move(sign_in("yl_clerk"), number, "appeal", appeal="情况不属实")
    move(sign_in("yl_leader"), number, "uphold", opinion="事实清楚，予以维持")
    assert move(sign_in("cs_admin"), number, "overrule", opinion="撤销撤销").status_code == 403
    assert move(admin, number, "overrule", opinion="省级复核，予以撤销").status_code == 303
    assert records(app)[0].state is DemeritState.REVOKED
    assert certificates(app) == [("valid", None)]


def test_an_appeal_is_open_for_some_working_days(app, sign_in, at):
    number = full(app, sign_in, supervisor(app))
    at(f"{clock.today() + dt.timedelta(14)} 10:00")
    answer = move(sign_in("yl_clerk"), number, "appeal", appeal="情况不属实")
    assert answer.status_code in (403, 422)
    assert records(app)[0].state is DemeritState.PASSED


def test_only_the_persons_organization_appeals(app, sign_in):
    file(sign_in("cs_clerk"), [supervisor(app)], "J404")
    number = records(app)[0].id
    move(sign_in("cs_leader"), number, "pass")
    for username, status in (("cs_clerk", 403), ("ty_clerk", 404), ("yl_leader", 403)):
        assert move(sign_in(username), number, "appeal", appeal="不属实").status_code == status
    assert move(sign_in("yl_clerk"), number, "appeal", appeal="不属实").status_code == 303


# --- 再培训 ---------------------------------------------------------------------------------


def retrain(app: Flask, sign_in: Any, person: int) -> None:
    """继续教育 of somebody, passed, and 延期."""
    session = over(app, "continuing")
    with app.app_context(), unscoped("a row of the test"):
        row = make_continuing(
            db.session.get_one(TrainingSession, session),
            state=ContinuingState.ACCEPTED,
            person=db.session.get_one(Person, person),
            organization_id=YUELU,
        )
        db.session.commit()
        number = row.id
    review = sign_in("hn_review")
    send(review, session, cells(number, "24", "80"))
    assert "已延期 1 人" in review.post(f"{RESULTS}/extend/{session}", follow_redirects=True).text


def test_retraining_lifts_the_suspension_and_the_points_begin_anew(app, sign_in):
    person = supervisor(app, kinds=("quality", "safety"))
    full(app, sign_in, person)
    retrain(app, sign_in, person)
    assert measures(app) == ["remind 12 done", "notice 12 done", "suspension 12 done"]
    assert certificates(app) == [("valid", None)] * 2
    give(app, sign_in, person, "J404")
    assert measures(app)[3:] == ["remind 15 done"]
    assert certificates(app) == [("valid", None)] * 2
    give(app, sign_in, person, "J503", "J406")
    assert measures(app)[4:] == ["notice 24 done", "suspension 24 open"]
    assert certificates(app) == [("suspended", REASON)] * 2


def test_training_of_who_is_not_suspended_settles_nothing(app, sign_in):
    person = supervisor(app)
    give(app, sign_in, person, "J503")
    retrain(app, sign_in, person)
    assert measures(app) == ["remind 6 done", "talk 6 open"]


def test_what_follows_is_found_again_without_another_trace(app, sign_in):
    """The same total twice: nothing is added, nobody is told again."""
    full(app, sign_in, supervisor(app))
    before = measures(app)
    with As(app, "yl_leader") as actor:
        for _again in range(2):
            follow(db.session.scalars(select(DemeritRecord)).one(), actor)
    assert measures(app) == before
