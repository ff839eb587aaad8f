"""Certificates that run out: who is told, who has something to do, and never twice."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask

from app.certificates import reminders
from app.certificates.rules import occasion
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.jobs.declaration import declared
from tests.support.factories import make_certificate, make_person
from tests.support.pages import listed
from tests.support.reminding import told

pytestmark = pytest.mark.both_databases

TODAY = clock.today()
CHANGSHA, YUELU, TIANYUAN = 2, 4, 5


def certified(app: Flask, left: int, organization_id: int = YUELU, **facts: Any) -> None:
    """Somebody whose certificate ends in so many days."""
    with app.app_context(), unscoped("certificates"):
        person = make_person(organization_id=organization_id, name=facts.pop("name", "赵持证"))
        make_certificate(person, valid_to=TODAY + dt.timedelta(days=left), **facts)
        db.session.commit()


def remind(app: Flask, day: dt.date) -> None:
    with app.app_context(), unscoped("the clock"):
        reminders.remind(day)
        db.session.commit()


@pytest.mark.parametrize(
    ("left", "due"),
    [
        (91, ""),
        (90, "90"),
        (31, "90"),
        (30, "30"),
        (1, "30"),
        (0, "0"),
        (-30, "0"),
        (-31, ""),
    ],
)
def test_each_threshold_is_an_occasion(left: int, due: str) -> None:
    assert occasion(left, (90, 30)) == due


def test_the_administrator_is_told_once_an_occasion(app: Flask) -> None:
    certified(app, 100)
    for day in (0, 9, 10, 10, 69, 70, 71, 99, 100, 101, 130, 131, 400):
        remind(app, TODAY + dt.timedelta(days=day))
    own = [title for title in told(app)["yl_admin"] if "清单" not in title]
    last = TODAY + dt.timedelta(days=100)
    assert own == [f"1 本监督证书将于 {last} 到期"] * 3
    assert not {"yl_clerk", "zz_admin", "hn_admin", "cs_leader"} & set(told(app))


def test_those_that_end_on_one_day_are_one_message(app: Flask) -> None:
    for name in ("赵甲", "钱乙"):
        certified(app, 20, name=name)
    remind(app, TODAY)
    assert told(app)["yl_admin"] == [f"2 本监督证书将于 {TODAY + dt.timedelta(days=20)} 到期"]


def test_the_prefecture_has_a_list_a_month(app: Flask) -> None:
    certified(app, 20)
    certified(app, -300, CHANGSHA)
    certified(app, 20, TIANYUAN)
    for day in (TODAY, TODAY + dt.timedelta(days=1), TODAY.replace(month=12, day=1)):
        remind(app, day)
    lists = [title for title in told(app)["cs_admin"] if "清单" in title]
    assert lists == ["本月监督证书清单：即将到期 1 本，已过期 1 本"] * 2
    assert len([one for one in told(app)["zz_admin"] if "即将到期 1 本，已过期 0 本" in one]) == 2


@pytest.mark.parametrize(
    "facts",
    [{"status": "suspended"}, {"status": "cancelled", "cancelled_on": TODAY}],
    ids=["suspended", "cancelled"],
)
def test_what_was_decided_about_is_not_reminded_of(app: Flask, facts: dict[str, Any]) -> None:
    certified(app, 20, **facts)
    remind(app, TODAY)
    assert told(app) == {}


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (91, ""),
        (90, "1 本监督证书即将到期，请安排继续教育"),
        (0, "1 本监督证书即将到期，请安排继续教育"),
        (-1, "1 本监督证书已过期，请安排继续教育"),
        (-300, ""),
    ],
)
def test_it_waits_for_the_administrator_of_the_organization(
    app: Flask, sign_in: Any, left: int, words: str
) -> None:
    certified(app, left)
    home = sign_in("yl_admin").get("/").text
    assert ("请安排继续教育" in home) is bool(words)
    assert words in home
    for other in ("yl_clerk", "yl_leader", "cs_admin", "hn_admin"):
        assert "请安排继续教育" not in sign_in(other).get("/").text, other


def test_the_to_do_leads_to_the_people(app: Flask, sign_in: Any) -> None:
    certified(app, 20, CHANGSHA, name="赵将到")
    certified(app, -20, CHANGSHA, name="钱过期")
    certified(app, 20, name="孙下级")
    client = sign_in("cs_admin")
    home = client.get("/").text
    (address,) = set(re.findall(r'href="(/certificates/radar/list/[^"]*expiring[^"]*)"', home))
    assert [row["姓名"] for row in listed(client.get(unescape(address)).text)] == ["赵将到"]


def test_the_clock_itself_asks_for_the_reminders() -> None:
    job = declared["certificates.jobs.remind_of_certificates"]
    assert [key for key, _arguments in job.due(clock.local(clock.now()))] == [TODAY.isoformat()]
