"""What earlier moves decide: who may not review, what may be taken back, until when."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.configuration.working_days import add_working_days
from app.workflow import engine
from app.workflow.time_limits import Term
from tests.support.acting import As
from tests.support.statements import statements
from tests.support.together import together
from tests.workflow.acts import act, agree, events, file_one, grant, offered, read
from tests.workflow.transfer import ROUTE, TRANSFER, State, Transfer

pytestmark = pytest.mark.both_databases


def test_who_filed_does_not_close_although_another_accepted_last(transfers):
    grant(transfers, "hn_admin", "accept")
    grant(transfers, "hn_review", "file")
    number = file_one(transfers, "hn_review", at=1, to=None)
    act(transfers, "hn_admin", number, "accept")
    assert "close" not in offered(transfers, "hn_review", number)
    with pytest.raises(Refused, match="您不能办理此步骤"):
        act(transfers, "hn_review", number, "close", answers={"result": "yes"})


def test_who_neither_filed_nor_accepted_closes(transfers):
    grant(transfers, "hn_admin", "accept")
    number = file_one(transfers, to=None)
    act(transfers, "hn_admin", number, "accept")
    assert "close" in offered(transfers, "hn_review", number)


def test_the_filer_takes_back_what_nobody_has_handled(transfers):
    number = file_one(transfers)
    act(transfers, "yl_admin", number, "withdraw")
    assert read(transfers, number, "state") == [State.RETURNED]
    last = events(transfers, number)[-1]
    assert (last.name, last.words["name"]) == ("withdraw", "申请人撤回")


def test_what_somebody_has_handled_is_not_taken_back(transfers):
    number = file_one(transfers)
    agree(transfers, number)
    assert "withdraw" not in offered(transfers, "yl_clerk", number)
    with pytest.raises(Conflict, match="石敬亭"):
        act(transfers, "yl_clerk", number, "withdraw")


def test_it_is_taken_back_within_three_working_days(transfers, at):
    at("2026-11-26 16:00")
    number = file_one(transfers)
    # Thursday; the weekend does not count.
    at("2026-12-01 23:59")
    assert "withdraw" in offered(transfers, "yl_clerk", number)
    at("2026-12-02 00:01")
    assert "withdraw" not in offered(transfers, "yl_clerk", number)
    with pytest.raises(Refused, match="已超过办理期限"):
        act(transfers, "yl_clerk", number, "withdraw")


def test_a_term_counts_working_days_or_all_days(app):
    with app.app_context():
        friday = dt.date(2026, 11, 27)
        assert Term(1).last_day(friday) == dt.date(2026, 11, 30)
        assert Term(lambda: 7, working=False).last_day(friday) == dt.date(2026, 12, 4)
        assert Term(5).last_day(clock.today()) == add_working_days(clock.today(), 5)


def test_of_two_who_withdraw_and_accept_at_once_one_does(transfers):
    number = file_one(transfers, to=None)

    def doing(who: str, name: str):
        def go(wait) -> str:
            with As(transfers, who) as actor:
                item = db.session.get(Transfer, number)
                db.session.rollback()
                wait()
                try:
                    engine.fire(TRANSFER, item, name, actor=actor)
                    db.session.commit()
                except Conflict:
                    db.session.rollback()
                    return "told"
                return name

        return go

    acts = [doing("yl_clerk", "withdraw"), doing("hn_review", "accept")] * 4
    found = sorted(together(acts))
    assert found.count("told") == 7
    state = {"withdraw": State.RETURNED, "accept": State.ACCEPTED}
    (done,) = set(found) - {"told"}
    assert read(transfers, number, "state") == [state[done]]
    assert len(events(transfers, number)) == 3


def test_what_was_deleted_meanwhile_is_not_moved(transfers):
    number = file_one(transfers, to=None)
    with As(transfers, "hn_review") as actor:
        item = db.session.get(Transfer, number)
        db.session.commit()
        with As(transfers, "yl_clerk"):
            db.session.get(Transfer, number).deleted_at = clock.now()
        with pytest.raises(Conflict, match="请刷新"):
            engine.fire(TRANSFER, item, "accept", actor=actor)


def test_looking_back_costs_one_statement_for_all_rows(transfers):
    ROUTE["city_pre_review"] = True
    for _each in range(5):
        file_one(transfers, to=None)
    with As(transfers, "yl_clerk") as actor:
        rows = db.session.query(Transfer).all()
        engine.available(TRANSFER, rows[0], actor)
        with statements() as asked:
            offers = [engine.available(TRANSFER, row, actor) for row in rows]
    assert [[one.name for one in found] for found in offers] == [["withdraw"]] * 5
    assert asked == []
