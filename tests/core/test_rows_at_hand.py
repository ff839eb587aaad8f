"""The list engine over rows that are at hand: conditions, order, pages, as over a table."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.pages import listed
from tests.support.twelve_lists import MONTHS, Month
from tests.support.twelve_pages import total

LIST = "/months/list/"


def names(page: str) -> list[str]:
    return [row["月份"] for row in listed(page)]


def these(fulfils: Any) -> list[str]:
    return [month.name for month in MONTHS if fulfils(month)]


@pytest.mark.parametrize(
    ("query", "fulfils"),
    [
        ("_flt_0_name=1月", lambda m: "1月" in m.name),
        ("_flt_1_name=二〇二五年3月", lambda m: m.id == 3),
        ("_flt_0_first=2025-03-01&_flt_1_first=2025-05-01", lambda m: 3 <= m.id <= 5),
        ("_flt_0_events=3", lambda m: m.events >= 3),
        ("_flt_0_stage=filed", lambda m: m.stage == "filed"),
        ("_flt_0_stage=filed&_flt_0_stage=draft", lambda m: m.stage in ("filed", "draft")),
        ("_flt_0_is_busy=n", lambda m: not m.is_busy),
        ("_flt_0_half=2", lambda m: m.id > 6),
        ("_flt_0_half=3", lambda m: False),
        ("_flt_0_half=1&_flt_0_is_busy=y", lambda m: m.id < 7 and m.is_busy),
    ],
)
def test_conditions_find_the_rows_that_fulfil_them(enter: Any, query: str, fulfils: Any) -> None:
    page = enter("yl_clerk").get(f"{LIST}?{query}&psize_MonthView=100").text
    assert names(page) == these(fulfils)
    assert ("没有符合条件的记录" in page) == (not these(fulfils))


@pytest.mark.parametrize(
    "query",
    [
        "_flt_0_first=x",
        "_flt_0_events=x",
        "_flt_0_stage=x",
        "_flt_0_is_busy=x",
        "_flt_0_example.headcount=1",
        "_oc_MonthView=half",
        "page_MonthView=-1",
        "psize_MonthView=101",
    ],
)
def test_junk_in_an_address_is_a_bad_request(enter: Any, query: str) -> None:
    assert enter("yl_clerk").get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("events", lambda m: m.events),
        ("first", lambda m: m.first),
        ("stage", lambda m: None if m.stage is None else list(type(m.stage)).index(m.stage)),
        ("example.headcount", lambda m: m.example and m.example.headcount),
    ],
)
@pytest.mark.parametrize("way", ["asc", "desc"])
def test_an_order_puts_rows_without_a_value_last(
    enter: Any, column: str, value: Any, way: str
) -> None:
    query = f"_oc_MonthView={column}&_od_MonthView={way}&psize_MonthView=100"
    page = enter("yl_clerk").get(f"{LIST}?{query}").text
    by_name = {month.name: month for month in MONTHS}
    values = [value(by_name[name]) for name in names(page)]
    held = [one for one in values if one is not None]
    assert held == sorted(held, reverse=way == "desc")
    assert values[: len(held)] == held
    assert len(values) == len(MONTHS)


@pytest.mark.parametrize(
    ("query", "number", "words"),
    [
        ("", 1, "第 1–10 条，共 12 条"),
        ("page_MonthView=1", 2, "第 11–12 条，共 12 条"),
        ("page_MonthView=77", 2, "第 11–12 条，共 12 条"),
        ("page_MonthView=999999", 2, "第 11–12 条，共 12 条"),
        ("page_MonthView=999998", 1, "第 1–10 条，共 12 条"),
        ("psize_MonthView=5&page_MonthView=1", 2, "第 6–10 条，共 12 条"),
        ("psize_MonthView=12", 1, "第 1–12 条，共 12 条"),
    ],
)
def test_a_page_says_where_it_stands(enter: Any, query: str, number: int, words: str) -> None:
    page = enter("yl_clerk").get(f"{LIST}?{query}").text
    assert words in page
    assert total(page) == "12"
    assert f'aria-current="page">{number}</a>' in page
    assert ('rel="next"' in page) == ("–12" not in words)


def test_rows_read_by_the_types_that_their_class_states(enter: Any) -> None:
    (row,) = listed(enter("yl_clerk").get(f"{LIST}?_flt_1_name=二〇二五年3月").text)
    assert row == {
        "月份": "二〇二五年3月",
        "首日": "2025-03-01",
        "活动数": "1",
        "状态": "草稿",
        "是否繁忙": "否",
        "示例人数": "3",
    }
    page = enter("yl_clerk").get(f"{LIST}?_flt_1_name=二〇二五年4月").text
    assert 'href="/print/4"' in page
    (row,) = listed(page)
    assert (row["状态"], row["示例人数"]) == ("—", "—")
    assert re.search('class="w name" data-l="月份"', page)


def test_a_list_of_rows_needs_its_right(enter: Any) -> None:
    assert enter("auditor").get(LIST).status_code == 403
    assert isinstance(MONTHS[0], Month)
