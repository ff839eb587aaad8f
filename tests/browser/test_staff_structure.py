"""人员结构情况查看: 查看 and the 查看详情 of each column, down to the people."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from app.core.base import clock
from tests.browser.steps import cells_of, dialog_of, facts, go_to, heads, row_of, show, switch_year
from tests.support.site import Site, Visits

SCREEN = "人员结构情况查看"
YUELU = "岳麓区建设工程质量安全监督站"
COLUMNS = ["年度", "机构名称", "核定编制数", "在职总人数", "用工结构", "持证监督人员数", "持证占比"]
COLUMNS += ["专业技术人员数", "专技占比", "职称", "学历", "年龄", "专业", "执业资格(人次)"]
COLUMNS += ["数据状态", "操作"]
# The column, the title of its dialog, and a cell that stands in it.
DETAILS = (
    ("用工结构", "用工结构", "在编人数"),
    ("持证监督人员数", "持证", "双证"),
    ("专业技术人员数", "专业技术人员", "工程系列职称"),
    ("职称", "职称", "中级"),
    ("学历", "学历", "大学本科"),
    ("年龄", "年龄", "36-45岁"),
    ("专业", "专业类别", "市政"),
    ("执业资格(人次)", "执业资格（人次）", "注册监理工程师"),
)


def on_roster(site: Site) -> int:
    """在职 of 岳麓 today, counted apart."""
    found: int = site.value(
        "SELECT count(*) FROM person JOIN organization o ON o.id = organization_id WHERE o.name = ?"
        " AND left_on IS NULL AND deleted_at IS NULL AND employ_type <> 'seconded_in'",
        YUELU,
    )
    return found


@pytest.mark.parametrize("username", ["yl_clerk", "cs_admin", "hn_admin"])
def test_人员结构情况查看_查看(visits: Visits, site: Site, username: str):
    """点击人员结构情况列表中的【查看】弹出人员结构情况详情界面"""
    year, count = clock.year(), on_roster(site)
    page = visits.enter(username)
    switch_year(page, year)
    go_to(page, SCREEN)
    assert heads(page) == COLUMNS
    row = found(page)
    assert (row["年度"], row["在职总人数"], row["数据状态"]) == (str(year), str(count), "实时")
    show(row_of(page, YUELU))
    drawer = dialog_of(page, f"人员结构情况 · {YUELU}（{year} 年度）")
    told = facts(drawer)
    assert told["在职总人数"] == str(count)
    assert int(told["男"]) + int(told["女"]) == count
    drawer.get_by_role("link", name=re.compile("^在职总人数 ")).click()
    people = dialog_of(page, f"在职总人数 · {YUELU}")
    assert people.locator("tbody tr").count() == count


@pytest.mark.parametrize(
    ("column", "title", "cell"), DETAILS, ids=[str(n) for n in range(len(DETAILS))]
)
def test_人员结构情况查看_查看详情(visits: Visits, column: str, title: str, cell: str):
    """点击【查看详情】，弹出相应列的详情弹框"""
    year = clock.year()
    page = visits.enter("yl_clerk")
    switch_year(page, year)
    go_to(page, SCREEN)
    place = heads(page).index(column)
    row_of(page, YUELU).locator("td").nth(place).get_by_role("link", name="查看详情").click()
    dialog = dialog_of(page, f"{title} · {YUELU}（{year} 年度）")
    value = int(facts(dialog)[cell])
    dialog.get_by_role("link", name=re.compile(f"^{re.escape(cell)} ")).click()
    people = dialog_of(page, f"{cell} · {YUELU}")
    people.get_by_text(re.compile(rf"共\s*{value}\s*人")).wait_for()
    assert people.locator("tbody tr").count() == value


def test_人员结构情况查看_已过年度(visits: Visits):
    """已过年度系统会在每年12月31日保存一条记录到系统中"""
    year = clock.year() - 2
    page = visits.enter("cs_admin")
    switch_year(page, year)
    go_to(page, SCREEN)
    row = found(page)
    assert (row["年度"], row["数据状态"]) == (str(year), "已归档")
    show(row_of(page, YUELU))
    drawer = dialog_of(page, f"人员结构情况 · {YUELU}（{year} 年度）")
    assert facts(drawer)["归档时间"] == f"{year}-12-31 23:50"
    assert facts(drawer)["在职总人数"] == row["在职总人数"]


def test_人员结构情况查看_refused(visits: Visits, site: Site):
    number = site.value("SELECT id FROM organization WHERE name = ?", YUELU)
    stranger = visits.enter("zz_admin", expects=(404,))
    go_to(stranger, SCREEN)
    assert row_of(stranger, YUELU).count() == 0
    stranger.goto(f"/organizations/staff-structure/show/{clock.year()}/{number}")
    stranger.get_by_role("heading", name="没有找到该页面或记录").wait_for()
    officer = visits.enter("auditor", expects=(403,))
    officer.goto("/organizations/staff-structure/list/")
    officer.get_by_role("heading", name="您没有该操作的权限").wait_for()


def found(page: Page) -> dict[str, str]:
    """The row of 岳麓, looked up by its name where there are others."""
    page.get_by_label("机构名称", exact=True).fill("岳麓区")
    page.get_by_role("button", name="查询").click()
    page.get_by_text("共 1 条").first.wait_for()
    return cells_of(page, YUELU)
