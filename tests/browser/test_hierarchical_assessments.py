"""层级考核 by the steps of the manual."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from app.core.base import clock
from tests.browser.steps import (
    cells_of,
    dialog_of,
    go_to,
    menu_entries,
    press,
    refused,
    row_of,
    show,
    submit,
)
from tests.browser.test_group_assessments import cut, fill_head, line, pad, save
from tests.support.browser import axe_violations
from tests.support.site import Visits

SCORING, HIERARCHIES = "监督工作规范化考核", "层级考核"
BASE = "/assessments/hierarchical"


def begin(page: Page, organizations: int = 1) -> str:
    """点击【新增被考核机构】, 勾选要考核的监督机构, 点击【提交】; the name of the first."""
    go_to(page, HIERARCHIES, SCORING)
    page.get_by_role("link", name="新增被考核机构").click()
    picker = dialog_of(page, "辖区内监督机构选择")
    boxes = picker.locator("input[name=of]:enabled").all()[:organizations]
    for box in boxes:
        box.check()
    name = boxes[0].get_attribute("data-name") or ""
    assert axe_violations(page, within="dialog[open]") == []
    submit(picker)
    form = dialog_of(page, "新增被考核机构")
    expect(form).to_contain_text(name)
    form.get_by_label(re.compile("考核组成员$")).fill("考核组：方正平")
    submit(form)
    page.get_by_role("heading", level=1, name=HIERARCHIES).wait_for()
    pad(page)
    expect(page.locator("main")).to_contain_text(name)
    return name


def test_新增被考核机构(visits: Visits):
    """填入工程名称和建设单位, 【扣】, 【保存】, 【新增项目】, 【提交】完成监督机构考核"""
    page = visits.enter("zz_clerk", expects=(422,))
    name = begin(page, organizations=2)
    fill_head(page, "浏览器一号楼")
    members = page.get_by_role("group", name="监督组成员").get_by_role("checkbox")
    members.first.check()
    pad(page).get_by_role("checkbox", name=re.compile("弄虚作假")).check()
    save(page)
    expect(members.first).to_be_checked()
    assert axe_violations(page) == []
    page.get_by_role("link", name="新增项目").click()
    page.get_by_role("link", name="新项目").wait_for()
    fill_head(page, "浏览器二号楼")
    line(page, "A1.1.2").get_by_role("checkbox").check()
    cut(page, "A1.2.3", times="2", fact="两次更换未告知")
    save(page)
    page.get_by_role("link", name="提交", exact=True).click()
    form = dialog_of(page, "提交")
    expect(form).to_contain_text("98.75")
    expect(form).to_contain_text(re.compile("浏览器一号楼：每人 3 分"))
    submit(form)
    expect(form).to_contain_text("请填写综合评价意见")
    form.get_by_label(re.compile("综合评价意见$")).fill("资料须补齐")
    submit(form)
    page.locator(".zj-toast", has_text="已提交").wait_for()
    told = visits.enter("zz_leader")
    told.goto(f"{BASE}/list/?_flt_0_state=done&_flt_0_year={clock.year()}")
    row = cells_of(told, name)
    assert (row["项目数"], row["考核得分"], row["考核等次"], row["整改情况"]) == (
        "2",
        "98.75",
        "不合格",
        "待整改",
    )
    show(row_of(told, name).first)
    expect(dialog_of(told, HIERARCHIES)).to_contain_text("资料须补齐")
    county = visits.enter("ty_clerk", expects=(403,))
    refused(county, f"{BASE}/pick", "您没有该操作的权限")


def test_考核(visits: Visits):
    """点击考核记录中【考核】按钮打开考核该记录考核页面, 【新增项目】, 【保存】, 【提交】"""
    page = visits.enter("cs_clerk")
    name = begin(page)
    fill_head(page, "接续工程")
    save(page)
    go_to(page, HIERARCHIES, SCORING)
    press(row_of(page, name), "考核")
    pad(page)
    expect(page.get_by_label(re.compile("工程名称$"))).to_have_value("接续工程")
    page.get_by_role("link", name="新增项目").click()
    page.get_by_role("link", name="新项目").wait_for()
    fill_head(page, "接续工程二期")
    save(page)
    number = page.url.rpartition("/")[2]
    page.get_by_role("link", name="提交", exact=True).click()
    form = dialog_of(page, "提交")
    form.get_by_label(re.compile("综合评价意见$")).fill("规范")
    submit(form)
    page.locator(".zj-toast", has_text="已提交").wait_for()
    stranger = visits.enter("zz_clerk", expects=(404,))
    refused(stranger, f"/assessments/hierarchical-projects/edit/{number}", "没有找到该页面或记录")
    assert HIERARCHIES not in menu_entries(visits.enter("sys_admin"))


def test_整改回复(visits: Visits):
    """The assessed organization answers, and whoever assessed confirms it."""
    page = visits.enter("yl_admin")
    page.goto(f"{BASE}/list/?_flt_0_step=pending")
    row = page.locator("#list tbody tr").first
    press(row, "整改回复")
    form = dialog_of(page, "整改回复")
    form.get_by_label(re.compile("整改回复$")).fill("浏览器回复：已整改")
    form.get_by_role("button", name="整改回复").click()
    page.locator(".zj-toast", has_text="已整改回复").wait_for()
    told = visits.enter("cs_clerk")
    told.goto(f"{BASE}/list/?_flt_0_step=replied")
    show(told.locator("#list tbody tr").first)
    expect(dialog_of(told, HIERARCHIES)).to_contain_text("浏览器回复：已整改")


def test_导出考核综合评价总汇表(visits: Visits):
    """点击【导出考核综合评价总汇表】打开导出信息筛选条件弹窗, 点击【预览】"""
    page = visits.enter("cs_clerk")
    go_to(page, HIERARCHIES, SCORING)
    preview_of(page, "导出考核综合评价总汇表", "层级考核综合评价总汇表")
    county = visits.enter("yl_admin")
    go_to(county, HIERARCHIES, SCORING)
    assert county.get_by_role("link", name=re.compile("^导出考核")).count() == 0


def test_导出考核情况汇总表(visits: Visits):
    """点击【导出考核情况汇总表】打开导出信息筛选条件弹窗, 点击【预览】; of the half-year before."""
    page = visits.enter("cs_admin", expects=(403,))
    page.goto(f"{BASE}/list/?_flt_0_state=done")
    number = page.locator("#list tbody tr td").nth(0).inner_text().strip()
    year, half = re.match(r"CK-(\d+)H(\d)", number).groups()  # type: ignore[union-attr]
    preview_of(page, "导出考核情况汇总表", "层级考核情况汇总表", year=year, half=half)
    expect(page.get_by_text("扣分内容频次 Top 10").first).to_be_visible()
    county = visits.enter("yl_leader", expects=(403,))
    refused(
        county,
        f"/reports/hierarchical_assessment_details/preview?year={year}&half={half}",
        "您没有该操作的权限",
    )


def preview_of(page: Page, button: str, title: str, *, year: str = "", half: str = "") -> None:
    """The preview of a report, by the dialog of its conditions."""
    page.get_by_role("link", name=button).click()
    form = page.get_by_role("dialog").last
    if year:
        form.get_by_label(re.compile("统计年度$")).select_option(year)
        form.get_by_label(re.compile("上/下半年$")).select_option(half)
    form.get_by_role("button", name="预览").click()
    page.get_by_text(title).first.wait_for()
