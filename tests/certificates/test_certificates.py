"""监督证书: what the list says of each certificate, its life, and to whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Certificate
from tests.support.factories import make_certificate, make_person
from tests.support.pages import listed, plain
from tests.support.paper import sheet_texts, sheets
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases

BASE = "/certificates"
TODAY = clock.today()
YUELU, TIANYUAN, LIUYANG = 4, 5, 6
# By days left: the two edges of 即将到期 (90 days) are days of it.
STANDINGS = {
    "有效": {"valid_to": TODAY + dt.timedelta(days=91)},
    "即将到期": {"valid_to": TODAY + dt.timedelta(days=90)},
    "今天到期": {"valid_to": TODAY},
    "已过期": {"valid_to": TODAY - dt.timedelta(days=1)},
    "暂扣": {"status": "suspended", "valid_to": TODAY - dt.timedelta(days=1)},
    "已注销": {"status": "cancelled", "cancelled_on": TODAY},
}


@pytest.fixture
def world(app: Flask) -> Flask:
    """A county with somebody in every state, and one person of another."""
    with app.app_context(), unscoped("certificates"):
        for number, (name, facts) in enumerate(STANDINGS.items()):
            person = make_person(organization_id=YUELU, name=f"赵{name}")
            make_certificate(
                person,
                number=f"湘质监43010000{number}",
                field="building",
                source="history",
                **facts,
            )
        make_certificate(make_person(organization_id=TIANYUAN, name="钱他县"), "safety")
        db.session.commit()
    return app


def rows(client: Any, conditions: str = "") -> list[dict[str, str]]:
    return listed(client.get(f"{BASE}/list/{conditions}").text)


def certificate(app: Flask, name: str) -> int:
    with app.app_context(), unscoped("looked up"):
        return next(one.id for one in Certificate.query if one.holder.name == f"赵{name}")


def test_each_state_follows_from_decision_and_day(world: Flask, sign_in: Any) -> None:
    states = {row["姓名"]: row["证书状态"] for row in rows(sign_in("yl_clerk"))}
    assert states == {f"赵{name}": "即将到期" if name == "今天到期" else name for name in STANDINGS}


def test_the_state_in_sql_is_that_of_the_object(world: Flask, sign_in: Any) -> None:
    shown = {row["证书编号"]: row["证书状态"] for row in rows(sign_in("hn_leader"))}
    with world.test_request_context(), unscoped("all"):
        assert shown == {one.number: str(one.standing.label) for one in Certificate.query}


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("_flt_0_state=expiring", {"赵即将到期", "赵今天到期"}),
        ("_flt_0_state=suspended", {"赵暂扣"}),
        ("_flt_0_name=过期", {"赵已过期"}),
        ("_flt_0_type=safety", set()),
        ("_flt_0_number=430100003", {"赵已过期"}),
    ],
)
def test_conditions_find(world: Flask, sign_in: Any, condition: str, names: set[str]) -> None:
    assert {row["姓名"] for row in rows(sign_in("yl_leader"), f"?{condition}")} == names


def test_rows_are_put_in_the_order_of_their_states(world: Flask, sign_in: Any) -> None:
    order = "?_oc_CertificateView=state&_od_CertificateView=desc"
    found = [row["证书状态"] for row in rows(sign_in("yl_admin"), order)]
    assert found == ["已注销", "暂扣", "已过期", "即将到期", "即将到期", "有效"]


@pytest.mark.parametrize(
    ("username", "count"),
    [("hn_leader", 7), ("cs_admin", 6), ("cs_clerk", 0), ("yl_clerk", 6), ("ty_clerk", 1)],
)
def test_others_see_what_is_in_reach(world: Flask, sign_in: Any, username: str, count: int) -> None:
    assert len(rows(sign_in(username))) == count


@pytest.mark.parametrize(
    ("username", "status"),
    [("cs_leader", 200), ("cs_clerk", 404), ("ly_clerk", 404), ("auditor", 403)],
)
def test_who_may_not_look_at_it_does_not_find_it(
    world: Flask, sign_in: Any, username: str, status: int
) -> None:
    address = f"{BASE}/show/{certificate(world, '有效')}"
    assert sign_in(username).get(address).status_code == status


def test_its_life_is_told_from_version_to_version(world: Flask, sign_in: Any) -> None:
    number = certificate(world, "已过期")
    with world.app_context(), unscoped("prolonged"):
        db.session.get(Certificate, number).valid_to = TODAY + dt.timedelta(days=700)
        db.session.commit()
    page = plain(sign_in("yl_clerk").get(f"{BASE}/show/{number}").text)
    assert page.index("证书延续") < page.index("取得证书")
    assert "证书照片（正面）" in page
    assert f"{TODAY - dt.timedelta(days=1)}" in page


def test_the_name_leads_to_the_holder_as_long_as_somebody_is_there(
    world: Flask, sign_in: Any
) -> None:
    client = sign_in("yl_clerk")
    holders = client.get(f"{BASE}/list/?_flt_0_state=expired").text
    assert 'href="/personnel/people/show/' in holders
    with world.app_context(), unscoped("leaving"):
        held = db.session.get(Certificate, certificate(world, "已过期"))
        held.holder.left_on, held.holder.left_reason = TODAY, "resigned"
        db.session.commit()
    after = client.get(f"{BASE}/list/?_flt_0_state=expired").text
    assert [row["姓名"] for row in listed(after)] == ["赵已过期"]
    assert 'href="/personnel/people/show/' not in after


def test_the_list_is_had_as_a_spreadsheet_of_what_is_in_reach(world: Flask, sign_in: Any) -> None:
    answer = sign_in("cs_leader").post(f"{BASE}/export/?_flt_0_state=suspended")
    (row,) = [line for line in sheet_texts(sheets(answer.data)[0]) if "赵暂扣" in line]
    assert {"质量监督证", "暂扣", "房建", "历史录入"} <= set(row)
    clerk_above = sheets(sign_in("cs_clerk").post(f"{BASE}/export/").data)[0]
    assert not [line for line in sheet_texts(clerk_above) if "赵暂扣" in line]


def test_more_rows_cost_no_more_statements(world: Flask, sign_in: Any) -> None:
    client = sign_in("yl_clerk")
    client.get(f"{BASE}/list/")
    with statements() as few:
        client.get(f"{BASE}/list/?_flt_0_state=suspended")
    with statements() as many:
        client.get(f"{BASE}/list/?_flt_0_type=quality")
    assert len(many) == len(few)
