"""年度锁定 (V40): what a closed year refuses, who may close and open it, and until when."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

import pytest
from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select, update

from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.scope import unscoped
from app.organizations import locks, returns
from app.organizations.choices import ReturnState
from app.organizations.jobs import close_years
from app.organizations.models import (
    FundingReturn,
    ProfileReturn,
    ProjectReturn,
    YearLock,
    YearUnlock,
)
from app.organizations.operations import Filing
from app.workflow.models import WorkflowEvent
from tests.support.acting import As
from tests.support.forms import errors, value_of
from tests.support.pages import listed, plain
from tests.support.returns import FUNDING, FUNDINGS, LOCKS, PROFILE, PROFILES, PROJECTS
from tests.support.stored import put, rows
from tests.support.together import together

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("approved")]

YEAR = clock.year() - 1
LOCKED = "该年度数据已锁定，请联系省级管理员解锁"
MODELS = {PROFILES: ProfileReturn, PROJECTS: ProjectReturn, FUNDINGS: FundingReturn}
FORMS = {PROFILES: PROFILE, PROJECTS: {"talks": "1"}, FUNDINGS: FUNDING}
REASON = "数据有误，需要更正"


def filed(app, *states: ReturnState, organization_id=4, year=YEAR) -> dict[str, int]:
    """A return of each kind, in these states."""
    states = states * 3 if len(states) == 1 else states
    things = [
        model(organization_id=organization_id, year=year, state=state, explanations={})
        for model, state in zip(MODELS.values(), states, strict=True)
    ]
    return dict(zip(MODELS, put(app, *things), strict=True))


def lock(app, year=YEAR, who="hn_admin") -> None:
    with As(app, who) as actor:
        locks.lock_year(year, actor=actor)


def unlock(app, organization_id=4, *, days=10, reason=REASON, year=YEAR) -> int:
    until = (clock.today() + dt.timedelta(days=days)).isoformat()
    with As(app, "hn_admin") as actor:
        return locks.unlock_year(organization_id, year, reason=reason, until=until, actor=actor).id


def states(app, **conditions) -> list[ReturnState]:
    return [row.state for model in MODELS.values() for row in rows(app, model, **conditions)]


def run_out(app) -> None:
    """Time passes: every unlock ended yesterday."""
    with app.app_context(), unscoped("time passes"):
        yesterday = clock.today() - dt.timedelta(days=1)
        db.session.execute(update(YearUnlock).values(until=yesterday))
        db.session.commit()
        db.session.remove()


def daily(app, run_jobs) -> None:
    """The job of the day, as the worker runs it."""
    with app.app_context():
        close_years.request(key=f"test {clock.now()}", actor=SYSTEM, arguments={})
        db.session.commit()
        db.session.remove()
    run_jobs()


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


def rows_of_locks(app) -> list[int]:
    with app.app_context():
        found = list(db.session.scalars(select(YearLock.year)))
        db.session.remove()
    return found


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


# --- at the same moment ---------------------------------------------------------------------


def at_once(app, acts) -> list[str]:
    """What came of acts of the province's administrator that start at one moment."""

    def run(act, wait) -> str:
        try:
            with As(app, "hn_admin") as actor:
                db.session.rollback()
                wait()
                act(actor)
            return "done"
        except (Conflict, Refused) as refused:
            return str(refused)

    return together([partial(run, act) for act in acts])


def test_of_eight_who_close_a_year_at_once_one_closes_it(app):
    filed(app, ReturnState.SUBMITTED)
    outcomes = at_once(app, [lambda actor: locks.lock_year(YEAR, actor=actor)] * 8)
    assert sorted(outcomes) == [f"{YEAR} 年度已锁定"] * 7 + ["done"]
    assert states(app) == [ReturnState.LOCKED] * 3
    assert len(rows(app, WorkflowEvent)) == 3


def test_of_eight_unlocks_at_once_one_holds(app):
    filed(app, ReturnState.SUBMITTED)
    lock(app)
    today = clock.today().isoformat()
    outcomes = at_once(
        app,
        [
            lambda actor: locks.unlock_year(4, YEAR, reason=REASON, until=today, actor=actor),
        ]
        * 8,
    )
    assert outcomes == ["done"] * 8
    assert len([one for one in rows(app, YearUnlock) if one.closed_at is None]) == 1
    assert states(app) == [ReturnState.SUBMITTED] * 3
    assert len([e for e in rows(app, WorkflowEvent) if e.name == "unlock"]) == 3


def test_opening_and_closing_at_once_leave_one_answer(app):
    filed(app, ReturnState.SUBMITTED)
    lock(app)
    number = unlock(app)
    today = clock.today().isoformat()
    acts = [
        lambda actor: locks.close_unlock(number, actor=actor),
        lambda actor: locks.unlock_year(4, YEAR, reason=REASON, until=today, actor=actor),
    ] * 4
    outcomes = at_once(app, acts)
    assert outcomes[1::2] == ["done"] * 4
    assert set(outcomes[::2]) <= {"done", "该解锁已结束，请刷新"}
    (held,) = [one for one in rows(app, YearUnlock) if one.closed_at is None]
    assert held.id != number
    assert states(app) == [ReturnState.SUBMITTED] * 3


def test_a_hand_in_and_the_lock_at_once_never_leave_an_open_return(app, run_jobs):
    """Either the clerk was first and the return is closed, or the year is closed to the clerk."""
    number = filed(app, ReturnState.DRAFT)[FUNDINGS]
    words = {"funding_type": "full", "in_budget": True, "fully_covered": True}

    def hand_in(wait) -> str:
        try:
            with As(app, "yl_clerk") as actor:
                db.session.rollback()
                wait()
                filing = Filing(words, {}, 1)
                returns.change(returns.FUNDING, number, filing, submit=True, actor=actor)
            return "done"
        except Refused as refused:
            return str(refused)

    def close(wait) -> str:
        with As(app, "hn_admin") as actor:
            db.session.rollback()
            wait()
            locks.lock_year(YEAR, actor=actor)
        return "closed"

    outcome, _closed = together([hand_in, close])
    daily(app, run_jobs)
    (found,) = rows(app, FundingReturn)
    expected = ReturnState.LOCKED if outcome == "done" else ReturnState.DRAFT
    assert (found.state, outcome in ("done", LOCKED)) == (expected, True)
