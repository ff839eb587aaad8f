"""退回补正 → 消息 → 待办 → 修改 → 提交 → 办理记录."""

from __future__ import annotations

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
    box.get_by_role("checkbox", name="办公费", exact=True).check()
    box.get_by_role("button", name="退回补正").click()
    assert refusals(box) == ["意见不能少于 5 个字"]
    assert box.get_by_role("checkbox", name="办公费", exact=True).is_checked()
    box.get_by_label("意见").fill(OPINION)
    box.get_by_role("button", name="退回补正").click()
    toast(admin, "已退回补正")
    row_of(admin, name).get_by_text("已退回").wait_for()


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
    assert form.locator(".zj-marked").count() == 1
    field = form.get_by_label("办公费", exact=True)
    field.fill("8.88")
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
    admin.get_by_role("link", name="确认补正").click()
    box = dialog_of(admin, "确认补正")
    box.get_by_role("button", name="确认补正").click()
    box.wait_for(state="detached")
    admin.get_by_role("link", name="确认补正").wait_for(state="detached")
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
