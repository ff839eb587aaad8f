"""R07 and R08: what they say, who may have them, and how they tie with other reports."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.attachments import storage
from app.attachments.models import Attachment
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry
from app.dossiers.models import PersonResume
from app.personnel.models import Person, Qualification
from app.reporting.models import ReportRun
from app.reporting.registry import registered
from tests.attachments.samples import jpeg
from tests.dossiers.conftest import YUELU, in_days
from tests.support.acting import As
from tests.support.factories import make_certificate, make_person
from tests.support.grants import grant
from tests.support.paper import drawn_rows, drawn_table, drawn_texts

R07, R08 = "/reports/dossier", "/reports/dossier_summary"
BLANK: dict[str, Any] = {
    "prefecture": "",
    "organization": "",
    "kind": "",
    "standing": "",
    "title_level": "",
    "education": "",
    "valid_since": "",
    "valid_until": "",
    "on_duty": "",
}
HEADS = [
    "序号",
    "市州",
    "单位名称",
    "姓名",
    "性别",
    "出生年月",
    "身份证号",
    "学历",
    "所学专业",
    "职称",
    "执业资格",
    "职务",
    "从事监督时间",
    "联系电话",
]


@pytest.fixture
def seconded(crowd: Flask) -> Flask:
    """The crowd with somebody 借入, whom no figure counts, and somebody on study leave."""
    with crowd.app_context(), unscoped("rows of the test"):
        make_certificate(make_person(organization_id=YUELU, name="借入", employ_type="seconded_in"))
        away = make_person(organization_id=YUELU, name="脱产", duty_status="studying")
        make_certificate(away, "safety")
        db.session.commit()
    return crowd


def names(app: Flask, who: str, **conditions: Any) -> list[str]:
    """Who stands in R08 by these conditions."""
    with As(app, who):
        rows = registered()["dossier_summary"].rows(**{**BLANK, **conditions})
        return [row["name"] for row in rows]


# --- R08 ------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_r08_has_as_many_people_as_r02_has_certified(seconded: Flask) -> None:
    """The same day, 证书状态 有效: the count of R02, of R08, of its last line, and of plain SQL."""
    today, year = clock.today(), clock.year()
    with As(seconded, "hn_admin"):
        shown = registered()["dossier_summary"]
        found = list(shown.rows(**{**BLANK, "standing": "valid"}))
        summed = list(registered()["annual_summary"].rows(year=year, level=""))
        told = shown.notes[0]({**BLANK, "standing": "valid"})
        plain = db.session.connection().exec_driver_sql(
            "SELECT count(*) FROM person p WHERE p.left_on IS NULL AND p.deleted_at IS NULL"
            " AND p.employ_type != 'seconded_in' AND EXISTS (SELECT 1 FROM certificate c"
            " WHERE c.identity_id = p.identity_id AND c.status = 'valid'"
            f" AND c.valid_from <= '{today}' AND c.valid_to >= '{today}')"
        )
        number = plain.scalar_one()
    assert number == 6
    assert len(found) == sum(row["certified"] for row in summed) == number
    parts = {
        name: sum(row[name] for row in summed) for name in ("quality_only", "safety_only", "dual")
    }
    assert told == (
        f"合计 {number} 人，其中质量证(不含双证) {parts['quality_only']} 人、"
        f"安全证(不含双证) {parts['safety_only']} 人、双证 {parts['dual']} 人"
    )


EVERYBODY = ["双证", "脱产", "只有注销", "暂扣", "质量将到期", "质量有效安全过期", "注销后又取得"]


@pytest.mark.both_databases
def test_rows_stand_in_the_order_of_the_tree_and_of_names(seconded: Flask) -> None:
    """By the spelling of names, whatever their signs."""
    expected = sorted(EVERYBODY, key=lambda name: spelled(seconded, name))
    assert names(seconded, "yl_clerk") == expected
    assert names(seconded, "hn_review") == ["长沙某", *expected, "天元某"]
    # A clerk of a prefecture takes out its own people alone.
    assert names(seconded, "cs_clerk") == ["长沙某"]


def spelled(app: Flask, name: str) -> str:
    with app.app_context(), unscoped("the spelling of a name"):
        return db.session.scalars(select(Person.pinyin).where(Person.name == name)).one()


CONDITIONS = (
    ({"kind": "dual"}, {"双证"}),
    ({"kind": "none"}, {"只有注销", "暂扣", "长沙某"}),
    ({"standing": "expired"}, {"质量有效安全过期", "长沙某"}),
    ({"prefecture": "430200"}, {"天元某"}),
    ({"organization": str(YUELU), "kind": "safety"}, {"脱产"}),
    ({"on_duty": "n"}, {"脱产"}),
    ({"title_level": "senior"}, set()),
    ({"education": "bachelor", "kind": "safety"}, {"脱产", "天元某"}),
    (
        {"valid_since": in_days(20).isoformat(), "valid_until": in_days(40).isoformat()},
        {"质量将到期"},
    ),
    ({"valid_until": in_days(-1).isoformat()}, {"质量有效安全过期", "长沙某"}),
)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("conditions", "expected"), CONDITIONS, ids=[" ".join(one) for one, _ in CONDITIONS]
)
def test_each_condition_of_r08(seconded: Flask, conditions: Any, expected: set[str]) -> None:
    assert set(names(seconded, "hn_admin", **conditions)) == expected


def test_r08_on_paper(seconded: Flask, sign_in: Any) -> None:
    """Two levels of headings, masked numbers, the line of sums; what is chosen stands on top."""
    with seconded.app_context(), unscoped("rows of the test"):
        person = db.session.scalars(select(Person).where(Person.name == "双证")).one()
        owner = {"identity_id": person.identity_id, "organization_id": person.organization_id}
        day = dt.date(2020, 1, 1)
        db.session.add(Qualification(**owner, kind="supervising_engineer", from_day=day))
        db.session.commit()
        number, mobile = person.id_no, person.mobile
    page = sign_in("yl_clerk").get(f"{R08}/preview?kind=dual").text
    table = drawn_table(page, repeated=4)
    assert [head[-1] for head in table.heads[: len(HEADS)]] == HEADS
    bands = [(head[0], head[-1]) for head in table.heads[len(HEADS) :]]
    three = ("编号", "发证日期", "有效期至")
    assert bands == [
        *(("质量监督证", one) for one in three),
        *(("安全监督证", one) for one in three),
        ("证书状态", "证书状态"),
        ("备注", "备注"),
    ]
    (line,) = table.lines
    assert line[:6] == ["1", "长沙市", "岳麓区建设工程质量安全监督站", "双证", "男", "1990-03"]
    term = ["2020-01-01", "2099-12-31"]
    assert line[-8:-2] == ["湘quality0001", *term, "湘safety0001", *term]
    assert line[-2] == "有效"
    assert number not in page
    assert mobile not in page
    text = "".join(drawn_texts(page))
    assert "证书类别：双证" in text
    assert "合计 1 人，其中质量证(不含双证) 0 人、安全证(不含双证) 0 人、双证 1 人" in text


def test_what_is_out_of_reach_or_makes_no_sense_is_refused(seconded: Flask, sign_in: Any) -> None:
    clerk = sign_in("ty_clerk")
    assert clerk.get(f"{R08}/preview?organization={YUELU}").status_code == 404
    assert clerk.get(f"{R08}/preview?prefecture=430100").status_code == 404
    assert sign_in("cs_clerk").get(f"{R08}/preview?organization={YUELU}").status_code == 404
    for wrong, words in (
        ("valid_since=x", "应为日期"),
        ("valid_since=2027-01-02&valid_until=2027-01-01", "起止颠倒"),
        ("organization=x", "请选择机构"),
        ("standing=x", "没有这个条件"),
        ("title_level=x", "没有这个条件"),
        ("year=2026", "没有这个条件"),
    ):
        answer = clerk.get(f"{R08}/preview?{wrong}")
        assert answer.status_code == 400, wrong
        assert words in answer.text
    # What the dialog leaves blank says nothing.
    sent = dict.fromkeys(BLANK, "") | {"filler": "石敬亭"}
    assert clerk.post(f"{R08}/conditions", data=sent).status_code == 303


def test_who_may_take_files_out(seconded: Flask, sign_in: Any) -> None:
    """省领 and 县领 look on, the rest export; 市办 what is its own (ruling 5)."""
    with seconded.app_context(), unscoped("people of the test"):
        ids = dict(db.session.execute(select(Person.name, Person.id)).all())
    for who, status in (
        ("hn_review", 200),
        ("hn_leader", 403),
        ("yl_admin", 200),
        ("yl_leader", 403),
    ):
        client = sign_in(who)
        for address in (f"{R08}/preview", f"{R07}/preview?person={ids['双证']}"):
            assert client.get(address).status_code == status, (who, address)
        page = client.get("/dossiers/list/").text
        assert ("导出汇总表" in page) == (status == 200)
        assert (f"{R07}/preview?person=" in page) == (status == 200)
    for who, name, status in (
        ("cs_clerk", "长沙某", 200),
        ("cs_clerk", "双证", 404),
        ("cs_leader", "双证", 200),
        ("ty_clerk", "双证", 404),
        ("yl_clerk", "从未持证", 404),
        ("yl_clerk", "已离开", 404),
    ):
        answer = sign_in(who).get(f"{R07}/preview?person={ids[name]}")
        assert answer.status_code == status, (who, name)
    assert sign_in("yl_clerk").get(f"{R07}/preview?person=x").status_code == 400


def test_the_states_of_r08_read_as_those_of_the_list(crowd: Flask, sign_in: Any) -> None:
    """有效 finds who is 即将到期, too, and says so wherever it is chosen."""
    words, client = "有效（含即将到期）", sign_in("yl_clerk")
    assert f">{words}</option>" in client.get("/dossiers/list/").text
    assert f">{words}</option>" in client.get(f"{R08}/conditions").text
    paper = client.get(f"{R08}/preview?standing=valid").text
    assert f"证书状态：{words}" in "".join(drawn_texts(paper))


FORM_OF_ONE, TABLE = "dossier", "dossier_summary"


@pytest.mark.parametrize("report", [FORM_OF_ONE, TABLE])
def test_numbers_in_full_are_for_those_alone_who_hold_the_right(
    crowd: Flask, sign_in: Any, run_jobs: Any, report: str
) -> None:
    """On paper, by its number, and on the screen: one right decides, and leaves its trace."""
    with crowd.app_context(), unscoped("the numbers of the test"):
        person = db.session.scalars(select(Person).where(Person.name == "双证")).one()
        of_one, numbers = person.id, (person.id_no, person.mobile)
    asked = {"person": str(of_one)} if report == FORM_OF_ONE else dict(BLANK)
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    address = f"/reports/{report}/preview?{query}"
    reveal = f"/dossiers/reveal/{of_one}/id_no"
    masked = sign_in("yl_admin").get(address).text
    assert not any(one in masked for one in numbers)
    assert sign_in("yl_admin").post(reveal).status_code == 403
    grant(crowd, "yl_admin", "reveal", "personnel.person")
    manager = sign_in("yl_admin")
    plain = manager.get(address).text
    assert all(one in plain for one in numbers)
    with crowd.app_context(), unscoped("the trail"):
        entry = db.session.scalars(select(AuditEntry).filter_by(action="reveal")).one()
        assert entry.object_id == report
    assert manager.post(reveal).text == numbers[0]
    assert reveal in manager.get(f"/dossiers/show/{of_one}").text
    run = manager.post(f"/reports/{report}/export", data={**asked, "format": "xlsx"}).json
    run_jobs()
    kept = f"/reports/verification/?number={run['number']}"
    assert numbers[0] in manager.get(kept).text
    assert numbers[0] not in sign_in("yl_clerk").get(kept).text


def test_a_table_of_subordinates_is_not_for_who_sees_none(
    crowd: Flask, sign_in: Any, run_jobs: Any
) -> None:
    """What a prefecture's manager took out its clerk does not read by the number."""
    run = sign_in("cs_admin").post(f"{R08}/export", data={**BLANK, "format": "xlsx"}).json
    run_jobs()
    address = f"/reports/verification/?number={run['number']}"
    shown, hidden = (sign_in(who).get(address).text for who in ("hn_review", "cs_clerk"))
    assert "注销后又取得" in "".join(drawn_texts(shown))
    assert "注销后又取得" not in "".join(drawn_texts(hidden))


# --- R07 ------------------------------------------------------------------------------------


@pytest.fixture
def whole(crowd: Flask) -> int:
    """双证 with 工作简历 and real pictures: her id."""
    with crowd.app_context(), unscoped("rows of the test"):
        person = db.session.scalars(select(Person).where(Person.name == "双证")).one()
        owner = {"identity_id": person.identity_id, "organization_id": person.organization_id}
        day = dt.date(2010, 7, 1)
        db.session.add(PersonResume(**owner, from_on=day, employer="某设计院", witness="王某"))
        for file in db.session.scalars(select(Attachment).where(Attachment.item_id.is_not(None))):
            file.stored_as = storage.keep(jpeg(400, 300), ".jpg")
        db.session.commit()
        return person.id


def test_r07_says_what_is_known_of_somebody(crowd: Flask, sign_in: Any, whole: int) -> None:
    answer = sign_in("yl_clerk").get(f"{R07}/preview?person={whole}")
    *form, last = drawn_rows(answer.text)
    lines = [row for page in form for row in page]
    rows = [" ".join(row) for row in lines]
    assert rows[1].startswith("姓名 双证 性别 男")
    for words in (
        "单位名称 岳麓区建设工程质量安全监督站",
        "质量监督证 湘quality0001 湖南省住房和城乡建设厅 2020-01-01 2020-01-01 至 2099-12-31 有效",
        "2010-07-01 至 今 某设计院  王某",
        "2015-07-01 进入本单位  岳麓区建设工程质量安全监督站",
        "2020-01-01 取得证书 安全监督证 湘safety0001 岳麓区建设工程质量安全监督站",
    ):
        assert words in rows, "\n".join(rows)
    # 单位、市州、省级意见, then a page with the pictures of both certificates.
    assert [row[0] for row in lines[-3:]] == ["单位意见", "市州意见", "省级意见"]
    assert last[0] == ["证书照片"]
    captions = [text for row in last for text in row if text]
    assert captions[1:] == ["质量监督证 证书照片（正面）", "安全监督证 证书照片（正面）"]
    assert answer.text.count("<img src=") == 3
    with As(crowd, "yl_clerk"):
        assert db.session.get_one(Person, whole).id_no not in answer.text


def test_a_file_of_r07_is_named_by_whom_it_is_about(crowd: Flask, sign_in: Any, whole: int) -> None:
    client = sign_in("yl_clerk")
    asked = {"person": str(whole), "format": "xlsx"}
    assert client.post("/reports/dossier/export", data=asked).status_code == 202
    with As(crowd, "yl_clerk"):
        assert "双证" in db.session.scalars(select(ReportRun.title)).one()


def test_r07_of_somebody_without_pictures_has_one_page(crowd: Flask, sign_in: Any) -> None:
    with crowd.app_context(), unscoped("somebody of the test"):
        number = db.session.scalars(select(Person.id).where(Person.name == "暂扣")).one()
    (page,) = drawn_rows(sign_in("yl_clerk").get(f"{R07}/preview?person={number}").text)
    assert page[-1][0] == "省级意见"
