"""资格雷达: what is found, what is not, to whom, and what can be done."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask import Flask

from app.certificates.choices import RadarKind
from app.certificates.radar import ACTIONS, Finding, RadarAction
from app.certificates.rules import extendable_until
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.formats import months_from, years_from
from app.core.screens.row_markup import RowAction
from app.personnel.models import Person
from tests.support.factories import make_certificate, make_person
from tests.support.pages import listed, plain
from tests.support.paper import sheet_texts, sheets

pytestmark = pytest.mark.both_databases

BASE = "/certificates/radar"
TODAY = clock.today()
YUELU, TIANYUAN = 4, 5
EDGE = months_from(TODAY, -6)


def someone(name: str, organization_id: int = YUELU, **facts: Any) -> Person:
    """Somebody on a supervising post, young enough."""
    given = {"post_type": "supervision", "duty_status": "present", **facts}
    return make_person(organization_id=organization_id, name=name, **given)


@pytest.fixture
def world(app: Flask) -> Flask:
    with app.app_context(), unscoped("people"):
        make_certificate(someone("赵有效"))
        make_certificate(someone("钱将到"), valid_to=TODAY + dt.timedelta(days=90))
        make_certificate(someone("孙今日"), valid_to=TODAY)
        make_certificate(someone("李昨日"), valid_to=TODAY - dt.timedelta(days=1))
        make_certificate(someone("周过半"), valid_to=EDGE - dt.timedelta(days=1))
        make_certificate(someone("吴注销"), status="cancelled", cancelled_on=TODAY)
        make_certificate(someone("郑暂扣"), status="suspended")
        someone("王无证")
        someone("冯病休", duty_status="sick")
        someone("陈管理", post_type="management")
        sixty = years_from(TODAY, -60)
        older = {"born_on": sixty, "sex": "male", "employ_type": "institution"}
        make_certificate(someone("褚超龄", **older))
        someone("卫超龄", post_type="logistics", **older)
        make_certificate(someone("蒋聘用", **{**older, "employ_type": "contract"}))
        gone = someone("沈离开")
        make_certificate(gone, valid_to=TODAY - dt.timedelta(days=9))
        gone.left_on, gone.left_reason = TODAY, "resigned"
        someone("韩他县", TIANYUAN)
        db.session.commit()
    return app


def found(client: Any, kind: str = "") -> dict[str, str]:
    condition = f"?_flt_0_kind={kind}" if kind else ""
    rows = listed(client.get(f"{BASE}/list/{condition}").text)
    return {row["姓名"]: row["说明"] for row in rows}


def test_each_kind_is_listed_and_nobody_else(world: Flask, sign_in: Any) -> None:
    client = sign_in("yl_clerk")
    assert list(found(client, "expiring")) == ["孙今日", "钱将到"]
    assert list(found(client, "expired")) == ["周过半", "李昨日"]
    assert set(found(client, "missing")) == {"吴注销", "郑暂扣", "王无证"}
    assert set(found(client, "overage")) == {"褚超龄"}
    assert len(found(client)) == 8


def test_what_ran_out_says_whether_it_can_be_extended(world: Flask, sign_in: Any) -> None:
    words = found(sign_in("yl_clerk"), "expired")
    last = extendable_until(TODAY - dt.timedelta(days=1), 6)
    assert f"至 {last} 仍可通过继续教育延续" in words["李昨日"]
    assert "过期已超过 6 个月，须参加新进人员培训" in words["周过半"]


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (dt.date(2026, 5, 31), dt.date(2026, 11, 30)),
        (dt.date(2026, 8, 31), dt.date(2027, 2, 28)),
        (dt.date(2026, 1, 15), dt.date(2026, 7, 15)),
    ],
    ids=["31 May", "31 August", "15 January"],
)
def test_the_grace_ends_on_the_same_day_or_the_last_of_a_month(day: dt.date, last: dt.date) -> None:
    assert extendable_until(day, 6) == last


def test_days_that_are_left_and_those_that_are_over(world: Flask, sign_in: Any) -> None:
    rows = {r["姓名"]: r for r in listed(sign_in("yl_admin").get(f"{BASE}/list/").text)}
    assert [rows[name]["剩余天数"] for name in ("钱将到", "孙今日", "李昨日", "王无证")] == [
        "90",
        "0",
        "-1",
        "—",
    ]


def test_the_number_of_each_kind_leads_to_its_rows(world: Flask, sign_in: Any) -> None:
    page = sign_in("yl_leader").get(f"{BASE}/list/").text
    (nav,) = re.findall(r'<nav class="zj-todo.*?</nav>', page, re.DOTALL)
    assert re.sub(r"\s", "", plain(nav)) == "即将到期2已过期2缺证3超龄1"
    assert re.findall(r"_flt_0_kind=(\w+)", nav) == [kind.value for kind in RadarKind]


@pytest.mark.parametrize(
    ("username", "names"),
    [
        ("hn_leader", {"吴注销", "郑暂扣", "王无证", "韩他县"}),
        ("cs_admin", {"吴注销", "郑暂扣", "王无证"}),
        ("cs_clerk", set()),
        ("ty_clerk", {"韩他县"}),
    ],
)
def test_others_see_what_is_in_reach(
    world: Flask, sign_in: Any, username: str, names: set[str]
) -> None:
    assert set(found(sign_in(username), "missing")) == names


def test_an_officer_is_refused(world: Flask, sign_in: Any) -> None:
    assert sign_in("auditor").get(f"{BASE}/list/").status_code == 403


def test_what_is_settled_is_gone(world: Flask, sign_in: Any) -> None:
    with world.app_context(), unscoped("certified"):
        make_certificate(Person.query.filter_by(name="王无证").one())
        db.session.commit()
    assert "王无证" not in found(sign_in("yl_clerk"))


def test_what_modules_offer_stands_beside_and_nothing_else(world: Flask, sign_in: Any) -> None:
    def remind(one: Finding) -> RowAction | None:
        if one.kind is not RadarKind.OVERAGE or one.certificate_id is not None:
            return None
        return RowAction("提醒", f"/reminders/add?person={one.person_id}", "dialog")

    client = sign_in("yl_clerk")
    assert "/reminders/add" not in client.get(f"{BASE}/list/").text
    with world.app_context():
        ACTIONS.register([RadarAction("remind", remind)])
        number = Person.query.filter_by(name="褚超龄").with_entities(Person.id)
        with unscoped("looked up"):
            person_id = number.scalar()
    page = client.get(f"{BASE}/list/").text
    assert re.findall(r"/reminders/add\?person=(\d+)", page) == [str(person_id)]


def test_a_list_that_leaves_some_out_says_so_and_counts_all(
    world: Flask, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("yl_clerk")
    assert "每类最多列出" not in client.get(f"{BASE}/list/").text
    monkeypatch.setattr("app.certificates.queries.radar.MOST", 2)
    monkeypatch.setattr("app.certificates.queries.MOST", 2)
    page = client.get(f"{BASE}/list/?_flt_0_kind=missing").text
    assert "每类最多列出 2 条" in page
    assert len(listed(page)) == 2
    assert "缺证3" in re.sub(r"\s", "", plain(page))


def test_the_list_is_had_as_a_spreadsheet_by_its_conditions(world: Flask, sign_in: Any) -> None:
    answer = sign_in("yl_clerk").post(f"{BASE}/export/?_flt_0_kind=expired")
    lines = sheet_texts(sheets(answer.data)[0])
    assert [line[0] for line in lines if "已过期" in line] == ["周过半", "李昨日"]
