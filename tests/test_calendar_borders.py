"""The borders of days, years and deadlines, moment by moment on Shanghai's clock."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.actor import SYSTEM
from app.core.access.scope import EVERYTHING, under, unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.jobs.schedule import tick
from app.core.models import JobRun
from app.core.tree.organization_tree import tree
from app.core.web.years import switch_years
from app.organizations import locks, queries, reminders
from app.organizations.jobs import close_years
from app.organizations.models import YearLock, YearUnlock
from app.organizations.returns import filing_year
from app.organizations.todos import due_date
from app.personnel import queries as personnel
from app.workflow.todos import Todo
from tests.organizations.test_operations import add_return
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person
from tests.support.moves import change
from tests.support.suite_clock import At

pytestmark = pytest.mark.both_databases

YUELU = 4
FIRST_CLOSED, LAST_CLOSED = 2015, 2025


class Border(NamedTuple):
    """What holds at a moment; years up to 2025 are closed."""

    at: str
    today: str
    filing_year: int
    closing: list[int]  # the years that the day's job closes
    left: int | None  # days until the returns of 2026 are due
    reminder: list[str]  # the reminders that must have been sent by then
    judged: str  # the day by which 2026 is judged


BORDERS = [
    Border("2026-11-25 23:59", "2026-11-25", 2026, [], 95, [], "2026-11-25"),
    Border("2026-11-26 00:00", "2026-11-26", 2026, [], 94, [], "2026-11-26"),
    Border("2026-11-26 07:59", "2026-11-26", 2026, [], 94, [], "2026-11-26"),
    Border("2026-12-31 23:50", "2026-12-31", 2026, [], 59, [], "2026-12-31"),
    Border("2027-01-01 00:00", "2027-01-01", 2026, [], 58, ["start"], "2026-12-31"),
    Border("2027-01-01 08:01", "2027-01-01", 2026, [], 58, ["start"], "2026-12-31"),
    Border("2027-02-14 23:59", "2027-02-14", 2026, [], 14, ["start"], "2026-12-31"),
    Border("2027-02-15 00:00", "2027-02-15", 2026, [], 13, ["start", "week-0"], "2026-12-31"),
    Border("2027-02-28 23:59", "2027-02-28", 2026, [], 0, ["start", "week-1"], "2026-12-31"),
    Border("2027-03-01 00:00", "2027-03-01", 2026, [], -1, ["start", "week-2"], "2026-12-31"),
    Border("2027-03-31 23:59", "2027-03-31", 2026, [], -31, ["start", "week-6"], "2026-12-31"),
    Border("2027-04-01 00:00", "2027-04-01", 2027, [2026], -32, [], "2026-12-31"),
    Border("2027-04-01 07:59", "2027-04-01", 2027, [2026], -32, [], "2026-12-31"),
    Border("2028-02-29 12:00", "2028-02-29", 2027, [2026], -366, ["start", "week-2"], "2026-12-31"),
    Border("2028-03-31 23:59", "2028-03-31", 2027, [2026], -397, ["start", "week-6"], "2026-12-31"),
    Border("2028-04-01 00:00", "2028-04-01", 2028, [2026, 2027], -398, [], "2026-12-31"),
]


@pytest.fixture
def closed(app: Flask) -> Flask:
    """The past is closed, so that a moment is asked of 2026 and later alone."""
    with app.app_context():
        for year in range(FIRST_CLOSED, LAST_CLOSED + 1):
            db.session.add(YearLock(year=year, locked_by="测试"))
        db.session.commit()
        db.session.remove()
    return app


@pytest.mark.parametrize("border", BORDERS, ids=[border.at for border in BORDERS])
def test_a_moment_belongs_to_its_day_and_year(closed: Flask, at: At, border: Border) -> None:
    at(border.at)
    day = dt.date.fromisoformat(border.today)
    with closed.test_request_context("/"):
        todo = Todo("填报", "年度填报", None, due_date(2026), "/")
        found = Border(
            border.at,
            clock.today().isoformat(),
            filing_year(),
            locks.years_to_lock(),
            todo.days_left,
            reminders.periods(clock.today()),
            clock.last_day(2026).isoformat(),
        )
        assert found == border
        assert (clock.year(), switch_years()[0]) == (day.year, day.year)


@pytest.mark.parametrize("border", BORDERS, ids=[border.at for border in BORDERS])
def test_the_minute_s_tick_asks_for_the_jobs_of_shanghai_s_day(
    app: Flask, at: At, border: Border
) -> None:
    at(border.at)
    with app.app_context():
        tick()
        keys = set(db.session.scalars(select(JobRun.key)))
    assert f"organizations.jobs.close_years:{border.today}" in keys
    assert {key.rpartition(":")[2] for key in keys if "close_years" in key} == {border.today}


def test_a_year_is_closed_with_the_first_tick_of_april(
    closed: Flask, at: At, run_jobs: Any
) -> None:
    def is_closed() -> bool:
        with closed.app_context(), under(EVERYTHING):
            return queries.is_locked(YUELU, 2026)

    def let_a_minute_pass() -> None:
        with closed.app_context():
            tick()
        run_jobs()

    at("2027-03-31 23:59")
    let_a_minute_pass()
    assert not is_closed()
    at("2027-04-01 00:00")
    let_a_minute_pass()
    assert is_closed()


def test_an_unlock_holds_through_its_last_day(closed: Flask, at: At) -> None:
    at("2027-05-01 09:00")
    with closed.app_context(), under(EVERYTHING):
        locks.unlock_year(
            YUELU, LAST_CLOSED, reason="数据有误，需要更正", until="2027-05-10", actor=SYSTEM
        )
        db.session.commit()

    def state() -> tuple[bool, int]:
        with closed.app_context(), under(EVERYTHING):
            return queries.is_locked(YUELU, LAST_CLOSED), len(queries.ended_unlocks())

    at("2027-05-10 23:59")
    assert state() == (False, 0)
    at("2027-05-11 00:00")
    assert state() == (True, 1)


def test_the_day_s_job_ends_an_unlock_after_its_last_day(
    closed: Flask, at: At, run_jobs: Any
) -> None:
    at("2027-05-01 09:00")
    with closed.app_context(), under(EVERYTHING):
        locks.unlock_year(
            YUELU, LAST_CLOSED, reason="数据有误，需要更正", until="2027-05-10", actor=SYSTEM
        )
        db.session.commit()
    for moment, is_ended in (("2027-05-10 23:59", False), ("2027-05-11 00:00", True)):
        at(moment)
        with closed.app_context():
            close_years.request(key=moment, actor=SYSTEM, arguments={})
            db.session.commit()
        run_jobs()
        with closed.app_context(), under(EVERYTHING):
            ended = db.session.scalars(select(YearUnlock.closed_at)).one()
            assert (ended is not None) is is_ended


@pytest.mark.parametrize(
    ("moment", "counted", "standing"),
    [
        ("2028-02-28 00:00", 1, "即将到期"),
        ("2028-02-29 23:59", 1, "即将到期"),
        ("2028-03-01 00:00", 0, "已过期"),
    ],
)
def test_a_certificate_holds_through_its_last_day(
    app: Flask, at: At, moment: str, counted: int, standing: str
) -> None:
    at(moment)
    with app.test_request_context("/"), unscoped("a certificate of the tests"):
        person = make_person(organization_id=YUELU)
        certificate = make_certificate(person, valid_to=dt.date(2028, 2, 29))
        cells = personnel.staff_structure(None, clock.today())
        assert cells[YUELU]["certified"] == counted
        assert str(certificate.standing.label) == standing


@pytest.mark.parametrize(
    ("moment", "year", "name"),
    [
        ("2027-01-01 00:30", 2026, "岳麓区建设工程质量安全监督站"),
        ("2027-01-01 00:30", 2027, "岳麓区监督站"),
        ("2027-01-01 07:59", 2026, "岳麓区建设工程质量安全监督站"),
        ("2027-06-30 12:00", 2026, "岳麓区建设工程质量安全监督站"),
    ],
)
def test_a_year_has_the_tree_of_its_last_day(
    app: Flask, at: At, moment: str, year: int, name: str
) -> None:
    at(moment)
    with app.app_context(), unscoped("renames a station"):
        change(YUELU, dt.date(2027, 1, 1), name="岳麓区监督站")
        db.session.commit()
        assert tree(clock.last_day(year))[YUELU].name == name


def test_in_january_the_form_goes_on_to_the_running_year_once_last_year_is_begun(app, sign_in, at):
    at("2027-01-02 09:00")
    address = "/organizations/project-returns/add"
    offered = re.compile(r'id="year".*?<option value="(\d+)"[^>]* selected', re.DOTALL)
    assert offered.search(sign_in("yl_clerk").get(address).text)[1] == "2026"
    with As(app, "yl_clerk") as clerk:
        add_return(clerk, 2026)
    assert offered.search(sign_in("yl_clerk").get(address).text)[1] == "2027"
