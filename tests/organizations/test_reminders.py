"""Reminders of last year's returns: who is told what, and never twice."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.core.access.actor import SYSTEM
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations import reminders
from tests.support.reminding import file_everything, told

THIS = clock.year()
LAST = THIS - 1


def remind(app, day: dt.date) -> None:
    with app.app_context(), unscoped("the clock"):
        reminders.remind(day)
        db.session.commit()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(THIS, 1, 1), ["start"]),
        (dt.date(THIS, 2, 14), ["start"]),
        (dt.date(THIS, 2, 15), ["start", "week-0"]),
        (dt.date(THIS, 2, 21), ["start", "week-0"]),
        (dt.date(THIS, 3, 1), ["start", "week-2"]),
        (dt.date(THIS, 3, 31), ["start", "week-6"]),
        (dt.date(THIS, 4, 1), []),
    ],
)
def test_reminders_come_at_the_beginning_and_then_weekly(app, day, expected):
    with app.app_context():
        assert reminders.periods(day) == expected


def test_administrators_hear_what_is_missing_and_prefectures_of_whom(app):
    file_everything(app, 5, LAST)
    file_everything(app, 3, LAST)
    remind(app, dt.date(THIS, 1, 3))
    found = told(app)
    assert found["yl_admin"] == [f"{LAST} 年度有 4 项未完成"]
    assert "zz_admin" not in found
    assert not {"yl_clerk", "yl_leader", "cs_clerk", "hn_review", "sys_admin"} & set(found)
    assert any(
        re.fullmatch(rf"{LAST} 年度有 \d 个下级机构未完成填报", t) for t in found["cs_admin"]
    )


def test_a_reminder_is_sent_once_a_period(app):
    for _again in range(3):
        remind(app, dt.date(THIS, 1, 5))
    first = told(app)["yl_admin"]
    assert len(first) == 1
    for day in (16, 18):
        remind(app, dt.date(THIS, 2, day))
    assert len(told(app)["yl_admin"]) == 2
    remind(app, dt.date(THIS, 2, 23))
    assert len(told(app)["yl_admin"]) == 3


def test_nobody_is_reminded_of_a_year_that_is_closed(app):
    remind(app, dt.date(THIS, 4, 1))
    assert told(app) == {}


def test_the_clock_itself_asks_for_the_reminders(app):
    from app.core.jobs.declaration import declared

    job = declared["organizations.jobs.remind_of_returns"]
    assert job.due is not None
    assert [key for key, _arguments in job.due(clock.local(clock.now()))] == [
        clock.today().isoformat()
    ]
    assert SYSTEM.user_id is None
