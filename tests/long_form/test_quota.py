"""A table of fixed rows in a form: stored, refused at its cells, drafted, and computed."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.long_form.pages import own_draft, sent, typed
from tests.long_form.quota import RESOURCE, ROUTE, Quota
from tests.long_form.windows import Enter
from tests.support.forms import errors, refusals, value_of
from tests.support.stored import rows


def new(page: str, **cells: str) -> dict[str, Any]:
    shares = {f"shares-{name.replace('_', '-')}": text for name, text in cells.items()}
    return sent(page, session="第四期", **shares)


def test_what_is_allocated_is_stored_by_row(app, clerk):
    page = clerk.get(f"{ROUTE}/add").text
    form = new(page, yl_places="10", ly_places="6", ly_remark="优先", yl_due="99", xx_places="1")
    assert clerk.post(f"{ROUTE}/add", data=form).status_code == 303
    (found,) = rows(app, Quota)
    assert found.shares == {
        "yl": {"places": 10, "remark": None},
        "ly": {"places": 6, "remark": "优先"},
    }
    page = clerk.get(f"{ROUTE}/edit/{found.id}").text
    assert value_of(page, "shares-ly-places") == "6"
    assert ">16</output>" in page
    assert ">4</output>" in page


def test_what_is_refused_stands_at_its_cell(app, clerk):
    page = clerk.get(f"{ROUTE}/add").text
    answer = clerk.post(f"{ROUTE}/add", data=new(page, yl_places="8", ly_places="viele"))
    assert answer.status_code == 422
    assert errors(answer.text)["shares-yl-places"] == "岳麓区 本次分配不能小于已报名（9）"
    assert value_of(answer.text, "shares-ly-places") == "viele"
    answer = clerk.post(f"{ROUTE}/add", data=new(page, yl_places="40", ly_places="30"))
    assert refusals(answer.text) == ["分配人数合计不能超过 60"]
    assert 'id="shares-yl-places"' in answer.text
    assert rows(app, Quota) == []


def test_cells_are_kept_in_the_draft(clerk):
    key = own_draft(clerk.get(f"{ROUTE}/add").text)
    clerk.post(f"/drafts/{RESOURCE}/{key}", json=typed(**{"shares-ly-places": "7"}))
    page = clerk.get(f"{ROUTE}/add").text
    assert value_of(page, "shares-ly-places") == "7"
    assert ">7</output>" in page


def test_sums_follow_while_one_types(enter: Enter) -> None:
    page: Page = enter("yl_clerk")
    page.goto(f"{ROUTE}/add")
    left, total = page.get_by_label("岳麓区 缺额"), page.get_by_label("本次分配合计")
    expect(left).to_have_text("12")
    page.get_by_label("岳麓区 本次分配").fill("9")
    page.get_by_label("浏阳市 本次分配").fill("12")
    expect(left).to_have_text("3")
    expect(page.get_by_label("浏阳市 缺额")).to_have_text("−4")
    expect(total).to_have_text("21")
    page.get_by_label("岳麓区 本次分配").press("Enter")
    expect(page.get_by_label("浏阳市 本次分配")).to_be_focused()
