"""Conditions of a list that somebody left: they come back by the menu, and nobody else's do."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from app.core.base import clock
from app.core.screens.list_memory import come_back, left_behind
from tests.support.pages import chips, listed
from tests.support.statements import statements

LIST, SEARCH = "/sums/list/", "/sums/search"
YEAR = clock.year()
RETURNS = "/organizations/project-returns"


def left(filters: dict[str, list[str]], **defaults: str) -> dict[str, Any]:
    return {"filters": filters, "defaults": {f"_flt_0_{n}": [v] for n, v in defaults.items()}}


@pytest.mark.parametrize(
    ("kept", "defaults", "expected"),
    [
        (left({"_flt_0_state": ["filed"]}), {}, {"_flt_0_state": ["filed"]}),
        # The year was left as the list began with it: it follows the switch.
        (
            left({"_flt_0_year": ["2025"], "_flt_0_state": ["filed"]}, year="2025"),
            {"_flt_0_year": ["2026"]},
            {"_flt_0_year": ["2026"], "_flt_0_state": ["filed"]},
        ),
        # It was taken away, or changed, and the switch has not been moved since.
        (left({}, year="2026"), {"_flt_0_year": ["2026"]}, {"_flt_0_year": [""]}),
        (
            left({"_flt_0_year": ["2024"]}, year="2026"),
            {"_flt_0_year": ["2026"]},
            {"_flt_0_year": ["2024"]},
        ),
        # It was changed, but the switch has been moved since.
        (
            left({"_flt_0_year": ["2024"]}, year="2026"),
            {"_flt_0_year": ["2025"]},
            {"_flt_0_year": ["2025"]},
        ),
        # The list begins with nothing any more.
        (left({"_flt_0_year": ["2024"]}, year="2026"), {}, {}),
    ],
)
def test_a_default_that_has_moved_on_is_followed(kept: Any, defaults: Any, expected: Any) -> None:
    assert come_back(kept, defaults) == expected


def test_nothing_is_kept_of_a_list_as_it_begins() -> None:
    assert left_behind([], {}) is None
    assert left_behind([], {"_flt_0_year": ["2026"]}) == left({}, year="2026")


def names(page: str) -> list[str]:
    return [row["名称"] for row in listed(page)]


def search(client: Any, **conditions: str) -> Any:
    return client.post(SEARCH, data={f"_flt_0_{name}": word for name, word in conditions.items()})


def test_conditions_are_as_they_were_left_and_named(enter: Any) -> None:
    client, other = enter("cs_admin"), enter("cs_clerk")
    answer = search(client, stage="filed", name="")
    assert answer.location == f"{LIST}?_flt_0_stage=filed"
    page = client.get(LIST).text
    assert chips(page) == ["状态：已提交"]
    assert "上次留下的条件" in page
    assert {row["状态"] for row in listed(page)} == {"已提交"}
    # The address is made to say it, for whoever sends it on.
    assert f'data-here="{LIST}?_flt_0_stage=filed"' in page
    assert "上次留下的条件" not in client.get(answer.location).text
    assert chips(other.get(LIST).text) == []
    assert chips(enter("cs_admin").get(LIST).text) == ["状态：已提交"]


def test_a_list_does_not_open_with_what_was_left_in_another(enter: Any) -> None:
    client = enter("cs_admin")
    search(client, stage="filed")
    assert chips(client.get("/twelveview/list/").text) == []
    client.post("/twelveview/search", data={"_flt_0_stage": "draft"})
    assert chips(client.get(LIST).text) == ["状态：已提交"]
    assert chips(client.get("/twelveview/list/").text) == ["状态：草稿"]


def test_an_address_with_conditions_wins_and_is_not_kept(enter: Any) -> None:
    client = enter("cs_admin")
    search(client, stage="filed")
    assert chips(client.get(f"{LIST}?_flt_0_name=0001").text) == ["名称：0001"]
    assert chips(client.get(f"{LIST}?_flt_0_name=").text) == []
    assert chips(client.get(LIST).text) == ["状态：已提交"]


def test_pages_and_orders_of_a_list_go_on_with_what_came_back(enter: Any) -> None:
    client = enter("cs_admin")
    search(client, stage="filed")
    page = client.get(LIST).text
    for link in re.findall(
        r'(?:zj-sort|rel="next").*?href="([^"]+)"|href="([^"]+)" rel="next"', page
    ):
        assert "_flt_0_stage=filed" in unescape("".join(link))
    # Asked for without any, the second page has none either.
    page = client.get(f"{LIST}?_flt_0_name=").text
    (following,) = re.findall(r'href="([^"]+)" rel="next"', page)
    assert chips(client.get(unescape(following)).text) == []


def test_what_is_reset_is_forgotten(enter: Any, sql: Any) -> None:
    client = enter("cs_admin")
    search(client, stage="filed")
    answer = client.post(SEARCH)
    assert answer.location == LIST
    assert chips(client.get(LIST).text) == []
    assert sql("SELECT * FROM list_preference") == []


def test_columns_and_conditions_are_kept_beside_each_other(enter: Any, sql: Any) -> None:
    client = enter("cs_admin")
    order = ["stage", "name", "education", "headcount", "amount", "code", "group", "mobile"]
    client.post("/sums/columns", data={"order": order, "shown": order})
    search(client, stage="filed")
    client.post(SEARCH)
    assert len(sql("SELECT * FROM list_preference WHERE columns IS NOT NULL")) == 1
    client.post("/sums/columns", data={"reset": "1"})
    assert sql("SELECT * FROM list_preference") == []


def test_nothing_found_under_conditions_that_came_back_says_so(enter: Any) -> None:
    client = enter("cs_admin")
    search(client, name="没有这样的活动")
    page = client.get(LIST).text
    assert "没有符合条件的记录" in page
    assert "列表仍按您上次留下的条件筛选" in page
    assert "还没有记录" not in page


def test_what_cannot_be_asked_any_more_is_left_out(enter: Any, sql: Any, twelve_app: Any) -> None:
    """The organization went to another prefecture, a word out of its dictionary."""
    from app.core.base.db import db
    from app.core.models import ListPreference

    client = enter("cs_admin")
    search(client, stage="filed", organization="4")
    assert len(chips(client.get(LIST).text)) == 2
    with twelve_app.app_context():
        kept = db.session.query(ListPreference).one()
        junk = {"_flt_0_organization": ["3"], "_flt_0_gone": ["x"], "_flt_7_name": ["x"]}
        kept.conditions = {"filters": {**junk, "_flt_0_stage": ["filed"]}, "defaults": {}}
        db.session.commit()
    page = client.get(LIST)
    assert page.status_code == 200
    assert chips(page.text) == ["状态：已提交"]
    assert sql("SELECT * FROM audit_entry WHERE outcome = 'refused'") == []


def test_a_personal_number_is_not_kept(enter: Any, sql: Any) -> None:
    client = enter("cs_admin")
    answer = client.post(SEARCH, data={"_sealed_mobile": "13900000004", "_flt_0_stage": "draft"})
    assert "_flt_0_mobile=" in answer.location
    ((kept,),) = sql("SELECT conditions FROM list_preference")
    assert "mobile" not in kept
    assert "stage" in kept


def test_coming_back_costs_no_statement(enter: Any) -> None:
    client = enter("cs_admin")
    with statements() as before:
        client.get(f"{LIST}?_flt_0_stage=filed")
    search(client, stage="filed")
    client.get(LIST)
    with statements() as after:
        client.get(LIST)
    assert len(after) <= len(before)


def test_rows_at_hand_remember_too(enter: Any) -> None:
    client = enter("yl_clerk")
    client.post("/months/search", data={"_flt_0_half": "2", "_flt_0_stage": "filed"})
    page = client.get("/months/list/").text
    assert sorted(chips(page)) == ["半年：下半年", "状态：已提交"]
    assert len(listed(page)) == 2


# --- the year -------------------------------------------------------------------------------


def title(page: str) -> str:
    return unescape(re.findall("<h1>(.*?)</h1>", page)[0])


def test_a_list_of_returns_says_its_year(sign_in: Any) -> None:
    client = sign_in("cs_admin")
    page = client.get(f"{RETURNS}/list/").text
    assert title(page) == f"监督工程情况填报（{YEAR} 年度）"
    assert f'data-here="{RETURNS}/list/?_flt_0_year={YEAR}"' in page
    assert title(client.get(f"{RETURNS}/list/?_flt_0_year=2020").text).endswith("（2020 年度）")
    assert title(client.get(f"{RETURNS}/list/?_flt_0_year=").text) == "监督工程情况填报"


def test_a_sent_link_shows_the_year_of_the_sender(sign_in: Any) -> None:
    sender, receiver = sign_in("cs_admin"), sign_in("hn_admin")
    base = "/organizations/overview/list/"
    sender.post("/year/", data={"year": str(YEAR - 1)})
    page = sender.get(base).text
    (here,) = re.findall('data-here="([^"]+)"', page)
    shown = receiver.get(unescape(here)).text
    assert title(shown) == f"监督机构基本情况汇总（{YEAR - 1} 年度）"
    assert f'<option value="{YEAR - 1}" selected' in shown.partition('id="year-switch"')[2]
    (details, *_rest) = re.findall(r'href="(/organizations/overview/show/[^"]+)"', shown)
    assert f"{YEAR - 1} 年度" in receiver.get(unescape(details)).text
    # The receiver's own year is what it was.
    assert title(receiver.get(base).text) == f"监督机构基本情况汇总（{YEAR} 年度）"
    for nonsense in ("1066", "x", "-1", "２０２５"):
        assert receiver.get(f"{base}?_year={nonsense}").status_code == 400


def test_the_switch_moves_a_list_whose_year_was_taken_away(sign_in: Any) -> None:
    client = sign_in("cs_admin")
    client.get(f"{RETURNS}/list/")
    client.post(f"{RETURNS}/search", data={"_flt_0_year": "", "_flt_0_state": "submitted"})
    assert chips(client.get(f"{RETURNS}/list/").text) == ["状态：已提交"]
    client.post("/year/", data={"year": str(YEAR - 2)})
    page = client.get(f"{RETURNS}/list/").text
    assert sorted(chips(page)) == sorted([f"年度：{YEAR - 2}", "状态：已提交"])
    answer = client.post(
        "/year/", data={"year": str(YEAR), "next": "/organizations/overview/list/?_year=2020"}
    )
    assert answer.location == f"/organizations/overview/list/?_year={YEAR}"
