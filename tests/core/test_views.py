"""What every screen over a table does, shown on the test table of twelve fields."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.support.twelve_pages import LIST, edit_form, form, names, total

# --- pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (LIST, ["活动登记", "新增", "导出", "岳麓区建设工程质量安全监督站", "139****0000"]),
        ("/twelveview/show/{pk}", ["查看活动", "活动00000", "大学本科", "第一组"]),
        ("/twelveview/add", ["新增活动", "必填：", "请选择", "可留空；不能与其他机构重复"]),
        ("/twelveview/edit/{pk}", ["修改活动", "基本信息", "其他信息", "活动00000"]),
        ("/twelveview/delete/{pk}", ["删除“活动00000”？", "取消"]),
    ],
)
def test_the_five_pages_of_a_screen_without_templates(
    enter: Any, sql: Any, path: str, words: list[str]
) -> None:
    pk = sql("SELECT id FROM twelve WHERE name = '活动00000'")[0][0]
    answer = enter("yl_clerk").get(path.format(pk=pk))
    assert answer.status_code == 200
    for word in words:
        assert word in answer.text
    assert '<html lang="zh-CN"' in answer.text
    assert "style=" not in answer.text


def test_a_part_has_no_shell_and_a_page_has_one(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    whole = client.get("/twelveview/add").text
    part = client.get("/twelveview/add", headers={"X-ZJ-Partial": "1"}).text
    assert "<nav" in whole
    assert "<html" not in part
    assert 'hx-post="/twelveview/add"' in part


def test_rows_of_others_offer_no_change(enter: Any, sql: Any) -> None:
    page = enter("cs_admin").get(f"{LIST}?psize_TwelveView=100").text
    own = {pk for (pk,) in sql("SELECT id FROM twelve WHERE organization_id = 2")}
    offered = {int(pk) for pk in re.findall(r'href="/twelveview/edit/(\d+)"', page)}
    assert offered == own
    assert int(total(page)) == sql("SELECT count(*) FROM twelve WHERE organization_id != 3")[0][0]


def test_a_list_needs_few_queries(enter: Any) -> None:
    client = enter("cs_admin")
    client.get(LIST)
    statements: list[str] = []

    def count(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        assert client.get(f"{LIST}?page_TwelveView=1").status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    assert len(statements) <= 6, statements


# --- rights ---------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["show/{}", "edit/{}", "delete/{}"])
def test_rows_of_a_stranger_are_not_there(enter: Any, sql: Any, part: str) -> None:
    foreign = sql("SELECT id FROM twelve WHERE organization_id = 3 LIMIT 1")[0][0]
    client = enter("cs_admin")
    for pk in (foreign, 987654, 2**31, 10**12, "abc", "0", "-1"):
        assert client.get(f"/twelveview/{part.format(pk)}").status_code == 404


def test_a_stranger_changes_nothing(enter: Any, sql: Any) -> None:
    foreign = sql("SELECT id FROM twelve WHERE organization_id = 3 LIMIT 1")[0][0]
    own = sql("SELECT id FROM twelve WHERE organization_id = 2 LIMIT 1")[0][0]
    before = sql("SELECT * FROM twelve")
    client = enter("cs_admin")
    posts = [
        (f"/twelveview/edit/{foreign}", edit_form(sql, foreign)),
        (f"/twelveview/delete/{foreign}", {}),
        (f"/twelveview/action/file/{foreign}", {}),
        ("/twelveview/action_post", {"action": "file", "rowid": [own, foreign]}),
        (f"/twelveview/reveal/{foreign}/mobile", {}),
        ("/twelveview/action_post", {"action": "nope", "rowid": [own]}),
    ]
    for path, data in posts:
        assert client.post(path, data=data).status_code == 404, path
    # A subordinate's row may be read, not written.
    below = sql("SELECT id FROM twelve WHERE organization_id = 4 LIMIT 1")[0][0]
    assert client.get(f"/twelveview/show/{below}").status_code == 200
    assert client.get(f"/twelveview/edit/{below}").status_code == 403
    assert client.post(f"/twelveview/delete/{below}").status_code == 403
    assert client.get(f"{LIST}?_flt_0_organization=3").status_code == 404
    assert sql("SELECT * FROM twelve") == before


def test_an_organization_outside_the_write_scope_is_refused_in_the_form(
    enter: Any, sql: Any
) -> None:
    answer = enter("yl_clerk").post("/twelveview/add", data=form(organization="3"))
    assert answer.status_code == 422
    assert "请在列表中选择所属机构" in answer.text
    assert sql("SELECT count(*) FROM twelve WHERE name = '新活动'") == [(0,)]


def test_without_the_right_a_page_is_forbidden_and_its_links_are_absent(
    enter: Any, sql: Any
) -> None:
    pk = sql("SELECT id FROM twelve WHERE organization_id = 4 LIMIT 1")[0][0]
    leader = enter("yl_leader")
    page = leader.get(LIST).text
    assert "/twelveview/edit/" not in page
    assert "/twelveview/add" not in page
    assert 'id="bulk"' not in page
    for path in ("/twelveview/add", f"/twelveview/edit/{pk}", f"/twelveview/delete/{pk}"):
        assert leader.get(path).status_code == 403
    act = {"action": "file", "rowid": [pk]}
    assert leader.post("/twelveview/action_post", data=act).status_code == 403
    assert leader.post(f"/twelveview/reveal/{pk}/mobile").status_code == 403
    outsider = enter("auditor")
    assert outsider.get(LIST).status_code == 403
    assert "您没有该操作的权限" in outsider.get(LIST).text


def test_nobody_gets_in_without_signing_in(twelve_app: Any) -> None:
    client = twelve_app.test_client()
    answer = client.get(f"{LIST}?_flt_0_name=a")
    assert answer.status_code == 302
    assert answer.location.startswith("/login/?next=/twelveview/list/")
    assert client.get(LIST, headers={"X-ZJ-Partial": "1"}).status_code == 401
    assert client.post("/twelveview/export/").status_code == 401


@pytest.mark.parametrize(
    "path", ["action/file/1", "action_post", "export/", "search", "reveal/1/mobile"]
)
def test_what_changes_or_hands_out_is_never_a_get(enter: Any, path: str) -> None:
    assert enter("yl_clerk").get(f"/twelveview/{path}").status_code == 405


def test_the_framework_serves_no_files(enter: Any) -> None:
    assert enter("technician").get("/twelveview/download/config.py").status_code == 404


# --- what a screen of a module declares ------------------------------------------------------


def test_default_filters_hold_until_the_address_says_otherwise(enter: Any, sql: Any) -> None:
    client = enter("cs_admin")
    key = "SELECT name FROM twelve WHERE is_key AND organization_id IN (2, 4, 6)"
    order = "ORDER BY held_on DESC, organization_id DESC, id DESC"
    page = client.get("/key-events/list/").text
    assert "2025 年度重点活动" in page
    drafts = sql(f"{key} AND stage = 'draft' {order}")
    assert names(page) == [name for (name,) in drafts]
    assert "状态：草稿" in page
    link = re.search(r'状态：草稿<a href="([^"]+)"', page)
    assert link
    every = sql(f"{key} {order}")
    assert names(client.get(html.unescape(link[1])).text) == [name for (name,) in every]


def test_the_conditions_of_a_screen_hold_for_every_row(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    key, plain = (
        sql(f"SELECT id FROM twelve WHERE organization_id = 4 AND {which} LIMIT 1")[0][0]
        for which in ("is_key", "NOT is_key")
    )
    assert client.get(f"/key-events/show/{key}").status_code == 200
    assert client.get(f"/key-events/show/{plain}").status_code == 404
    assert client.get(f"/twelveview/show/{plain}").status_code == 200


def test_a_screen_offers_only_what_it_has(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    page = client.get("/key-events/list/").text
    assert "登记说明" in page
    for absent in ("只给管理员", "/key-events/add", "/key-events/export", "/key-events/edit/"):
        assert absent not in page
    for path in ("add", "edit/1", "export/"):
        assert client.post(f"/key-events/{path}").status_code == 404


def test_rows_show_formatted_cells_and_at_most_three_links(enter: Any, sql: Any) -> None:
    page = enter("yl_clerk").get("/key-events/list/?_flt_0_name=活动00000").text
    assert "<b>1</b> 人" in page
    assert ">43010401</td>" in page
    row = page[page.index("<tbody>") : page.index("</tbody>")]
    before, menu = row.split("data-menu", 1)
    assert "查看" in before
    assert "提交？" in before
    # What destroys stands last.
    assert 0 < menu.index("打印") < menu.index("撤回")
    assert 'aria-label="活动00000的更多操作"' in menu


def test_a_hostile_name_stays_a_name_in_every_link_of_its_row(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    hostile = "\"><i a='&"
    added = client.post("/twelveview/add", data=form(name=hostile, is_key="y"))
    assert added.status_code == 303
    ((pk,),) = sql("SELECT id FROM twelve WHERE name = ?", hostile)
    pages = ("/twelveview/list/?_flt_0_name=%3Ci", "/key-events/list/", f"/twelveview/show/{pk}")
    labels: set[str] = set()
    for path in pages:
        page = client.get(path).text
        assert "<i a" not in page
        labels |= {html.unescape(found) for found in re.findall(r'aria-label="([^"]*)"', page)}
    for act in ("选择", "查看", "修改", "删除", "提交", "打印", "撤回"):
        assert f"{act} {hostile}" in labels
    assert f"{hostile}的更多操作" in labels


def test_every_screen_derives_from_ours_and_speaks_chinese(twelve_app: Any) -> None:
    from flask_appbuilder.baseviews import BaseCRUDView

    from app.core.screens.views import AppModelView

    with twelve_app.test_request_context():
        screens = [v for v in twelve_app.appbuilder.baseviews if isinstance(v, BaseCRUDView)]
        assert len(screens) >= 3
        for view in screens:
            assert isinstance(view, AppModelView)
            shown = {*view.list_columns, *view.search_columns, *view.show_columns}
            words = [view.list_title, view.show_title, *(view.label_columns[c] for c in shown)]
            for word in words:
                assert re.search("[一-鿿]", str(word)), f"{type(view).__name__}: {word}"


# --- the shell ------------------------------------------------------------------------------


def test_the_year_is_switched_for_the_user_and_kept(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    offered = re.findall(r'<option value="(\d{4})"', client.get(LIST).text)
    answer = client.post("/year/", data={"year": offered[-1], "next": f"{LIST}?_flt_0_name=a"})
    assert (answer.status_code, answer.location) == (303, f"{LIST}?_flt_0_name=a")
    assert f'<option value="{offered[-1]}" selected' in enter("yl_clerk").get(LIST).text
    for wrong in ("1066", "abc", ""):
        assert client.post("/year/", data={"year": wrong}).status_code == 400
    away = client.post("/year/", data={"year": offered[0], "next": "//elsewhere.example/"})
    assert away.location == "/"


def test_the_language_is_switched_and_kept(enter: Any) -> None:
    client = enter("yl_clerk")
    client.post("/language/", data={"language": "en", "next": LIST})
    assert '<html lang="en"' in client.get(LIST).text
    assert '<html lang="en"' in enter("yl_clerk").get(LIST).text
    assert client.post("/language/", data={"language": "xx"}).status_code == 400


def test_the_menu_shows_what_one_may_and_marks_where_one_is(enter: Any) -> None:
    page = enter("yl_clerk").get(LIST).text
    assert re.search(
        r'href="/twelveview/list/" data-py="hddj" aria-current="page"><span>活动登记<', page
    )
    assert "活动登记" not in enter("auditor").get("/").text
