"""选择人员: by mouse, by keyboard, without script; the form that follows stays in the dialog."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.long_form.duty import MOST, REASON
from tests.long_form.windows import Enter, sign_in
from tests.support.browser import PHONE, WIDE, axe_violations, overflow
from tests.support.oldest import oldest  # noqa: F401 - the browser

LIST, PICK = "/tests/duties/list/", "/tests/duties/pick"
# Whom no test puts on duty, as many as may be ticked.
FREE = (8, 9, 11, 12, 13, 14, 15, 16, 17, 19)


def picker(page: Page) -> Any:
    """The dialog of a list that begins with ticking people."""
    page.goto(LIST)
    page.get_by_role("link", name="新增值班").first.click()
    dialog = page.get_by_role("dialog", name="选择人员")
    expect(dialog.get_by_label("姓名", exact=True)).to_be_focused()
    return dialog


def tick(dialog: Any, *names: str) -> None:
    for name in names:
        dialog.get_by_role("checkbox", name=f"选择 {name}").check()


def chosen(dialog: Any) -> list[str]:
    """The names in the line of the ticked."""
    found: list[str] = dialog.get_by_role("group", name="已选").locator("li span").all_inner_texts()
    return found


def turn(dialog: Any, button: str, first: str) -> None:
    """A button of the picker, until the rows that it leads to are there."""
    dialog.get_by_role("button", name=button, exact=True).click()
    expect(dialog.locator("tbody .name").first).to_have_text(first)


def put_on_duty(page: Page, person: int) -> None:
    page.goto(f"/tests/duties/several?of={person}")
    page.get_by_label("任务").fill("昨夜")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已提交").first.wait_for()


def test_people_of_three_pages_are_put_on_duty_in_one_dialog(enter: Enter) -> None:
    page = enter("yl_clerk")
    dialog = picker(page)
    tick(dialog, "赵晓明")
    # Anywhere in the row is as good as the box.
    dialog.get_by_role("row", name="孙晓明").get_by_text("岳麓区").click()
    turn(dialog, "下一页", "冯晓明")
    tick(dialog, "冯晓明", "陈晓明")
    dialog.get_by_label("姓名", exact=True).fill("许")
    turn(dialog, "查询", "许晓明")
    tick(dialog, "许晓明")
    assert chosen(dialog) == ["赵晓明", "孙晓明", "冯晓明", "陈晓明", "许晓明"]
    dialog.get_by_role("button", name="移除 冯晓明").click()
    turn(dialog, "重置", "赵晓明")
    expect(dialog.get_by_role("checkbox", name="选择 孙晓明")).to_be_checked()
    dialog.get_by_role("checkbox", name="选择 孙晓明").uncheck()
    expect(dialog.get_by_text("已选 3 人")).to_be_visible()
    dialog.get_by_role("button", name="提交").click()

    form = page.get_by_role("dialog", name="新增值班")
    expect(form.get_by_role("tab")).to_have_text(["赵晓明", "陈晓明", "许晓明"])
    expect(page.get_by_role("dialog")).to_have_count(1)
    form.get_by_role("link", name="返回").click()
    dialog = page.get_by_role("dialog", name="选择人员")
    expect(dialog.get_by_text("已选 3 人")).to_be_visible()
    assert chosen(dialog) == ["赵晓明", "陈晓明", "许晓明"]
    dialog.get_by_role("button", name="提交").click()
    for name in ("赵晓明", "陈晓明", "许晓明"):
        form.get_by_role("tab", name=name).click()
        form.get_by_role("tabpanel", name=name).get_by_label("任务").fill(f"{name}夜班")
    form.get_by_role("button", name="提交").click()
    page.get_by_text("已提交").first.wait_for()
    expect(page.get_by_role("dialog")).to_have_count(0)
    reader = enter("cs_leader")
    reader.goto(LIST)
    for name in ("赵晓明", "陈晓明", "许晓明"):
        expect(reader.get_by_role("row", name=name)).to_contain_text(f"{name}夜班")
    expect(reader.get_by_role("link", name="新增值班")).to_have_count(0)


def test_who_cannot_be_ticked_says_why_and_leads_there(enter: Enter) -> None:
    page = enter("yl_clerk")
    put_on_duty(page, 2)
    dialog = picker(page)
    tick(dialog, "吴晓明")
    box = dialog.get_by_role("checkbox", name="选择 钱晓明")
    expect(box).to_be_disabled()
    expect(box).to_have_accessible_description(f"{REASON} 查看 钱晓明")
    dialog.get_by_role("link", name="查看 钱晓明").click()
    drawer = page.get_by_role("dialog", name="值班安排")
    expect(drawer).to_contain_text("昨夜")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    assert chosen(dialog) == ["吴晓明"]
    # All of the page is all that may be.
    dialog.get_by_role("checkbox", name="选择本页全部").check()
    assert "钱晓明" not in chosen(dialog)
    assert "王晓明" in chosen(dialog)


def test_a_colleague_who_was_faster_is_told_of_by_name(enter: Enter) -> None:
    page = enter("yl_clerk", expects=(422,))
    dialog = picker(page)
    tick(dialog, "李晓明", "周晓明")
    put_on_duty(enter("yl_admin"), 4)
    dialog.get_by_role("button", name="提交").click()
    alert = dialog.get_by_role("alert").first
    expect(alert).to_contain_text(f"李晓明：{REASON}")
    expect(alert).to_be_focused()
    assert chosen(dialog) == ["周晓明"]
    dialog.get_by_role("button", name="提交").click()
    form = page.get_by_role("dialog", name="新增值班")
    form.get_by_label("任务").fill("早班")
    put_on_duty(enter("yl_admin"), 5)
    form.get_by_role("button", name="提交").click()
    expect(form.get_by_role("alert").first).to_contain_text(f"周晓明：{REASON}")
    # The text is there still, and going back asks before it is lost.
    expect(form.get_by_label("任务")).to_have_value("早班")
    form.get_by_label("任务").fill("中班")
    form.get_by_role("link", name="返回").click()
    page.get_by_role("button", name="继续填写").click()
    expect(form.get_by_label("任务")).to_have_value("中班")
    form.get_by_role("link", name="返回").click()
    page.get_by_role("button", name="放弃修改").click()
    dialog = page.get_by_role("dialog", name="选择人员")
    expect(dialog.get_by_role("alert").first).to_contain_text(f"周晓明：{REASON}")


def test_too_many_are_told_at_once(enter: Enter) -> None:
    page = enter("yl_clerk", expects=(422,))
    page.goto(f"{PICK}?" + "&".join(f"of={one}" for one in FREE))
    words = page.get_by_text(f"最多选择 {MOST} 人，请移除 1 人")
    expect(words).to_have_count(0)
    assert len(chosen(page)) == MOST
    tick(page, "吴晓明")
    expect(words).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert").first).to_have_text(f"最多选择 {MOST} 人，请移除 1 人")
    assert len(chosen(page)) == MOST + 1
    page.get_by_role("button", name="移除 吴晓明").click()
    expect(page.get_by_text(f"已选 {MOST} 人")).to_be_visible()


def test_a_picker_by_keyboard_alone(enter: Enter) -> None:
    page = enter("yl_clerk", expects=(422,))
    page.goto(LIST)
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="选择人员")
    expect(dialog.get_by_label("姓名", exact=True)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("alert").first).to_have_text("请先选择，再继续")
    dialog.get_by_label("姓名", exact=True).focus()
    page.keyboard.insert_text("杨")
    page.keyboard.press("Enter")
    # The rows that were found have the focus.
    expect(dialog.get_by_role("region", name="选择人员，可滚动")).to_be_focused()
    expect(dialog.locator("tbody tr")).to_have_count(1)
    box = dialog.get_by_role("checkbox", name="选择 杨晓明")
    for _stop in range(6):
        page.keyboard.press("Tab")
        if box.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    # Ticks are not lost by a stray key.
    page.keyboard.press("Escape")
    page.get_by_role("button", name="继续填写").press("Enter")
    assert chosen(dialog) == ["杨晓明"]
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog", name="新增值班").get_by_label("任务")).to_be_focused()


def test_nothing_is_asked_when_nobody_is_ticked(enter: Enter) -> None:
    page = enter("yl_clerk")
    dialog = picker(page)
    dialog.get_by_label("姓名", exact=True).fill("杨")
    tick(dialog, "王晓明")
    dialog.get_by_role("button", name="移除 王晓明").click()
    dialog.get_by_role("button", name="取消").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_one_alone_by_radio_buttons(enter: Enter) -> None:
    page = enter("yl_clerk")
    page.goto("/tests/duty-leads/pick")
    page.get_by_role("radio", name="选择 郑晓明").check()
    turn(page, "下一页", "冯晓明")
    assert chosen(page) == ["郑晓明"]
    page.get_by_role("radio", name="选择 蒋晓明").check()
    assert chosen(page) == ["蒋晓明"]
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("heading", name="带班：蒋晓明")).to_be_visible()


def test_without_script_a_picker_is_a_page(forms_address: str, chromium: Browser) -> None:
    context = chromium.new_context(base_url=forms_address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "yl_clerk")
    page.goto(LIST)
    page.get_by_role("link", name="新增值班").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("选择人员")
    tick(page, "郑晓明")
    turn(page, "下一页", "冯晓明")
    tick(page, "褚晓明")
    page.get_by_label("姓名", exact=True).fill("秦")
    page.get_by_label("姓名", exact=True).press("Enter")
    expect(page.locator("tbody .name").first).to_have_text("秦晓明")
    tick(page, "秦晓明")
    turn(page, "重置", "赵晓明")
    assert chosen(page) == ["郑晓明", "褚晓明", "秦晓明"]
    page.get_by_role("button", name="移除 褚晓明").click()
    expect(page.get_by_text("已选 2 人")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    for name in ("郑晓明", "秦晓明"):
        page.get_by_role("region", name=name).get_by_label("任务").fill("值守")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("row", name="秦晓明")).to_contain_text("值守")
    context.close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_how_a_picker_looks(enter: Enter, size: dict[str, int]) -> None:
    page = enter("cs_clerk", size=size)
    page.goto(LIST)
    page.get_by_role("link", name="新增值班").first.click()
    dialog = page.get_by_role("dialog", name="选择人员")
    expect(dialog.get_by_text("不属于本机构").first).to_be_visible()
    assert overflow(page) == 0
    assert axe_violations(page, within="dialog[open]") == []
    page.goto(PICK)
    assert overflow(page) == 0
    assert axe_violations(page) == []


def test_the_oldest_browser_ticks_turns_pages_and_goes_on(
    enter: Enter,
    oldest: Browser,  # noqa: F811
    forms_address: str,
) -> None:
    context = oldest.new_context(base_url=forms_address, viewport=WIDE, locale="zh-CN")
    context.add_cookies(enter("yl_clerk").context.cookies())
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    press = "selector => document.querySelector(selector).click()"
    page.goto(LIST)
    page.evaluate(press, "[data-key=new]")
    page.wait_for_function(
        "() => document.querySelector('dialog[open]:not(.is-loading) [data-one]')"
    )
    page.evaluate(press, "[data-one][value='8']")
    page.evaluate(press, "dialog .zj-pager [aria-label='下一页']")
    page.wait_for_function("() => document.querySelector('dialog [data-one][value=\"14\"]')")
    page.evaluate(press, "[data-one][value='14']")
    names = "[...document.querySelectorAll('[data-chips] span')].map((one) => one.textContent)"
    assert page.evaluate(names) == ["王晓明", "沈晓明"]
    # The dialog lies in the window with its buttons.
    foot = page.evaluate(
        "document.querySelector('dialog [data-submit]').getBoundingClientRect().bottom"
    )
    assert 0 < foot <= WIDE["height"]
    page.evaluate(press, "dialog [data-submit]")
    page.wait_for_function("() => document.querySelectorAll('dialog [role=tab]').length === 2")
    page.evaluate(press, "dialog [data-in-place]")
    page.wait_for_function("() => document.querySelectorAll('[data-chips] li').length === 2")
    context.close()
    assert faults == []
