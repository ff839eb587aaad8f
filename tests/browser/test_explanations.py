"""为什么看不到／不能办: an administrator finds out what keeps a user from a record."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.steps import dialog_of, refused, row_of
from tests.browser.test_settings import open_screen
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits

SCREEN = "为什么看不到／不能办"
ROSTER = "在职工作人员基础数据"
COUNTY = "SELECT id, name FROM organization WHERE name LIKE '望城区%'"
SOMEBODY = "SELECT name FROM person WHERE organization_id = ? AND left_on IS NULL LIMIT 1"
NUMBER = "SELECT id FROM person WHERE name = ?"


def verdict(page: Page) -> str:
    return page.get_by_role("region", name="结论").inner_text()


def test_为什么看不到_市州级管理员(visits: Visits, site: Site):
    """Of the own clerk, who sees one organization alone: whose the record is, what narrows."""
    ((number, county),) = site.sql(COUNTY)
    name = site.value(SOMEBODY, number)
    page = visits.enter("cs_admin")
    open_screen(page, SCREEN)
    page.get_by_label("登录账号或姓名").fill("cs_clerk")
    page.get_by_role("button", name="查找用户").click()
    page.get_by_role("link", name="cs_clerk").click()
    page.get_by_label("页面").select_option(label=ROSTER)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("查找记录").fill(f"{name} 望城")
    page.get_by_role("button", name="说明原因").click()
    page.get_by_role("link", name=name).first.click()
    said = verdict(page)
    assert "不可以" in said
    assert f"记录属于{county}" in said
    assert "该用户的角色在此只能看到本机构的记录" in said
    assert axe_violations(page) == []
    page.set_viewport_size(PHONE)
    assert overflow(page) == 0

    clerk = visits.enter("cs_clerk", expects=(403, 404))
    person = site.value(f"{NUMBER} AND organization_id = ?", name, number)
    refused(clerk, f"/personnel/people/show/{person}", "没有找到该页面或记录")
    assert clerk.get_by_role("link", name="为什么？").count() == 0
    other = site.value("SELECT id FROM ab_user WHERE username = 'yl_admin'")
    refused(clerk, f"/why/?user={other}")


def test_不能办_本人(visits: Visits):
    """From the drawer of a record: a leader reads which right is missing, and who has it."""
    leader = visits.enter("cs_leader")
    leader.goto("/personnel/people/list/")
    row_of(leader, "长沙").first.get_by_role("link", name="查看").click()
    dialog_of(leader, ROSTER).get_by_role("link", name="不能办？").click()
    leader.get_by_role("heading", level=1, name=SCREEN).wait_for()
    leader.get_by_label("操作").select_option(label="修改")
    leader.get_by_role("button", name="说明原因").click()
    leader.get_by_text("不可以").wait_for()
    said = verdict(leader)
    assert f"没有“{ROSTER}”的“修改”权限" in said
    assert "市州级经办" in said
