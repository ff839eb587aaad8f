"""What waits for whom, by the state of the organization's returns."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations.choices import ReturnState
from app.organizations.models import ProjectReturn, YearLock
from app.organizations.todos import due_date
from app.workflow.todos import Todo

pytestmark = pytest.mark.both_databases

LAST, THIS = clock.year() - 1, clock.year()
NAMES = ("监督机构基本信息", "监督工程情况", "监督经费情况")


def missing(*years: int) -> list[str]:
    """The to-dos of organizations that began nothing in these years."""
    return [f"填报 {year} 年度{name}" for year in years for name in NAMES]


@pytest.fixture
def bring(app):
    """Bring the returns of Yuelu into a state."""

    def put(**states: ReturnState) -> None:
        with app.app_context(), unscoped("returns of the tests"):
            for year, state in states.items():
                row = ProjectReturn(
                    organization_id=4, year=int(year[1:]), state=state, explanations={}
                )
                db.session.add(row)
            db.session.commit()
            db.session.remove()

    return put


def todos(client) -> list[str]:
    """The titles of the list."""
    page = client.get("/").text.partition('id="todo"')[2].partition("</section>")[0]
    rows = page.partition("<tbody>")[2].split("</tr>")
    return [re.findall(r"<a [^>]*>([^<]*)", row)[0] for row in rows if "<td" in row]


HINT = "年度未结束，可先暂存"


def test_a_return_of_the_running_year_may_wait(sign_in, at):
    """Its figures of the year's end are not known yet; those of last year are."""
    page = sign_in("yl_clerk").get("/").text
    assert page.count(HINT) == len(NAMES)
    assert re.search(rf"填报 {THIS} 年度监督工程情况</a><small[^>]*>{HINT}", page)
    assert not re.search(rf"填报 {LAST} 年度监督工程情况</a><small", page)
    at(f"{THIS + 1}-01-02 10:00")
    page = sign_in("yl_clerk").get("/").text
    assert not re.search(rf"填报 {THIS} 年度监督工程情况</a><small", page)
    assert re.search(rf"填报 {THIS + 1} 年度监督工程情况</a><small", page)


def test_a_missing_return_waits_for_those_who_file_it(sign_in):
    wanted = missing(LAST, THIS)
    for username in ("yl_clerk", "yl_admin"):
        assert todos(sign_in(username)) == wanted, username
    # Who has organizations below is to assess them, too.
    for username in ("cs_clerk", "hn_admin"):
        found = [one for one in todos(sign_in(username)) if not one.startswith("考核")]
        assert found == wanted, username
    for username in ("yl_leader", "cs_leader", "hn_review", "sys_admin", "auditor", "technician"):
        assert todos(sign_in(username)) == [], username


@pytest.mark.parametrize("state", [ReturnState.SUBMITTED, ReturnState.LOCKED])
def test_what_is_handed_in_waits_no_more(sign_in, bring, state):
    bring(**{f"y{LAST}": state})
    found = todos(sign_in("yl_clerk"))
    assert f"填报 {LAST} 年度监督工程情况" not in found
    assert len(found) == 5


@pytest.mark.parametrize("state", [ReturnState.DRAFT, ReturnState.RETURNED])
def test_what_was_begun_or_sent_back_is_continued(sign_in, bring, state):
    bring(**{f"y{THIS}": state, f"y{LAST}": ReturnState.SUBMITTED})
    client = sign_in("yl_clerk")
    word = "补正" if state is ReturnState.RETURNED else "继续填报"
    assert f"{word} {THIS} 年度监督工程情况" in todos(client)
    assert "/organizations/project-returns/edit/" in client.get("/").text


def test_what_one_organization_has_done_leaves_another_s_alone(sign_in, bring):
    bring(**{f"y{THIS}": ReturnState.SUBMITTED, f"y{LAST}": ReturnState.SUBMITTED})
    assert len(todos(sign_in("yl_clerk"))) == 4
    assert len(todos(sign_in("ty_clerk"))) == 6


def test_a_closed_year_waits_for_nobody(app, sign_in):
    with app.app_context():
        db.session.add(YearLock(year=LAST, locked_by="系统"))
        db.session.commit()
    assert todos(sign_in("yl_clerk")) == missing(THIS)


@pytest.mark.parametrize(
    ("left", "tone", "words"),
    [
        (-3, "bad", "逾期 3 天"),
        (0, "wait", "剩 0 天"),
        (7, "wait", "剩 7 天"),
        (8, "mute", "剩 8 天"),
    ],
)
def test_a_deadline_shows_how_pressing_it_is(app, left, tone, words):
    due = clock.today() + dt.timedelta(days=left)
    todo = Todo("填报", "年度填报", due, due, "/")
    with app.test_request_context("/"):
        assert (todo.tone, todo.words) == (tone, words)


def test_a_year_s_returns_are_due_at_the_end_of_february(app):
    with app.app_context():
        assert due_date(2025) == dt.date(2026, 2, 28)
