"""培训报名额度分配 of 继续教育 by the steps of the manual."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.steps import (
    cells_of,
    dialog_of,
    go_to,
    menu_entries,
    refusals,
    refused,
    row_of,
    submit,
    toast,
)
from tests.browser.training_steps import (
    ALLOCATIONS,
    CHANGSHA,
    TRAINING,
    YUELU,
    day,
    new_session,
)
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Visits

FURONG = "芙蓉区建设工程质量安全监督站"


def left(form: Locator) -> Locator:
    """剩余名额 as it stands in the foot of the dialog."""
    return form.locator(".zj-dialog__f").get_by_label("剩余名额")


def test_继续教育额度分配(visits: Visits):
    """点击列表中继续教育培训的【分配】弹出辖区内监督机构弹窗, 填写分配人数点击【提交】"""
    name = "第31期质量安全监督人员继续教育培训班"
    new_session(visits.enter("hn_admin"), name, 31, {CHANGSHA: 30})
    page = visits.enter("cs_admin", expects=(422,))
    go_to(page, ALLOCATIONS, TRAINING)
    before = cells_of(page, name)
    assert before["培训时间"] == f"{day(30)} — {day(33)}"
    assert (before["本市州名额"], before["已分配"], before["剩余"]) == ("30", "0", "30")
    row_of(page, name).get_by_role("link", name="分配").click()
    form = dialog_of(page, "辖区内监督机构")
    form.get_by_label(f"{YUELU} 分配人数").fill("25")
    expect(left(form)).to_have_text("5")
    form.get_by_label(f"{FURONG} 分配人数").fill("6")
    expect(left(form)).to_have_text("−1")
    assert axe_violations(page, within="dialog[open]") == []
    submit(form)
    assert refusals(form) == ["分配人数合计 31，超过本市州名额 30"]
    form.get_by_label(f"{FURONG} 分配人数").fill("3")
    submit(form)
    toast(page, "额度分配已提交")
    after = cells_of(page, name)
    assert (after["已分配"], after["剩余"]) == ("28", "2")
    told = visits.enter("yl_admin")
    told.goto("/messages/list/")
    expect(told.locator("#list")).to_contain_text(f"培训额度已下达：{name}")


def test_继续教育额度分配_by_need(visits: Visits):
    """按需求生成建议: numbers with what they follow from, stored by 提交 alone."""
    name = "第32期质量安全监督人员继续教育培训班"
    new_session(visits.enter("hn_admin"), name, 32, {CHANGSHA: 20})
    page = visits.enter("cs_admin")
    go_to(page, ALLOCATIONS, TRAINING)
    row_of(page, name).get_by_role("link", name="分配").click()
    form = dialog_of(page, "辖区内监督机构")
    form.get_by_role("link", name="按需求生成建议").click()
    expect(form).to_contain_text("建议尚未保存")
    expect(form).to_contain_text("依据")
    expect(left(form)).to_have_text("0")
    proposed = form.get_by_label(f"{YUELU} 分配人数").input_value()
    submit(form)
    toast(page, "额度分配已提交")
    after = cells_of(page, name)
    assert (after["本市州名额"], after["已分配"], after["剩余"]) == ("20", "20", "0")
    row_of(page, name).get_by_role("link", name="分配").click()
    stored = dialog_of(page, "辖区内监督机构").get_by_label(f"{YUELU} 分配人数")
    expect(stored).to_have_value(proposed)


def test_继续教育额度分配_a_column_is_pasted_from_a_spreadsheet(visits: Visits):
    name = "第33期质量安全监督人员继续教育培训班"
    new_session(visits.enter("hn_admin"), name, 33, {CHANGSHA: 30})
    page = visits.enter("cs_admin")
    go_to(page, ALLOCATIONS, TRAINING)
    row_of(page, name).get_by_role("link", name="分配").click()
    form = dialog_of(page, "辖区内监督机构")
    first = form.get_by_label(f"{CHANGSHA} 分配人数")
    first.focus()
    first.evaluate(
        "(field) => { const data = new DataTransfer(); data.setData('text/plain', '4\\n５\\n6\\n');"
        " field.dispatchEvent(new ClipboardEvent('paste',"
        " { clipboardData: data, bubbles: true, cancelable: true })); }"
    )
    cells = form.locator("[data-grid] input")
    assert [cells.nth(place).input_value() for place in range(3)] == ["4", "5", "6"]
    expect(left(form)).to_have_text("15")


def test_培训报名额度分配_is_the_prefecture_s(visits: Visits):
    page = visits.enter("yl_admin", expects=(403,))
    assert ALLOCATIONS not in menu_entries(page)
    refused(page, "/training/allocations/list/")


def test_培训报名额度分配_on_a_phone(visits: Visits):
    name = "第34期质量安全监督人员继续教育培训班"
    new_session(visits.enter("hn_admin"), name, 34, {CHANGSHA: 30})
    page = visits.enter("cs_admin", size=PHONE)
    page.goto("/training/allocations/list/")
    page.locator("#list").wait_for()
    assert overflow(page) <= 0
    page.get_by_role("link", name="分配").first.click()
    dialog_of(page, "辖区内监督机构")
    assert overflow(page) <= 0
