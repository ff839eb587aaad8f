"""Years that are closed, opened and filed for at one moment."""

from __future__ import annotations

from functools import partial

import pytest

from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.organizations import locks, returns
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, YearUnlock
from app.organizations.operations import Filing
from app.workflow.models import WorkflowEvent
from tests.organizations.closing import LOCKED, REASON, YEAR, daily, filed, lock, states, unlock
from tests.support.acting import As
from tests.support.returns import FUNDINGS
from tests.support.stored import rows
from tests.support.together import together

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("approved")]


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
