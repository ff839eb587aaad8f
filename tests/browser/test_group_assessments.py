"""监督组考核 by the steps of the manual."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from app.core.base import clock
from tests.browser.steps import (
    cells_of,
    dialog_of,
    go_to,
    menu_entries,
    press,
    refusals,
    refused,
    row_of,
    show,
    submit,
)
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Visits

SCORING, GROUPS = "监督工作规范化考核", "监督组考核"
ZHUZHOU = "株洲市建设工程质量安全监督站"
CHANGSHA = "长沙市建设工程质量安全监督站"
TIANYUAN = "天元区建设工程质量安全监督站"


def begin(page: Page, organization: str, group: str, people: int = 2) -> None:
    """点击【新增被考核人员】, 勾选本次考核的监督组人员, 点击【提交】进入监督组考核页面"""
    go_to(page, GROUPS, SCORING)
    page.get_by_role("link", name="新增被考核人员").click()
    picker = dialog_of(page, f"{organization}被考核人员")
    for box in picker.locator("input[name=of]:enabled").all()[:people]:
        box.check()
    submit(picker)
    form = dialog_of(page, "新增被考核人员")
    form.get_by_label(re.compile("考核人员$")).fill("考核组：方正平")
    form.get_by_label("监督组").fill(group)
    submit(form)
    page.get_by_role("heading", level=1, name=GROUPS).wait_for()
    pad(page)


def pad(page: Page) -> Locator:
    """The table of the sheet, with its script."""
    found = page.locator("table.is-live")
    found.wait_for()
    return found


def line(page: Page, code: str) -> Locator:
    """The row of 扣分内容."""
    return pad(page).locator("tr[data-point]").filter(has_text=f"{code} ")


def fill_head(page: Page, name: str) -> None:
    """填入工程名称和建设单位"""
    page.get_by_label(re.compile("工程名称$")).fill(name)
    page.get_by_label(re.compile("建设单位$")).fill("示例置业有限公司")


def cut(page: Page, code: str, times: str = "", value: str = "", fact: str = "") -> None:
    """点击【扣】按钮录入扣分"""
    line(page, code).get_by_role("button", name="扣").click()
    dialog = dialog_of(page, "录入扣分")
    if times:
        dialog.get_by_label("次数").fill(times)
    if value:
        dialog.get_by_label(re.compile("扣分$")).fill(value)
    dialog.get_by_label("扣分说明").fill(fact)
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_be_hidden()


def save(page: Page) -> None:
    """点击【保存】保存项目录入"""
    page.get_by_role("button", name="保存").click()
    page.locator(".zj-toast", has_text="已保存项目").wait_for()
    pad(page)


def arithmetic(page: Page) -> str:
    return page.locator("[data-arithmetic]").inner_text().strip()


def first_project(page: Page) -> None:
    """What is ticked and typed shows in the arithmetic at once, and is kept."""
    fill_head(page, "浏览器一号楼")
    line(page, "A1.1.2").get_by_role("checkbox").check()
    assert arithmetic(page) == "100 − (0.5×1) = 99.5"
    cut(page, "A1.2.3", times="2", fact="两次更换未告知")
    assert arithmetic(page) == "100 − (0.5×1 + 1×2) = 97.5"
    expect(line(page, "A1.2.3")).to_contain_text("两次更换未告知")
    line(page, "A1.3.1").get_by_role("button", name="扣").click()
    dialog = dialog_of(page, "录入扣分")
    dialog.get_by_label(re.compile("扣分$")).fill("1.5")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog.get_by_text("扣分与扣分标准不同，请填写扣分说明")).to_be_visible()
    dialog.get_by_label("扣分说明").fill("计划已有，未盖章")
    dialog.get_by_role("button", name="确定").click()
    assert arithmetic(page) == "100 − (0.5×1 + 1×2 + 1.5) = 96"
    line(page, "A1.3.1").get_by_role("button", name="扣").click()
    dialog = dialog_of(page, "录入扣分")
    dialog.get_by_label(re.compile("扣分$")).fill("4.5")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_contain_text("应扣 0.5 至 4 分，以 0.5 分为单位")
    assert axe_violations(page, within="dialog[open]") == []
    dialog.get_by_role("button", name="取消勾选").click()
    assert arithmetic(page) == "100 − (0.5×1 + 1×2) = 97.5"
    save(page)
    assert axe_violations(page) == []
    assert page.locator("[data-total]").inner_text() == "97.50"


def second_project(page: Page) -> None:
    """A name stands once in an assessment; a veto makes a project 不合格."""
    page.get_by_role("link", name="新增项目").click()
    page.get_by_role("link", name="新项目").wait_for()
    fill_head(page, "浏览器一号楼")
    page.get_by_role("button", name="保存").click()
    assert refusals(page.locator("main")) == ["本次考核已有同名的工程"]
    page.get_by_label(re.compile("工程名称$")).fill("浏览器二号楼")
    pad(page).get_by_role("checkbox", name=re.compile("弄虚作假")).check()
    expect(page.get_by_text("一票否决，项目等次为不合格")).to_be_visible()
    save(page)


def test_新增被考核人员(visits: Visits):
    """勾选扣分内容, 点击【扣】录入扣分, 【保存】, 【新增项目】, 点击【提交】完成本次监督组考核"""
    page = visits.enter("zz_clerk", expects=(422,))
    begin(page, ZHUZHOU, "浏览器一组")
    first_project(page)
    second_project(page)
    page.get_by_role("link", name="提交", exact=True).click()
    form = dialog_of(page, "提交")
    expect(form).to_contain_text("98.75")
    expect(form).to_contain_text("每人 2 分（J102）")
    expect(form.get_by_label("同时生成记分记录（未审核）")).to_be_checked()
    form.get_by_label("综合评语").fill("资料须补齐")
    submit(form)
    page.locator(".zj-toast", has_text="已提交").wait_for()
    told = visits.enter("zz_leader")
    go_to(told, GROUPS, SCORING)
    row = cells_of(told, "浏览器一组")
    assert (row["项目数"], row["考核得分"], row["考核等次"], row["状态"]) == (
        "2",
        "98.75",
        "基本合格",
        "已完成",
    )
    show(row_of(told, "浏览器一组"))
    shown = dialog_of(told, GROUPS)
    expect(shown).to_contain_text("100 − (0.5×1 + 1×2) = 97.5")
    expect(shown).to_contain_text("资料须补齐")
    record_waits(visits, told, shown)


def record_waits(visits: Visits, leader: Page, shown: Locator) -> None:
    """The record that came of it, for the leader to decide; nobody else's to look at."""
    link = shown.get_by_role("region", name="考核记分").get_by_role("link").first
    number, address = link.inner_text(), str(link.get_attribute("href"))
    leader.goto("/demerits/records/list/")
    row = cells_of(leader, number)
    assert (row["分值"], row["审核状态"]) == ("2", "未审核")
    press(row_of(leader, number), "审核")
    expect(dialog_of(leader, "动态考核记分审核")).to_contain_text("J102")
    refused(visits.enter("yl_clerk", expects=(404,)), address, "没有找到该页面或记录")


def test_two_people_at_one_pad(visits: Visits):
    """Each has a project of his own, nothing is lost, and 提交 names whose text waits."""
    first = visits.enter("ty_clerk", expects=(422,))
    begin(first, TIANYUAN, "浏览器三组", 1)
    second = visits.enter("ty_admin")
    second.goto(first.url)
    pad(second)
    fill_head(first, "甲的工程")
    fill_head(second, "乙的工程")
    cut(first, "A1.2.3", fact="甲的说明")
    cut(second, "A1.1.2", fact="乙的说明")
    save(first)
    first.get_by_role("link", name="提交", exact=True).click()
    form = dialog_of(first, "提交")
    form.get_by_role("button", name="提交", exact=True).click()
    expect(form).to_contain_text("填写的项目尚未保存，请先保存，或放弃草稿")
    expect(second.get_by_label(re.compile("工程名称$"))).to_have_value("乙的工程")
    expect(line(second, "A1.1.2")).to_contain_text("乙的说明")
    save(second)
    for name in ("甲的工程", "乙的工程"):
        expect(second.get_by_role("link", name=re.compile(name)).first).to_be_visible()


def test_考核(visits: Visits):
    """点击考核记录中【考核】按钮打开考核该记录考核页面, 【新增项目】, 【保存】, 【提交】"""
    # A form of a project that is being deleted may still ask for news of its draft.
    page = visits.enter("ty_clerk", expects=(404,))
    begin(page, TIANYUAN, "浏览器二组")
    fill_head(page, "接续工程")
    save(page)
    go_to(page, GROUPS, SCORING)
    press(row_of(page, "浏览器二组"), "考核")
    pad(page)
    expect(page.get_by_label(re.compile("工程名称$"))).to_have_value("接续工程")
    page.get_by_role("link", name="新增项目").click()
    page.get_by_role("link", name="复制上一项目信息").click()
    expect(page.get_by_label(re.compile("建设单位$"))).to_have_value("示例置业有限公司")
    fill_head(page, "接续工程二期")
    save(page)
    page.get_by_role("link", name="删除项目").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(page.get_by_label(re.compile("工程名称$"))).to_have_value("接续工程")
    page.get_by_role("link", name="提交", exact=True).click()
    submit(dialog_of(page, "提交"))
    page.locator(".zj-toast", has_text="已提交").wait_for()
    stranger = visits.enter("yl_clerk", expects=(404,))
    number = page.url.rpartition("/")[2]
    refused(stranger, f"/assessments/groups/show/{number}", "没有找到该页面或记录")
    assert GROUPS not in menu_entries(visits.enter("sys_admin"))


def test_考核_on_a_phone_and_by_keyboard(visits: Visits):
    """The pad fits a phone, and is worked without a mouse."""
    page = visits.enter("hn_admin", size=PHONE)
    page.goto("/assessments/groups/list/")
    page.get_by_role("link", name="新增被考核人员").click()
    picker = dialog_of(page, "被考核人员")
    picker.locator("input[name=of]:enabled").first.check()
    submit(picker)
    form = dialog_of(page, "新增被考核人员")
    form.get_by_label(re.compile("考核人员$")).fill("考核组")
    submit(form)
    fill_head(page, "手机录入工程")
    assert overflow(page) == 0
    box = line(page, "A1.1.1").get_by_role("checkbox")
    box.focus()
    page.keyboard.press("Space")
    line(page, "A1.1.1").get_by_role("button", name="扣").focus()
    page.keyboard.press("Enter")
    dialog = dialog_of(page, "录入扣分")
    assert overflow(page) == 0
    page.keyboard.press("Tab")
    dialog.get_by_label("扣分说明").focus()
    page.keyboard.type("手续不全")
    dialog.get_by_role("button", name="确定").focus()
    page.keyboard.press("Enter")
    expect(line(page, "A1.1.1").get_by_role("button", name="扣")).to_be_focused()
    save(page)
    assert arithmetic(page) == "100 − (3×1) = 97"


def test_导出考核总汇表(visits: Visits):
    """点击【导出考核总汇表】打开导出信息筛选条件弹窗, 点击【预览】"""
    page = visits.enter("cs_admin")
    go_to(page, GROUPS, SCORING)
    for button, title in (
        ("导出考核总汇表", "监督组考核总汇表"),
        ("导出考核情况汇总表", "监督组考核情况汇总表"),
    ):
        page.get_by_role("link", name=button).click()
        form = page.get_by_role("dialog").last
        form.get_by_label(re.compile("统计年度$")).select_option(str(clock.year() - 1))
        form.get_by_role("button", name="预览").click()
        page.get_by_text(title).first.wait_for()
        page.goto("/assessments/groups/list/")


def test_the_pad_works_without_a_network_and_is_merged_afterwards(visits: Visits):
    """In a cellar: counted at once, kept in the browser, and saved beside what others typed."""
    page = visits.enter("cs_clerk", expects=(0,))
    begin(page, CHANGSHA, "浏览器地下室组", people=1)
    fill_head(page, "地下室工程")
    save(page)
    saved = page.url
    page.context.set_offline(True)
    line(page, "A1.1.2").get_by_role("checkbox").check()
    cut(page, "A1.2.3", times="2", fact="两次更换未告知")
    assert arithmetic(page) == "100 − (0.5×1 + 1×2) = 97.5"
    expect(page.locator(".zj-stickyact, .zj-dialog__f").first).to_contain_text("网络已断开")
    page.close()
    colleague = visits.enter("cs_admin")
    colleague.goto(saved)
    pad(colleague)
    colleague.get_by_label("施工单位").fill("示例建工集团")
    expect(colleague.locator("[data-draft-live]")).to_contain_text("已自动保存")
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(saved)
    pad(again)
    expect(line(again, "A1.2.3")).to_contain_text("两次更换未告知")
    assert arithmetic(again) == "100 − (0.5×1 + 1×2) = 97.5"
    save(again)
    expect(again.locator("[data-total]")).to_have_text("97.50")
