"""What every screen over a table does, shown on the test table of twelve fields."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
from functools import partial
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.core import clock
from tests.support import twelve
from tests.support.together import together

LIST = "/twelveview/list/"
CHANGSHA = (2, 4, 6)


def names(page: str) -> list[str]:
    """The names in the first column."""
    return re.findall(r'data-l="名称">([^<]*)</td>', page)


def total(page: str) -> str:
    found = re.search(r"共 <b>([^<]*)</b>", page)
    return found[1] if found else "0"


def form(**changes: Any) -> dict[str, Any]:
    """A form filled in by the clerk of Yuelu."""
    filled = {
        "name": "新活动",
        "code": "X-1",
        "organization": "4",
        "stage": "draft",
        "held_on": "2025-06-01",
        "education": "bachelor",
        "headcount": "12",
        "amount": "3.50",
        "group": "1",
        "mobile": "13912345678",
        "remark": "备注",
    }
    return {name: value for name, value in {**filled, **changes}.items() if value is not None}


def edit_form(sql: Any, pk: int, **changes: Any) -> dict[str, Any]:
    version = sql("SELECT version FROM twelve WHERE id = ?", pk)[0][0]
    return form(**{"code": f"E-{pk}", "version": str(version), **changes})


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


# --- filters, order, pages ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("_flt_0_name=0001", "name LIKE '%0001%'"),
        ("_flt_0_name=活动0000", "name LIKE '%活动0000%'"),
        ("_flt_1_name=活动00004", "name = '活动00004'"),
        ("_flt_0_code=hd-0002", "code LIKE '%HD-0002%'"),
        ("_flt_0_code=%25", "0"),
        ("_flt_0_code=_", "0"),
        ("_flt_0_remark=会议室", "remark LIKE '%会议室%'"),
        ("_flt_0_headcount=50", "headcount >= 50"),
        ("_flt_0_headcount=10&_flt_1_headcount=20", "headcount BETWEEN 10 AND 20"),
        ("_flt_0_amount=10.5", "amount >= 1050"),
        ("_flt_1_amount=1", "amount <= 100"),
        ("_flt_0_is_key=y", "is_key"),
        ("_flt_0_is_key=n", "NOT is_key"),
        ("_flt_0_held_on=2025-02-01", "held_on >= '2025-02-01'"),
        (
            "_flt_0_held_on=2025-01-05&_flt_1_held_on=2025-01-09",
            "held_on BETWEEN '2025-01-05' AND '2025-01-09'",
        ),
        ("_flt_0_stage=returned", "stage = 'returned'"),
        ("_flt_0_stage=returned&_flt_0_stage=filed", "stage IN ('returned', 'filed')"),
        ("_flt_0_education=master", "education = 'master'"),
        ("_flt_0_organization=6", "organization_id = 6"),
        ("_flt_0_organization=in-430100", "organization_id IN (2, 4, 6)"),
        ("_flt_0_group=2", "group_id = 2"),
        ("_flt_0_stage=&_flt_0_name=", "1"),
    ],
)
def test_filters_find_what_sql_finds(enter: Any, sql: Any, query: str, where: str) -> None:
    page = enter("cs_admin").get(f"{LIST}?{query}&psize_TwelveView=100").text
    expected = sql(
        f"SELECT name FROM twelve WHERE organization_id IN (2, 4, 6) AND {where} ORDER BY name"
    )
    assert names(page) == [name for (name,) in expected]


def test_a_number_is_found_whole_and_never_stands_in_an_address(enter: Any) -> None:
    client = enter("cs_admin")
    answer = client.post("/twelveview/search", data={"_sealed_mobile": "13900000004"})
    assert answer.status_code == 303
    assert "13900000004" not in answer.location
    page = client.get(answer.location).text
    assert names(page) == ["活动00004"]
    assert "139****0004" in page
    assert "已输入的号码" in page
    answer = client.post("/twelveview/search", data={"_sealed_mobile": "1390000000"})
    assert "没有符合条件的记录" in client.get(answer.location).text


@pytest.mark.parametrize(
    "typed",
    [
        {"_flt_0_name": "长" * 100_000},
        {"_flt_0_name": ["短", "长" * 101]},
        {"_flt_0_name": ["长" * 100] * 20},
        {"_flt_0_nonsense": "x"},
        {"_flt_9_name": "x"},
        {"_flt_name_of_mine": "x"},
        {"_oc_TwelveView": "organization_id"},
        {"_od_TwelveView": ["asc", "x" * 100_000], "_oc_TwelveView": "name"},
        {"_sealed_mobile": "1" * 100_000},
        {"_flt_0_name": ["短", "\0"]},
        {"_flt_0_name\0": "x"},
    ],
)
def test_a_search_takes_nothing_but_the_conditions_of_its_list(enter: Any, typed: Any) -> None:
    assert enter("cs_admin").post("/twelveview/search", data=typed).status_code == 400


def test_a_search_leads_to_the_list_it_asked_for(enter: Any) -> None:
    client = enter("cs_admin")
    typed = {"_flt_0_name": "活动", "_flt_0_stage": " " * 9_999, "_oc_TwelveView": "headcount"}
    answer = client.post("/twelveview/search", data={**typed, "page_TwelveView": "3", "x": "y"})
    address = f"{LIST}?_flt_0_name=%E6%B4%BB%E5%8A%A8&_oc_TwelveView=headcount"
    assert (answer.status_code, answer.location) == (303, address)
    assert client.get(answer.location).status_code == 200


def test_chips_name_the_conditions_and_take_them_away(enter: Any) -> None:
    client = enter("cs_admin")
    page = client.get(f"{LIST}?_flt_0_stage=filed&_flt_0_headcount=3").text
    assert "状态：已提交" in page
    assert "人数：3 起" in page
    link = re.search(r'状态：已提交<a href="([^"]+)"', page)
    assert link
    after = client.get(html.unescape(link[1])).text
    assert "状态：已提交" not in after
    assert "人数：3 起" in after


@pytest.mark.parametrize(
    ("query", "is_reversed"),
    [
        ("_flt_0_held_on=2025-03-01&_flt_1_held_on=2025-02-01", True),
        ("_flt_0_held_on=2025-02-01&_flt_1_held_on=2025-02-01", False),
        ("_flt_0_headcount=9&_flt_1_headcount=10", False),
        ("_flt_0_headcount=10&_flt_1_headcount=9", True),
    ],
)
def test_a_reversed_range_is_said_at_its_field(
    enter: Any, query: str, *, is_reversed: bool
) -> None:
    page = enter("cs_admin").get(f"{LIST}?{query}").text
    assert ("起止颠倒，请检查" in page) == is_reversed
    assert page.count('aria-invalid="true"') == 2 * is_reversed


def test_order_is_visible_turned_by_the_heading_and_kept_by_pages(enter: Any, sql: Any) -> None:
    client = enter("cs_admin")
    query = "_oc_TwelveView=amount&_od_TwelveView=desc&psize_TwelveView=10"
    page = client.get(f"{LIST}?{query}").text
    rows = sql(
        "SELECT name FROM twelve WHERE organization_id IN (2, 4, 6)"
        " ORDER BY amount DESC, organization_id DESC, id DESC"
    )
    assert names(page) == [name for (name,) in rows[:10]]
    assert 'aria-sort="descending"' in page
    following = re.search(r'href="([^"]+)" rel="next"', page)
    assert following
    assert names(client.get(html.unescape(following[1])).text) == [n for (n,) in rows[10:20]]
    turned = re.search(r'aria-sort="descending"><a class="zj-sort" href="([^"]+)"', page)
    assert turned
    assert names(client.get(html.unescape(turned[1])).text)[0] == rows[-1][0]


def test_the_pager_tells_range_total_and_last_page(enter: Any) -> None:
    client = enter("cs_admin")
    page = client.get(f"{LIST}?psize_TwelveView=10&page_TwelveView=2").text
    assert "第 21–30 条，共 45 条" in page
    assert re.search(r'aria-current="page">3<', page)
    assert "page_TwelveView=4" in page
    last = client.get(f"{LIST}?psize_TwelveView=10&page_TwelveView=999999").text
    assert "第 41–45 条，共 45 条" in last
    beyond = client.get(f"{LIST}?psize_TwelveView=10&page_TwelveView=77").text
    assert names(beyond) == names(last)


def test_long_lists_are_counted_to_ten_thousand_and_end_all_the_same(
    enter: Any, twelve_app: Any
) -> None:
    from app.core.db import db
    from app.core.scope import unscoped

    row = {"remark": None, "headcount": 1, "is_key": False, "held_on": dt.date(2025, 1, 1)}
    row |= {"stage": twelve.Stage.DRAFT, "organization_id": 4, "version": 1}
    with twelve_app.app_context(), unscoped("a long list"):
        table: Any = twelve.Twelve.__table__
        many = [{**row, "name": f"长表{number:05d}"} for number in range(10_050)]
        db.session.execute(table.insert(), many)
        db.session.commit()
    client = enter("yl_clerk")
    first = client.get(LIST).text
    assert total(first) == "10,000+"
    link = re.search(r'href="([^"]+)">末页<', first)
    assert link
    last = client.get(html.unescape(link[1])).text
    assert names(last)[-1] == "长表10049"
    assert len(names(last)) == 25
    before = re.search(r'href="([^"]+)" rel="prev"', last)
    assert before
    assert names(client.get(html.unescape(before[1])).text)[-1] == "长表10024"


@pytest.mark.parametrize(("size", "page"), [(45, 0), (15, 2)])
def test_after_the_last_row_no_further_page_is_offered(enter: Any, size: int, page: int) -> None:
    """Changsha reads 45 rows: the last page is full."""
    client = enter("cs_admin")
    last = client.get(f"{LIST}?psize_TwelveView={size}&page_TwelveView={page}").text
    assert len(names(last)) == size
    assert 'rel="next"' not in last
    before = client.get(f"{LIST}?psize_TwelveView={size - 1}&page_TwelveView={page}").text
    assert 'rel="next"' in before


def test_nothing_found_and_nothing_yet_read_differently(enter: Any) -> None:
    assert "没有符合条件的记录" in enter("yl_clerk").get(f"{LIST}?_flt_0_name=没有").text
    empty = enter("ty_clerk").get(LIST).text
    assert "还没有记录" in empty
    assert "/twelveview/add" in empty


@pytest.mark.parametrize(
    "query",
    [
        "_flt_9_name=a",
        "_flt_0_version=1",
        "_flt_0_organization_id=1",
        "_flt_x_name=1",
        "_flt_0_headcount=abc",
        "_flt_0_headcount=99999999999999999999",
        "_flt_0_headcount=NaN",
        "_flt_0_amount=Infinity",
        "_flt_0_held_on=2025-13-01",
        "_flt_0_held_on=gestern",
        "_flt_0_stage=nope",
        "_flt_0_education=nope",
        "_flt_0_is_key=maybe",
        "_flt_0_organization=x",
        "_flt_0_organization=in-999999",
        "_flt_0_group=1%20OR%201",
        "_flt_0_mobile=13900000004",
        "_flt_0_name=" + "长" * 101,
        "_oc_TwelveView=mobile&_od_TwelveView=asc",
        "_oc_TwelveView=organization.code&_od_TwelveView=asc",
        "_oc_TwelveView=name&_od_TwelveView=sideways",
        "page_TwelveView=abc",
        "page_TwelveView=-1",
        "page_TwelveView=9999999",
        "psize_TwelveView=0",
        "psize_TwelveView=101",
        "psize_TwelveView=5000",
        "_flt_0_name=a%00b",
    ],
)
def test_junk_in_an_address_is_a_bad_request(enter: Any, query: str) -> None:
    client = enter("cs_admin")
    assert client.get(f"{LIST}?{query}").status_code == 400
    assert client.post(f"/twelveview/export/?{query}").status_code == 400


def test_filters_of_two_people_never_mix(enter: Any) -> None:
    clients = [enter("cs_admin") for _ in range(8)]

    def look(client: Any, number: int, wait: Any) -> list[str]:
        wrong = []
        wait()
        for round_ in range(12):
            wanted = f"活动000{(number * 5 + round_) % 60:02d}"
            found = names(client.get(f"{LIST}?_flt_0_name={wanted}").text)
            if any(name != wanted for name in found):
                wrong.append(f"{wanted}: {found}")
        return wrong

    acts = [partial(look, client, number) for number, client in enumerate(clients)]
    assert together(acts) == [[]] * 8


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


# --- writing --------------------------------------------------------------------------------


def test_adding_stores_every_field_and_leads_back_to_the_list(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    answer = client.post("/twelveview/add", data=form(is_key="y", name="  <b>新</b>活动\u202e "))
    assert (answer.status_code, answer.location) == (303, LIST)
    row = sql(
        "SELECT name, code, organization_id, stage, held_on, education, headcount, amount,"
        " is_key, group_id, remark FROM twelve WHERE code = 'X-1'"
    )
    assert row == [
        ("<b>新</b>活动", "X-1", 4, "draft", "2025-06-01", "bachelor", 12, 350, 1, 1, "备注")
    ]
    page = client.get(LIST).text
    assert "已新增" in page
    found = client.get(f"{LIST}?_flt_0_code=X-1").text
    assert "&lt;b&gt;新&lt;/b&gt;活动" in found
    assert "<b>新</b>活动" not in found
    assert "139****5678" in found


def test_blank_fields_are_empty_not_blank_text(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    for name in ("甲", "乙"):
        data = form(name=name, code="", amount="", education="", group="", mobile="", remark=" ")
        assert client.post("/twelveview/add", data=data).status_code == 303
    rows = sql(
        "SELECT code, amount, education, group_id, mobile, mobile_hash, remark, is_key"
        " FROM twelve WHERE name IN ('甲', '乙')"
    )
    assert rows == [(None, None, None, None, None, None, None, 0)] * 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "请填写名称"),
        ({"name": "　 "}, "请填写名称"),
        ({"held_on": None}, "请选择举办日期"),
        ({"held_on": "2025-02-30"}, "举办日期应为日期，例如 2026-03-31"),
        ({"headcount": "十"}, "人数应为整数"),
        ({"headcount": "99999999999"}, "人数应为整数"),
        ({"headcount": "-1"}, "人数不能小于 0"),
        ({"headcount": "10000"}, "人数不能大于 9999"),
        ({"amount": "1.234"}, "经费（万元）应为数字，最多两位小数"),
        ({"amount": "1e999999"}, "经费（万元）应为数字，最多两位小数"),
        ({"stage": "nope"}, "请在列表中选择状态"),
        ({"stage": ""}, "请选择状态"),
        ({"education": "nope"}, "请在列表中选择学历要求"),
        ({"group": "99"}, "请在列表中选择分组"),
        ({"mobile": "12345"}, "请输入 11 位手机号码"),
        ({"name": "长" * 21}, "名称不能超过 20 个字，现有 21 个字"),
        # Zhuzhou's row: the message tells nothing but that it exists.
        ({"code": "HD-00003"}, "编号已存在，请检查是否重复填写"),
    ],
)
def test_wrong_values_are_named_at_their_field_and_nothing_typed_is_lost(
    enter: Any, sql: Any, changes: dict[str, Any], message: str
) -> None:
    before = sql("SELECT count(*) FROM twelve")
    data = form(remark="这段文字不能丢", **changes)
    part = {"X-ZJ-Partial": "1"}
    answer = enter("yl_clerk").post("/twelveview/add", data=data, headers=part)
    assert answer.status_code == 422
    assert answer.text.count(message) == 2, "once in the summary, once at the field"
    assert "有 1 处需要修改" in answer.text
    assert "这段文字不能丢" in answer.text
    typed = next(iter(changes.values()))
    if typed and not typed.isspace() and next(iter(changes)) not in ("stage", "education", "group"):
        assert f'value="{typed}"' in answer.text
    assert sql("SELECT count(*) FROM twelve") == before


def test_a_refusal_of_the_operation_is_shown_and_nothing_is_stored(enter: Any, sql: Any) -> None:
    before = sql("SELECT count(*) FROM twelve"), sql("SELECT count(*) FROM audit_entry")
    data = form(name=twelve.REFUSED_NAME)
    answer = enter("yl_clerk").post("/twelveview/add", data=data)
    assert answer.status_code == 422
    assert "该名称不得登记" in answer.text
    assert "请另拟名称" in answer.text
    assert 'value="13912345678"' in answer.text
    assert (sql("SELECT count(*) FROM twelve"), sql("SELECT count(*) FROM audit_entry")) == before


def test_the_same_form_sent_twice_makes_one_row(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    token = re.search(
        r'name="form_token" value="([0-9a-f]{32})"', client.get("/twelveview/add").text
    )
    assert token
    data = form(code="", form_token=token[1])
    assert client.post("/twelveview/add", data=data).status_code == 303
    assert client.post("/twelveview/add", data=data).status_code == 303
    assert sql("SELECT count(*) FROM twelve WHERE name = '新活动'") == [(1,)]


def test_the_same_form_sent_at_the_same_moment_makes_one_row(enter: Any, sql: Any) -> None:
    clients = [enter("yl_clerk") for _ in range(6)]

    def send(client: Any, wait: Any) -> int:
        wait()
        data = form(code="", form_token="t" * 32)
        return client.post("/twelveview/add", data=data).status_code

    assert together([partial(send, client) for client in clients]) == [303] * 6
    assert sql("SELECT count(*) FROM twelve WHERE name = '新活动'") == [(1,)]


def test_editing_changes_the_row_and_is_audited(enter: Any, sql: Any) -> None:
    pk = sql("SELECT id FROM twelve WHERE organization_id = 4 LIMIT 1")[0][0]
    client = enter("yl_clerk")
    assert 'value="139****0000"' in client.get(f"/twelveview/edit/{pk}").text
    data = edit_form(sql, pk, name="改名", mobile="139****0000", headcount="77")
    assert client.post(f"/twelveview/edit/{pk}", data=data).status_code == 303
    assert sql("SELECT name, headcount, version FROM twelve WHERE id = ?", pk) == [("改名", 77, 2)]
    # The masked number was left alone, so the number itself is still there.
    found = client.post("/twelveview/search", data={"_sealed_mobile": "13900000000"})
    assert names(client.get(found.location).text) == ["改名"]
    changes = sql(
        "SELECT changes FROM audit_entry WHERE object_type = 'twelve' AND action = 'update'"
    )
    assert json.loads(changes[-1][0])["headcount"] == [1, 77]
    assert "mobile" not in json.loads(changes[-1][0])


def test_every_write_is_a_whole_row_of_the_audit_trail(enter: Any, sql: Any) -> None:
    client, begun = enter("yl_clerk"), clock.now()
    ((user,),) = sql("SELECT id FROM ab_user WHERE username = 'yl_clerk'")
    ((twelve_id,),) = sql("SELECT id FROM twelve WHERE organization_id = 4 LIMIT 1")
    typed = {"title": "甲", "twelve": str(twelve_id)}
    for path, data in (("add", typed), ("edit/1", typed | {"title": "乙"}), ("delete/1", {})):
        here = {"REMOTE_ADDR": "192.0.2.7"}
        answer = client.post(f"/twelvepairview/{path}", data=data, environ_base=here)
        assert answer.status_code == 303
    names = "at, request_id, action, changes, user_id, user_name, organization_id, address"
    names += ", object_type, object_id, outcome"
    rows = sql(f"SELECT {names} FROM audit_entry WHERE object_type = 'twelve_pair' ORDER BY id")
    moments, requests, actions, changes, *others = zip(*rows, strict=True)
    for moment in moments:
        assert begun <= dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC) <= clock.now()
    assert all(re.fullmatch("[0-9a-f]{32}", request) for request in requests)
    assert len(set(requests)) == 3
    assert actions == ("create", "update", "delete")
    new = {"id": 1, "organization_id": 4, "title": "甲", "twelve_id": twelve_id}
    created = {name: [None, value] for name, value in new.items()}
    assert [json.loads(told) for told in changes] == [created, {"title": ["甲", "乙"]}, {}]
    same = [user, "湘致远", 4, "192.0.2.7", "twelve_pair", "1", "done"]
    assert others == [(value,) * 3 for value in same]


def test_a_stale_form_gets_409_the_newer_data_and_what_was_typed(enter: Any, sql: Any) -> None:
    pk = sql("SELECT id FROM twelve WHERE organization_id = 4 LIMIT 1")[0][0]
    first, second = enter("yl_clerk"), enter("yl_admin")
    mine = edit_form(sql, pk, name="我的名称", headcount="55")
    theirs = edit_form(sql, pk, name="别人的名称", headcount="66")
    assert second.post(f"/twelveview/edit/{pk}", data=theirs).status_code == 303
    answer = first.post(f"/twelveview/edit/{pk}", data=mine)
    assert answer.status_code == 409
    assert "他人刚刚修改了这条记录" in answer.text
    assert 'value="别人的名称"' in answer.text
    assert "您填写的是：我的名称" in answer.text
    assert "您填写的是：55" in answer.text
    assert sql("SELECT name FROM twelve WHERE id = ?", pk) == [("别人的名称",)]
    version = re.search(r'name="version" value="(\d+)"', answer.text)
    assert version
    again = first.post(f"/twelveview/edit/{pk}", data={**mine, "version": version[1]})
    assert again.status_code == 303
    assert first.post(f"/twelveview/edit/{pk}", data={**mine, "version": "x"}).status_code == 409


def test_deleting_asks_first_and_hides_the_row(enter: Any, sql: Any) -> None:
    pk = sql("SELECT id FROM twelve WHERE name = '活动00004'")[0][0]
    client = enter("yl_clerk")
    client.get(f"/twelveview/delete/{pk}")
    assert client.get(f"/twelveview/show/{pk}").status_code == 200
    answer = client.post(f"/twelveview/delete/{pk}")
    assert answer.status_code == 303
    assert client.get(f"/twelveview/show/{pk}").status_code == 404
    assert "活动00004" not in client.get(f"{LIST}?psize_TwelveView=100").text
    assert sql("SELECT deleted_at IS NOT NULL FROM twelve WHERE id = ?", pk) == [(1,)]


def test_a_script_gets_204_with_the_message_instead_of_a_page(enter: Any) -> None:
    client = enter("yl_clerk")
    headers = {"HX-Request": "true", "X-ZJ-Partial": "1"}
    answer = client.post("/twelveview/add", data=form(), headers=headers)
    assert answer.status_code == 204
    trigger = json.loads(answer.headers["HX-Trigger"])
    assert trigger == {"zj:done": {"message": "已新增", "url": ""}}
    wrong = client.post("/twelveview/add", data=form(name=""), headers=headers)
    assert wrong.status_code == 422
    assert "<html" not in wrong.text


# --- actions --------------------------------------------------------------------------------


def test_a_bulk_action_tells_what_was_done_and_why_the_rest_was_not(enter: Any, sql: Any) -> None:
    rows = sql("SELECT id, name, stage FROM twelve WHERE organization_id = 4 ORDER BY id LIMIT 3")
    client = enter("yl_clerk")
    assert "提交所选 {n} 条？" in client.get(LIST).text
    data = {"action": "file", "rowid": [pk for pk, _name, _stage in rows]}
    answer = client.post("/twelveview/action_post", data=data, follow_redirects=True)
    returned = [name for _pk, name, stage in rows if stage == "returned"]
    assert len(returned) == 1
    assert "已提交 2 条" in answer.text
    assert f"{returned[0]}：已退回的记录应先修改" in answer.text
    after = sql("SELECT stage FROM twelve WHERE organization_id = 4 ORDER BY id LIMIT 3")
    assert sorted(stage for (stage,) in after) == ["filed", "filed", "returned"]


@pytest.mark.parametrize(
    ("ids", "status"), [([], 400), (list(range(1, 502)), 400), (["x"], 404), ([-1], 404)]
)
def test_a_bulk_action_takes_one_to_five_hundred_ids(enter: Any, ids: Any, status: int) -> None:
    data = {"action": "file", "rowid": ids}
    assert enter("yl_clerk").post("/twelveview/action_post", data=data).status_code == status


def test_a_number_is_revealed_only_with_its_trace(enter: Any, sql: Any) -> None:
    pk = sql("SELECT id FROM twelve WHERE name = '活动00004'")[0][0]
    client = enter("yl_clerk")
    page = client.get(f"/twelveview/show/{pk}").text
    assert "139****0004" in page
    assert "13900000004" not in page
    answer = client.post(f"/twelveview/reveal/{pk}/mobile")
    assert answer.text == "13900000004"
    trace = sql("SELECT user_name, object_id, changes FROM audit_entry WHERE action = 'reveal'")
    assert trace == [("湘致远", str(pk), '{"field": "mobile"}')]
    assert client.post(f"/twelveview/reveal/{pk}/name").status_code == 404


# --- export ---------------------------------------------------------------------------------


def test_the_export_holds_the_filtered_rows_masked_and_leaves_a_trace(enter: Any, sql: Any) -> None:
    query = "_flt_0_stage=filed&_oc_TwelveView=name&_od_TwelveView=desc&page_TwelveView=0"
    answer = enter("cs_admin").post(f"/twelveview/export/?{query}")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if any(row)]
    heading = next(place for place, row in enumerate(rows) if "名称" in row)
    assert list(rows[heading]) == [twelve.LABELS[name] for name in twelve.FIELDS]
    expected = sql(
        "SELECT name, code, headcount, amount FROM twelve"
        " WHERE stage = 'filed' AND organization_id IN (2, 4, 6) ORDER BY name DESC"
    )
    found = [(row[0], row[1], row[6], row[7]) for row in rows[heading + 1 :]]
    assert found == [(name, code, n, amount / 100) for name, code, n, amount in expected]
    mobiles = {row[10] for row in rows[heading + 1 :]}
    assert all(re.fullmatch(r"139\*{4}\d{4}", mobile) for mobile in mobiles)
    trace = sql("SELECT object_type, changes FROM audit_entry WHERE action = 'export'")
    told = {"rows": len(expected), "filters": {"_flt_0_stage": ["filed"]}}
    assert trace == [("twelve", json.dumps(told))]


def test_a_long_export_becomes_a_job(enter: Any, twelve_app: Any, monkeypatch: Any) -> None:
    asked: list[Any] = []

    def wanted(view: Any, arguments: Any) -> str:
        asked.append((type(view).__name__, arguments))
        return "job"

    monkeypatch.setitem(twelve_app.extensions, "list_jobs", wanted)
    monkeypatch.setattr("app.core.reading.EXPORT_IN_REQUEST", 5)
    answer = enter("cs_admin").post("/twelveview/export/?_flt_0_stage=filed")
    assert answer.text == "job"
    assert asked == [("TwelveView", {"_flt_0_stage": ["filed"]})]


# --- relations to large tables --------------------------------------------------------------


def test_a_large_relation_is_chosen_by_typing(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    page = client.get("/twelvepairview/add").text
    assert 'data-picker="/twelveview/lookup/"' in page
    assert "活动00004" not in page
    found = client.get("/twelveview/lookup/?q=00004").get_json()
    assert [row["text"] for row in found["results"]] == ["活动00004"]
    pk = found["results"][0]["id"]
    data = {"title": "甲", "twelve": str(pk), "twelve-text": "活动00004"}
    assert client.post("/twelvepairview/add", data=data).status_code == 303
    # Without script nobody fills the id in: the exact name is enough.
    data = {"title": "乙", "twelve": "", "twelve-text": "活动00008"}
    assert client.post("/twelvepairview/add", data=data).status_code == 303
    listed = client.get("/twelvepairview/list/").text
    assert "活动00004" in listed
    assert "活动00008" in listed
    assert "甲" in client.get("/twelvepairview/list/?_flt_0_twelve=00004").text
    assert "乙" not in client.get("/twelvepairview/list/?_flt_0_twelve=00004").text


def test_a_foreign_row_cannot_be_chosen(enter: Any, sql: Any) -> None:
    foreign = sql("SELECT id, name FROM twelve WHERE organization_id = 3 LIMIT 1")[0]
    client = enter("yl_clerk")
    for data in ({"twelve": str(foreign[0])}, {"twelve": "", "twelve-text": foreign[1]}):
        answer = client.post("/twelvepairview/add", data={"title": "丙", **data})
        assert answer.status_code == 422
        assert "请在列表中选择活动" in answer.text
    assert sql("SELECT count(*) FROM twelve_pair") == [(0,)]
    assert client.get(f"/twelveview/lookup/?q={foreign[1]}").get_json()["results"] == []


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
    assert "打印" in menu
    assert "撤回" in menu
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

    from app.core.views import AppModelView

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
