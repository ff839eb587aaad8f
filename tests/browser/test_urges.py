"""催报 by a superior: who is named before, and the message that the reminded one finds."""

from __future__ import annotations

from app.core.base import clock
from tests.browser.steps import dialog_of, go_to, refused, row_of, switch_year, toast
from tests.support.site import Site, Visits

SCREEN = "监督机构基本情况汇总"
TIANYUAN, HETANG = "天元区建设工程质量安全监督站", "荷塘区建设工程质量安全监督站"


def test_催报_一个机构(visits: Visits, site: Site):
    """From the home page: who is told is named, one message arrives, a second is not sent."""
    year = clock.year()
    superior = visits.enter("zz_admin", expects=(422,))
    switch_year(superior, year)
    bars = superior.locator(".zj-orgs > div")
    assert "无账号" in bars.filter(has_text=HETANG).inner_text()
    bars.filter(has_text=TIANYUAN).get_by_role("link", name="催报").click()
    question = dialog_of(superior, f"催报（{year} 年度）")
    assert site.account("ty_admin")["name"] in question.inner_text()
    question.get_by_role("button", name="发送提醒").click()
    toast(superior, f"已向{TIANYUAN}的 1 位管理员发送催报提醒")
    bars.filter(has_text=TIANYUAN).get_by_role("link", name="已提醒").click()
    question = dialog_of(superior, f"催报（{year} 年度）")
    question.get_by_text("已提醒").wait_for()
    assert question.get_by_role("button", name="发送提醒").count() == 0

    reminded = visits.enter("ty_admin")
    news = reminded.get_by_role("region", name="消息通知").get_by_role("listitem")
    news.filter(has_text=f"催报：{year} 年度有").click()
    sender = site.account("zz_admin")
    told = dialog_of(reminded, "消息通知").inner_text()
    assert f"{sender['organization']} {sender['name']}提醒您尽快完成" in told
    assert visits.enter("ty_clerk").get_by_text(f"催报：{year}").count() == 0


def test_批量催报(visits: Visits, site: Site):
    """Ticked rows, or all that the conditions find: the question says for whom it is in vain."""
    year = clock.year()
    superior = visits.enter("cs_admin")
    switch_year(superior, year)
    go_to(superior, SCREEN)
    for name in ("岳麓区", "望城区"):
        row_of(superior, name).get_by_role("checkbox").check()
    superior.get_by_role("button", name="批量催报").click()
    superior.get_by_role("heading", name=f"催报（{year} 年度）").wait_for()
    said = superior.locator("form[data-form]").inner_text()
    assert "将提醒 1 个机构，1 人；1 个机构无账号" in said
    superior.get_by_role("button", name="发送提醒").click()
    toast(superior, "的 1 位管理员发送催报提醒")
    superior.get_by_role("link", name="催报全部未完成").click()
    question = dialog_of(superior, f"催报（{year} 年度）")
    question.get_by_text("没有可以提醒的机构").wait_for()
    assert visits.enter("yl_admin").get_by_text(f"催报：{year} 年度有").count() >= 1

    leader = visits.enter("cs_leader", expects=(403,))
    go_to(leader, SCREEN)
    assert leader.get_by_role("link", name="催报全部未完成").count() == 0
    assert leader.locator("#list").get_by_role("checkbox").count() == 0
    number = site.value("SELECT id FROM organization WHERE name LIKE '岳麓区%'")
    refused(leader, f"/organizations/overview/remind?rowid={number}")
