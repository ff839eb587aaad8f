"""Verifications that end: who is told, who has something to do, and never twice."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.verification import reminders
from tests.support.factories import make_verification
from tests.support.reminding import told

pytestmark = pytest.mark.both_databases

TODAY = clock.today()
YUELU = 4
NAME = "岳麓区建设工程质量安全监督站"


def verified(app, left: int, **facts) -> None:
    """A verification of the county that ends in so many days."""
    with app.app_context(), unscoped("a verification"):
        first = TODAY - dt.timedelta(days=900)
        make_verification(YUELU, first, TODAY + dt.timedelta(days=left), **facts)
        db.session.commit()


def remind(app, day: dt.date) -> None:
    with app.app_context(), unscoped("the clock"):
        reminders.remind(day)
        db.session.commit()


@pytest.mark.parametrize(
    ("left", "due"),
    [(181, ""), (180, "180"), (91, "180"), (90, "90"), (30, "30"), (0, "30"), (-1, "ended")],
)
def test_each_threshold_is_an_occasion(left, due):
    assert reminders.occasion(left, (180, 90, 30)) == due


def test_the_organization_and_its_superior_are_told_once_an_occasion(app):
    verified(app, 100)
    for day in (0, 0, 1, 9, 10, 11, 70, 71, 100, 101, 200):
        remind(app, TODAY + dt.timedelta(days=day))
    found = told(app)
    assert len(found["yl_admin"]) == 4
    assert found["yl_admin"].count(f"{NAME}的监督资格已过期") == 1
    assert found["cs_admin"] == found["yl_admin"]
    assert not {"yl_clerk", "zz_admin", "hn_leader"} & set(found)


def test_after_a_new_verification_nobody_is_told_of_the_old_one(app):
    verified(app, 20)
    verified(app, 1000, certificate_no="湘建新9号")
    remind(app, TODAY)
    assert told(app) == {}


def test_what_was_revoked_is_not_reminded_of(app):
    verified(app, 20, revoked_on=TODAY, revoked_as="revoked")
    remind(app, TODAY)
    assert told(app) == {}


@pytest.mark.parametrize(("left", "has"), [(181, False), (180, True), (-40, True)])
def test_it_waits_for_those_who_verify(app, sign_in, left, has):
    verified(app, left)
    words = f"验证 {NAME}的监督资格"
    home = sign_in("hn_review").get("/").text
    assert (words in home) is has
    if has:
        address = re.search(r'href="(/verification/records/add[^"]*)"', home)
        form = sign_in("hn_review").get(address[1]).text
        assert f'value="{NAME}"' in form
    assert words not in sign_in("hn_leader").get("/").text
    assert words not in sign_in("cs_admin").get("/").text


def test_the_clock_itself_asks_for_the_reminders():
    from app.core.jobs.declaration import declared

    job = declared["verification.jobs.remind_of_verifications"]
    assert [key for key, _arguments in job.due(clock.local(clock.now()))] == [TODAY.isoformat()]
