"""建议记分 of assessments: records of them at 提交, and what 撤回 takes back."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.assessments.choices import AssessmentState
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.demerits.choices import DemeritSource, DemeritState
from app.demerits.models import DemeritReason, DemeritRecord, ReasonList
from app.personnel.choices import CertificateStatus
from app.personnel.models import Certificate
from tests.assessments.acts import GROUPS, assessment, begun, save, submit
from tests.demerits.points import measures, move, records
from tests.support.grants import grant
from tests.support.pages import plain
from tests.support.together import Wait, together

BAD = {"vetoed-0-ticked": "y"}
TICK = {"record_points": "y"}
WHY = {"opinion": "项目录入有误，重新考核"}


def failed(app: Flask, sign_in: Any, **said: str) -> int:
    """A 监督组考核 of two people whose project has a veto, not submitted yet."""
    number = begun(app, sign_in("yl_clerk"), **said)
    assert save(sign_in("yl_clerk"), number, "示例花园", BAD).status_code == 303
    return number


def proposed(app: Flask, sign_in: Any) -> int:
    """The same, submitted with its records."""
    number = failed(app, sign_in)
    assert submit(sign_in("yl_clerk"), number, **TICK).status_code == 303
    return number


def withdraw(client: Any, number: int) -> Any:
    return client.post(f"{GROUPS}/move/{number}/withdraw", data=WHY)


def test_the_dialog_names_who_gets_points_and_is_ticked(app, sign_in):
    page = sign_in("yl_clerk").get(f"{GROUPS}/move/{failed(app, sign_in)}/submit").text
    assert "建议记分 每人 3 分（J101）：王示范、李样例" in plain(page)
    box = page[page.index('name="record_points"') - 200 :][:400]
    assert "checked" in box


def test_nothing_is_asked_where_nothing_is_proposed(app, sign_in):
    number = begun(app, sign_in("yl_clerk"))
    save(sign_in("yl_clerk"), number)
    page = sign_in("yl_clerk").get(f"{GROUPS}/move/{number}/submit").text
    assert "建议记分 无" in plain(page)
    assert "record_points" not in page
    assert submit(sign_in("yl_clerk"), number, **TICK).status_code == 303
    assert records(app) == []


def test_each_member_has_a_record_that_waits_for_the_leader(app, sign_in, at):
    at("2026-07-10 09:00")
    number = begun(app, sign_in("yl_clerk"), year="2026", period="2")
    save(sign_in("yl_clerk"), number, "示例花园", BAD)
    assert submit(sign_in("yl_clerk"), number, **TICK).status_code == 303
    rows = records(app)
    assert [one.name for one in rows] == ["王示范", "李样例"]
    one = rows[0]
    assert (one.state, one.source, one.source_id) == (
        DemeritState.FILED,
        DemeritSource.GROUP,
        number,
    )
    assert (one.happened_on, one.cycle, one.points) == (dt.date(2026, 6, 30), 2026, 3)
    assert [(item.code, item.points) for item in one.items] == [("J101", 3)]
    assert len({row.batch for row in rows}) == 1
    assert assessment(app, number).number in one.facts
    assert one.recorded_by == "湘致远"
    assert "王示范 记 3 分" in plain(sign_in("yl_leader").get("/").text)
    assert move(sign_in("yl_clerk"), one.id, "pass").status_code == 403
    assert move(sign_in("yl_leader"), one.id, "pass").status_code == 303
    assert measures(app) == ["remind 3 done"]


def test_without_the_tick_no_record_comes_about(app, sign_in):
    number = failed(app, sign_in)
    assert submit(sign_in("yl_clerk"), number, comment="不记分").status_code == 303
    assert records(app) == []
    assert [one["points"] for one in assessment(app, number).suggested] == [3, 3]


def test_who_may_not_record_is_not_asked(app, sign_in):
    """The office lets a leader submit, who records nothing."""
    number = failed(app, sign_in)
    grant(app, "yl_leader", "submit", "assessments.group")
    leader = sign_in("yl_leader")
    page = leader.get(f"{GROUPS}/move/{number}/submit").text
    assert "每人 3 分（J101）" in plain(page)
    assert "record_points" not in page
    assert submit(leader, number, **TICK).status_code == 303
    assert records(app) == []


def test_what_counts_in_the_last_quarter_is_confirmed_in_january(app, sign_in, at):
    at("2027-01-08 10:00")
    number = begun(app, sign_in("yl_clerk"), year="2026", period="4")
    save(sign_in("yl_clerk"), number, "示例花园", BAD)
    assert submit(sign_in("yl_clerk"), number, **TICK).status_code == 303
    for one in records(app):
        assert (one.happened_on, one.cycle) == (dt.date(2026, 12, 31), 2026)
        assert move(sign_in("yl_leader"), one.id, "pass").status_code == 303
    assert measures(app) == ["remind 3 done"] * 2


def test_who_has_no_certificate_gets_no_record_and_is_named(app, sign_in):
    number = failed(app, sign_in)
    with app.app_context(), unscoped("a certificate of the test"):
        for one in db.session.scalars(select(Certificate).order_by(Certificate.id).limit(1)):
            one.status, one.cancelled_on = CertificateStatus.CANCELLED, clock.today()
        db.session.commit()
    clerk = sign_in("yl_clerk")
    page = plain(clerk.get(f"{GROUPS}/move/{number}/submit").text)
    assert "不生成记分记录 王示范没有监督证书或已不在职" in page
    assert submit(clerk, number, **TICK).status_code == 303
    assert [one.name for one in records(app)] == ["李样例"]


def reason_list(app: Flask, day: str, **changed: Any) -> None:
    """A newer list of reasons, published on a day."""
    with app.app_context():
        last = db.session.scalars(select(ReasonList).order_by(ReasonList.issue)).all()[-1]
        published = dt.datetime.fromisoformat(f"{day}T09:00:00+08:00")
        new = ReasonList(issue=last.issue + 1, title="新", published_at=published)
        names = ("position", "group", "code", "text", "points", "needs_project", "suggestion")
        new.reasons = [
            DemeritReason(**{name: getattr(one, name) for name in names}) for one in last.reasons
        ]
        for one in new.reasons:
            if one.code == "J101":
                for name, value in changed.items():
                    setattr(one, name, value)
        db.session.add(new)
        db.session.commit()


def test_points_are_those_of_the_list_in_force_on_the_day(app, sign_in, at):
    at("2026-07-10 09:00")
    reason_list(app, "2026-06-30", points=5)
    reason_list(app, "2026-07-01", points=9)
    number = begun(app, sign_in("yl_clerk"), year="2026", period="2")
    save(sign_in("yl_clerk"), number, "示例花园", BAD)
    assert submit(sign_in("yl_clerk"), number, **TICK).status_code == 303
    assert [one["points"] for one in assessment(app, number).suggested] == [5, 5]
    assert [(one.points, one.items[0].points) for one in records(app)] == [(5, 5)] * 2


def test_what_the_office_does_not_propose_is_not_proposed(app, sign_in, at):
    at("2026-07-10 09:00")
    reason_list(app, "2026-01-05", suggestion="suggested")
    number = begun(app, sign_in("yl_clerk"), year="2026", period="2")
    save(sign_in("yl_clerk"), number, "示例花园", BAD)
    assert submit(sign_in("yl_clerk"), number, **TICK).status_code == 303
    assert (assessment(app, number).suggested, records(app)) == ([], [])


def test_who_submits_twice_makes_records_once(app, sign_in):
    number = proposed(app, sign_in)
    assert submit(sign_in("yl_admin"), number, **TICK).status_code == 409
    assert len(records(app)) == 2


def test_what_is_taken_back_takes_its_records_along(app, sign_in):
    number = proposed(app, sign_in)
    first, _second = records(app)
    move(sign_in("yl_leader"), first.id, "return", opinion="事实不清，请补充")
    assert withdraw(sign_in("yl_leader"), number).status_code == 303
    assert records(app) == []
    assert assessment(app, number).suggested == []
    assert sign_in("yl_clerk").get(f"/demerits/records/show/{first.id}").status_code == 404
    assert submit(sign_in("yl_clerk"), number, **TICK).status_code == 303
    assert [one.state for one in records(app)] == [DemeritState.FILED] * 2


def test_what_counts_bars_the_way_back_and_is_named_with_its_page(app, sign_in):
    number = proposed(app, sign_in)
    first, second = records(app)
    assert move(sign_in("yl_leader"), first.id, "pass").status_code == 303
    answer = withdraw(sign_in("yl_leader"), number)
    assert answer.status_code == 422
    link = f'考核记分 <a href="/demerits/records/show/{first.id}">{first.number}</a> 已通过'
    assert link in answer.text
    assert second.number not in answer.text
    reopened = sign_in("hn_admin").post(f"{GROUPS}/move/{number}/reopen", data=WHY)
    assert reopened.status_code == 422
    assert assessment(app, number).state is AssessmentState.DONE
    assert len(records(app)) == 2
    move(sign_in("yl_clerk"), first.id, "appeal", appeal="情况不属实")
    assert withdraw(sign_in("yl_leader"), number).status_code == 422
    move(sign_in("yl_leader"), first.id, "revoke", opinion="证据不足，予以撤销")
    assert withdraw(sign_in("yl_leader"), number).status_code == 303
    assert [one.state for one in records(app)] == [DemeritState.REVOKED]


def test_record_and_assessment_lead_to_each_other(app, sign_in):
    number = proposed(app, sign_in)
    one, other = records(app)
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{GROUPS}/show/{number}").text
    assert f'href="/demerits/records/show/{one.id}">{one.number}' in page
    assert other.number in page
    name = assessment(app, number).number
    shown = clerk.get(f"/demerits/records/show/{one.id}").text
    assert f'<a href="{GROUPS}/show/{number}">监督组考核 {name}</a>' in shown
    # A clerk of the prefecture reads the record and not the pad of a county.
    above = sign_in("cs_clerk").get(f"/demerits/records/show/{one.id}").text
    assert "监督组考核" in above
    assert f"{GROUPS}/show/{number}" not in above


@pytest.mark.both_databases
def test_a_record_passes_or_goes_never_both(app, sign_in):
    number = proposed(app, sign_in)
    first, _second = records(app)
    leader, admin = sign_in("yl_leader"), sign_in("hn_admin")

    def decide(wait: Wait) -> int:
        wait()
        return int(move(leader, first.id, "pass").status_code)

    def take_back(wait: Wait) -> int:
        wait()
        return int(admin.post(f"{GROUPS}/move/{number}/reopen", data=WHY).status_code)

    passed, back = together([decide, take_back])
    left = [one.state for one in records(app)]
    if passed == 303:
        assert back == 422
        assert left == [DemeritState.PASSED, DemeritState.FILED]
        assert assessment(app, number).state is AssessmentState.DONE
    else:
        assert (passed in (404, 409), back) == (True, 303)
        assert (left, measures(app)) == ([], [])


@pytest.mark.both_databases
def test_two_who_submit_at_once_make_records_once(app, sign_in):
    number = failed(app, sign_in)
    clients = [sign_in(name) for name in ("yl_clerk", "yl_admin")]

    def press(place: int, wait: Wait) -> int:
        wait()
        return int(submit(clients[place], number, **TICK).status_code)

    assert sorted(together([partial(press, place) for place in range(2)])) == [303, 409]
    with app.app_context(), unscoped("what came of it"):
        assert len(db.session.scalars(select(DemeritRecord)).all()) == 2
