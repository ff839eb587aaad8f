"""年度锁定 (V40): what a closed year refuses, and who may close and open it."""

from __future__ import annotations

import datetime as dt

import pytest
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.organizations.choices import ReturnState
from app.organizations.models import YearLock, YearUnlock
from app.workflow.models import WorkflowEvent
from tests.organizations.closing import (
    FORMS,
    LOCKED,
    MODELS,
    REASON,
    YEAR,
    daily,
    filed,
    lock,
    rows_of_locks,
    states,
    unlock,
)
from tests.support.pages import listed
from tests.support.returns import FUNDING, FUNDINGS, LOCKS
from tests.support.stored import put, rows

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("approved")]


# --- what a closed year refuses -------------------------------------------------------------


@pytest.mark.parametrize("base", MODELS)
def test_nothing_is_added_to_a_closed_year(app, sign_in, base):
    lock(app)
    clerk = sign_in("yl_clerk")
    for act in ("draft", "submit"):
        answer = clerk.post(f"{base}/add", data={**FORMS[base], "year": str(YEAR), "act": act})
        assert (answer.status_code, LOCKED in answer.text) == (422, True)
    assert rows(app, MODELS[base]) == []


@pytest.mark.parametrize("base", MODELS)
@pytest.mark.parametrize("state", [ReturnState.DRAFT, ReturnState.SUBMITTED, ReturnState.RETURNED])
def test_nothing_of_a_closed_year_is_changed(app, sign_in, base, state):
    number = filed(app, state)[base]
    lock(app)
    sent = {**FORMS[base], "version": "1", "talks": "77", "remark": "改"}
    if state is ReturnState.SUBMITTED:
        sent["version"] = "2"
    clerk = sign_in("yl_clerk")
    for act in ("draft", "submit"):
        answer = clerk.post(f"{base}/edit/{number}", data={**sent, "act": act})
        assert (answer.status_code, LOCKED in answer.text) == (422, True), act
    (found,) = rows(app, MODELS[base])
    assert found.state is (ReturnState.LOCKED if state is ReturnState.SUBMITTED else state)
    assert found.changed_by is None


@pytest.mark.parametrize("base", MODELS)
def test_what_is_closed_offers_no_change(app, sign_in, base):
    numbers = filed(app, ReturnState.SUBMITTED)
    clerk = sign_in("yl_clerk")
    assert "修改" in clerk.get(f"{base}/list/?_flt_0_year={YEAR}").text.partition("<tbody>")[2]
    lock(app)
    page = clerk.get(f"{base}/list/?_flt_0_year={YEAR}").text
    assert listed(page)[0]["状态"] == "已锁定"
    assert f"{base}/edit/" not in page
    assert clerk.get(f"{base}/edit/{numbers[base]}").status_code == 403
    assert clerk.get(f"{base}/show/{numbers[base]}").status_code == 200


@pytest.mark.parametrize("base", MODELS)
def test_nothing_of_a_closed_year_is_sent_back(app, sign_in, base):
    number = filed(app, ReturnState.SUBMITTED)[base]
    lock(app)
    answer = sign_in("cs_admin").post(
        f"{base}/move/{number}/return", data={"opinion": "请核对合计数据"}
    )
    assert answer.status_code == 409
    assert states(app) == [ReturnState.LOCKED] * 3


def test_a_year_that_is_closed_while_returns_are_open_is_not_sent_back_either(app, sign_in):
    """The clerk handed in while the province closed the year."""
    number = filed(app, ReturnState.SUBMITTED)[FUNDINGS]
    put(app, YearLock(year=YEAR, locked_by="系统"))
    answer = sign_in("cs_admin").post(
        f"{FUNDINGS}/move/{number}/return", data={"opinion": "请核对合计数据"}
    )
    assert (answer.status_code, LOCKED in answer.text) == (422, True)


# --- 锁定 -----------------------------------------------------------------------------------


def test_closing_a_year_closes_what_was_handed_in_of_everybody(app, sign_in):
    for number in range(1, 7):
        filed(app, ReturnState.SUBMITTED, organization_id=number)
        filed(app, ReturnState.SUBMITTED, organization_id=number, year=YEAR - 1)
    answer = sign_in("hn_admin").post(f"{LOCKS}/lock/{YEAR}")
    assert answer.status_code == 303
    assert states(app, year=YEAR) == [ReturnState.LOCKED] * 18
    assert states(app, year=YEAR - 1) == [ReturnState.SUBMITTED] * 18
    (found,) = rows(app, WorkflowEvent, organization_id=4, resource="organizations.profile")
    assert (found.name, found.source, found.target) == ("lock", "submitted", "locked")
    assert found.actor_name == "钟守衡"


def test_what_was_not_handed_in_stays_as_it_is(app):
    filed(app, ReturnState.DRAFT, ReturnState.RETURNED, ReturnState.SUBMITTED)
    lock(app)
    assert states(app) == [ReturnState.DRAFT, ReturnState.RETURNED, ReturnState.LOCKED]


def test_a_year_is_closed_once(app, sign_in):
    lock(app)
    with pytest.raises(Conflict, match=f"{YEAR} 年度已锁定"):
        lock(app)
    client = sign_in("hn_admin")
    assert client.post(f"{LOCKS}/lock/{YEAR}").status_code == 303
    assert f"{YEAR} 年度已锁定" in client.get(f"{LOCKS}/list/").text
    assert len(rows_of_locks(app)) == 1


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (clock.year(), "本年度尚未结束，不能锁定"),
        (clock.year() + 1, "年度应在"),
        (2014, "年度应在"),
        (99999, "年度应在"),
    ],
)
def test_a_year_that_is_not_over_or_never_was_is_not_closed(app, sign_in, year, words):
    with pytest.raises(Refused, match=words):
        lock(app, year)
    assert sign_in("hn_admin").post(f"{LOCKS}/lock/{year}").status_code == 303
    assert rows_of_locks(app) == []


def test_a_year_is_open_to_the_end_of_its_last_day(app, sign_in, run_jobs, at):
    sent = {**FUNDING, "year": "2026", "act": "draft"}
    at("2027-03-31 23:59")
    daily(app, run_jobs)
    assert sign_in("yl_clerk").post(f"{FUNDINGS}/add", data=sent).status_code == 303
    at("2027-04-01 00:00")
    daily(app, run_jobs)
    answer = sign_in("ly_clerk").post(f"{FUNDINGS}/add", data=sent)
    assert (answer.status_code, LOCKED in answer.text) == (422, True)
    assert max(rows_of_locks(app)) == 2026


def test_the_day_closes_years_by_itself(app, run_jobs):
    filed(app, ReturnState.SUBMITTED, year=YEAR - 1)
    daily(app, run_jobs)
    closed = rows_of_locks(app)
    due = [y for y in range(2015, clock.year()) if dt.date(y + 1, 3, 31) < clock.today()]
    assert sorted(closed) == due
    assert YEAR - 1 in closed
    assert states(app, year=YEAR - 1) == [ReturnState.LOCKED] * 3
    names = {event.actor_name for event in rows(app, WorkflowEvent)}
    assert names == {"系统"}
    daily(app, run_jobs)
    assert len(rows_of_locks(app)) == len(closed)


def test_what_was_handed_in_while_the_year_was_closed_is_closed_by_the_day(app, run_jobs):
    for number in (4, 6):
        filed(app, ReturnState.SUBMITTED, organization_id=number)
    put(app, YearLock(year=YEAR, locked_by="钟守衡"))
    unlock(app, 6)
    daily(app, run_jobs)
    assert states(app, organization_id=4) == [ReturnState.LOCKED] * 3
    assert states(app, organization_id=6) == [ReturnState.SUBMITTED] * 3


# --- who may --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who",
    [
        "hn_review",
        "hn_leader",
        "cs_admin",
        "cs_leader",
        "cs_clerk",
        "yl_admin",
        "yl_clerk",
        "yl_leader",
        "sys_admin",
        "sec_admin",
        "auditor",
    ],
)
def test_only_the_province_s_administrator_closes_and_opens(app, sign_in, who):
    filed(app, ReturnState.SUBMITTED)
    lock(app)
    number = unlock(app)
    client = sign_in(who)
    sent = {"reason": REASON, "until": clock.today().isoformat()}
    assert client.post(f"{LOCKS}/lock/{YEAR - 1}").status_code == 403
    assert client.get(f"{LOCKS}/unlock/{YEAR}/4").status_code == 403
    assert client.post(f"{LOCKS}/unlock/{YEAR}/4", data=sent).status_code == 403
    assert client.post(f"{LOCKS}/close/{number}").status_code == 403
    assert rows_of_locks(app) == [YEAR]
    assert states(app) == [ReturnState.SUBMITTED] * 3


def test_who_reads_sees_their_own_part(app, sign_in):
    lock(app)
    for who, names in (
        ("hn_admin", 6),
        ("hn_leader", 6),
        ("cs_admin", 3),
        ("zz_admin", 2),
    ):
        client = sign_in(who)
        client.post("/year/", data={"year": str(YEAR)})
        page = client.get(f"{LOCKS}/list/").text
        assert len(listed(page)) == names, who
        assert ("解锁</a>" in page or f"{LOCKS}/unlock/" in page) is (who == "hn_admin")
    for who in ("hn_review", "cs_leader", "yl_admin"):
        assert sign_in(who).get(f"{LOCKS}/list/").status_code == 403


def test_a_right_does_not_reach_beyond_the_scope(app, sign_in):
    """Whoever was given the right in a prefecture finds its own organizations only."""
    lock(app)
    with app.app_context(), unscoped("a right for the prefecture"):
        manager = app.appbuilder.sm
        held = manager.find_permission_view_menu("can_update", "organizations.year_lock")
        role = db.session.scalars(select(Role).where(Role.name == "市州级管理员")).one()
        role.permissions.append(held)
        db.session.commit()
        db.session.remove()
    number = unlock(app, 5)
    client = sign_in("cs_admin")
    assert client.get(f"{LOCKS}/unlock/{YEAR}/4").status_code == 200
    assert client.get(f"{LOCKS}/unlock/{YEAR}/5").status_code == 404
    assert client.post(f"{LOCKS}/close/{number}").status_code == 404
    assert rows(app, YearUnlock)[0].closed_at is None
