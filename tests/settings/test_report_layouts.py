"""报表设置: the office's words and paper are printed, and every version stays."""

from __future__ import annotations

import html
from dataclasses import asdict, replace
from typing import Any

import pytest
from sqlalchemy import select

from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.models import AuditEntry
from app.reporting import layouts
from app.reporting.declaration import Band, Column, Report
from app.reporting.registry import registered
from app.settings import operations, queries
from reports.common import GUIDE
from tests.support import application
from tests.support.forms import errors, fields, value_of
from tests.support.together import together

SUMMARY, SURVEY = "annual_summary", "survey_joint"
BASE = "/settings/reports"
TITLE = "{place}质监安监机构{year}年度情况表"
SIGNATURE = "站长：　　　　　　填报人：　　　　　　联系电话："
SENT = {
    "title": TITLE,
    "notes": "",
    "signature": SIGNATURE,
    "paper": "A3",
    "landscape": "True",
    "font_pt": "9",
    "watermark": "",
    "guide": GUIDE,
    "numbered": "y",
    "version": "0",
}


def report(name: str = SUMMARY) -> Report:
    return registered()[name]


def keep(acting, name: str = SUMMARY, version: int = 0, **values: Any) -> None:
    with acting() as actor:
        default = asdict(queries.default_layout(report(name)))
        operations.set_layout(report(name), {**default, **values}, version=version, actor=actor)
        db.session.commit()


def versions(acting, name: str = SUMMARY) -> list[tuple[int, str]]:
    with acting():
        return [(row.version, row.title) for row in queries.layout_versions(report(name))]


def preview(client, name: str = SUMMARY) -> str:
    """What the paper says, the address of the report's own preview asked anew."""
    level = "&level=province" if name == SUMMARY else ""
    answer = client.get(f"/reports/{name}/preview?year={clock.year()}{level}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def error_at(answer, field: str) -> str:
    assert answer.status_code == 422
    return errors(answer.text)[field]


def post(client, name: str = SUMMARY, **values: str) -> Any:
    return client.post(f"{BASE}/edit/{name}", data={**SENT, **values})


# --- what is printed ------------------------------------------------------------------------


def test_every_report_stands_on_the_screen_as_its_definition_says(app, sign_in):
    page = html.unescape(sign_in("hn_review").get(f"{BASE}/list/").text)
    with app.test_request_context():
        for one in registered().values():
            assert str(one.button) in page
            assert one.title in page
    assert page.count(">默认<") == len(app.extensions["reports"])
    assert "恢复默认" not in page


def test_a_form_that_opens_from_its_row_is_not_previewed_here(sign_in):
    page = sign_in("hn_admin").get("/settings/reports/list/").text
    assert "/reports/change_summary/conditions" in page
    assert "/reports/change_form/" not in page


def test_words_and_watermark_are_printed_as_they_were_set(sign_in):
    administrator, reader = sign_in("hn_admin"), sign_in("hn_leader")
    assert "湖南省监督机构情况年度汇总表" in preview(reader)
    sent = {"notes": "第一条附注\r\n\r\n 第二条附注 ", "watermark": "内部资料 {user} {time}"}
    assert post(administrator, **sent).status_code == 303
    page = preview(reader)
    assert f'<div class="zjp-title">湖南省质监安监机构{clock.year()}年度情况表</div>' in page
    assert '<div class="zjp-note">第一条附注</div><div class="zjp-note">第二条附注</div>' in page
    assert "站长：　　　　　　填报人：段居正" in page
    assert f'aria-hidden="true">内部资料 段居正 {clock.year()}-' in page


def test_the_paper_changes(acting, sign_in):
    reader = sign_in("hn_review")
    assert "@page{size:420mm 297mm" in preview(reader, SURVEY)
    keep(acting, SURVEY, paper="A4", landscape=False, font_pt=7.5)
    page = preview(reader, SURVEY)
    assert "@page{size:210mm 297mm" in page
    assert "font-size:7.500pt" in page


def test_notes_that_are_worked_out_follow_those_of_the_office(acting, sign_in):
    keep(acting, notes="本表由系统生成。")
    page = preview(sign_in("hn_admin"))
    assert page.index("本表由系统生成。") < page.index("未填报机构")


def test_a_signature_line_may_be_left_out(acting, sign_in):
    keep(acting, signature="")
    page = preview(sign_in("hn_admin"))
    assert 'zjp-sign"' not in page
    assert "填报日期" not in page


def test_another_process_sees_a_new_version_at_once(app, sign_in, monkeypatch, tmp_path):
    """It has read the words before and keeps them in its own memory."""
    with app.app_context():
        address = db.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    other = application.make_app(tmp_path, address)
    reader = application.entrance(other)("hn_leader")
    assert "湖南省监督机构情况年度汇总表" in preview(reader)
    assert post(sign_in("hn_admin")).status_code == 303
    assert "湖南省质监安监机构" in preview(reader)
    application.leave(other)


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "username", ["hn_review", "hn_leader", "cs_admin", "yl_clerk", "sys_admin", "auditor"]
)
def test_nobody_else_changes_a_report(acting, sign_in, username):
    client = sign_in(username)
    assert client.get(f"{BASE}/edit/{SUMMARY}").status_code == 403
    assert post(client).status_code == 403
    assert client.post(f"{BASE}/reset/{SUMMARY}?version=0").status_code == 403
    assert versions(acting) == []


@pytest.mark.parametrize("act", ["show", "edit"])
def test_there_is_no_other_report(sign_in, act):
    assert sign_in("hn_admin").get(f"{BASE}/{act}/nothing").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", " ", "请填写标题"),
        ("title", "长" * 101, "标题不能超过 100 个字，现有 101 个字"),
        ("title", "{name}汇总表", "标题不能使用{name}，可用：{place}、{year}"),
        ("title", "{user}汇总表", "标题不能使用{user}，可用：{place}、{year}"),
        ("title", "{}汇总表", "标题不能使用{}"),
        ("title", "{place.__class__}", "标题不能使用{place.__class__}"),
        ("watermark", "{user.__class__.__mro__}", "水印不能使用{user.__class__.__mro__}"),
        ("title", "{place!r:>99}", "标题不能使用{place!r:>99}"),
        ("title", "{place汇总表", "标题不能使用单个花括号，可用：{place}、{year}"),
        ("title", "place}汇总表", "标题不能使用单个花括号"),
        ("title", "{{place}}汇总表", "标题不能使用单个花括号"),
        ("notes", "字" * 201, "附注每行不能超过 200 个字"),
        ("notes", "\n".join(["字" * 199] * 6), "附注不能超过 1000 个字"),
        ("signature", "字" * 201, "签字栏不能超过 200 个字"),
        ("paper", "A5", "请在列表中选择纸张"),
        ("paper", "", "请选择纸张"),
        ("landscape", "diagonal", "请在列表中选择方向"),
        ("font_pt", "大", "应为数字"),
        ("font_pt", "6.4", "最大字号（磅）不能小于 6.5"),
        ("font_pt", "12.1", "最大字号（磅）不能大于 12"),
        ("font_pt", "8.25", "最大字号（磅）最多一位小数"),
        ("watermark", "印" * 41, "水印不能超过 40 个字"),
        ("watermark", "{place}", "水印不能使用{place}，可用：{user}、{time}"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(acting, sign_in, field, typed, words):
    assert words in error_at(post(sign_in("hn_admin"), **{field: typed}), field)
    assert versions(acting) == []


@pytest.mark.parametrize(("paper", "landscape"), [("A4", "True"), ("A4", "False"), ("A3", "False")])
def test_a_paper_that_is_too_narrow_for_the_columns_is_refused(acting, sign_in, paper, landscape):
    answer = post(sign_in("hn_admin"), paper=paper, landscape=landscape)
    assert f"报表的各列在 {paper} 上放不下" in error_at(answer, "paper")
    assert versions(acting) == []


def test_a_heading_that_leaves_no_room_for_rows_is_refused(app):
    with app.app_context():
        known = report(SURVEY)
        column: Band | Column = Column("text", "列", 14)
        for number in range(60):
            column = Band(f"第 {number} 层", (column,))
        deep = replace(known, columns=(column,), keys=0, breakdown=None)
        layout = layouts.declared(known)
    assert layouts.fits(known, layout)
    assert not layouts.fits(deep, layout)


def test_every_report_fits_the_paper_of_its_definition(app):
    with app.app_context():
        reports = registered().values()
        assert [one.name for one in reports if not layouts.fits(one, layouts.declared(one))] == []


def test_what_was_typed_stays_in_a_refused_form(sign_in):
    answer = post(sign_in("hn_admin"), title="{name}汇总表", notes="我的附注", landscape="False")
    held = fields(answer.text)
    assert held["title"] == "{name}汇总表"
    assert held["notes"] == "我的附注"
    assert held["landscape"] == "False"
    assert held["version"] == "0"


# --- versions -------------------------------------------------------------------------------


def test_unchanged_values_make_no_version(acting, sign_in):
    with acting():
        default = queries.default_layout(report())
    client = sign_in("hn_admin")
    same = {
        "title": default.title,
        "signature": default.signature + "　　",
        "notes": default.notes,
    }
    assert post(client, **same).status_code == 303
    assert versions(acting) == []
    assert post(client).status_code == 303
    assert post(client, version="1").status_code == 303
    assert versions(acting) == [(1, TITLE)]


def test_versions_are_kept_and_told(acting, sign_in):
    client = sign_in("hn_admin")
    assert post(client).status_code == 303
    changed = {"title": "机构情况表", "signature": "", "font_pt": "8.5", "version": "1"}
    assert post(client, **changed).status_code == 303
    with acting():
        rows = queries.layout_versions(report())
        assert [(row.version, row.title) for row in rows] == [(1, TITLE), (2, "机构情况表")]
        assert {row.changed_by for row in rows} == {"钟守衡"}
    page = html.unescape(sign_in("hn_leader").get(f"{BASE}/show/{SUMMARY}").text)
    newest, older = page.partition("版本 2")[2].split("<b>版本 1</b>")
    assert newest.count("<dt>") == 3
    assert f"<del>{TITLE}</del> " in newest
    assert "<ins>机构情况表</ins>" in newest
    assert f"<del>{SIGNATURE}</del>" in newest
    assert '<dd><del>9</del> <span aria-hidden="true">→</span> <ins>8.5</ins></dd>' in newest
    assert "<del>{place}监督机构情况年度汇总表</del>" in older
    listed = sign_in("hn_review").get(f"{BASE}/list/").text
    assert "机构情况表" in listed
    assert "钟守衡" in listed


def test_the_history_of_one_report_is_its_own(acting, sign_in):
    keep(acting, SURVEY, title="合署机构表")
    page = sign_in("hn_admin").get(f"{BASE}/show/{SUMMARY}").text
    assert "还没有变更记录" in page
    assert "合署机构表" not in page


def test_every_version_is_in_the_audit_trail(acting, sign_in):
    assert post(sign_in("hn_admin")).status_code == 303
    with acting():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.object_type == "report_layout")
        ).one()
        assert (entry.action, entry.user_name) == ("create", "钟守衡")
        assert entry.changes["title"] == [None, TITLE]


def test_the_default_comes_back_as_a_further_version(acting, sign_in):
    keep(acting, title="机构情况表", font_pt=8)
    client = sign_in("hn_admin")
    assert "恢复默认" in client.get(f"{BASE}/list/").text
    assert client.post(f"{BASE}/reset/{SUMMARY}?version=1").status_code == 303
    assert "湖南省监督机构情况年度汇总表" in preview(client)
    with acting():
        first, second = queries.layout_versions(report())
        assert replace(layouts.of_row(second, report()), version=0) == queries.default_layout(
            report()
        )
        assert first.title == "机构情况表"
    assert "恢复默认 " not in client.get(f"{BASE}/list/").text
    assert client.post(f"{BASE}/reset/{SUMMARY}?version=2").status_code == 303
    assert len(versions(acting)) == 2


def test_a_default_is_not_brought_back_over_a_newer_version(acting, sign_in):
    keep(acting, title="机构情况表")
    client = sign_in("hn_admin")
    answer = client.post(f"{BASE}/reset/{SUMMARY}?version=0", follow_redirects=True)
    assert "该记录状态已变化，请刷新" in answer.text
    assert versions(acting) == [(1, "机构情况表")]


# --- two at once ----------------------------------------------------------------------------


def test_who_is_late_sees_the_newer_words_and_what_was_typed(acting, sign_in):
    keep(acting, title="机构情况表", landscape=True, font_pt=8)
    client = sign_in("hn_admin")
    answer = post(client, notes="我的附注", landscape="True")
    page = html.unescape(answer.text)
    assert answer.status_code == 409
    assert value_of(answer.text, "title") == "机构情况表"
    assert f"您填写的是：{TITLE}" in page
    assert "您填写的是：我的附注" in page
    assert "您填写的是：9<" in page
    assert page.count("您填写的是：") == 4
    assert value_of(answer.text, "version") == "1"
    assert len(versions(acting)) == 1
    assert post(client, version="1").status_code == 303


def test_a_page_without_a_version_overwrites_nothing(acting):
    keep(acting, title="机构情况表")
    with pytest.raises(Conflict):
        keep(acting, title="另一张表")


@pytest.mark.both_databases
def test_of_eight_who_save_at_once_one_does(acting):
    def try_it(wait: Any, number: int) -> str:
        with acting() as actor:
            default = asdict(queries.default_layout(report()))
            db.session.rollback()
            wait()
            try:
                values = {**default, "title": f"第 {number} 张表"}
                operations.set_layout(report(), values, version=0, actor=actor)
                db.session.commit()
            except Conflict:
                db.session.rollback()
                return "late"
            return values["title"]

    acts = [lambda wait, number=number: try_it(wait, number) for number in range(8)]
    done = together(acts)
    assert done.count("late") == 7
    [won] = set(done) - {"late"}
    assert versions(acting) == [(1, won)]


@pytest.mark.both_databases
def test_two_browsers_that_save_at_once_get_one_success_and_one_409(acting, sign_in):
    clients = [sign_in("hn_admin") for _one in range(2)]

    def save(client: Any) -> Any:
        def act(wait: Any) -> int:
            wait()
            return int(post(client, title=f"甲{id(client)}").status_code)

        return act

    assert sorted(together([save(client) for client in clients])) == [303, 409]
    assert len(versions(acting)) == 1


def test_a_refused_version_is_forgotten(acting):
    with pytest.raises(Refused):
        keep(acting, title="{nobody}")
    assert versions(acting) == []
