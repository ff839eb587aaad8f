"""机构维护: an organization begins, changes, is joined with another, and ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import dialog_of, refused, row_of, toast
from tests.browser.test_settings import open_screen
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits

SCREEN, BASE = "机构维护", "/reorganization/organizations"
NAME, RENAMED = "湘潭高新区建设工程质量安全监督站", "湘潭高新区建设工程监督中心"


@pytest.fixture(autouse=True)
def _afterwards(site: Site) -> Iterator[None]:
    """Other tests find the tree as it was."""
    (last,) = site.sql("SELECT max(id) FROM organization")[0]
    yield
    for table, column in (("organization_version", "organization_id"), ("organization", "id")):
        site.change(f"DELETE FROM {table} WHERE {column} > ?", last)
    site.change("UPDATE revision SET number = number + 1")


def find(page: Page, name: str) -> Locator:
    """The row of an organization, searched by its name."""
    open_screen(page, SCREEN)
    page.get_by_role("textbox", name="机构名称").fill(name)
    page.get_by_role("button", name="查询").click()
    row = row_of(page, name).first
    row.wait_for()
    return row


def begin(page: Page, name: str) -> None:
    """新增"""
    open_screen(page, SCREEN)
    page.get_by_role("link", name="新增").first.click()
    form = dialog_of(page, "新增机构")
    form.get_by_label("机构名称").fill(name)
    form.get_by_label("所在行政区划").select_option(label="湘潭市 湖南湘潭高新技术产业园区")
    form.get_by_label("机构类别").select_option(label="质量安全监督合署机构")
    form.get_by_label("上级机构").fill("湘潭市建设")
    page.get_by_role("option", name="湘潭市建设工程质量安全监督站").click()
    form.get_by_role("button", name="保存").click()
    toast(page, "已新增")


def more(page: Page, row: Locator, act: str) -> None:
    row.get_by_role("button", name="的更多操作").click()
    row.get_by_role("link", name=act).click()


def test_机构维护_新增_变更_撤销(visits: Visits):
    keeper = visits.enter("sys_admin", expects=(422,))
    begin(keeper, NAME)
    province = visits.enter("hn_admin")
    assert "43037101" in find(province, NAME).inner_text()
    province.goto("/organizations/overview/list/?_flt_0_name=湘潭高新区建设")
    expect(province.locator("#list tbody")).to_contain_text(NAME)

    find(keeper, NAME).get_by_role("link", name="变更").click()
    form = dialog_of(keeper, "变更机构")
    expect(form.get_by_text("最晚为今天")).to_be_visible()
    form.get_by_label("机构名称").fill(RENAMED)
    form.get_by_role("button", name="下一步（查看影响）").click()
    asked = form.get_by_role("alert").filter(has_text="尚未保存")
    expect(asked).to_contain_text(f"机构名称：{NAME} → {RENAMED}")
    form.get_by_role("button", name="确认保存").click()
    toast(keeper, "已保存")
    find(province, RENAMED).get_by_role("link", name="查看").click()
    told = dialog_of(province, SCREEN)
    expect(told.get_by_role("heading", name="机构沿革")).to_be_visible()
    province.keyboard.press("Escape")

    row = find(keeper, RENAMED)
    more(keeper, row, "撤销")
    form = dialog_of(keeper, "撤销机构")
    form.get_by_label("变更为").select_option(label="已撤销")
    form.get_by_role("button", name="下一步（查看影响）").click()
    expect(form.get_by_role("alert").first).to_contain_text("停止运行后不再填报")
    form.get_by_role("button", name="确认保存").click()
    toast(keeper, "机构已撤销或停用")
    assert "已撤销" in find(province, RENAMED).inner_text()


def test_机构维护_合并_与拆分_先说明后果(visits: Visits):
    keeper = visits.enter("sys_admin", expects=(422,))
    begin(keeper, NAME)
    row = find(keeper, NAME)
    more(keeper, row, "合并")
    form = dialog_of(keeper, "合并机构")
    form.get_by_label("并入机构").fill("雨湖区")
    keeper.get_by_role("option", name="雨湖区建设工程质量安全监督站").click()
    form.get_by_role("button", name="下一步（查看影响）").click()
    expect(form.get_by_role("alert").first).to_contain_text("并入“雨湖区建设工程质量安全监督站”")
    keeper.keyboard.press("Escape")

    more(keeper, find(keeper, "雨湖区"), "拆分")
    form = dialog_of(keeper, "拆分机构")
    form.get_by_label("新设机构名称").fill("雨湖区建设工程安全监督站")
    form.get_by_label("新设机构类别").select_option(label="独立安全监督机构")
    form.get_by_role("checkbox").first.check()
    form.get_by_role("button", name="下一步（查看影响）").click()
    expect(form.get_by_role("alert").first).to_contain_text("1 人随之转入")


def test_机构维护_不是管理员不能进入(visits: Visits):
    for name in ("cs_admin", "ty_clerk", "sec_admin"):
        page = visits.enter(name, expects=(403,))
        refused(page, f"{BASE}/list/")
        refused(page, f"{BASE}/edit/5")


def test_机构维护_手机与无障碍(visits: Visits):
    page = visits.enter("sys_admin", size=PHONE)
    page.goto(f"{BASE}/list/")
    assert overflow(page) == 0
    page.goto(f"{BASE}/part/20")
    assert overflow(page) == 0
    assert axe_violations(page) == []
