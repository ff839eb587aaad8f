"""R10, R12 and R14: figures recomputed from the tables, conditions, reach, cost and length."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, text

from app.certificate_cases.choices import CaseKind
from app.certificate_cases.models import CaseCertificate, CertificateCase
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from tests.certificate_cases.acts import (
    LIUYANG,
    TIANYUAN,
    YUELU,
    act,
    certified,
    file,
    through,
)
from tests.support.forms import errors
from tests.support.grants import grant
from tests.support.paper import drawn_lines, drawn_table, filed_table, sheets
from tests.support.statements import statements

YEAR, TODAY = clock.year(), clock.today()
TIME = f"applied_from={YEAR}-01-01&applied_to={YEAR}-12-31"
REPORTS = {
    CaseKind.CHANGE: "change_summary",
    CaseKind.CANCELLATION: "cancellation_summary",
    CaseKind.REISSUE: "reissue_summary",
}
TYPES = {
    "information": "证书信息变更",
    "transfer": "工作单位变更（调动）",
    "name": "姓名变更",
    "id_number": "身份证号变更",
    "field": "证书专业变更",
}
CERTIFICATES = {"quality": "质量监督证", "safety": "安全监督证"}
STATES = {
    "filed": "未受理",
    "accepted": "已受理",
    "returned": "已退回",
    "refused": "不予受理",
    "closed": "已办结",
}
PLACES = {"430000": "省本级", "430100": "长沙市", "430200": "株洲市"}


def safety(**more: Any) -> dict[str, Any]:
    end = TODAY + dt.timedelta(days=700)
    days = {"safety_issued_on": TODAY, "safety_valid_from": TODAY, "safety_valid_to": end}
    both = {"types": ["quality", "safety"], "safety_number": "湘安监430100077"}
    return {**both, **days, "safety_field": None, **more}


def fill(app: Flask) -> None:
    """Applications of every kind, by several organizations, in several states."""
    every = iter(range(10_000, 20_000))

    def change(place: int, who: str, name: str, *kinds: str, **typed: Any) -> int:
        person = certified(app, *kinds, organization_id=place, name=name)
        (number,) = file(app, person, who=who, quality_number=f"湘质监{next(every)}", **typed)
        return number

    both = safety(change_types=["information", "name"], new_name="唐二鸣")
    through(app, change(YUELU, "yl_clerk", "唐一鸣", "quality", "safety", **both))
    act(app, "hn_review", change(YUELU, "yl_clerk", "赵甲"), "accept")
    moved = {"change_types": ["transfer"], "receiver_id": TIANYUAN, "receiver": "x"}
    change(LIUYANG, "ly_clerk", "欧阳丙", **moved)
    field = {"change_types": ["field"], "quality_field": "transit"}
    refused = change(TIANYUAN, "ty_clerk", "孙丁", **field)
    act(app, "hn_review", refused, "refuse", opinion="材料不符合要求")
    change(1, "hn_admin", "李戊")
    change(YUELU, "yl_clerk", "白己")
    for kind, grounds in (
        (CaseKind.CANCELLATION, ("retired", "other", "retired")),
        (CaseKind.REISSUE, ("lost", "damaged", "lost")),
    ):
        name = "cancel_reason" if kind is CaseKind.CANCELLATION else "reissue_reason"
        for ground, (place, who) in zip(
            grounds,
            ((YUELU, "yl_clerk"), (TIANYUAN, "ty_clerk"), (LIUYANG, "ly_clerk")),
            strict=True,
        ):
            person = certified(app, "quality", "safety", organization_id=place, name=f"人员{who}")
            typed = {name: ground, "reason": "本人申请", "types": ["quality", "safety"]}
            (number,) = file(app, person, kind=kind, who=who, **typed)
            if place == YUELU:
                through(app, number)
    gone = change(YUELU, "yl_clerk", "删去者")
    old = change(YUELU, "yl_clerk", "去年者")
    with app.app_context(), unscoped("a deleted one, and one of last year"):
        db.session.get_one(CertificateCase, gone).deleted_at = clock.now()
        db.session.get_one(CertificateCase, old).applied_on = dt.date(YEAR - 1, 12, 31)
        db.session.commit()


@pytest.fixture
def filed(app: Flask, grown: Any) -> Flask:
    return grown("certificate_cases", lambda: fill(app))  # type: ignore[no-any-return]


def ask(client: Any, kind: CaseKind, more: str = "", time: str = TIME) -> Any:
    return client.get(f"/reports/{REPORTS[kind]}/preview?{time}{more}")


def table(answer: Any) -> list[list[str]]:
    """The lines below the heading, a text in every place that a cell covers."""
    assert answer.status_code == 200, answer.text
    return drawn_table(answer.text).lines


def sql(app: Flask, statement: str) -> list[Any]:
    with app.app_context():
        return db.session.connection().execute(text(statement)).mappings().all()


def rows_of(app: Flask, kind: CaseKind, where: str = "1=1") -> list[Any]:
    """The lines of a summary as the tables have them, without the module's own query."""
    return sql(
        app,
        "SELECT c.*, k.type, k.number AS old_no, k.issued_on, k.valid_to, k.new_number,"
        " k.new_issued_on, k.new_valid_to, o.name AS place, o.division_code, r.name AS moved_to"
        " FROM certificate_case c JOIN case_certificate k ON k.case_id = c.id"
        " JOIN organization o ON o.id = c.organization_id"
        " LEFT JOIN organization r ON r.id = c.receiver_id"
        f" WHERE c.kind = '{kind.value}' AND c.deleted_at IS NULL"
        f" AND c.applied_on BETWEEN '{YEAR}-01-01' AND '{YEAR}-12-31' AND {where}"
        " ORDER BY substr(o.division_code, 1, 4), o.division_code, c.pinyin, c.id, k.type",
    )


def listed(value: Any) -> list[str]:
    return json.loads(value) if isinstance(value, str) else value


def day(value: Any) -> str:
    return "" if value is None else f"{value}"


def started(rows: list[Any]) -> list[list[str]]:
    """序号, 市州, 单位名称, 姓名 of each line."""
    numbers: dict[int, int] = {}
    found = []
    for row in rows:
        number = numbers.setdefault(row["id"], len(numbers) + 1)
        place = PLACES[row["division_code"][:4] + "00"]
        found.append([str(number), place, row["place"], row["name"]])
    return found


def grounds_told(counted: Counter[str], order: list[str]) -> str:
    return "、".join(f"{words} {counted[words]}" for words in order if counted[words])


# --- figures --------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_changes_are_those_of_the_tables(app: Flask, sign_in: Any, filed: Flask) -> None:
    rows = rows_of(app, CaseKind.CHANGE)
    *lines, last = table(ask(sign_in("hn_admin"), CaseKind.CHANGE))
    assert [line[:4] for line in lines] == started(rows)
    wanted = []
    for row in rows:
        chosen = listed(row["change_types"])
        wanted.append(
            [
                "、".join(TYPES[one] for one in TYPES if one in chosen),
                CERTIFICATES[row["type"]],
                row["old_no"],
                day(row["issued_on"]),
                day(row["valid_to"]),
                row["place"],
                row["new_number"],
                day(row["new_issued_on"]),
                day(row["new_valid_to"]),
                row["moved_to"] or row["place"],
                day(row["applied_on"]),
                STATES[row["state"]],
                day(row["closed_on"]),
            ]
        )
    assert [line[5:18] for line in lines] == wanted
    assert all("*" * 8 in line[4] for line in lines)
    cases = {row["id"]: listed(row["change_types"]) for row in rows}
    counted = Counter(TYPES[one] for chosen in cases.values() for one in chosen)
    told = grounds_told(counted, list(TYPES.values()))
    assert set(last) == {f"合计 {len(cases)} 人次，其中：{told}"}
    assert len(cases) == 6


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", [CaseKind.CANCELLATION, CaseKind.REISSUE])
def test_grounds_are_counted_as_the_tables_have_them(
    app: Flask, sign_in: Any, filed: Flask, kind: CaseKind
) -> None:
    rows = rows_of(app, kind)
    *lines, last = table(ask(sign_in("hn_admin"), kind))
    assert [line[:4] for line in lines] == started(rows)
    if kind is CaseKind.CANCELLATION:
        words = {"retired": "退休", "other": "其他"}
        middle = [
            [day(row["issued_on"]), day(row["valid_to"]), words[row["cancel_reason"]], "已交回"]
            for row in rows
        ]
        after = [[day(row["closed_on"])] for row in rows]
        ground = "cancel_reason"
    else:
        words = {"lost": "遗失", "damaged": "损毁"}
        middle = [[words[row["reissue_reason"]], f"湖南日报 {TODAY}"] for row in rows]
        after = [[day(row["closed_on"]), day(row["times"])] for row in rows]
        ground = "reissue_reason"
    wanted = [
        [
            CERTIFICATES[row["type"]],
            row["old_no"],
            *some,
            day(row["applied_on"]),
            STATES[row["state"]],
            *end,
        ]
        for row, some, end in zip(rows, middle, after, strict=True)
    ]
    assert [line[5:-1] for line in lines] == wanted
    cases = {row["id"]: words[row[ground]] for row in rows}
    told = grounds_told(Counter(cases.values()), list(words.values()))
    assert set(last) == {f"合计 {len(cases)} 人次，其中：{told}"}


def test_paper_is_chinese_in_every_language(sign_in: Any, filed: Flask) -> None:
    client = sign_in("hn_admin")
    before = [table(ask(client, kind)) for kind in CaseKind]
    client.post("/language/", data={"language": "en"})
    answer = ask(client, CaseKind.CHANGE)
    assert "Print" in answer.text
    assert [table(ask(client, kind)) for kind in CaseKind] == before


def test_headings_are_in_two_levels(sign_in: Any, filed: Flask) -> None:
    heads = drawn_table(ask(sign_in("hn_admin"), CaseKind.CHANGE).text).heads
    four = ["证书编号", "发证日期", "有效期至", "单位"]
    assert [head for head in heads if head[0] == "变更前"] == [("变更前", one) for one in four]
    assert [head for head in heads if head[0] == "变更后"] == [("变更后", one) for one in four]
    assert [head[-1] for head in heads] == [
        *("序号", "市州", "单位名称", "姓名", "身份证号", "变更类型", "证书种类"),
        *four,
        *four,
        *("申请日期", "受理状态", "办结日期", "备注"),
    ]


def test_the_cells_of_a_person_reach_over_both_certificates(sign_in: Any, filed: Flask) -> None:
    lines = drawn_lines(ask(sign_in("yl_clerk"), CaseKind.CHANGE).text)
    (first,) = [n for n, line in enumerate(lines) if "唐一鸣" in line]
    assert lines[first][6] == CERTIFICATES["quality"]
    assert lines[first + 1][0] == CERTIFICATES["safety"]


# --- conditions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ("&prefecture=430200", "o.division_code LIKE '4302%'"),
        (f"&organization={LIUYANG}", f"o.id = {LIUYANG}"),
        ("&ground=name", "CAST(c.change_types AS TEXT) LIKE '%\"name\"%'"),
        ("&type=safety", "k.type = 'safety'"),
        ("&state=closed", "c.state = 'closed'"),
        ("&state=filed&prefecture=430100", "c.state = 'filed' AND o.division_code LIKE '4301%'"),
    ],
)
def test_conditions_choose_rows(
    app: Flask, sign_in: Any, filed: Flask, more: str, where: str
) -> None:
    rows = rows_of(app, CaseKind.CHANGE, where)
    *lines, _last = table(ask(sign_in("hn_review"), CaseKind.CHANGE, more))
    assert [line[:4] for line in lines] == started(rows)
    assert lines


def test_the_days_of_an_application_decide(sign_in: Any, filed: Flask) -> None:
    last_year = f"applied_from={YEAR - 1}-12-31&applied_to={YEAR - 1}-12-31"
    *lines, last = table(ask(sign_in("yl_clerk"), CaseKind.CHANGE, time=last_year))
    assert [line[3] for line in lines] == ["去年者"]
    assert last[0] == "合计 1 人次，其中：证书信息变更 1"
    empty = f"applied_from={YEAR - 2}-01-01&applied_to={YEAR - 2}-12-31"
    (line,) = table(ask(sign_in("yl_clerk"), CaseKind.CHANGE, time=empty))
    assert line[0] == "无符合条件的数据"


def test_the_dialog_begins_with_this_year(sign_in: Any, filed: Flask) -> None:
    page = sign_in("hn_admin").get("/reports/change_summary/conditions").text
    assert f'name="applied_from" value="{YEAR}-01-01"' in page
    assert f'name="applied_to" value="{YEAR}-12-31"' in page
    for label in ("市州", "机构", "变更类型", "证书种类", "受理状态"):
        assert f"{label}</label>" in page
    county = sign_in("yl_clerk").get("/reports/cancellation_summary/conditions").text
    assert "注销原因</label>" in county
    assert "机构</label>" not in county


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"applied_from": ""}, "请选择申请日期起"),
        ({"applied_to": "昨天"}, "申请日期止应为日期，例如 2026-03-31"),
        ({"applied_to": "0001-01-01"}, "申请日期止不在有效范围内"),
        ({"applied_to": f"{YEAR - 1}-01-01"}, "申请日期止不能早于申请日期起"),
        ({"ground": "x"}, "没有这种变更类型"),
        ({"type": "x"}, "没有这种证书种类"),
        ({"state": "draft"}, "没有这种受理状态"),
        ({"organization": "x"}, "没有这个机构"),
    ],
    ids=lambda value: None if isinstance(value, dict) else value[:12],
)
def test_conditions_that_are_none_are_told_at_the_field(
    sign_in: Any, typed: dict[str, str], told: str
) -> None:
    sent = {"applied_from": f"{YEAR}-01-01", "applied_to": f"{YEAR}-12-31", **typed}
    answer = sign_in("hn_admin").post("/reports/change_summary/conditions", data=sent)
    assert answer.status_code == 400
    assert told in errors(answer.text).values()


# --- reach, rights and cost -----------------------------------------------------------------


@pytest.mark.both_databases
def test_everybody_has_what_the_own_screen_shows(app: Flask, sign_in: Any, filed: Flask) -> None:
    people = {
        who: {line[3] for line in table(ask(sign_in(who), CaseKind.CHANGE))[:-1]}
        for who in ("yl_clerk", "ly_clerk", "cs_admin", "ty_clerk")
    }
    yuelu = {"唐一鸣", "赵甲", "白己"}
    assert people == {
        "yl_clerk": yuelu,
        "ly_clerk": {"欧阳丙"},
        "cs_admin": yuelu | {"欧阳丙"},
        # It decides about whom it takes over, so its screen shows him, too.
        "ty_clerk": {"孙丁", "欧阳丙"},
    }
    # 市办 has its own organization's alone, and there are none.
    assert table(ask(sign_in("cs_clerk"), CaseKind.CHANGE))[0][0] == "无符合条件的数据"
    for more in ("&prefecture=430200", f"&organization={TIANYUAN}"):
        assert ask(sign_in("cs_admin"), CaseKind.CHANGE, more).status_code == 404
    assert ask(sign_in("cs_clerk"), CaseKind.CHANGE, f"&organization={YUELU}").status_code == 404
    for who in ("yl_leader", "cs_leader", "sys_admin"):
        assert ask(sign_in(who), CaseKind.CHANGE).status_code == 403


def test_a_file_of_whoever_oversees_is_not_shown_to_who_does_not(
    sign_in: Any, filed: Flask
) -> None:
    asked = {"applied_from": f"{YEAR}-01-01", "applied_to": f"{YEAR}-12-31", "format": "xlsx"}
    run = sign_in("cs_admin").post("/reports/change_summary/export", data=asked).json
    address = f"/reports/verification/?number={run['number']}"
    assert "唐一鸣" in sign_in("hn_review").get(address).text
    assert "唐一鸣" not in sign_in("cs_clerk").get(address).text


def test_numbers_in_full_are_for_those_who_hold_the_right(
    app: Flask, sign_in: Any, filed: Flask
) -> None:
    with app.app_context(), unscoped("the numbers"):
        numbers = db.session.scalars(
            select(CertificateCase.id_no).filter_by(organization_id=YUELU, kind=CaseKind.REISSUE)
        ).all()
    assert numbers[0] not in ask(sign_in("yl_admin"), CaseKind.REISSUE).text
    grant(app, "yl_admin", "reveal", "personnel.person")
    assert numbers[0] in ask(sign_in("yl_admin"), CaseKind.REISSUE).text


@pytest.mark.both_databases
def test_more_rows_cost_no_more_statements_and_only_paper_ends(
    app: Flask, sign_in: Any, filed: Flask, run_jobs: Any
) -> None:
    client = sign_in("hn_admin")
    ask(client, CaseKind.REISSUE)
    with statements() as few:
        ask(client, CaseKind.REISSUE)
    multiply(app, 60)
    with statements() as more:
        *lines, last = table(ask(client, CaseKind.REISSUE))
    assert len(lines) == 66
    assert last[0] == "合计 63 人次，其中：遗失 62、损毁 1"
    assert len(more) == len(few), "\n".join(more)
    multiply(app, 5_000)
    assert "超过 5,000 行" in ask(client, CaseKind.REISSUE).text
    asked = {"applied_from": f"{YEAR}-01-01", "applied_to": f"{YEAR}-12-31", "format": "xlsx"}
    run = client.post("/reports/reissue_summary/export", data=asked).json
    run_jobs()
    answer = client.get(client.get(run["status_url"]).json["file_url"], buffered=True)
    found = filed_table(sheets(answer.data)[0])
    assert len(found.lines) == 5_067
    assert found.lines[-1][0] == "合计 5063 人次，其中：遗失 5062、损毁 1"


def multiply(app: Flask, times: int) -> None:
    """So many copies of an application of 岳麓, each with one certificate."""
    with app.app_context(), unscoped("many rows"):
        first = db.session.scalars(
            select(CertificateCase).filter_by(kind=CaseKind.REISSUE, organization_id=YUELU)
        ).first()
        part = first.certificates[0]
        last = db.session.scalar(select(db.func.max(CertificateCase.id)))
        at = db.session.scalar(select(db.func.max(CaseCertificate.id)))
        told, held = (
            {attr.key: getattr(one, attr.key) for attr in one.__mapper__.column_attrs}
            for one in (first, part)
        )
        new = range(1, times + 1)
        named = [
            {**told, "id": last + n, "number": f"BB-{last + n}", "form_token": None} for n in new
        ]
        parts = [{**held, "id": at + n, "case_id": last + n, "is_running": False} for n in new]
        for model, values in ((type(first), named), (CaseCertificate, parts)):
            db.session.execute(insert(model), values, execution_options={"unaudited": "many"})
        db.session.commit()
