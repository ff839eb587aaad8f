"""Tabs, slots that follow what is chosen, two boxes: by mouse, by keyboard, without script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.attachments import samples
from tests.long_form.enrolment import REFUSED
from tests.long_form.windows import Enter, sign_in
from tests.support.browser import PHONE, WIDE, axe_violations, overflow

SEVERAL = "/tests/enrolments/several?of={}"


def several(page: Page, *people: int) -> None:
    page.goto(SEVERAL.format("&of=".join(map(str, people))))
    page.get_by_role("tablist").wait_for()


def photo(name: str = "一寸.jpg") -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": samples.jpeg()}


def choose(panel: Any, label: str) -> None:
    slot = panel.get_by_role("group", name=label)
    slot.locator("input[type=file]").set_input_files([photo()])
    expect(slot.locator("[data-file]")).to_have_count(1)


def panel(page: Page, name: str) -> Any:
    return page.get_by_role("tabpanel", name=name)


def test_three_people_are_enrolled_in_one_go(enter: Enter) -> None:
    page = enter("yl_clerk", expects=(422,))
    several(page, 1, 2, 3)
    expect(panel(page, "赵晓明")).to_be_visible()
    expect(page.get_by_role("tabpanel")).to_have_count(1)
    choose(panel(page, "赵晓明"), "一寸照片")
    page.get_by_role("tab", name="钱晓明").click()
    expect(panel(page, "赵晓明")).to_be_hidden()
    panel(page, "钱晓明").get_by_label("备注").fill(REFUSED)
    choose(panel(page, "钱晓明"), "一寸照片")
    page.get_by_role("tab", name="孙晓明").click()
    panel(page, "孙晓明").get_by_label("从事监督年限").fill("6")
    page.get_by_role("button", name="提交").click()

    # What the server refuses: the first person's tab with something wrong is open.
    expect(page.get_by_role("alert").first).to_contain_text("有 1 处需要修改")
    page.get_by_role("link", name="钱晓明：此人不符合报名条件").click()
    remark = panel(page, "钱晓明").get_by_label("备注")
    expect(remark).to_be_focused()
    expect(page.get_by_role("tab", name="钱晓明 1 处错误")).to_have_attribute(
        "aria-selected", "true"
    )
    remark.fill("已核对")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name="孙晓明：请上传一寸照片").click()
    expect(panel(page, "孙晓明").locator("input[type=file]").first).to_be_focused()
    expect(panel(page, "孙晓明").get_by_label("从事监督年限")).to_have_value("6")
    choose(panel(page, "孙晓明"), "一寸照片")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已提交").first.wait_for()
    reader = enter("cs_leader")
    reader.goto("/tests/enrolments/list/")
    expect(reader.get_by_role("row", name="质量监督证")).to_have_count(3)


def test_an_error_that_the_page_finds_opens_its_tab_and_marks_it(enter: Enter) -> None:
    page = enter("yl_clerk", expects=(422,))
    several(page, 4, 5)
    page.get_by_role("tab", name="周晓明").click()
    # No choice at all in the first tab, which is out of sight.
    page.get_by_role("tab", name="李晓明").click()
    panel(page, "李晓明").get_by_label("报考证书").select_option("")
    page.get_by_role("tab", name="周晓明").click()
    page.get_by_role("button", name="提交").click()
    expect(panel(page, "李晓明")).to_be_visible()
    expect(page.get_by_role("tab", name="李晓明")).to_contain_text("2")
    expect(page.get_by_role("link", name="李晓明：请选择报考证书")).to_be_visible()
    expect(page.get_by_role("link", name="李晓明：请上传一寸照片")).to_be_visible()
    panel(page, "李晓明").get_by_label("报考证书").select_option("quality")
    expect(page.get_by_role("tab", name="李晓明")).to_contain_text("1")
    expect(page.get_by_role("tab", name="李晓明")).to_have_accessible_name("李晓明 1 处错误")
    choose(panel(page, "李晓明"), "一寸照片")
    expect(page.get_by_role("link", name="李晓明：请上传一寸照片")).to_be_hidden()
    expect(page.get_by_role("tab", name="李晓明").locator(".zj-nav__cnt")).to_be_hidden()


def test_tabs_by_keyboard(enter: Enter) -> None:
    page = enter("yl_clerk")
    several(page, 6, 7, 8)
    first, second, third = (
        page.get_by_role("tab", name=name) for name in ("吴晓明", "郑晓明", "王晓明")
    )
    first.focus()
    for key, tab in (
        ("ArrowRight", second),
        ("End", third),
        ("ArrowRight", first),
        ("ArrowLeft", third),
        ("Home", first),
    ):
        page.keyboard.press(key)
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
    # One stop for all tabs, then the panel.
    page.keyboard.press("Tab")
    expect(panel(page, "吴晓明")).to_be_focused()
    assert [tab.get_attribute("tabindex") for tab in (first, second, third)] == ["0", "-1", "-1"]


def test_what_was_typed_for_several_is_there_again(enter: Enter) -> None:
    page = enter("yl_clerk")
    several(page, 9, 10)
    page.get_by_role("tab", name="陈晓明").click()
    panel(page, "陈晓明").get_by_label("备注").fill("待补学历证书")
    page.get_by_text("已自动保存").last.wait_for()
    colleague = enter("yl_admin")
    several(colleague, 10, 9)
    colleague.get_by_role("tab", name="陈晓明").click()
    expect(panel(colleague, "陈晓明").get_by_label("备注")).to_have_value("待补学历证书")
    colleague.get_by_text("湘致远 填写、尚未提交的内容").wait_for()


def test_without_script_the_people_stand_one_below_the_other(
    forms_address: str, chromium: Browser
) -> None:
    context = chromium.new_context(base_url=forms_address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "yl_clerk")
    page.goto(SEVERAL.format("11&of=12"))
    expect(page.get_by_role("tablist")).to_have_count(0)
    for name in ("褚晓明", "卫晓明"):
        part = page.get_by_role("region", name=name)
        expect(part.get_by_role("heading", name=name)).to_be_visible()
        part.get_by_label("从事监督年限").fill("3")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name="卫晓明：请上传一寸照片").wait_for()
    context.close()


def test_slots_follow_what_is_chosen(enter: Enter) -> None:
    page = enter("yl_clerk")
    page.goto("/tests/amendments/list/")
    page.get_by_role("link", name="新增").first.click()
    form = page.get_by_role("dialog")
    order, police = (form.get_by_role("group", name=name) for name in ("调令", "公安证明"))
    expect(police).to_be_visible()
    expect(order).to_be_hidden()
    expect(police.get_by_text("必填：")).to_be_hidden()
    form.get_by_label("变更类型").select_option("name")
    expect(police.get_by_text("必填：")).to_be_visible()
    form.get_by_label("变更类型").select_option("unit")
    expect(order).to_be_visible()
    expect(police.get_by_text("必填：")).to_be_hidden()
    choose(form, "调令")
    form.get_by_label("变更类型").select_option("name")
    # A file that is there already stays in sight: it has to be taken out.
    expect(order).to_be_visible()
    form.get_by_label("变更类型").select_option("unit")
    form.get_by_label("姓名").fill("章程")
    form.get_by_role("button", name="保存").click()
    page.get_by_text("已新增").wait_for()


def test_two_boxes_of_one_page_take_their_own_files(enter: Enter) -> None:
    page = enter("yl_clerk")
    page.goto("/tests/two-boxes/add")
    page.get_by_label("姓名").fill("两份")
    page.get_by_label("变更类型").select_option("other")
    for label in ("公安证明", "单位公函"):
        choose(page.get_by_role("main"), label)
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已新增").wait_for()
    page.get_by_role("row", name="两份").get_by_role("link", name="修改").click()
    dialog = page.get_by_role("dialog")
    for label in ("公安证明", "单位公函"):
        expect(dialog.get_by_role("group", name=label).locator("[data-file]")).to_have_count(1)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_how_twenty_tabs_look(enter: Enter, size: dict[str, int]) -> None:
    page = enter("yl_clerk", size=size)
    several(page, *range(1, 21))
    expect(page.get_by_role("tab")).to_have_count(20)
    assert overflow(page) == 0
    assert axe_violations(page) == []
