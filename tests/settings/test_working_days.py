"""工作日历: weekends, public holidays and make-up days; ranges; the screen."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.base.choices import DayKind
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.configuration.working_days import (
    add_working_days,
    is_working_day,
    working_days_between,
)
from app.settings import operations, presentation, queries
from tests.support.forms import value_of
from tests.support.statements import statements

OCTOBER = (dt.date(2026, 10, 1), dt.date(2026, 10, 7))
LAST_OF_SEPTEMBER = dt.date(2026, 9, 30)
SATURDAY = dt.date(2026, 10, 10)


@pytest.fixture
def october(acting):
    """国庆 as it is entered: seven days off, and a Saturday worked for them."""
    with acting():
        for first, last, kind in ((*OCTOBER, DayKind.HOLIDAY), (SATURDAY, SATURDAY, "workday")):
            stamp = queries.calendar_stamp()
            operations.set_days(first, last, DayKind(kind), "国庆节", stamp=stamp)
            db.session.commit()


def test_without_exceptions_saturdays_and_sundays_are_off(acting):
    with acting():
        found = [is_working_day(dt.date(2026, 10, day)) for day in range(5, 12)]
    assert found == [True] * 5 + [False] * 2


def test_holidays_are_off_and_make_up_days_are_worked(acting, october):
    with acting("yl_clerk"):
        assert not any(is_working_day(dt.date(2026, 10, day)) for day in range(1, 8))
        assert is_working_day(SATURDAY)
        assert not is_working_day(SATURDAY + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        (LAST_OF_SEPTEMBER, 0, LAST_OF_SEPTEMBER),
        (LAST_OF_SEPTEMBER, 1, dt.date(2026, 10, 8)),
        (LAST_OF_SEPTEMBER, 3, SATURDAY),
        (LAST_OF_SEPTEMBER, 4, dt.date(2026, 10, 12)),
        (dt.date(2026, 10, 3), 5, dt.date(2026, 10, 13)),
        (dt.date(2026, 10, 8), -1, LAST_OF_SEPTEMBER),
        (dt.date(2026, 10, 12), -3, dt.date(2026, 10, 8)),
    ],
)
def test_deadlines_count_working_days(acting, october, start, number, end):
    with acting():
        assert add_working_days(start, number) == end
        assert working_days_between(start, end) == number


def test_a_list_of_deadlines_costs_no_query(acting, october):
    with acting():
        is_working_day(SATURDAY)
        with statements() as asked:
            for number in range(200):
                add_working_days(SATURDAY, number % 20)
        assert asked == []


def test_days_are_taken_back_and_their_history_stays(acting, october):
    with acting():
        stamp = queries.calendar_stamp()
        operations.set_days(*OCTOBER, DayKind.USUAL, None, stamp=stamp)
        db.session.commit()
    with acting():
        assert is_working_day(OCTOBER[0])
        assert [span.first for span in presentation.spans(queries.exceptions_of(2026))] == [
            SATURDAY
        ]


def test_neighbouring_days_are_told_as_one(acting, october):
    with acting():
        first, second = presentation.spans(queries.exceptions_of(2026))
    assert (first.first, first.last, first.note) == (*OCTOBER, "国庆节")
    assert (second.first, second.kind) == (SATURDAY, DayKind.WORKDAY)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (OCTOBER[1], OCTOBER[0], "截止日期不能早于起始日期"),
        (OCTOBER[0], dt.date(2026, 11, 30), "一次最多设置 31 天"),
        (dt.date(2001, 1, 1), dt.date(2001, 1, 1), "日期须在 2015 至 2099 年之间"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(acting, first, last, words):
    with acting(), pytest.raises(Refused, match=words):
        operations.set_days(first, last, DayKind.HOLIDAY, None, stamp=queries.calendar_stamp())


def test_who_saves_upon_an_older_calendar_is_told(acting):
    with acting():
        stamp = queries.calendar_stamp()
        operations.set_days(*OCTOBER, DayKind.HOLIDAY, None, stamp=stamp)
        db.session.commit()
    with acting(), pytest.raises(Conflict, match="他人刚刚修改了工作日历"):
        operations.set_days(SATURDAY, SATURDAY, DayKind.WORKDAY, None, stamp=stamp)


def test_the_screen_keeps_what_was_typed_in_a_conflict(sign_in, acting):
    client = sign_in("hn_admin")
    typed = {"first": "2026-10-01", "last": "2026-10-07", "kind": "holiday", "note": "我写的说明"}
    answer = client.post("/settings/calendar/edit", data={**typed, "stamp": "older"})
    assert answer.status_code == 409
    assert "我写的说明" in answer.text
    assert "他人刚刚修改了工作日历" in answer.text
    stamp = value_of(answer.text, "stamp")
    again = client.post("/settings/calendar/edit", data={**typed, "stamp": stamp})
    assert again.status_code == 303
    with acting():
        assert not is_working_day(OCTOBER[0])
