"""Correcting a form: the summary counts what is still wrong, and names it, until it is right."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from app.core.base import clock
from tests.browser.steps import dialog_of, go_to, refusals, row_of, submit, switch_year, toast
from tests.browser.test_project_return import (
    CARRIED,
    COMPLETED,
    HOUSING,
    NEW,
    cell,
    figure,
    start,
)
from tests.support.site import Visits

SCREEN = "监督工程情况填报"
OVERVIEW = "监督机构基本情况汇总"
BAD_COUNT = "请填写不小于 0 的整数"
SIZE = "有项目但建筑面积和长度均为 0，请核对；请核对后勾选确认"
UNITS = "单位工程数少于项目数，请核对；请核对后勾选确认"
ENDED = "本年终止（中止）监督"
JUMP = "与上年相比变动较大，请逐项核对并说明；请填写说明"


PASTE = """(field, text) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true,
    cancelable: true}));
}"""


def focused(field: Locator) -> bool:
    return bool(field.evaluate("one => one === document.activeElement"))


def doubtful(page: Page, year: int) -> Locator:
    """A return with a doubt to tick, a doubt to explain, and one plain fault."""
    form = start(page, year)
    cell(form, NEW, "项目数").fill("12")
    cell(form, NEW, "单位工程数").fill("8")
    cell(form, NEW, "建筑面积").fill("45.5")
    return form


def test_a_number_is_checked_on_leaving_its_field(visits: Visits) -> None:
    form = start(visits.enter("ty_clerk", expects=(422,)), clock.year() - 8)
    field = cell(form, NEW, "项目数")
    field.fill("abc")
    assert form.get_by_text(BAD_COUNT).count() == 0
    field.press("Tab")
    form.get_by_text(BAD_COUNT).wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("abcd")
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("１,200")
    assert form.get_by_text(BAD_COUNT).count() == 0
    figure(form, "监督覆盖率").fill("98.555")
    figure(form, "监督覆盖率").press("Tab")
    form.get_by_text("最多两位小数").wait_for()
    figure(form, "监督覆盖率").fill("")
    submit_count = cell(form, NEW, "单位工程数")
    submit_count.fill("99999999")
    submit(form)
    assert refusals(form) == [f"{HOUSING} {NEW} 单位工程数：数值过大，请检查单位", SIZE]


def test_the_summary_keeps_what_is_still_wrong(visits: Visits) -> None:
    page = visits.enter("ty_clerk", expects=(422,))
    form = doubtful(page, clock.year())
    form.locator("#deaths").fill("2")
    cell(form, NEW, "建筑面积").press("Control+Enter")
    form.get_by_role("heading", name="有 3 处需要修改").wait_for()
    tick = form.get_by_role("checkbox")
    assert tick.get_attribute("aria-invalid") == "true"
    form.locator("#deaths").fill("0")
    listed = refusals(form)
    assert listed == [UNITS, JUMP]
    heading = form.get_by_role("heading", name="有 2 处需要修改")
    heading.wait_for()
    tick.check()
    assert refusals(form) == [JUMP]
    tick.uncheck()
    assert sorted(refusals(form)) == sorted(listed)
    cell(form, NEW, "项目数").fill("many")
    cell(form, NEW, "项目数").press("Tab")
    number = f"{HOUSING} {NEW} 项目数：{BAD_COUNT}"
    assert sorted(refusals(form)) == sorted([*listed, number])
    submit(form)
    # Whether there are fewer units cannot be said; all the rest is told in the same round.
    form.locator("[data-errors]", has_text=UNITS).wait_for(state="detached")
    assert refusals(form) == [number, JUMP]
    cell(form, NEW, "项目数").fill("12")
    assert refusals(form) == [JUMP]
    submit(form)
    heading.wait_for()
    assert sorted(refusals(form)) == sorted(listed)


def test_the_focus_comes_back_after_暂存(visits: Visits) -> None:
    page = visits.enter("zz_clerk")
    year = clock.year() - 9
    form = doubtful(page, year)
    form.get_by_role("button", name="暂存").click()
    toast(page, "已暂存")
    assert focused(page.get_by_role("link", name="新增").first)
    row_of(page, str(year)).get_by_role("link", name="修改").click()
    form = dialog_of(page, "修改监督工程情况")
    form.get_by_role("button", name="暂存").click()
    form.wait_for(state="detached")
    toast(page, "已暂存")
    assert focused(row_of(page, str(year)).get_by_role("link", name="修改"))


def test_keys_choose_a_far_year_with_one_reload(visits: Visits) -> None:
    page = visits.enter("ty_leader")
    switch_year(page, clock.year())
    go_to(page, SCREEN)
    page.evaluate("window.stays = true")
    switch = page.get_by_label("切换统计年度")
    switch.focus()
    for _time in range(3):
        switch.press("ArrowDown")
    assert switch.input_value() == str(clock.year() - 3)
    assert page.evaluate("window.stays") is True
    with page.expect_navigation():
        switch.press("Enter")
    assert page.get_by_label("切换统计年度").input_value() == str(clock.year() - 3)
    assert focused(page.get_by_label("切换统计年度"))
    switch.press("ArrowUp")
    with page.expect_navigation():
        switch.press("Tab")
    assert page.get_by_label("切换统计年度").input_value() == str(clock.year() - 2)
    switch_year(page, clock.year())


def test_conditions_of_a_report_are_asked_for_in_our_words(visits: Visits) -> None:
    page = visits.enter("hn_leader")
    go_to(page, OVERVIEW)
    page.get_by_role("link", name="导出省/市级机构情况年度汇总表").click()
    form = dialog_of(page, "导出省/市级机构情况年度汇总表")
    form.get_by_label("汇总级别").select_option("prefecture")
    form.get_by_role("button", name="预览").click()
    assert refusals(form) == ["请选择市州"]
    assert form.get_by_label("市州").get_attribute("aria-invalid") == "true"
    form.get_by_label("汇总级别").select_option("province")
    assert form.get_by_role("alert").count() == 0


def test_the_palette_finds_what_the_user_menu_has(visits: Visits) -> None:
    page = visits.enter("ty_clerk")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="功能、机构、人员或编号").fill("wdxz")
    assert page.locator("#palette [role=option]").all_inner_texts() == ["我的下载"]
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="我的下载").wait_for()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="功能、机构、人员或编号").fill("密码")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="修改密码").wait_for()


def test_a_block_from_a_spreadsheet_lands_cell_by_cell(visits: Visits) -> None:
    page = visits.enter("ty_clerk")
    form = start(page, clock.year() - 8)
    block = "3\t４\t1,234.5\t\t-\r\n5\t6\t7\t\tx\r\n"
    cell(form, NEW, "项目数").evaluate(PASTE, block)
    values = {
        (flow, measure): cell(form, flow, measure).input_value()
        for flow in (NEW, COMPLETED)
        for measure in ("项目数", "单位工程数", "建筑面积", "工程造价")
    }
    assert list(values.values()) == ["3", "4", "1234.5", "0", "5", "6", "7", "x"]
    assert cell(form, COMPLETED, "工程造价").get_attribute("aria-invalid") == "true"
    toast(page, "已粘贴 8 格，其中 3 格的数字已整理")
    assert cell(form, ENDED, "项目数").input_value() == ""
    assert cell(form, "年末在监", "项目数").inner_text() == "−2"


def test_a_pasted_column_passes_over_what_is_computed(visits: Visits) -> None:
    page = visits.enter("ty_clerk")
    form = start(page, clock.year() - 9)
    column = "9\t9\n4\t#DIV/0!\n3\t1.2345E+05\n1\t(5)\n999\t999\n"
    cell(form, CARRIED, "项目数").evaluate(PASTE, column)
    toast(page, "已粘贴 8 格")
    flows = (CARRIED, NEW, COMPLETED, ENDED)
    assert [cell(form, flow, "项目数").input_value() for flow in flows] == ["9", "4", "3", "1"]
    assert cell(form, "年末在监", "项目数").inner_text() == "9"
    wrong = [cell(form, flow, "单位工程数") for flow in flows[1:]]
    assert [field.input_value() for field in wrong] == ["#DIV/0!", "1.2345E+05", "(5)"]
    assert [field.get_attribute("aria-invalid") for field in wrong] == ["true"] * 3
    assert cell(form, CARRIED, "项目数", "房屋建筑—公共建筑").input_value() == ""
