"""The home page of those who file nothing: leaders see their reach, officers the logs."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import LoginAttempt
from app.organizations.choices import ProjectCategory, ProjectFlow, ReturnState
from app.organizations.models import FundingReturn, ProfileReturn, ProjectLine, ProjectReturn
from app.workflow.models import WorkflowEvent
from tests.support.factories import make_certificate, make_person
from tests.support.pages import plain

pytestmark = pytest.mark.both_databases

YEAR = clock.year()
SUBMITTED, RETURNED = ReturnState.SUBMITTED, ReturnState.RETURNED


def filed(organization_id: int, year: int, projects: int, received: str, state=SUBMITTED) -> None:
    facts = {"organization_id": organization_id, "year": year, "state": state, "explanations": {}}
    found = ProjectReturn(**facts)
    line = {"category": ProjectCategory.HOUSING, "flow": ProjectFlow.NEW, "projects": projects}
    found.lines.append(ProjectLine(organization_id=organization_id, **line))
    money = {"budgeted_personnel": Decimal(100), "received_personnel": Decimal(received)}
    db.session.add_all([found, FundingReturn(**facts, **money), ProfileReturn(**facts)])
    db.session.flush()
    db.session.add(
        WorkflowEvent(
            organization_id=organization_id,
            resource="organizations.project_return",
            item_id=found.id,
            name="return" if state is RETURNED else "submit",
            target=state,
            at=clock.now(),
            actor_name="某人",
        )
    )


@pytest.fixture
def world(app):
    """Two of three stations of Changsha have filed, one was sent back; Zhuzhou is the stranger."""
    with app.app_context(), unscoped("returns of the tests"):
        filed(2, YEAR, 30, "90")
        filed(4, YEAR, 12, "70")
        filed(6, YEAR, 500, "1", RETURNED)
        filed(3, YEAR, 7000, "5")
        for number in (2, 4, 6):
            filed(number, YEAR - 1, 20, "50")
        make_certificate(make_person(organization_id=4))
        make_person(organization_id=2)
        make_person(organization_id=3)
        db.session.commit()
    return app


def enter(sign_in, username: str, year: int = YEAR):
    client = sign_in(username)
    client.post("/year/", data={"year": str(year)})
    return client


def figures(page: str) -> dict[str, tuple[str, str]]:
    """The tiles: label, value with its unit, and what stands below."""
    nav = re.search(r'<nav class="zj-todo" aria-label="[^"]*辖区概况">(.*?)</nav>', page, re.DOTALL)
    tiles = re.findall(r"<a [^>]*>(.*?)<strong>(.*?)</strong><em>(.*?)</em></a>", nav[1])
    return {label: (plain(value), plain(note)) for label, value, note in tiles}


def test_a_leader_sees_the_figures_of_the_reach_beside_last_year(world, sign_in):
    page = enter(sign_in, "cs_leader").get("/").text
    assert figures(page) == {
        "监督机构": ("3 个", "上年 3"),
        "在职人员": ("2 人", "上年 —"),
        "持证占比": ("50.0 %", "上年 —"),
        "年末在监工程": ("42 项", "已报 2/3 · 上年 60"),
        "经费到位率": ("80.0 %", "已报 2/3 · 上年 50.0%"),
    }


def test_what_nobody_has_filed_is_not_known(world, sign_in):
    page = enter(sign_in, "cs_leader", YEAR - 2).get("/").text
    assert figures(page)["年末在监工程"] == ("—", "已报 0/3 · 上年 —")
    assert figures(page)["经费到位率"] == ("—", "已报 0/3 · 上年 —")


def test_a_leader_sees_who_has_filed_and_what_waits(world, sign_in):
    page = enter(sign_in, "cs_leader").get("/").text
    text = plain(page)
    assert "3 个机构未完成" in text
    assert re.search(r"监督工程 2 1 .*?3 / 3", text)
    assert "监督工程情况填报已退回，等待补正" in text
    assert "浏阳市建设工程质量安全监督站" in text
    assert "株洲市建设工程质量安全监督站" not in text
    assert "监督工程情况填报：提交" in text


def test_overdue_returns_are_called_so(world, sign_in, at):
    at(f"{YEAR + 1}-03-05 10:00")
    assert "3 个机构已逾期" in plain(enter(sign_in, "cs_leader").get("/").text)


def test_what_waits_and_what_is_new_opens_for_whoever_sees_it(world, sign_in):
    client = enter(sign_in, "cs_leader")
    page = client.get("/").text
    links = set(re.findall(r'href="(/organizations/[\w-]+/show/\d+)"', page))
    assert links
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_county_leader_sees_the_own_station_alone(world, sign_in):
    page = enter(sign_in, "yl_leader").get("/").text
    assert figures(page)["年末在监工程"] == ("12 项", "上年 20")
    assert "浏阳市" not in page


@pytest.mark.parametrize("username", ["cs_admin", "cs_clerk", "yl_clerk", "hn_admin"])
def test_who_files_sees_to_dos_first(world, sign_in, username):
    page = enter(sign_in, username).get("/").text
    assert "辖区概况" not in page
    assert 'id="todo"' in page


# --- the officers ---------------------------------------------------------------------------


@pytest.fixture
def tried(app):
    with app.app_context(), unscoped("a try"):
        facts = {"address": "10.0.0.9", "tried_at": clock.now(), "succeeded": False}
        db.session.add(LoginAttempt(username="guess", **facts))
        db.session.commit()


def test_the_auditor_sees_changes_disclosures_and_failures(world, tried, sign_in):
    enter(sign_in, "cs_admin").post("/personnel/people/export/")
    client = sign_in("auditor")
    page = client.get("/").text
    text = plain(page)
    assert "新增 在职工作人员" in text
    assert "导出 在职工作人员 江望舒" in text
    assert "guess 10.0.0.9" in text
    for word in ("填报与办理期限", "需要您办理的事项", "辖区概况", "统计图"):
        assert word not in text
    links = set(re.findall(r'href="(/audit/[^"]+)"', page.replace("&amp;", "&")))
    assert len(links) > 8
    assert all(client.get(link).status_code == 200 for link in links)


def test_other_officers_see_their_part(world, tried, sign_in):
    page = plain(sign_in("sys_admin").get("/").text)
    assert "guess" in page
    assert "最近变更" not in page
    assert "最近变更" in plain(sign_in("sec_admin").get("/").text)
    assert "登录失败" not in plain(sign_in("hn_admin").get("/").text)
