"""The list of a screen: filters, order, pages, and its export."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from functools import partial
from typing import Any

import pytest

from tests.support import twelve
from tests.support.paper import sheets
from tests.support.together import together
from tests.support.twelve_pages import LIST, names, total

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
    from app.core.access.scope import unscoped
    from app.core.base.db import db

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


# --- export ---------------------------------------------------------------------------------


def test_the_export_holds_the_filtered_rows_masked_and_leaves_a_trace(enter: Any, sql: Any) -> None:
    query = "_flt_0_stage=filed&_oc_TwelveView=name&_od_TwelveView=desc&page_TwelveView=0"
    answer = enter("cs_admin").post(f"/twelveview/export/?{query}")
    assert answer.status_code == 200
    sheet = sheets(answer.data)[0]
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
    monkeypatch.setattr("app.core.screens.read_views.EXPORT_IN_REQUEST", 5)
    answer = enter("cs_admin").post("/twelveview/export/?_flt_0_stage=filed")
    assert answer.text == "job"
    assert asked == [("TwelveView", {"_flt_0_stage": ["filed"]})]
