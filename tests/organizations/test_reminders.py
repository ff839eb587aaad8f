"""Reminders of last year's returns, and 催报: who is told what, and never twice."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import select

from app.core.access.actor import SYSTEM
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import User
from app.organizations import reminders
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectReturn, RosterCheck
from app.workflow.models import Message

THIS = clock.year()
LAST = THIS - 1


def file_everything(app, organization_id: int, year: int) -> None:
    with app.app_context(), unscoped("returns of the tests"):
        for model in (ProfileReturn, ProjectReturn, FundingReturn):
            row = model(
                organization_id=organization_id,
                year=year,
                state=ReturnState.SUBMITTED,
                explanations={},
            )
            db.session.add(row)
        db.session.add(RosterCheck(organization_id=organization_id, year=year, checked_by="某人"))
        db.session.commit()


def remind(app, day: dt.date) -> None:
    with app.app_context(), unscoped("the clock"):
        reminders.remind(day)
        db.session.commit()


def told(app) -> dict[str, list[str]]:
    """The titles that each user was told, by user name."""
    with app.app_context(), unscoped("messages"):
        rows = db.session.execute(
            select(User.username, Message.title)
            .join(Message, Message.user_id == User.id)
            .order_by(Message.id)
        ).all()
    found: dict[str, list[str]] = {}
    for username, title in rows:
        found.setdefault(username, []).append(title)
    return found


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


def test_an_administrator_above_urges_once_a_day(app, sign_in):
    client = sign_in("cs_admin")
    client.post("/year/", data={"year": str(THIS)})
    said = ("的 1 位管理员发送催报提醒", "今天已向该机构发送过催报提醒")
    for words in said:
        answer = client.post("/organizations/overview/remind/4", follow_redirects=True)
        assert words in answer.text
    assert told(app) == {"yl_admin": [f"催报：{THIS} 年度有 4 项未完成"]}
    page = sign_in("yl_admin").get("/").text
    assert "催报：" in page


def test_who_has_finished_is_not_urged(app, sign_in):
    file_everything(app, 4, THIS)
    client = sign_in("cs_admin")
    client.post("/year/", data={"year": str(THIS)})
    answer = client.post("/organizations/overview/remind/4", follow_redirects=True)
    assert "该机构本年度填报已全部完成" in answer.text
    assert told(app) == {}


def test_the_clock_itself_asks_for_the_reminders(app):
    from app.core.jobs.declaration import declared

    job = declared["organizations.jobs.remind_of_returns"]
    assert job.due is not None
    assert [key for key, _arguments in job.due(clock.local(clock.now()))] == [
        clock.today().isoformat()
    ]
    assert SYSTEM.user_id is None
