"""列设置: which columns of a list somebody sees, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from app.core.screens.column_choice import arranged, chosen_of
from tests.support.pages import heads, listed, totals
from tests.support.paper import sheets
from tests.support.statements import statements

LIST, COLUMNS = "/sums/list/", "/sums/columns"
USUAL = ["名称", "状态", "学历要求", "人数", "经费", "分组", "联系电话", "操作"]
ALL = ["name", "stage", "education", "headcount", "amount", "code", "group", "mobile"]


def shown(names: Sequence[str], **more: Any) -> list[str]:
    given = {"folded": (), "fixed": (), **more}
    return [one.name for one in arranged(names, **given) if one.is_shown]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "abcd"),
        ({"folded": "c"}, "abd"),
        ({"chosen": {"order": "dcba", "hidden": "b"}}, "dca"),
        ({"chosen": {"order": "dcba", "hidden": "b"}, "fixed": "b"}, "dcba"),
        ({"chosen": {"order": "dcba", "hidden": ""}, "folded": "c"}, "dcba"),
        # What came after the choice stands behind its neighbour, folded as the screen has it.
        ({"chosen": {"order": "dba", "hidden": ""}}, "dbca"),
        ({"chosen": {"order": "dba", "hidden": ""}, "folded": "c"}, "dba"),
        ({"chosen": {"order": "dcb", "hidden": ""}}, "adcb"),
        # What is gone is gone.
        ({"chosen": {"order": "xdcbay", "hidden": "x"}}, "dcba"),
    ],
)
def test_a_choice_outlives_columns_that_come_and_go(more: dict[str, Any], expected: str) -> None:
    assert "".join(shown("abcd", **more)) == expected


@pytest.mark.parametrize(
    ("order", "ticked", "kept"),
    [
        ("cba", "ca", {"order": ["c", "b", "a"], "hidden": ["b"]}),
        ("abc", "", {"order": ["a", "b", "c"], "hidden": ["b", "c"]}),
        ("ab", "ab", None),
        ("abcc", "ab", None),
        ("abx", "ab", None),
        ("abc", "x", None),
    ],
)
def test_a_choice_names_each_column_once(order: str, ticked: str, kept: Any) -> None:
    assert chosen_of(["a", "b", "c"], list(order), list(ticked), {"a"}) == kept


def choose(client: Any, order: Sequence[str], hidden: Sequence[str] = ()) -> Any:
    ticked = [name for name in order if name not in hidden]
    return client.post(COLUMNS, data={"order": list(order), "shown": ticked})


def test_columns_are_hidden_and_put_in_order_for_oneself_alone(enter: Any) -> None:
    client, other = enter("yl_clerk"), enter("yl_admin")
    assert heads(client.get(LIST).text) == USUAL
    assert choose(client, ALL[::-1], ["education", "stage"]).status_code == 303
    page = client.get(LIST).text
    # 状态 is a key column, which nobody hides; 编号, folded by the screen, was ticked.
    chosen = ["联系电话", "分组", "编号", "经费", "人数", "状态", "名称", "操作"]
    assert heads(page) == chosen
    assert list(listed(page)[0]) == chosen[:-1]
    assert totals(page)["人数"]
    assert heads(other.get(LIST).text) == USUAL
    # In another window, after another sign-in.
    assert heads(enter("yl_clerk").get(LIST).text) == chosen
    assert client.post(COLUMNS, data={"reset": "1"}).status_code == 303
    assert heads(client.get(LIST).text) == USUAL


def test_a_file_has_all_columns_whatever_is_shown(enter: Any) -> None:
    client = enter("yl_clerk")
    choose(client, ALL, ["education", "amount", "group", "mobile"])
    sheet = sheets(client.post("/sums/export/").data)[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if any(row)]
    told = ("名称", "状态", "学历要求", "人数", "经费（万元）", "编号", "分组", "联系电话")
    assert told in rows


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"order": ALL[1:]},
        {"order": [*ALL, "version"]},
        {"order": ALL, "shown": ["version"]},
        {"order": [*ALL[:-1], "name"]},
    ],
)
def test_nonsense_is_a_bad_request_and_changes_nothing(enter: Any, sql: Any, sent: Any) -> None:
    client = enter("yl_clerk")
    assert client.post(COLUMNS, data=sent).status_code == 400
    assert sql("SELECT * FROM list_preference") == []


def test_the_choice_costs_no_statement(enter: Any) -> None:
    client = enter("yl_clerk")
    client.get(LIST)
    with statements() as before:
        client.get(LIST)
    choose(client, ALL[::-1])
    with statements() as after:
        client.get(LIST)
    assert len(after) == len(before)


def test_a_list_on_a_single_page_keeps_its_columns(enter: Any) -> None:
    assert enter("hn_admin").get("/settings/parameters/columns").status_code == 404
    assert enter("auditor").get(COLUMNS).status_code == 403
