"""导出 of a form that cannot be had yet: the dialog stays and leads to what is missing."""

from __future__ import annotations

from playwright.sync_api import expect

from app.core.base import clock
from tests.browser.steps import dialog_of, go_to, row_of, switch_year
from tests.support.site import Visits

SCREEN, HETANG = "监督机构基本情况汇总", "荷塘区建设工程质量安全监督站"


def test_导出_stays_in_its_dialog_until_nothing_is_missing(visits: Visits):
    year = clock.year()
    leader = visits.enter("zz_leader", expects=(422,))
    switch_year(leader, year)
    go_to(leader, SCREEN)
    row_of(leader, HETANG).get_by_role("link", name="导出").click()
    title = "导出监督机构基本情况表"
    box = dialog_of(leader, title)
    box.get_by_role("button", name="预览").click()
    told = box.get_by_role("alert").filter(has_text=f"{year} 年度还差")
    told.wait_for()
    assert box.get_by_text(f"{year} 年度还差").count() == 1
    expect(leader.get_by_role("heading", level=1, name=SCREEN)).to_be_visible()
    box.get_by_role("button", name="取消").click()
    row_of(leader, HETANG).get_by_role("link", name="导出").click()
    dialog_of(leader, title).get_by_role("link").first.click()
    leader.get_by_role("heading", level=1).wait_for()
    assert "/reports/" not in leader.url
