"""系统首页: 查看消息通知."""

from __future__ import annotations

from app.core.base import clock
from tests.browser.steps import cells_of, dialog_of, refused, row_of, show, switch_year, toast
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits

YEAR = clock.year()
TITLE = "监督工程情况填报：退回补正"
OPINION = "竣工项目数与备案数不一致"


def test_查看消息通知(visits: Visits, site: Site):
    """进入系统首页页面，点击消息通知，查看消息通知详情"""
    name = site.account("cs_clerk")["organization"]
    # What other work has told these people already is no matter here.
    site.change("DELETE FROM message")
    clerk = visits.enter("cs_clerk", expects=(404,))
    clerk.get_by_role("button", name="消息通知，0 条未读").wait_for()
    admin = visits.enter("hn_admin")
    admin.goto(f"/organizations/project-returns/list/?_flt_0_year={YEAR}")
    row_of(admin, name).get_by_role("link", name="退回补正").click()
    box = dialog_of(admin, "退回补正")
    box.get_by_label("意见").fill(OPINION)
    box.get_by_role("button", name="退回补正").click()
    toast(admin, "已退回补正")
    admin.goto("/")
    admin.get_by_role("button", name="消息通知，0 条未读").wait_for()

    # The bell, the list, the detail.
    clerk.goto("/")
    bell = clerk.get_by_role("button", name="消息通知，1 条未读")
    assert bell.locator(".zj-badge").inner_text() == "1"
    bell.click()
    clerk.get_by_role("link", name="查看全部消息").click()
    clerk.get_by_role("heading", level=1, name="消息通知").wait_for()
    assert cells_of(clerk, TITLE)["已读"] == "未读"
    assert axe_violations(clerk) == []
    show(row_of(clerk, TITLE))
    drawer = dialog_of(clerk, "消息通知")
    drawer.get_by_text(OPINION).wait_for()
    drawer.get_by_text(site.account("hn_admin")["name"]).wait_for()

    # Opened is read: for the one who opened it.
    clerk.goto("/messages/list/")
    assert cells_of(clerk, TITLE)["已读"] == "已读"
    clerk.get_by_role("button", name="消息通知，0 条未读").wait_for()
    show(row_of(clerk, TITLE))
    dialog_of(clerk, "消息通知").get_by_role("link", name="前往办理").click()
    clerk.get_by_text(OPINION).first.wait_for()

    colleague = visits.enter("cs_admin", expects=(404,))
    colleague.get_by_role("button", name="消息通知，1 条未读").wait_for()
    colleague.goto("/messages/list/")
    colleague.get_by_role("button", name="全部标为已读").click()
    toast(colleague, "已全部标为已读")
    assert cells_of(colleague, TITLE)["已读"] == "已读"

    # Nobody reads another's.
    number = site.value(
        "SELECT m.id FROM message m JOIN ab_user u ON u.id = m.user_id"
        " WHERE u.username = 'cs_clerk' AND m.title = ?",
        TITLE,
    )
    refused(colleague, f"/messages/show/{number}", "没有找到该页面或记录")


def test_messages_fit_a_phone(visits: Visits):
    phone = visits.enter("yl_leader", size=PHONE)
    switch_year(phone, YEAR) if phone.get_by_label("切换统计年度").is_visible() else None
    phone.goto("/messages/list/")
    assert overflow(phone) == 0
    phone.get_by_text("流程结果和提醒会显示在这里。").wait_for()
