"""发证名册: which papers stand in it, as plain SQL counts them, and who may have it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from redis import Redis

from app.certificate_cases.choices import CaseKind, CaseState
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.personnel.choices import CertificateStatus
from app.reporting.registry import registered
from tests.support.acting import As
from tests.support.factories import make_case, make_certificate, make_person
from tests.support.grants import grant
from tests.support.paper import drawn_table, drawn_texts, pdf_pages, sheet_texts, sheets

REGISTER = "/reports/certificate_register"
PROVINCE, CHANGSHA, YUELU, TIANYUAN = 1, 2, 4, 5
YEAR = clock.year()
TIME = {"first": f"{YEAR}-01-01", "last": f"{YEAR}-12-31"}
BLANK = {**TIME, "prefecture": "", "organization": "", "type": "", "source": ""}
HEADS = [
    "序号",
    "市州",
    "单位名称",
    "姓名",
    "性别",
    "身份证号",
    "证书类别",
    "证书编号",
    "发证日期",
    "有效期起",
    "有效期止",
    "领取人签名",
    "领取日期",
]


@pytest.fixture
def issued(app: Flask) -> Flask:
    """Certificates of this year and of others, from everywhere, one of them reissued."""
    Redis.from_url(app.config["REDIS_URL"]).flushall()
    with app.app_context(), unscoped("certificates of the test"):
        for place, name, kind, facts in (
            (PROVINCE, "省某", "quality", {"source": "training"}),
            (CHANGSHA, "长沙某", "quality", {"source": "training"}),
            (YUELU, "岳麓某", "quality", {"source": "history", "number": "湘质监430100077"}),
            (YUELU, "岳麓某二", "safety", {"source": "change"}),
            (TIANYUAN, "天元某", "safety", {"source": None}),
            (YUELU, "去年", "quality", {"issued_on": dt.date(YEAR - 1, 12, 31)}),
            (YUELU, "注销", "quality", {"status": CertificateStatus.CANCELLED}),
        ):
            if facts.get("status"):
                facts["cancelled_on"] = clock.today()
            whole = {"issued_on": dt.date(YEAR, 3, 5), **facts}
            make_certificate(make_person(organization_id=place, name=name), kind, **whole)
        for state, day in (
            (CaseState.CLOSED, dt.date(YEAR, 6, 7)),
            (CaseState.CLOSED, dt.date(YEAR - 1, 6, 7)),
            (CaseState.ACCEPTED, None),
        ):
            make_case(CaseKind.REISSUE, organization_id=YUELU, state=state, closed_on=day)
        db.session.commit()
    return app


def names(app: Flask, who: str, **conditions: str) -> list[str]:
    with As(app, who):
        rows = registered()["certificate_register"].rows(**{**BLANK, **conditions})
        return [row["name"] for row in rows]


# --- which papers ---------------------------------------------------------------------------


@pytest.mark.both_databases
def test_every_paper_of_the_year_stands_in_it_as_plain_sql_counts(issued: Flask) -> None:
    with As(issued, "hn_review"):
        rows = list(registered()["certificate_register"].rows(**BLANK))
        span = f"BETWEEN '{TIME['first']}' AND '{TIME['last']}'"
        found = db.session.connection().exec_driver_sql(
            "SELECT (SELECT count(*) FROM certificate WHERE status != 'cancelled'"
            f" AND issued_on {span}) + (SELECT count(*) FROM case_certificate c"
            " JOIN certificate_case k ON k.id = c.case_id WHERE k.kind = 'reissue'"
            f" AND k.state = 'closed' AND k.closed_on {span})"
        )
        assert len(rows) == found.scalar_one() == 6
    assert [row["name"] for row in rows] == [
        "省某",
        "长沙某",
        "申请人",
        "岳麓某",
        "岳麓某二",
        "天元某",
    ]
    (again,) = [row for row in rows if row["name"] == "申请人"]
    # A paper that was given out anew was so on the day of 补发.
    assert again["given_on"] == dt.date(YEAR, 6, 7)
    assert [row["place"] for row in rows] == ["省本级", *["长沙市"] * 4, "株洲市"]
    assert all(row["receiver"] == "" and row["received_on"] is None for row in rows)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        pytest.param({"source": "training"}, ["省某", "长沙某"], id="training"),
        pytest.param({"source": "history"}, ["岳麓某"], id="history"),
        pytest.param({"source": "change"}, ["岳麓某二"], id="change"),
        pytest.param({"source": "reissued"}, ["申请人"], id="reissued"),
        pytest.param({"type": "safety"}, ["岳麓某二", "天元某"], id="type"),
        pytest.param({"prefecture": "430200"}, ["天元某"], id="prefecture"),
        pytest.param({"organization": f"{CHANGSHA}"}, ["长沙某"], id="organization"),
        pytest.param({"first": f"{YEAR}-06-01", "last": f"{YEAR}-06-30"}, ["申请人"], id="a month"),
        pytest.param(
            {"first": f"{YEAR - 1}-12-31", "last": f"{YEAR - 1}-12-31"}, ["去年"], id="a day"
        ),
        pytest.param({"first": "2001-01-01", "last": "2001-12-31"}, [], id="nothing"),
    ],
)
def test_each_condition(issued: Flask, conditions: dict[str, str], expected: list[str]) -> None:
    assert names(issued, "hn_review", **conditions) == expected


@pytest.mark.both_databases
def test_everybody_sees_the_papers_of_the_own_reach(issued: Flask) -> None:
    yuelu = ["申请人", "岳麓某", "岳麓某二"]
    assert names(issued, "yl_clerk") == yuelu
    assert names(issued, "cs_admin") == ["长沙某", *yuelu]
    # A clerk of a prefecture sees its own station alone.
    assert names(issued, "cs_clerk") == ["长沙某"]
    assert names(issued, "ty_clerk") == ["天元某"]


# --- on paper -------------------------------------------------------------------------------


def test_the_register_is_the_same_in_all_three(issued: Flask, sign_in: Any) -> None:
    client = sign_in("yl_admin")
    page = client.get(f"{REGISTER}/preview", query_string=TIME).text
    table = drawn_table(page)
    assert [head[-1] for head in table.heads] == HEADS
    *lines, last = table.lines
    assert [line[3] for line in lines] == ["申请人", "岳麓某", "岳麓某二"]
    assert lines[1][:5] == ["2", "长沙市", lines[1][2], "岳麓某", "男"]
    assert lines[1][5].startswith("439900********")
    assert lines[1][6:] == [
        "质量监督证",
        "湘质监430100077",
        f"{YEAR}-03-05",
        "2020-01-01",
        "2099-12-31",
        "",
        "",
    ]
    total = "合计 3 本，其中质量监督证 2 本、安全监督证 1 本"
    assert last[0] == total
    text = "".join(drawn_texts(page))
    assert f"发证日期：{TIME['first']} 至 {TIME['last']}" in text
    assert "补办的证书以补发日期为发证日期；已注销的证书不列入。" in text
    printed = "".join(pdf_pages(file(client, "pdf"))).replace(" ", "")
    for said in ("监督人员发证名册", "湘质监430100077", total.replace(" ", "")):
        assert said in printed, said
    (book,) = sheets(file(client, "xlsx"))
    cells = [text for row in sheet_texts(book) for text in row]
    assert total in cells
    assert [one for one in cells if one in HEADS] == HEADS


def file(client: Any, kind: str) -> bytes:
    run = client.post(f"{REGISTER}/export", data={**TIME, "format": kind})
    assert run.status_code == 202, run.text
    state = client.get(run.json["status_url"]).json
    assert state["state"] == "done", state
    return bytes(client.get(state["file_url"], buffered=True).data)


def test_numbers_in_full_are_for_who_may_see_them(issued: Flask, sign_in: Any) -> None:
    with As(issued, "yl_admin"):
        rows = list(registered()["certificate_register"].rows(**BLANK))
    assert all("********" in row["id_no"] for row in rows)
    grant(issued, "yl_admin", "reveal", "personnel.person")
    with As(issued, "yl_admin"):
        rows = list(registered()["certificate_register"].rows(**BLANK))
    assert all("*" not in row["id_no"] and len(row["id_no"]) == 18 for row in rows)


def test_the_dialog_begins_with_this_year(issued: Flask, sign_in: Any) -> None:
    client = sign_in("hn_review")
    page = client.get(f"{REGISTER}/conditions").text
    assert f'name="first" value="{YEAR}-01-01"' in page
    assert f'name="last" value="{YEAR}-12-31"' in page
    for word in (
        "市州",
        "机构",
        "证书类别",
        "来源",
        "历史录入",
        "培训发证",
        "证书变更",
        "证书补办",
    ):
        assert word in page, word
    # Whoever has one organization is not asked which.
    assert 'name="organization"' not in sign_in("yl_admin").get(f"{REGISTER}/conditions").text
    assert "发证名册" in client.get("/certificates/list/").text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"first": ""}, "请选择发证日期起"),
        ({"last": "x"}, "发证日期止应为日期"),
        ({"first": f"{YEAR}-12-31", "last": f"{YEAR}-01-01"}, "发证日期止不能早于发证日期起"),
        ({"type": "x"}, "没有这种证书种类"),
        ({"source": "x"}, "没有这种证书来源"),
        ({"organization": "x"}, "没有这个机构"),
        ({"year": "2026"}, "没有这个条件"),
    ],
    ids=["first", "last", "order", "type", "source", "organization", "unknown"],
)
def test_what_makes_no_sense_is_said_at_its_field(
    issued: Flask, sign_in: Any, asked: dict[str, str], words: str
) -> None:
    answer = sign_in("hn_review").get(f"{REGISTER}/preview", query_string={**TIME, **asked})
    assert answer.status_code == 400
    assert words in answer.text


def test_what_is_out_of_reach_is_not_there(issued: Flask, sign_in: Any) -> None:
    for who, asked, status in (
        ("ty_clerk", {"organization": YUELU}, 404),
        ("ty_clerk", {"prefecture": "430100"}, 404),
        ("cs_clerk", {"organization": YUELU}, 404),
        ("cs_leader", {"organization": YUELU}, 200),
        ("sec_admin", {}, 403),
    ):
        answer = sign_in(who).get(f"{REGISTER}/preview", query_string={**TIME, **asked})
        assert answer.status_code == status, (who, asked)
