"""监督机构基本情况汇总: its list and 查看详情."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.core.base import clock
from tests.browser.steps import cells_of, dialog_of, facts, go_to, heads, row_of, switch_year
from tests.support import summary
from tests.support.site import Site, Visits

SCREEN = "监督机构基本情况汇总"
YUELU = "岳麓区建设工程质量安全监督站"
COLUMNS = ["市州", "机构名称", "类别", "级别", "性质", "编制", "在职", "持证", "占比"]
COLUMNS += ["人员结构", "工程", "经费", "资格验证", "完善状态", "操作"]


def station(site: Site, name: str, year: int) -> summary.Station:
    found = summary.stations(site.sql, year, clock.today())
    return next(one for one in found if one.name == name)


def share(part: int, whole: int) -> str:
    exact = Decimal(part) * 100 / whole
    return f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def test_监督机构基本情况汇总_查看详情(visits: Visits, site: Site):
    year = clock.year()
    manager = visits.enter("cs_admin")
    switch_year(manager, year)
    go_to(manager, SCREEN)
    assert heads(manager) == ["", *COLUMNS]
    assert manager.locator("#list tbody tr").count() == 10
    want = station(site, YUELU, year)
    shown = cells_of(manager, YUELU)
    assert shown["市州"] == "长沙市"
    assert shown["编制"] == str(want["posts"])
    assert shown["在职"] == str(want["on_duty"])
    assert shown["持证"] == str(want["certified"])
    assert shown["占比"] == share(want["certified"], want["on_duty"])
    row_of(manager, YUELU).get_by_role("link", name="查看详情").click()
    drawer = dialog_of(manager, f"监督机构基本情况 · {YUELU}")
    told = facts(drawer)
    assert told["核定编制数"] == str(want["posts"])
    assert told["在职总人数"] == str(want["on_duty"])
    assert told["持证监督人员"] == str(want["certified"])
    assert told["双证"] == str(want["dual"])
    assert told["高级职称"] == str(want["senior"])
    assert told["办公用房面积(㎡)"] == f"{Decimal(want['office_area']) / 100:.2f}"

    own = visits.enter("yl_leader")
    go_to(own, SCREEN)
    assert own.locator("#list tbody tr").count() == 1
    assert cells_of(own, YUELU)["在职"] == str(want["on_duty"])


def test_监督机构基本情况汇总_查看详情_refused(visits: Visits, site: Site):
    number = site.value("SELECT id FROM organization WHERE name = ?", YUELU)
    stranger = visits.enter("zz_admin", expects=(404,))
    go_to(stranger, SCREEN)
    assert row_of(stranger, YUELU).count() == 0
    stranger.goto(f"/organizations/overview/show/{number}")
    stranger.get_by_role("heading", name="没有找到该页面或记录").wait_for()
    officer = visits.enter("auditor", expects=(403,))
    officer.goto("/organizations/overview/list/")
    officer.get_by_role("heading", name="您没有该操作的权限").wait_for()


def test_监督机构基本情况汇总_a_past_year_is_shown_as_it_was_stored(visits: Visits, site: Site):
    year = clock.year() - 3
    name = "浏阳市建设工程质量监督站"
    manager = visits.enter("hn_review")
    switch_year(manager, year)
    go_to(manager, SCREEN)
    manager.get_by_label("机构", exact=True).fill("浏阳")
    manager.get_by_role("button", name="查询").click()
    manager.get_by_text("共 1 个机构").wait_for()
    want = station(site, name, year)
    shown = cells_of(manager, name)
    assert shown["类别"] == "独立质量"
    assert shown["在职"] == str(want["on_duty"])
    assert shown["持证"] == str(want["certified"])
    switch_year(manager, clock.year())


def test_every_column_is_seen_at_once_and_any_figure_sorts(visits: Visits, site: Site):
    """Nothing lies behind the columns that stay in place; the lowest 占比 comes first."""
    year = clock.year()
    manager = visits.enter("hn_admin")
    switch_year(manager, year)
    go_to(manager, SCREEN)
    hidden = "e => e.scrollWidth - e.clientWidth"
    assert manager.locator("#list .zj-tscroll").evaluate(hidden) <= 1
    manager.locator("#list thead").get_by_role("link", name="占比").click()
    manager.locator('#list th[aria-sort="ascending"]').wait_for()
    shares = [
        Decimal(one["certified"]) / one["on_duty"]
        for one in summary.stations(site.sql, year, clock.today())
        if one["on_duty"]
    ]
    first = manager.locator("#list tbody tr").first.locator('[data-l="占比"]').inner_text()
    assert f"{(min(shares) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%" in first
