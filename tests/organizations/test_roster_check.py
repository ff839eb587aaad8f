"""本年度人员核对完成: mark ② turns, who lacks what stands in the way, and a closed year stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.organizations import operations, queries
from app.organizations.models import RosterCheck, YearLock
from app.personnel.models import Person
from tests.support.acting import As
from tests.support.factories import make_person
from tests.support.pages import plain
from tests.support.together import together

pytestmark = pytest.mark.both_databases

YUELU = 4
BASE = "/organizations/roster-checks"
YEAR = clock.year()
WHOLE: dict[str, Any] = {
    "school": "湖南大学",
    "major": "土木工程",
    "post_type": "management",
}


@pytest.fixture
def roster(app: Flask) -> int:
    """Somebody of Yuelu of whom nothing is missing."""
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=YUELU, name="唐一鸣", **WHOLE)
        make_person(organization_id=5, name="别处人", school=None)
        db.session.commit()
        return person.id


def marked(app: Flask, year: int = YEAR) -> bool:
    with As(app, "hn_admin"):
        marks = queries.marks_of([YUELU], year).get(YUELU)
        return marks is not None and "roster" in marks


def test_the_mark_turns_and_says_who_did_it(app: Flask, sign_in: Any, roster: int) -> None:
    clerk = sign_in("yl_clerk")
    assert f"{BASE}/check/{YEAR}" in clerk.get("/personnel/people/list/").text
    page = plain(clerk.get(f"{BASE}/check/{YEAR}").text)
    assert "共 1 人，必填信息齐全" in page
    assert not marked(app)
    assert clerk.post(f"{BASE}/check/{YEAR}").status_code == 303
    assert marked(app)
    page = plain(sign_in("yl_admin").get(f"{BASE}/check/{YEAR}").text)
    assert "湘致远 于" in page
    assert clerk.post(f"{BASE}/undo/{YEAR}").status_code == 303
    assert not marked(app)


def test_who_lacks_what_is_listed_with_the_way_to_mend_it(
    app: Flask, sign_in: Any, roster: int
) -> None:
    with app.app_context(), unscoped("a row of the test"):
        lacking = make_person(organization_id=YUELU, name="缺项者", school="湖南大学").id
        db.session.commit()
    clerk = sign_in("yl_clerk")
    page = clerk.get(f"{BASE}/check/{YEAR}").text
    assert f'href="/personnel/people/edit/{lacking}"' in page
    assert "缺项者 ：所学专业、监督专业方向、从事监督工作时间" in plain(page)
    assert "唐一鸣" not in page
    assert "别处人" not in page
    refused = clerk.post(f"{BASE}/check/{YEAR}")
    assert refused.status_code == 422
    assert "有 1 人缺少必填信息" in refused.text
    assert not marked(app)


def test_said_twice_it_is_said_once(app: Flask, sign_in: Any, roster: int) -> None:
    clients = [sign_in("yl_clerk"), sign_in("yl_admin")]

    def press(client: Any) -> Any:
        def act(wait: Any) -> int:
            wait()
            return client.post(f"{BASE}/check/{YEAR}").status_code

        return act

    assert together([press(one) for one in clients]) == [303, 303]
    assert clients[0].post(f"{BASE}/check/{YEAR}").status_code == 303
    with As(app, "hn_admin"):
        assert len(db.session.scalars(select(RosterCheck)).all()) == 1


def test_a_closed_year_is_neither_checked_nor_taken_back(
    app: Flask, sign_in: Any, roster: int
) -> None:
    last = YEAR - 1
    clerk = sign_in("yl_clerk")
    assert clerk.post(f"{BASE}/check/{last}").status_code == 303
    with app.app_context(), unscoped("the province closes the year"):
        db.session.add(YearLock(year=last, locked_by="系统"))
        db.session.commit()
    assert "撤销核对" not in clerk.get(f"{BASE}/check/{last}").text
    answer = clerk.post(f"{BASE}/undo/{last}")
    assert answer.status_code == 422
    assert "该年度数据已锁定" in answer.text
    assert marked(app, last)
    with As(app, "ty_clerk") as actor, pytest.raises(Refused):
        operations.check_roster(last, actor)


@pytest.mark.parametrize("year", [YEAR + 1, 1999])
def test_a_year_that_is_none_is_not_there(sign_in: Any, roster: int, year: int) -> None:
    assert sign_in("yl_clerk").get(f"{BASE}/check/{year}").status_code == 404
    assert sign_in("yl_clerk").post(f"{BASE}/check/{year}").status_code == 404


@pytest.mark.parametrize("who", ["yl_leader", "hn_review", "sys_admin"])
def test_who_does_not_file_checks_nothing(app: Flask, sign_in: Any, roster: int, who: str) -> None:
    other = sign_in(who)
    assert BASE not in other.get("/personnel/people/list/").text
    assert other.get(f"{BASE}/check/{YEAR}").status_code == 403
    assert other.post(f"{BASE}/check/{YEAR}").status_code == 403
    assert not marked(app)


def test_the_list_says_when_it_was_checked_and_what_changed_since(
    app: Flask, sign_in: Any, roster: int, at: Any
) -> None:
    def button(client: Any) -> str:
        page = client.get("/personnel/people/list/").text
        before = page.partition(f'href="{BASE}/check/{YEAR}"')[2].partition("</a>")[0]
        return plain(before.partition(">")[2])

    clerk = sign_in("yl_clerk")
    assert button(clerk) == "本年度人员核对完成"
    clerk.post(f"{BASE}/check/{YEAR}")
    day = f"{clock.today():%m-%d}"
    assert button(clerk) == f"已核对 {day}"
    assert "核对后有变动" not in clerk.get(f"{BASE}/check/{YEAR}").text
    at(f"{clock.local(clock.now()) + dt.timedelta(minutes=5):%Y-%m-%d %H:%M}")
    with app.app_context(), unscoped("somebody was promoted"):
        db.session.get_one(Person, roster).position = "副站长"
        make_person(organization_id=5, name="他人", **WHOLE)
        db.session.commit()
    assert button(clerk) == f"已核对 {day}，核对后有变动"
    assert "核对后有变动：唐一鸣。" in clerk.get(f"{BASE}/check/{YEAR}").text
    # A year that is closed stays as it was checked.
    with app.app_context(), unscoped("the province closes the year"):
        db.session.add(YearLock(year=YEAR, locked_by="系统"))
        db.session.commit()
    assert button(clerk) == f"已核对 {day}"


def test_those_whom_the_structure_does_not_count_are_told(
    app: Flask, sign_in: Any, roster: int
) -> None:
    clerk = sign_in("yl_clerk")
    assert "借入" not in clerk.get(f"{BASE}/check/{YEAR}").text
    with app.app_context(), unscoped("a row of the test"):
        make_person(organization_id=YUELU, name="借入者", employ_type="seconded_in", **WHOLE)
        db.session.commit()
    page = plain(clerk.get(f"{BASE}/check/{YEAR}").text)
    assert "共 2 人" in page
    assert "含借入 1 人，人员结构情况不计入" in page
