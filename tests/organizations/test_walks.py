"""Random walks of clerk, superiors, province and clock: a return is only where moves lead."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select, update

from app.core.access import audit
from app.core.access.actor import SYSTEM
from app.core.access.scope import EVERYTHING, under
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.organizations import locks, queries, returns
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, YearUnlock
from app.organizations.operations import Filing
from app.workflow import engine
from app.workflow.models import WorkflowEvent
from tests.support.acting import As

FLOW = returns.FUNDING.workflow
MOVES = {
    (move.name, source.value, move.target.value)
    for move in FLOW.transitions
    for source in move.source
} | {("begin", None, FLOW.initial.value)}
WORDS = "请核对支出合计"
PEOPLE = ("cs_admin", "hn_admin", "cs_admin", "cs_leader", "yl_clerk")

# What may happen next, and what it is drawn with.
ACTS = {
    "clerk_begins": {"submit": st.booleans(), "spent": st.integers(0, 90)},
    "clerk_changes": {
        "submit": st.booleans(),
        "spent": st.integers(0, 120),
        "is_stale": st.booleans(),
    },
    "somebody_sends_back": {
        "who": st.sampled_from(PEOPLE),
        "words": st.sampled_from((WORDS, WORDS, "不行")),
    },
    "somebody_confirms": {"who": st.sampled_from(PEOPLE)},
    "province_closes_the_year": {},
    "province_opens_the_year": {"days": st.integers(-1, 91)},
    "province_ends_an_unlock": {},
    "the_clock_ends_unlocks": {},
}

# A year is closed and opened more rarely than somebody works on its return.
OFTEN = ["clerk_begins", "clerk_changes", "somebody_sends_back"]
LIKELY = OFTEN * 4 + ["somebody_confirms"] * 2 + sorted(ACTS)


class Walk(RuleBasedStateMachine):
    """One return of Yuelu in a year of its own, for a history is never taken away."""

    app = None
    years = itertools.count(2015)

    def __init__(self) -> None:
        super().__init__()
        self.year = next(self.years)
        self.seen = 0

    def _item(self) -> FundingReturn | None:
        return queries.return_of(FundingReturn, 4, self.year)

    def _events(self) -> int:
        mine = select(func.count()).where(WorkflowEvent.item_id == self._id())
        return db.session.scalar(mine.select_from(WorkflowEvent))

    def _id(self) -> int:
        item = self._item()
        return item.id if item is not None else 0

    def _do(self, who, act, *, moves) -> None:
        """Act; what succeeds leaves so many events, what is refused leaves nothing."""
        with under(EVERYTHING), self.app.app_context():
            before = self._events(), self._facts()
            db.session.remove()
        succeeded = True
        try:
            with As(self.app, who) as actor:
                act(actor)
        except (Refused, Conflict):
            succeeded = False
        with self.app.app_context(), under(EVERYTHING):
            after = self._events(), self._facts()
            db.session.remove()
        if not succeeded:
            assert after == before
        else:
            expected = moves(before[1][0]) if callable(moves) else moves
            assert after[0] - before[0] == expected, (act, before, after)

    def _facts(self) -> tuple:
        item = self._item()
        return (item.state, item.version) if item is not None else (None, 0)

    def _filing(self, spent: int, version: int | None = None) -> Filing:
        values = {"funding_type": "full", "in_budget": True, "fully_covered": True}
        content = values | {"income_other": Decimal(90), "spent_office": Decimal(spent)}
        doubts = {"V25-carried": "已核对", "V27": "已核对"}
        return Filing(content, doubts, version)

    # --- what people do ---------------------------------------------------------------------

    # One rule with a choice: of several the library leaves some out for a whole walk.
    @rule(act=st.sampled_from(LIKELY), data=st.data())
    def somebody_acts(self, act, data):
        getattr(self, act)(**{name: data.draw(drawn) for name, drawn in ACTS[act].items()})

    def clerk_begins(self, submit, spent):
        def act(actor):
            returns.add(returns.FUNDING, self.year, self._filing(spent), submit=submit, actor=actor)

        self._do("yl_clerk", act, moves=2 if submit else 1)

    def clerk_changes(self, submit, spent, is_stale):
        def act(actor):
            item = self._item()
            if item is None:
                raise Refused(())
            filing = self._filing(spent, item.version - is_stale)
            returns.change(returns.FUNDING, item.id, filing, submit=submit, actor=actor)

        def moves(state):
            return 1 if submit or state is ReturnState.SUBMITTED else 0

        self._do("yl_clerk", act, moves=moves)

    def somebody_sends_back(self, who, words):
        def act(actor):
            item = self._item()
            if item is None:
                raise Refused(())
            engine.fire(FLOW, item, "return", actor=actor, opinion=words)
            assert who in ("cs_admin", "hn_admin")
            assert words == WORDS

        self._do(who, act, moves=1)

    def somebody_confirms(self, who):
        def act(actor):
            item = self._item()
            if item is None:
                raise Refused(())
            engine.fire(FLOW, item, "confirm", actor=actor)
            assert who in ("cs_admin", "hn_admin")
            assert item.returned_by_id is None

        self._do(who, act, moves=1)

    def province_closes_the_year(self):
        self._do(
            "hn_admin",
            lambda actor: locks.lock_year(self.year, actor=actor),
            moves=lambda state: int(state is ReturnState.SUBMITTED),
        )

    def province_opens_the_year(self, days):
        until = (clock.today() + dt.timedelta(days=days)).isoformat()

        def act(actor):
            locks.unlock_year(4, self.year, reason="数据有误需更正", until=until, actor=actor)

        self._do("hn_admin", act, moves=lambda state: int(state is ReturnState.LOCKED))

    def province_ends_an_unlock(self):
        def act(actor):
            found = queries.unlocks_of(self.year, [4])
            if not found:
                raise Refused(())
            locks.close_unlock(found[-1].id, actor=actor)

        self._do("hn_admin", act, moves=lambda state: int(state is ReturnState.SUBMITTED))

    def the_clock_ends_unlocks(self):
        yesterday = clock.today() - dt.timedelta(days=1)
        with self.app.app_context(), under(EVERYTHING):
            db.session.execute(
                audit.bulk(
                    update(YearUnlock).where(YearUnlock.year == self.year).values(until=yesterday),
                    because="the test",
                )
            )
            for unlock in queries.ended_unlocks():
                locks.close_unlock(unlock.id, actor=SYSTEM)
            locks.close_late(actor=SYSTEM)
            db.session.commit()
            db.session.remove()

    # --- what always holds ------------------------------------------------------------------

    @invariant()
    def the_history_leads_to_the_state(self):
        with self.app.app_context(), under(EVERYTHING):
            item = self._item()
            if item is not None:
                assert isinstance(item.state, ReturnState)
                told = engine.history(FLOW, item)
                steps = [(event.name, event.source, event.target) for event in told]
                assert set(steps) <= MOVES
                ends = [target for _name, _source, target in steps]
                assert [source for _name, source, _target in steps] == [None, *ends[:-1]]
                assert ends[-1] == item.state.value
                assert len(told) >= self.seen
                self.seen = len(told)
            db.session.remove()

    @invariant()
    def a_closed_year_holds_nothing_open(self):
        with self.app.app_context(), under(EVERYTHING):
            item = self._item()
            if item is not None:
                is_locked = queries.is_locked(4, self.year)
                assert (item.state is not ReturnState.SUBMITTED) or not is_locked
                assert (item.state is not ReturnState.LOCKED) or is_locked
            db.session.remove()


def test_a_return_is_only_where_declared_moves_lead(app):
    run_state_machine_as_test(
        type("Walked", (Walk,), {"app": app, "years": itertools.count(2015)}),
        settings=settings(
            max_examples=14,
            stateful_step_count=60,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    with app.app_context(), under(EVERYTHING):
        made = {name for (name,) in db.session.execute(select(WorkflowEvent.name).distinct())}
        db.session.remove()
    assert made == {name for name, _source, _target in MOVES}, "the walks were too short"
