"""退回补正 → 消息 → 待办 → 修改 → 提交 → 办理记录."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from app.core.base import clock
from tests.browser.steps import (
    dialog_of,
    go_to,
    hand_in,
    refusals,
    refused,
    row_of,
    show,
    switch_year,
    toast,
)
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits

SCREEN, CHANGE = "监督经费情况填报", "修改监督经费情况"
BASE = "/organizations/funding-returns"
YEAR = clock.year()
NOTE = "差 0.12 万元"
OPINION = "办公费与决算数不一致，请核对"


def number_of(site: Site, table: str) -> int:
    """The return of Zhuzhou's own station for this year."""
    return int(
        site.value(
            f"SELECT r.id FROM {table} r JOIN organization o"
            " ON o.id = r.organization_id WHERE o.division_code = '430200' AND r.year = ?",
            YEAR,
        )
    )


def test_退回补正(visits: Visits, site: Site):
    name = site.account("zz_clerk")["organization"]
    _sent_back(visits, name)
    _told_and_corrected(visits, site)
    _the_history_shows_it(visits, name)
    _confirmed_on_a_page_of_its_own(visits)


def _sent_back(visits: Visits, name: str) -> None:
    admin = visits.enter("hn_admin", expects=(422,))
    switch_year(admin, YEAR)
    admin.goto(f"{BASE}/list/")
    row_of(admin, name).get_by_role("link", name="退回补正").click()
    box = dialog_of(admin, "退回补正")
    assert axe_violations(admin) == []
    box.get_by_label("意见").fill("请核对")
    _marked_by_key_and_by_mouse(box)
    box.get_by_role("button", name="退回补正").click()
    assert refusals(box) == ["意见不能少于 5 个字"]
    assert box.get_by_role("checkbox", name="办公费").is_checked()
    assert box.get_by_role("textbox", name="办公费：说明").input_value() == NOTE
    box.get_by_label("意见").fill(OPINION)
    box.get_by_role("button", name="退回补正").click()
    toast(admin, "已退回补正")
    row_of(admin, name).get_by_text("已退回").wait_for()


def _marked_by_key_and_by_mouse(box: Locator) -> None:
    """A value is marked where it stands; marks are counted, listed and taken back."""
    first = box.get_by_role("checkbox", name="应拨（年初预算）：人员经费")
    assert re.search(r"[\d,.]+", first.locator("xpath=..").inner_text())
    first.focus()
    first.press("ArrowDown")
    second = box.get_by_role("checkbox", name="应拨（年初预算）：公用（办公）经费")
    assert second.evaluate("e => e === document.activeElement")
    second.press("Space")
    box.get_by_text("已标记 1 处").wait_for()
    box.get_by_role("checkbox", name="办公费").locator("xpath=..").click()
    box.get_by_text("已标记 2 处").wait_for()
    box.get_by_role("textbox", name="办公费：说明").fill(NOTE)
    box.get_by_role("link", name="应拨（年初预算）：公用（办公）经费").click()
    assert second.evaluate("e => e === document.activeElement")
    second.press("Enter")
    box.get_by_text("已标记 1 处").wait_for()


def _told_and_corrected(visits: Visits, site: Site) -> None:
    """消息 and 待办 of those who file."""
    clerk = visits.enter("zz_clerk", expects=(422,))
    switch_year(clerk, YEAR)
    clerk.goto("/")
    clerk.get_by_role("button", name="消息通知").click()
    clerk.get_by_role("link", name=f"{SCREEN}：退回补正").first.click()
    clerk.get_by_text(OPINION).first.wait_for()
    clerk.goto("/")
    row = clerk.locator("#todo tbody tr").filter(has_text=f"补正 {YEAR} 年度监督经费情况")
    assert "退回补正" in row.inner_text()
    row.get_by_role("link", name="办理").click()
    form = dialog_of(clerk, CHANGE)
    note = form.get_by_role("note").filter(has_text="已退回补正")
    assert OPINION in note.inner_text()
    assert site.account("hn_admin")["name"] in note.inner_text()
    assert form.locator(".zj-marked").all_inner_texts() == [f"退回（{NOTE}）"]
    field = form.get_by_label("办公费", exact=True)
    bar = form.get_by_role("group", name="退回的内容")
    bar.get_by_text("退回 1 / 1").wait_for()
    expect(field).to_be_focused()
    assert field.evaluate("e => getComputedStyle(e).borderTopWidth") == "2px"
    bar.get_by_text("已改 0 处").wait_for()
    spent = form.get_by_role("navigation", name="表单分段").get_by_role("link", name="支出")
    assert spent.get_by_role("img", name="1 处退回待修改").is_visible()
    field.fill("8.88")
    bar.get_by_text("已改 1 处").wait_for()
    assert spent.get_by_role("img", name="处退回待修改").count() == 0
    bar.get_by_role("button", name="下一处").click()
    expect(field).to_be_focused()
    assert axe_violations(clerk) == []
    hand_in(clerk, form)


def _the_history_shows_it(visits: Visits, name: str) -> None:
    """办理记录 with the differences, for whoever reads."""
    leader = visits.enter("zz_leader")
    switch_year(leader, YEAR)
    go_to(leader, SCREEN)
    assert row_of(leader, name).get_by_role("link", name="退回补正").count() == 0
    show(row_of(leader, name))
    drawer = dialog_of(leader, SCREEN)
    steps = drawer.locator(".zj-tl > li")
    steps.first.wait_for()
    newest, back = steps.nth(0), steps.nth(1)
    assert "已退回 → 已提交" in newest.inner_text()
    assert OPINION in back.inner_text()
    newest.locator("summary").click()
    changed = newest.locator("tr.is-chg").filter(has_text="办公费")
    told = [words.strip() for words in changed.locator("td").all_inner_texts()]
    assert told[1] == "8.88"
    assert told[0] not in ("", "—", "8.88")


def _confirmed_on_a_page_of_its_own(visits: Visits) -> None:
    """Who sent it back finds it among the to-dos; the page that comes afterwards still says so."""
    admin = visits.enter("hn_admin")
    admin.goto("/")
    row = admin.locator("#todo tbody tr").filter(has_text="监督经费情况")
    row.get_by_role("link", name="办理").first.click()
    made = admin.locator("section", has=admin.get_by_role("heading", name="补正情况")).last
    assert "标记的 1 处已改 1 处" in made.inner_text()
    told = made.get_by_role("row", name="办公费").inner_text()
    assert NOTE in told
    assert "8.88" in told
    admin.get_by_role("link", name="确认补正").click()
    box = dialog_of(admin, "确认补正")
    box.get_by_role("button", name="确认补正").click()
    box.wait_for(state="detached")
    admin.get_by_role("link", name="确认补正").wait_for(state="detached")
    assert admin.get_by_role("heading", name="补正情况").count() == 0
    toast(admin, "已确认补正")


def test_退回补正_refused(visits: Visits, site: Site):
    number = number_of(site, "funding_return")
    for username, words in (
        ("hn_review", "您没有该操作的权限"),
        ("hn_leader", "您没有该操作的权限"),
        ("zz_leader", "您没有该操作的权限"),
        ("zz_admin", "您没有该操作的权限"),
        ("cs_admin", "没有找到该页面或记录"),
    ):
        page = visits.enter(username, expects=(403, 404))
        refused(page, f"{BASE}/move/{number}/return", words)


def test_the_dialog_of_a_move_fits_a_phone(visits: Visits, site: Site):
    number = number_of(site, "profile_return")
    phone = visits.enter("hn_admin", size=PHONE)
    for path in (f"move/{number}/return", f"show/{number}"):
        phone.goto(f"/organizations/profiles/{path}")
        assert overflow(phone) == 0, path
