"""合计 of a list: sums over everything that was found, on the page and in its file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.support.pages import listed, totals
from tests.support.paper import sheets
from tests.support.statements import statements
from tests.support.twelve_lists import MONTHS

LIST = "/sums/list/"
CHANGSHA = "organization_id IN (2, 4, 6)"


def sums(sql: Any, where: str) -> tuple[int, int, Decimal]:
    ((rows, heads, cents),) = sql(
        f"SELECT count(*), sum(headcount), sum(amount) FROM twelve WHERE {where}"
    )
    return rows, heads, Decimal(cents or 0) / 100


@pytest.mark.parametrize("page", ["", "page_TwelveSumView=2", "page_TwelveSumView=999999"])
@pytest.mark.parametrize(
    ("query", "where"),
    [("", "1"), ("_flt_0_stage=filed", "stage = 'filed'"), ("_flt_0_organization=4", "1")],
)
def test_what_is_added_up_is_everything_that_was_found(
    enter: Any, sql: Any, query: str, where: str, page: str
) -> None:
    scope = "organization_id = 4" if "organization" in query else CHANGSHA
    rows, heads, amount = sums(sql, f"{scope} AND {where}")
    answer = enter("cs_admin").get(f"{LIST}?{query}&{page}").text
    assert rows > 10
    assert totals(answer) == {
        "人数": f"{heads:,}",
        "经费": f"{amount:,.2f} / {heads:,}",
        "分组": f"{amount / heads:.2f}",
    }
    assert answer.count('<th scope="row"') == 1


def test_an_empty_value_adds_nothing_and_no_value_at_all_is_no_zero(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    query = "_flt_0_name=活动0000&psize_TwelveSumView=100"
    page = client.get(f"{LIST}?{query}").text
    known = [row["经费"] for row in listed(page)]
    assert len(known) > 1
    assert totals(page)["经费"].startswith(str(sum(map(Decimal, known))))
    # A row alone needs no sum, and neither do none.
    assert totals(client.get(f"{LIST}?_flt_1_name=活动00004").text) == {}
    assert totals(client.get(f"{LIST}?_flt_0_name=没有").text) == {}


def test_the_sum_is_one_statement_and_none_where_all_is_on_the_page(enter: Any) -> None:
    client = enter("cs_admin")
    counts = {}
    for size in (10, 100):
        client.get(f"{LIST}?psize_TwelveSumView={size}")
        with statements() as asked:
            client.get(f"{LIST}?psize_TwelveSumView={size}")
        counts[size] = len(asked)
    # The count and the sum of what lies on other pages.
    assert counts[10] == counts[100] + 2


def test_the_file_ends_with_the_sums(enter: Any, sql: Any) -> None:
    answer = enter("cs_admin").post("/sums/export/?_flt_0_stage=filed")
    rows = [row for row in sheets(answer.data)[0].iter_rows(values_only=True) if any(row)]
    count, heads, amount = sums(sql, f"{CHANGSHA} AND stage = 'filed'")
    assert rows[-1][:5] == ("合计", None, None, heads, f"{amount:,.2f} / {heads:,}")
    assert len(rows) == count + 2  # the heading and the sums
    trace = sql("SELECT changes FROM audit_entry WHERE action = 'export'")
    assert f'"rows": {count}' in trace[0][0]


def test_rows_at_hand_are_added_up_beyond_their_page(enter: Any) -> None:
    page = enter("yl_clerk").get("/months/list/?psize_MonthView=5").text
    heads = [month.example.headcount for month in MONTHS if month.example]
    told = {"活动数": str(sum(month.events for month in MONTHS)), "示例人数": str(sum(heads))}
    assert totals(page) == told
    page = enter("yl_clerk").get("/months/list/?_flt_0_half=1").text
    assert totals(page)["活动数"] == str(sum(month.events for month in MONTHS[:6]))
