"""R09, R11 and R13: what the paper of an application says, who may have it, and who signs."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.attachments import storage
from app.attachments.models import Attachment
from app.certificate_cases.choices import CaseKind
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry, Organization, OrganizationVersion
from app.personnel.models import Certificate, Person
from app.reporting.models import ReportRun
from tests.attachments import samples
from tests.certificate_cases.acts import TIANYUAN, act, certified, file, switch, through
from tests.support.factories import id_number
from tests.support.grants import grant
from tests.support.paper import drawn_rows, drawn_texts, sheet_texts, sheets

TODAY = f"{clock.today():%Y-%m-%d}"
DAY = f"{clock.today().year} 年 {clock.today().month} 月 {clock.today().day} 日"
FORMS = {
    CaseKind.CHANGE: "change_form",
    CaseKind.CANCELLATION: "cancellation_form",
    CaseKind.REISSUE: "reissue_form",
}
YUELU = "岳麓区建设工程质量安全监督站"
PROVINCE = "湖南省建设工程质量安全监督管理总站"


def preview(client: Any, number: int, kind: CaseKind = CaseKind.CHANGE) -> Any:
    return client.get(f"/reports/{FORMS[kind]}/preview?case={number}")


def lines(client: Any, number: int, kind: CaseKind = CaseKind.CHANGE) -> list[list[str]]:
    """The rows of the paper."""
    answer = preview(client, number, kind)
    assert answer.status_code == 200, answer.text
    return [row for page in drawn_rows(answer.text) for row in page]


def fields(rows: list[list[str]]) -> dict[str, str]:
    """What stands beside each label."""
    return {label: said for row in rows for label, said in pairwise(row)}


def compared(rows: list[list[str]]) -> list[list[str]]:
    """变更前 beside 变更后."""
    start = rows.index(["证书种类", "项目", "变更前", "变更后"])
    stop = next(n for n, row in enumerate(rows) if row[0] == "变更原因")
    return [row[-3:] for row in rows[start + 1 : stop]]


def opinion(rows: list[list[str]], label: str) -> list[str]:
    """What stands in the box of an opinion."""
    (found,) = [row[1:] for row in rows if row[0] == label]
    return found


# --- what it says ---------------------------------------------------------------------------


def test_a_change_is_printed_whole(app: Flask, sign_in: Any) -> None:
    person = certified(app, position="副站长", major="土木工程")
    new_number = id_number(dt.date(1991, 2, 3), 12)
    (number,) = file(
        app,
        person,
        change_types=["information", "name", "id_number"],
        new_name="唐二鸣",
        new_id_no=new_number,
        quality_field="municipal",
    )
    rows = lines(sign_in("yl_clerk"), number)
    told = fields(rows)
    assert told["申请编号"] == f"BG-{clock.year()}-00001"
    assert (told["申请日期"], told["受理状态"]) == (TODAY, "未受理")
    assert (told["姓名"], told["职务"], told["所学专业"]) == ("唐一鸣", "副站长", "土木工程")
    assert told["变更类型"] == "证书信息变更、姓名变更、身份证号变更"
    assert (told["变更原因"], told["附件清单"]) == ("证书信息有误", "无")
    with app.app_context(), unscoped("what is held"):
        held = db.session.scalars(select(Certificate)).one()
        old_number = db.session.get_one(Person, person).id_no
    end = clock.today() + dt.timedelta(days=730)
    assert compared(rows) == [
        ["证书编号", held.number, "湘质监430100099"],
        ["发证日期", f"{held.issued_on}", TODAY],
        ["有效期", f"{held.valid_from} 至 {held.valid_to}", f"{TODAY} 至 {end}"],
        ["证书专业", "", "市政"],
        ["单位", YUELU, YUELU],
        ["姓名", "唐一鸣", "唐二鸣"],
        ["身份证号", masked(old_number), masked(new_number)],
    ]


def masked(number: str) -> str:
    return f"{number[:6]}{'*' * 8}{number[-4:]}"


def test_a_closed_change_prints_what_it_changed_also_after_two_more(
    app: Flask, sign_in: Any
) -> None:
    person = certified(app)
    (first,) = file(app, person, quality_field="municipal")
    through(app, first)
    clerk = sign_in("yl_clerk")
    before = lines(clerk, first)
    named = {"change_types": ["information", "name"], "new_name": "唐二鸣"}
    (second,) = file(app, person, quality_number="湘质监430100100", **named)
    through(app, second)
    moved = {"change_types": ["transfer"], "receiver_id": TIANYUAN, "receiver": "x"}
    (third,) = file(app, person, quality_number="湘质监430100101", **moved)
    act(app, "ty_clerk", third, "agree")
    through(app, third)
    assert lines(clerk, first) == before
    number = ["证书编号", "湘质监430100100", "湘质监430100101"]
    assert number in compared(lines(clerk, third))
    assert ["姓名", "唐一鸣", "唐二鸣"] in compared(lines(clerk, second))


def test_a_receiver_that_was_renamed_since_keeps_its_name_on_the_paper(
    app: Flask, sign_in: Any, at: Any
) -> None:
    moved = {"change_types": ["transfer"], "receiver_id": TIANYUAN, "receiver": "x"}
    (number,) = file(app, certified(app), **moved)
    act(app, "ty_clerk", number, "agree")
    through(app, number)
    later = clock.today() + dt.timedelta(days=5)
    with app.app_context(), unscoped("a new name"):
        node = db.session.get_one(Organization, TIANYUAN)
        old = db.session.scalars(select(OrganizationVersion).filter_by(organization_id=5)).one()
        old.valid_to = later
        facts = ("level", "kind", "status", "division_code", "parent_id", "organization_id")
        same = {name: getattr(old, name) for name in facts}
        db.session.add(OrganizationVersion(valid_from=later, name="天元新站", **same))
        node.name = "天元新站"
        db.session.commit()
    at(f"{later} 10:00")
    assert ["单位", YUELU, "天元区建设工程质量安全监督站"] in compared(
        lines(sign_in("yl_clerk"), number)
    )


def test_photo_and_files_stand_on_it(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    moved = {"change_types": ["transfer"], "receiver_id": TIANYUAN, "receiver": "x"}
    (number,) = file(app, person, **moved)
    with app.app_context(), unscoped("files of the test"):
        for resource, item, slot, name in (
            ("personnel.person", person, "photo", "一寸.jpg"),
            ("certificate_cases.change", number, "quality_front", "新证书.jpg"),
            ("certificate_cases.change", number, "papers", "身份证.jpg"),
        ):
            db.session.add(
                Attachment(
                    organization_id=4,
                    resource=resource,
                    item_id=item,
                    slot=slot,
                    name=name,
                    stored_as=storage.keep(samples.jpeg(), ".jpg"),
                    media_type="image/jpeg",
                    size=9,
                    sha256="0" * 64,
                    uploaded_by=1,
                    uploaded_at=clock.now(),
                    form_token="f" * 32,
                )
            )
        db.session.commit()
    answer = preview(sign_in("yl_clerk"), number)
    assert answer.text.count("data:image/jpeg;base64,") == 1
    assert fields([row for page in drawn_rows(answer.text) for row in page])["附件清单"] == (
        "1．质量监督证新证书照片（正面）：新证书.jpg2．其他附件（身份证、任职文件等）：身份证.jpg"
    )
    # The photo goes along with who moves, and stays on the paper.
    act(app, "ty_clerk", number, "agree")
    through(app, number)
    assert preview(sign_in("yl_clerk"), number).text.count("data:image/jpeg;base64,") == 1


def test_a_cancellation_is_printed_whole(app: Flask, sign_in: Any) -> None:
    person = certified(app, "quality", "safety")
    both = {"types": ["quality", "safety"], "leaves": True, "cancel_reason": "retired"}
    (number,) = file(app, person, kind=CaseKind.CANCELLATION, **both)
    rows = lines(sign_in("yl_clerk"), number, CaseKind.CANCELLATION)
    told = fields(rows)
    assert (told["注销类别"], told["注销原因"]) == ("质量监督证、安全监督证", "退休")
    assert (told["原件交回"], told["注销后离职"]) == ("已交回", "是")
    with app.app_context(), unscoped("what is held"):
        held = db.session.scalars(select(Certificate).order_by(Certificate.type)).all()
        assert [row for row in rows if row[0] in ("质量监督证", "安全监督证")] == [
            [
                str(one.type.label),
                one.number,
                "",
                f"{one.issued_on}",
                f"{one.valid_from}",
                f"{one.valid_to}",
            ]
            for one in held
        ]


def test_a_reissue_is_printed_whole(app: Flask, sign_in: Any) -> None:
    (number,) = file(app, certified(app), kind=CaseKind.REISSUE, lost_at="长沙市岳麓区")
    clerk = sign_in("yl_clerk")
    told = fields(lines(clerk, number, CaseKind.REISSUE))
    assert (told["补办原因"], told["遗失地点"]) == ("遗失", "长沙市岳麓区")
    assert (told["声明媒体"], told["声明日期"]) == ("湖南日报", TODAY)
    assert (told["补发日期"], told["补办次数"]) == ("", "")
    through(app, number)
    told = fields(lines(clerk, number, CaseKind.REISSUE))
    assert (told["补发日期"], told["补办次数"]) == (TODAY, "1")


# --- opinions -------------------------------------------------------------------------------


def test_opinions_that_were_given_are_printed_and_the_others_are_blank(
    app: Flask, sign_in: Any
) -> None:
    (number,) = file(app, certified(app))
    clerk = sign_in("yl_clerk")
    rows = lines(clerk, number)
    assert opinion(rows, "申请单位意见") == ["同意", f"{YUELU}湘致远（盖章）{DAY}"]
    blank = ["（盖章）　　　　　年　　月　　日"]
    assert (opinion(rows, "省级受理意见"), opinion(rows, "办结意见")) == (blank, blank)
    assert not {"市州意见", "调入机构意见"} & {row[0] for row in rows}
    act(app, "hn_review", number, "accept", opinion="材料齐全")
    act(app, "hn_review", number, "close")
    rows = lines(clerk, number)
    assert opinion(rows, "省级受理意见") == ["材料齐全", f"{PROVINCE}卢审之（盖章）{DAY}"]
    assert opinion(rows, "办结意见") == ["同意", f"{PROVINCE}卢审之（盖章）{DAY}"]


def test_what_the_prefecture_and_the_receiver_say_stands_where_it_is_asked(
    app: Flask, sign_in: Any
) -> None:
    switch(app, "city_pre_review_cert", on=True)
    moved = {"change_types": ["transfer"], "receiver_id": TIANYUAN, "receiver": "x"}
    (number,) = file(app, certified(app), **moved)
    clerk = sign_in("yl_clerk")
    rows = lines(clerk, number)
    assert len(opinion(rows, "市州意见")) == len(opinion(rows, "调入机构意见")) == 1
    act(app, "ty_clerk", number, "agree", opinion="同意接收该同志")
    act(app, "cs_leader", number, "review", opinion="情况属实")
    rows = lines(clerk, number)
    assert opinion(rows, "调入机构意见")[0] == "同意接收该同志"
    assert opinion(rows, "市州意见")[0] == "情况属实"
    # It stays where it was given, also once the office has ended the review.
    switch(app, "city_pre_review_cert", on=False)
    assert opinion(lines(sign_in("yl_clerk"), number), "市州意见")[0] == "情况属实"
    (other,) = file(app, certified(app))
    assert "市州意见" not in {row[0] for row in lines(sign_in("yl_clerk"), other)}


def test_what_was_sent_back_says_so_until_it_is_handed_in_again(app: Flask, sign_in: Any) -> None:
    (number,) = file(app, certified(app))
    act(app, "hn_review", number, "accept")
    act(app, "hn_review", number, "return", opinion="照片不清晰，请更换")
    clerk = sign_in("yl_clerk")
    rows = lines(clerk, number)
    assert opinion(rows, "省级受理意见")[0] == "同意"
    assert opinion(rows, "办结意见")[0] == "退回：照片不清晰，请更换"
    act(app, "yl_clerk", number, "file")
    rows = lines(clerk, number)
    assert len(opinion(rows, "省级受理意见")) == len(opinion(rows, "办结意见")) == 1
    act(app, "yl_clerk", number, "withdraw")
    assert opinion(lines(clerk, number), "申请单位意见")[0] == "撤回"


def test_a_refusal_stands_where_it_was_said(app: Flask, sign_in: Any) -> None:
    (number,) = file(app, certified(app), kind=CaseKind.REISSUE)
    act(app, "hn_review", number, "refuse", opinion="材料不符合要求")
    rows = lines(sign_in("yl_clerk"), number, CaseKind.REISSUE)
    assert opinion(rows, "省级受理意见")[0] == "不予受理：材料不符合要求"
    assert len(opinion(rows, "办结意见")) == 1


# --- who signs, who may, what is kept -------------------------------------------------------


def test_it_is_signed_by_whoever_filed_it_whoever_prints_it(app: Flask, sign_in: Any) -> None:
    (number,) = file(app, certified(app))
    for who in ("yl_admin", "hn_review"):
        (paper,) = drawn_texts(preview(sign_in(who), number).text)
        assert f"填报单位：{YUELU}" in paper
        assert f"填报人：{'岳观澜' if who == 'yl_admin' else '湘致远'}" in paper


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", list(CaseKind))
def test_who_may_print_it(app: Flask, sign_in: Any, kind: CaseKind) -> None:
    (number,) = file(app, certified(app), kind=kind)
    answers = {
        "yl_clerk": 200,
        "yl_admin": 200,
        "cs_admin": 200,
        "hn_admin": 200,
        "hn_leader": 200,
        # 市办 sees its own organization's, and leaders below the province print nothing.
        "cs_clerk": 404,
        "ly_clerk": 404,
        "ty_clerk": 404,
        "zz_admin": 404,
        "yl_leader": 403,
        "cs_leader": 403,
        "auditor": 403,
    }
    found = {who: preview(sign_in(who), number, kind).status_code for who in answers}
    assert found == answers
    assert preview(sign_in("hn_admin"), 999, kind).status_code == 404
    others = [one for one in CaseKind if one is not kind]
    assert [preview(sign_in("yl_clerk"), number, one).status_code for one in others] == [404, 404]


def test_the_receiver_prints_and_fetches_what_it_decides_about(app: Flask, sign_in: Any) -> None:
    moved = {"change_types": ["transfer"], "receiver_id": TIANYUAN, "receiver": "x"}
    (number,) = file(app, certified(app), **moved)
    client = sign_in("ty_clerk")
    asked = {"case": str(number), "format": "xlsx"}
    run = client.post("/reports/change_form/export", data=asked).json
    answer = client.get(run["file_url"], buffered=True)
    assert answer.status_code == 200
    assert "调入机构意见" in [text for row in sheet_texts(sheets(answer.data)[0]) for text in row]
    foreign = sign_in("ly_clerk").post("/reports/change_form/export", data=asked)
    assert foreign.status_code == 404


@pytest.mark.parametrize(
    "asked", ["", "?case=", "?case=x", "?case=0", "?case=99999999999999999999"]
)
def test_an_address_without_an_application_is_refused_in_words(sign_in: Any, asked: str) -> None:
    answer = sign_in("yl_clerk").get(f"/reports/change_form/preview{asked}")
    assert answer.status_code == 400
    assert "请在列表中选择申请" in answer.text
    assert sign_in("yl_clerk").get(f"/reports/change_form/conditions{asked}").status_code == 404


def test_an_export_is_logged_and_named_by_whom_it_is_about(app: Flask, sign_in: Any) -> None:
    (number,) = file(app, certified(app))
    asked = {"case": str(number), "format": "xlsx"}
    sign_in("yl_clerk").post("/reports/change_form/export", data=asked)
    with app.app_context(), unscoped("what is kept"):
        run = db.session.scalars(select(ReportRun)).one()
        name = f"唐一鸣 BG-{clock.year()}-00001"
        assert run.title == f"监督人员证书变更申请表 {name}"
        assert run.file_name == f"监督人员证书变更申请表-{name}.xlsx"
        entry = db.session.scalars(select(AuditEntry).filter_by(action="export")).one()
        assert (entry.object_id, entry.changes["case"]) == ("change_form", number)


def test_numbers_in_full_are_for_those_alone_who_hold_the_right(app: Flask, sign_in: Any) -> None:
    person = certified(app)
    (number,) = file(app, person)
    with app.app_context(), unscoped("the number"):
        plain = db.session.get_one(Person, person).id_no
    assert plain not in preview(sign_in("yl_clerk"), number).text
    grant(app, "yl_admin", "reveal", "personnel.person")
    manager = sign_in("yl_admin")
    assert plain in preview(manager, number).text
    with app.app_context(), unscoped("the trail"):
        entry = db.session.scalars(select(AuditEntry).filter_by(action="reveal")).one()
        assert (entry.object_id, entry.changes) == ("change_form", {"case": number})
    asked = {"case": str(number), "format": "xlsx"}
    run = manager.post("/reports/change_form/export", data=asked).json
    address = f"/reports/verification/?number={run['number']}"
    assert plain in manager.get(address).text
    assert plain not in sign_in("yl_clerk").get(address).text
