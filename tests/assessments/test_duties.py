"""Who is still to be assessed: to-dos, reminders; what an assessment that runs keeps open."""

from __future__ import annotations

import datetime as dt

import pytest

from app.assessments import queries, reminders
from app.assessments.choices import GROUP, HIERARCHICAL
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.tree.followers import followers_of
from app.personnel import leaving_guards
from app.personnel.models import Person
from app.scoring.choices import Grade
from tests.assessments import hierarchies
from tests.assessments.acts import GROUPS, add_url, begin, begun, people, saved
from tests.assessments.rows import finish, make_group
from tests.home.test_todos import todos
from tests.support.factories import make_person
from tests.support.reminding import told

pytestmark = pytest.mark.both_databases

TITLE = "2026 年第一季度即将结束，请完成监督组考核"
OVER = "岳麓区建设工程质量安全监督站未完成 2026 年第一季度监督组考核"


def remind(app, day: str) -> None:
    with app.app_context(), unscoped("the clock"):
        reminders.remind(dt.date.fromisoformat(day))
        db.session.commit()


def test_who_is_not_assessed_yet_is_a_to_do_of_those_who_begin(app, sign_in, at):
    at("2026-02-10 09:00")
    ids = people(app, "王示范", "李样例")
    waits = "考核 2026 年第一季度的监督人员，未考核 2 人"
    assert waits in todos(sign_in("yl_clerk"))
    assert waits not in todos(sign_in("yl_leader"))
    assert waits not in todos(sign_in("cs_admin"))
    clerk = sign_in("yl_clerk")
    begin(clerk, ids[:1])
    found = todos(clerk)
    assert "考核 2026 年第一季度的监督人员，未考核 1 人" in found
    assert any("王示范" in one for one in found)


def test_the_last_quarter_waits_for_the_days_of_backfilling(app, sign_in, at):
    at("2026-04-30 09:00")
    people(app, "王示范")
    titles = [one for one in todos(sign_in("yl_clerk")) if "的监督人员" in one]
    assert titles == [
        "考核 2026 年第一季度的监督人员，未考核 1 人",
        "考核 2026 年第二季度的监督人员，未考核 1 人",
    ]
    at("2026-05-01 09:00")
    titles = [one for one in todos(sign_in("yl_clerk")) if "的监督人员" in one]
    assert titles == ["考核 2026 年第二季度的监督人员，未考核 1 人"]


def test_reminders_come_before_the_end_and_after_it_once(app):
    people(app, "王示范")
    remind(app, "2026-03-15")
    assert not told(app)
    for day in ("2026-03-16", "2026-03-17", "2026-03-31"):
        remind(app, day)
    found = told(app)
    assert {name for name, titles in found.items() if TITLE in titles} == {"yl_admin", "yl_leader"}
    assert found["yl_admin"].count(TITLE) == 1
    for day in ("2026-04-01", "2026-04-10"):
        remind(app, day)
    found = told(app)
    assert {name for name, titles in found.items() if OVER in titles} == {"cs_admin"}
    assert found["cs_admin"].count(OVER) == 1


def test_nobody_is_reminded_of_who_was_assessed(app, sign_in, at):
    at("2026-03-20 09:00")
    begin(sign_in("yl_clerk"), people(app, "王示范"))
    remind(app, "2026-03-20")
    assert TITLE not in told(app).get("yl_admin", [])


def test_nobody_leaves_and_no_organization_closes_while_one_runs(app, sign_in):
    number = begun(app, sign_in("yl_clerk"))
    with app.app_context(), unscoped("what stands against it"):
        person = db.session.query(Person).filter_by(name="王示范").one()
        assert [one for one in leaving_guards.refusals(person) if "未提交的监督组考核" in one]
        assert leaving_guards.referred_to([person.id]) == {person.id}
        assert {one.name: n for one, n in followers_of(4)}[GROUP] == 1
        assert GROUP not in {one.name for one, _n in followers_of(5)}
        db.session.remove()
    clerk = sign_in("yl_clerk")
    saved(app, clerk, number, "甲工程")
    clerk.post(f"{GROUPS}/move/{number}/submit", data={})
    with app.app_context(), unscoped("what stands against it"):
        person = db.session.query(Person).filter_by(name="王示范").one()
        assert not [one for one in leaving_guards.refusals(person) if "监督组考核" in one]
        assert leaving_guards.referred_to([person.id]) == {person.id}
        assert GROUP not in {one.name for one, _n in followers_of(4)}


def test_organizations_below_are_a_to_do_and_a_reminder_of_who_assesses(app, sign_in, at):
    at("2026-06-10 09:00")
    waits = "考核 2026 年上半年的监督机构，未考核 2 个"
    assert waits in todos(sign_in("cs_clerk"))
    for name in ("cs_leader", "yl_admin"):
        assert waits not in todos(sign_in(name))
    title = "2026 年上半年即将结束，请完成层级考核"
    for day, count in (("2026-05-30", 0), ("2026-05-31", 1), ("2026-06-30", 1)):
        with app.app_context(), unscoped("the clock"):
            reminders.remind_of_organizations(dt.date.fromisoformat(day))
            db.session.commit()
        assert told(app).get("cs_admin", []).count(title) == count
    assert title in told(app)["cs_leader"]
    assert title not in told(app).get("yl_admin", [])
    hierarchies.begun(sign_in("cs_clerk"), 4)
    found = todos(sign_in("cs_clerk"))
    assert "考核 2026 年上半年的监督机构，未考核 1 个" in found


def test_no_assessed_organization_closes_while_one_runs(app, sign_in):
    hierarchies.begun(sign_in("cs_clerk"), 4)
    with app.app_context(), unscoped("what stands against it"):
        for number in (2, 4):
            assert {one.name: n for one, n in followers_of(number)}[HIERARCHICAL] == 1
        assert HIERARCHICAL not in {one.name for one, _n in followers_of(6)}


def test_whoever_was_assessed_elsewhere_is_told_without_a_name(app, sign_in):
    """A human who moved is assessed once a quarter, wherever; the other one is not named."""
    with app.app_context(), unscoped("somebody who moved"):
        before = make_person(organization_id=5, name="王示范", left_on=dt.date(2026, 1, 5))
        now = make_person(
            organization_id=4, name="王示范", id_no=before.id_no, mobile=before.mobile
        )
        year, quarter = queries.open_periods()[-1]
        finish(
            make_group(organization_id=5, people=[before], year=year, period=quarter),
            9000,
            Grade.PASSED,
        )
        db.session.commit()
        number = now.id
    clerk = sign_in("yl_clerk")
    refused = clerk.get(add_url([number]))
    assert refused.status_code == 422
    assert "季度已被考核" in refused.text
    assert "天元区" not in refused.text.partition("<main")[2]
