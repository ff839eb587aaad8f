"""解锁: a closed year that is opened for one organization, and until when."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.core.base import clock
from app.core.base.errors import Conflict, Refused
from app.organizations import locks
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, YearUnlock
from app.workflow.models import WorkflowEvent
from tests.organizations.closing import (
    LOCKED,
    REASON,
    YEAR,
    daily,
    filed,
    lock,
    run_out,
    states,
    unlock,
)
from tests.support.acting import As
from tests.support.forms import errors, value_of
from tests.support.pages import listed, plain
from tests.support.returns import FUNDING, FUNDINGS, LOCKS
from tests.support.stored import rows

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("approved")]


# --- 解锁 -----------------------------------------------------------------------------------


def test_an_unlock_opens_the_year_for_one_organization(app, sign_in):
    for number in (4, 6):
        filed(app, ReturnState.SUBMITTED, organization_id=number)
    lock(app)
    until = (clock.today() + dt.timedelta(days=10)).isoformat()
    answer = sign_in("hn_admin").post(
        f"{LOCKS}/unlock/{YEAR}/4", data={"reason": REASON, "until": until}
    )
    assert answer.status_code == 303
    assert states(app, organization_id=4) == [ReturnState.SUBMITTED] * 3
    assert states(app, organization_id=6) == [ReturnState.LOCKED] * 3
    event = rows(app, WorkflowEvent, organization_id=4)[-1]
    assert (event.name, event.opinion, event.actor_name) == ("unlock", REASON, "钟守衡")

    (found,) = rows(app, FundingReturn, organization_id=4)
    sent = {**FUNDING, "version": str(found.version), "act": "submit"}
    clerk = sign_in("yl_clerk")
    assert clerk.post(f"{FUNDINGS}/edit/{found.id}", data=sent).status_code == 303
    assert rows(app, FundingReturn, organization_id=4)[0].changed_by == "湘致远"


def test_who_files_is_told_of_an_unlock_once_and_nobody_else(app, sign_in):
    filed(app, ReturnState.SUBMITTED)
    lock(app)
    unlock(app)
    until = clock.today() + dt.timedelta(days=10)
    for who, count in (("yl_clerk", 1), ("yl_admin", 1), ("yl_leader", 0), ("cs_admin", 0)):
        page = sign_in(who).get("/messages/list/").text
        assert len(listed(page)) == count, who
    clerk = sign_in("yl_clerk")
    (number,) = re.findall(r"/messages/show/(\d+)", clerk.get("/messages/list/").text)[:1]
    shown = plain(clerk.get(f"/messages/show/{number}").text)
    assert f"{YEAR} 年度数据已解锁" in shown
    assert f"请于 {until} 前修改并提交。原因：{REASON}" in shown


@pytest.mark.parametrize(
    ("reason", "days", "field"),
    [
        ("", 10, "reason"),
        ("有误", 10, "reason"),
        ("    有误    ", 10, "reason"),
        ("误" * 501, 10, "reason"),
        (REASON, -1, "until"),
        (REASON, 91, "until"),
        (REASON, None, "until"),
    ],
)
def test_an_unlock_needs_its_reason_and_its_end(app, sign_in, reason, days, field):
    filed(app, ReturnState.SUBMITTED)
    lock(app)
    until = "" if days is None else (clock.today() + dt.timedelta(days=days)).isoformat()
    answer = sign_in("hn_admin").post(
        f"{LOCKS}/unlock/{YEAR}/4", data={"reason": reason, "until": until}
    )
    assert answer.status_code == 422
    assert field in errors(answer.text)
    assert f'name="until" min="{clock.today()}"' in answer.text
    assert value_of(answer.text, "until") == until
    assert rows(app, YearUnlock) == []
    assert states(app) == [ReturnState.LOCKED] * 3


@pytest.mark.parametrize("days", [0, 90])
def test_an_unlock_may_end_today_and_after_ninety_days(app, days):
    filed(app, ReturnState.SUBMITTED)
    lock(app)
    unlock(app, days=days)
    assert states(app) == [ReturnState.SUBMITTED] * 3


def test_only_a_closed_year_is_opened(app, sign_in):
    admin = sign_in("hn_admin")
    for year in (YEAR, clock.year(), 99999, 0):
        assert admin.get(f"{LOCKS}/unlock/{year}/4").status_code == 404
    with pytest.raises(Refused, match=f"{YEAR} 年度未锁定"):
        unlock(app)
    lock(app)
    assert admin.get(f"{LOCKS}/unlock/{YEAR}/4").status_code == 200
    for number in (0, 99, 2**31 - 1):
        assert admin.get(f"{LOCKS}/unlock/{YEAR}/{number}").status_code == 404


def test_a_second_unlock_takes_the_place_of_the_first(app):
    filed(app, ReturnState.SUBMITTED)
    lock(app)
    unlock(app, days=3)
    unlock(app, days=30, reason="需要更长的时间")
    first, second = rows(app, YearUnlock)
    assert first.closed_at is not None
    assert (second.closed_at, second.reason) == (None, "需要更长的时间")
    assert states(app) == [ReturnState.SUBMITTED] * 3


# --- the end of an unlock -------------------------------------------------------------------


def test_an_unlock_ends_by_itself(app, sign_in, run_jobs):
    filed(app, ReturnState.SUBMITTED)
    lock(app)
    unlock(app)
    run_out(app)
    (found,) = rows(app, FundingReturn)
    sent = {**FUNDING, "version": str(found.version), "act": "submit"}
    answer = sign_in("yl_clerk").post(f"{FUNDINGS}/edit/{found.id}", data=sent)
    assert (answer.status_code, LOCKED in answer.text) == (422, True)
    daily(app, run_jobs)
    assert states(app) == [ReturnState.LOCKED] * 3
    (ended,) = rows(app, YearUnlock)
    assert ended.closed_at is not None
    events = rows(app, WorkflowEvent, resource="organizations.funding_return")
    assert [(e.name, e.actor_name) for e in events] == [
        ("lock", "钟守衡"),
        ("unlock", "钟守衡"),
        ("lock", "系统"),
    ]


def test_what_still_holds_is_not_ended_by_the_day(app, run_jobs):
    filed(app, ReturnState.SUBMITTED)
    lock(app)
    unlock(app, days=0)
    daily(app, run_jobs)
    assert states(app) == [ReturnState.SUBMITTED] * 3
    assert rows(app, YearUnlock)[0].closed_at is None


def test_a_new_unlock_outlives_the_end_of_an_old_one(app, run_jobs):
    filed(app, ReturnState.SUBMITTED)
    lock(app)
    unlock(app)
    run_out(app)
    unlock(app, reason="再次更正数据")
    daily(app, run_jobs)
    assert states(app) == [ReturnState.SUBMITTED] * 3
    assert [one.closed_at is None for one in rows(app, YearUnlock)] == [False, True]


def test_an_unlock_is_ended_early_and_once(app, sign_in):
    filed(app, ReturnState.SUBMITTED, ReturnState.RETURNED, ReturnState.SUBMITTED)
    lock(app)
    number = unlock(app)
    admin = sign_in("hn_admin")
    assert admin.post(f"{LOCKS}/close/{number}").status_code == 303
    assert states(app) == [ReturnState.LOCKED, ReturnState.RETURNED, ReturnState.LOCKED]
    with As(app, "hn_admin") as actor, pytest.raises(Conflict, match="该解锁已结束，请刷新"):
        locks.close_unlock(number, actor=actor)
    assert admin.post(f"{LOCKS}/close/99").status_code == 404
