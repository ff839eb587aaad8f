"""动态考核记分 by the steps of the manual."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from app.core.base import clock
from tests.browser.steps import (
    cells_of,
    dialog_of,
    download,
    facts,
    go_to,
    press,
    refused,
    row_of,
    show,
    submit,
    toast,
    zoom_and_print,
)
from tests.support.browser import axe_violations
from tests.support.site import Site, Visits

SCORING, RECORDS = "监督工作规范化考核", "动态考核记分"
BASE = "/demerits/records"


def record(page: Page, reason: str, first: int, count: int = 1) -> list[str]:
    """新增考核记分 of some people, by their places in the list, to the end; their names."""
    go_to(page, RECORDS, SCORING)
    page.get_by_role("link", name="新增考核记分").first.click()
    picker = dialog_of(page, "选择被记分人员")
    picker.locator("td.chk input:enabled").first.wait_for()
    names = []
    for place in range(first, first + count):
        box = picker.locator("td.chk input:enabled").nth(place)
        names.append(str(box.get_attribute("data-name")))
        box.check()
    picker.get_by_role("button", name="确定", exact=True).click()
    form = dialog_of(page, "新增考核记分")
    form.get_by_label("记分时间").fill(clock.today().isoformat())
    form.get_by_role("checkbox", name=re.compile(reason)).check()
    form.get_by_label("事实说明").fill("检查中发现，当事人已签字确认。")
    assert axe_violations(page, within="dialog[open]") == []
    submit(form)
    toast(page, "已提交")
    return names


def number_of(page: Page, name: str) -> str:
    """记分编号 of the newest record of somebody."""
    return cells_of(page, name)["记分编号"]


def test_新增考核记分(visits: Visits):
    """勾选被记分人员, 【确定】, 选择记分时间, 勾选记分事由, 【提交】完成记分记录的添加"""
    clerk = visits.enter("cs_clerk")
    names = record(clerk, "J210", 0, 2)
    for name in names:
        row = cells_of(clerk, name)
        assert row["审核状态"] == "未审核"
        assert row["分值"] == "1"
        assert row["记分编号"].startswith(f"JF-{clock.year()}-")
    leader = visits.enter("cs_leader", expects=(403,))
    go_to(leader, RECORDS, SCORING)
    assert cells_of(leader, names[1])["审核状态"] == "未审核"
    refused(leader, f"{BASE}/pick")


def test_审核(visits: Visits, site: Site):
    """点击【审核】按钮打开动态考核记分审核弹窗, 点击【通过】完成动态考核记分审核"""
    clerk = visits.enter("cs_clerk")
    (name,) = record(clerk, "J405", 2)
    number = number_of(clerk, name)
    leader = visits.enter("cs_leader")
    go_to(leader, RECORDS, SCORING)
    press(row_of(leader, number), "审核")
    dialog = dialog_of(leader, "动态考核记分审核")
    assert facts(dialog)["事实说明"] == "检查中发现，当事人已签字确认。"
    assert axe_violations(leader, within="dialog[open]") == []
    dialog.get_by_role("button", name="通过", exact=True).click()
    toast(leader, "已通过")
    go_to(clerk, RECORDS, SCORING)
    row = cells_of(clerk, number)
    assert (row["审核状态"], row["本周期累计"]) == ("已通过", "3")
    item = site.value("SELECT id FROM demerit_record WHERE number = ?", number)
    refused(visits.enter("hn_review", expects=(403,)), f"{BASE}/review/{item}")


def test_删除(visits: Visits):
    """点击【删除】按钮弹出删除提示弹窗, 点击【确定】完成记分记录删除"""
    clerk = visits.enter("cs_clerk")
    (name,) = record(clerk, "J406", 3)
    number = number_of(clerk, name)
    press(row_of(clerk, number), "删除")
    dialog = clerk.get_by_role("dialog").last
    dialog.get_by_role("button", name="确定", exact=True).click()
    toast(clerk, "已删除")
    expect(row_of(clerk, number)).to_have_count(0)
    leader = visits.enter("cs_leader")
    go_to(leader, RECORDS, SCORING)
    expect(row_of(leader, number)).to_have_count(0)
    expect(leader.locator("#list").get_by_text("删除", exact=True)).to_have_count(0)


def test_查看(visits: Visits):
    """点击【查看】按钮打开动态考核记分查看弹窗"""
    clerk = visits.enter("cs_clerk")
    (name,) = record(clerk, "J602", 4)
    number = number_of(clerk, name)
    leader = visits.enter("cs_leader")
    go_to(leader, RECORDS, SCORING)
    show(row_of(leader, number))
    told = facts(dialog_of(leader, RECORDS))
    assert told["被记分人"] == name
    assert "瞒报、谎报质量安全事故" in told["记分事由"]
    assert told["审核状态"] == "未审核"


def test_导出(visits: Visits, tmp_path: Path):
    """点击【导出】打开导出信息筛选条件弹窗, 【预览】, 【打印】【下载】"""
    clerk = visits.enter("cs_clerk")
    (name,) = record(clerk, "J404", 5)
    press(row_of(clerk, number_of(clerk, name)), "导出")
    dialog = dialog_of(clerk, "监督人员动态考核记分表")
    assert name in dialog.inner_text()
    dialog.get_by_role("button", name="预览").click()
    expect(clerk.get_by_role("region", name=re.compile("^报表预览"))).to_contain_text(name)
    zoom_and_print(clerk)
    assert download(clerk, "XLSX", tmp_path).stat().st_size > 1000
    refused(visits.enter("yl_leader", expects=(403,)), "/reports/demerit_summary/conditions")


def test_导出记分总汇表(visits: Visits, tmp_path: Path):
    """点击【导出记分总汇表】打开导出信息筛选条件弹窗, 【预览】, 【打印】【下载】"""
    leader = visits.enter("hn_leader")
    go_to(leader, RECORDS, SCORING)
    leader.get_by_role("link", name="导出记分总汇表").click()
    dialog = dialog_of(leader, "导出记分总汇表")
    dialog.get_by_role("button", name="预览").click()
    paper = leader.get_by_role("region", name=re.compile("^报表预览"))
    expect(paper).to_contain_text("监督人员动态考核记分总汇表")
    expect(paper).to_contain_text("记分事由统计")
    zoom_and_print(leader)
    assert download(leader, "XLSX", tmp_path).stat().st_size > 1000
