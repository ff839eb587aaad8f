"""机构体检: the list, what decides each threshold, the years before, and the sheet to print."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry
from app.core.tree.organization_tree import tree
from app.organizations.choices import ReturnState
from app.organizations.models import ProfileReturn, StaffSnapshot
from app.verification.queries.facts import facts_of
from tests.support.factories import make_certificate, make_person, make_verification
from tests.support.pages import listed, plain
from tests.support.paper import sheet_texts, sheets
from tests.support.statements import statements

pytestmark = pytest.mark.both_databases

BASE = "/verification/checkup"
TODAY, YEAR = clock.today(), clock.year()
YUELU, TIANYUAN, LIUYANG = 4, 5, 6
RULES = [f"rule{number:02d}" for number in range(1, 17)]
INSTRUMENTS = "数显回弹仪、钢筋扫描仪、激光测距仪、接地电阻测试仪、绝缘电阻测试仪、漏电开关测试仪"


@pytest.fixture
def world(app: Flask) -> Flask:
    """A county with three certified people of four, whose profile is handed in."""
    with app.app_context(), unscoped("what is checked"):
        for name, specialty in (("甲", "civil"), ("乙", "civil"), ("丙", "plumbing")):
            person = make_person(
                organization_id=YUELU, name=f"赵{name}", title_level="intermediate"
            )
            person.specialty = specialty
            make_certificate(person)
        make_person(organization_id=YUELU, name="钱无证")
        db.session.add(
            ProfileReturn(
                organization_id=YUELU,
                year=YEAR,
                state=ReturnState.SUBMITTED,
                explanations={},
                scopes=["building"],
                office_area=260,
                computers=2,
                head_name="赵甲",
                technical_name="钱无证",
                instrument_list=[{"name": name} for name in INSTRUMENTS.split("、")[1:]],
                management_rules=RULES[1:],
                is_legal_person=True,
                is_entrusted=True,
            )
        )
        make_verification(YUELU, TODAY.replace(day=1), TODAY.replace(year=YEAR + 3, day=1))
        db.session.commit()
    return app


def told(client: Any, number: int = YUELU) -> str:
    answer = client.get(f"{BASE}/show/{number}")
    assert answer.status_code == 200
    return re.sub(r"\s", "", plain(answer.text))


def test_each_organization_is_told_what_it_misses(world: Flask, sign_in: Any) -> None:
    rows = {row["机构名称"]: row for row in listed(sign_in("cs_admin").get(f"{BASE}/list/").text)}
    assert len(rows) == 3
    row = rows["岳麓区建设工程质量安全监督站"]
    assert row["结论"] == "有不达标"
    assert row["不达标指标"] == "计算机、负责人、技术负责人持监督证、检测仪器设备、管理制度"
    counts = ("达标项", "不达标项", "无数据项", "证书状态")
    assert tuple(row[name] for name in counts) == ("7", "4", "1", "有效")
    assert rows["浏阳市建设工程质量安全监督站"]["结论"] == "有不达标"
    assert rows["浏阳市建设工程质量安全监督站"]["证书状态"] == "—"


def test_the_rows_that_decide_are_named(world: Flask, sign_in: Any) -> None:
    page = told(sign_in("yl_admin"))
    assert "没有有效证书的在职人员1人钱无证" in page
    assert "安装专业持证监督人员1人赵丙" in page
    assert "计算机2台≥3台不达标" in page
    assert "检测仪器设备缺：数显回弹仪齐全不达标" in page
    assert "管理制度缺：监督申报（登记）制度齐全不达标" in page
    assert f"{YEAR}4375.0%" in page


@pytest.mark.parametrize(
    ("username", "status"), [("cs_clerk", 200), ("zz_admin", 404), ("ly_clerk", 404)]
)
def test_another_organization_is_not_there(
    world: Flask, sign_in: Any, username: str, status: int
) -> None:
    assert sign_in(username).get(f"{BASE}/show/{YUELU}").status_code == status


def test_people_are_named_to_those_alone_who_may_look_at_them(world: Flask, sign_in: Any) -> None:
    link = re.compile(r'href="/personnel/people/show/\d+"')
    assert link.search(sign_in("cs_admin").get(f"{BASE}/show/{YUELU}").text)
    clerk_above = sign_in("cs_clerk").get(f"{BASE}/show/{YUELU}").text
    assert not link.search(clerk_above)
    assert not {name for name in ("赵甲", "赵乙", "赵丙", "钱无证") if name in clerk_above}
    assert "无有效监督证：1 人" in clerk_above


def test_what_other_screens_keep_from_somebody_is_not_shown_here(
    world: Flask, sign_in: Any
) -> None:
    def row(client: Any, conditions: str = "") -> Any:
        rows = listed(client.get(f"{BASE}/list/{conditions}").text)
        return next((one for one in rows if one["机构名称"].startswith("岳麓区")), None)

    admin, clerk_above = sign_in("cs_admin"), sign_in("cs_clerk")
    assert row(admin)["证书状态"] == "有效"
    assert (row(clerk_above)["证书状态"], row(clerk_above)["资格有效期至"]) == ("—", "—")
    assert row(admin, "?_flt_0_standing=valid")
    assert row(clerk_above, "?_flt_0_standing=valid") is None
    assert row(sign_in("yl_clerk"))["证书状态"] == "有效"
    assert "历年变化" in told(admin)
    assert "历年变化" not in told(clerk_above)


def test_the_conclusion_can_be_searched(world: Flask, sign_in: Any) -> None:
    client = sign_in("hn_leader")
    missed = listed(client.get(f"{BASE}/list/?_flt_0_state=missed").text)
    assert "岳麓区建设工程质量安全监督站" in {row["机构名称"] for row in missed}
    assert listed(client.get(f"{BASE}/list/?_flt_0_state=met").text) == []


def test_the_list_is_had_as_a_spreadsheet_by_its_conditions(world: Flask, sign_in: Any) -> None:
    answer = sign_in("hn_review").post(f"{BASE}/export/?_flt_0_standing=valid")
    rows = sheet_texts(sheets(answer.data)[0])
    (row,) = [one for one in rows if "岳麓区建设工程质量安全监督站" in one]
    assert "计算机、负责人、技术负责人持监督证、检测仪器设备、管理制度" in row
    assert not any("浏阳市建设工程质量安全监督站" in one for one in rows)
    with world.app_context(), unscoped("the trail"):
        entry = db.session.scalars(select(AuditEntry).filter_by(action="export")).one()
        assert entry.changes == {"rows": 1, "filters": {"_flt_0_standing": ["valid"]}}


def test_a_year_that_is_over_says_what_was_counted_when_it_was_stored(world: Flask) -> None:
    stored = {"certified_civil": 5, "certified_installation": 2}
    with world.app_context(), unscoped("what is stored"):
        for number, cells in ((YUELU, stored), (LIUYANG, {**stored, "certified_municipal": 3})):
            db.session.add(
                StaffSnapshot(
                    organization_id=number,
                    year=YEAR - 1,
                    version=1,
                    taken_at=clock.now(),
                    cells=cells,
                    people=[],
                )
            )
        db.session.commit()
        nodes = [tree()[number] for number in (YUELU, LIUYANG, TIANYUAN)]
        before, now = (facts_of(nodes, year) for year in (YEAR - 1, YEAR))
    assert [before[node.id].certified_fields for node in nodes] == [
        {"civil": 5, "installation": 2, "municipal": None},
        {"civil": 5, "installation": 2, "municipal": 3},
        None,
    ]
    assert [now[node.id].certified_fields for node in nodes[:2]] == [
        {"civil": 2, "installation": 1, "municipal": 0},
        {"civil": 0, "installation": 0, "municipal": 0},
    ]


def test_more_organizations_cost_no_more_statements(world: Flask, sign_in: Any) -> None:
    counts = []
    for username in ("yl_admin", "hn_admin"):
        client = sign_in(username)
        client.get(f"{BASE}/list/")
        with statements() as asked:
            client.get(f"{BASE}/list/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_sheet_prints_what_the_screen_says(world: Flask, sign_in: Any) -> None:
    client = sign_in("yl_leader")
    address = f"/reports/organization_checkup/preview?organization={YUELU}&year={YEAR}"
    paper = re.sub(r"\s", "", plain(client.get(address).text))
    assert "监督机构体检表" in paper
    assert "计算机2台≥3台不达标" in paper
    assert "达标7项，不达标4项，无数据1项" in paper
    assert "验证组意见" in paper
    other = address.replace(f"organization={YUELU}", f"organization={LIUYANG}")
    assert client.get(other).status_code == 404
    assert sign_in("yl_clerk").get(address).status_code == 403


def test_a_phone_shows_the_verdict_and_the_counts(sign_in: Any) -> None:
    page = sign_in("hn_leader").get("/verification/checkup/list/").text
    body = page.partition("<tbody>")[2].partition("</tr>")[0]
    for label in ("结论", "达标项", "不达标项", "无数据项"):
        (css,) = re.findall(rf'<td class="([^"]*)" data-l="{label}"', body)
        assert "only-w" not in css, label
