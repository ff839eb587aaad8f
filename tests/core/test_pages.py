"""The generated pages in a browser: look at a desk and on a phone, keyboard, dialogs, messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support import application, cast, twelve

LIST = "/twelveview/list/"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
Open = Callable[..., Page]


@pytest.fixture
def visit(window: Page, twelve_url: str, enter: application.Enter) -> Open:
    """Go to a page as one of the cast."""
    signed_in: list[str] = []

    def go(path: str, username: str = "yl_clerk") -> Page:
        if not signed_in:
            cookie = enter(username).get_cookie("session")
            window.context.add_cookies(
                [{"name": "session", "value": cookie.value, "url": twelve_url}]
            )
            signed_in.append(username)
        window.goto(f"{twelve_url}{path}")
        return window

    return go


def assert_sound(page: Page) -> None:
    """Nothing for axe to complain about, and nothing wider than the window."""
    found = Axe().run(page, options=RULES)
    problems = [
        f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found.response["violations"]
    ]
    assert problems == []
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, "the page scrolls sideways"


def is_phone(page: Page) -> bool:
    size = page.viewport_size
    return size is not None and size["width"] < 700


def fill_in(page: Page, name: str) -> None:
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("名称").fill(name)
    dialog.get_by_label("举办日期").fill("2025-05-06")


@pytest.mark.parametrize("path", ["list/", "add", "show/{}", "edit/{}", "delete/{}"])
def test_every_page_is_sound_as_a_page(visit: Open, sql: Any, path: str) -> None:
    pk = sql("SELECT id FROM twelve WHERE name = '活动00000'")[0][0]
    page = visit(f"/twelveview/{path.format(pk)}")
    expect(page.locator("h1")).to_be_visible()
    assert_sound(page)


@pytest.mark.parametrize("path", ["/login/", "/password/", "/nowhere", LIST + "?_flt_0_name=没有"])
def test_the_pages_around_are_sound(window: Page, twelve_url: str, visit: Open, path: str) -> None:
    if path == "/login/":
        window.goto(f"{twelve_url}{path}")
    else:
        visit(path)
    assert_sound(window)


def test_signing_in_by_hand(window: Page, twelve_url: str) -> None:
    window.goto(f"{twelve_url}{LIST}")
    window.get_by_label("登录账号").fill("yl_clerk")
    window.get_by_label("密码", exact=True).fill("falsch")
    window.get_by_role("button", name="显示密码").click()
    expect(window.get_by_label("密码", exact=True)).to_have_attribute("type", "text")
    window.get_by_role("button", name="登录", exact=True).click()
    expect(window.get_by_text("账号或密码不正确，请重新输入")).to_be_visible()
    assert_sound(window)
    window.get_by_label("密码", exact=True).fill(cast.PASSWORD)
    window.keyboard.press("Enter")
    window.wait_for_url(f"{twelve_url}{LIST}")


def test_show_opens_as_a_drawer_and_gives_the_focus_back(visit: Open) -> None:
    page = visit(LIST)
    page.get_by_role("link", name="查看 活动00000").click()
    drawer = page.locator("dialog.zj-drawer[open]")
    expect(drawer.get_by_role("heading", name="查看活动 · 活动00000")).to_be_visible()
    expect(drawer.get_by_text("大学本科")).to_be_visible()
    assert_sound(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_role("link", name="查看 活动00000")).to_be_focused()
    assert page.url.endswith(LIST)


def test_a_number_is_shown_on_request(visit: Open, sql: Any) -> None:
    page = visit(LIST)
    page.get_by_role("link", name="查看 活动00004").click()
    page.get_by_role("button", name="显示完整号码：联系电话").click()
    expect(page.locator("dialog[open]").get_by_text("13900000004")).to_be_visible()
    assert sql("SELECT count(*) FROM audit_entry WHERE action = 'reveal'") == [(1,)]


def test_a_row_is_added_in_a_dialog_and_the_list_shows_it(visit: Open, sql: Any) -> None:
    page = visit(f"{LIST}?_oc_TwelveView=headcount&_od_TwelveView=asc")
    page.get_by_role("link", name="新增").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_label("名称")).to_be_focused()
    assert_sound(page)
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_text("有 2 处需要修改")).to_be_visible()
    expect(dialog.locator("[data-errors]")).to_be_focused()
    assert_sound(page)
    dialog.get_by_role("link", name="请填写名称").click()
    expect(dialog.get_by_label("名称")).to_be_focused()
    fill_in(page, twelve.REFUSED_NAME)
    dialog.get_by_label("人数").fill("0")
    dialog.get_by_label("联系电话").fill("13812345678")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_role("link", name="该名称不得登记")).to_be_visible()
    expect(dialog.get_by_label("联系电话")).to_have_value("13812345678")
    assert_sound(page)
    dialog.get_by_label("名称").fill("浏览器登记")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已新增")).to_be_visible()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("tbody tr").first).to_contain_text("浏览器登记")
    assert "_oc_TwelveView=headcount" in page.url
    expect(page.get_by_role("link", name="新增")).to_be_focused()
    assert sql("SELECT organization_id FROM twelve WHERE name = '浏览器登记'") == [(4,)]


def test_two_presses_send_one_form(visit: Open, sql: Any) -> None:
    page = visit(LIST)
    page.get_by_role("link", name="新增").click()
    fill_in(page, "双击登记")
    page.locator("dialog[open]").get_by_role("button", name="保存").dblclick()
    expect(page.get_by_text("已新增")).to_be_visible()
    assert sql("SELECT count(*) FROM twelve WHERE name = '双击登记'") == [(1,)]


def test_unsaved_work_is_not_lost_by_escape(visit: Open) -> None:
    page = visit(LIST)
    page.get_by_role("link", name="修改 活动00000").click()
    dialog = page.locator("dialog[data-loaded][open]")
    dialog.get_by_label("名称").fill("改了一半")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="放弃未保存的修改？")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="继续填写").click()
    expect(dialog.get_by_label("名称")).to_have_value("改了一半")
    dialog.get_by_role("button", name="取消").click()
    page.get_by_role("button", name="放弃修改").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_role("link", name="修改 活动00000")).to_be_focused()


def test_deleting_names_the_row_and_takes_it_out_of_the_list(visit: Open) -> None:
    page = visit(LIST)
    page.get_by_role("link", name="删除 活动00004").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", name="删除“活动00004”？")).to_be_visible()
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    assert_sound(page)
    dialog.get_by_role("button", name="删除").click()
    expect(page.get_by_text("已删除")).to_be_visible()
    expect(page.get_by_role("link", name="查看 活动00004")).to_have_count(0)


def test_somebody_was_faster(visit: Open, enter: Any, sql: Any) -> None:
    pk = sql("SELECT id FROM twelve WHERE name = '活动00000'")[0][0]
    page = visit(LIST)
    page.get_by_role("link", name="修改 活动00000").click()
    dialog = page.locator("dialog[data-loaded][open]")
    dialog.get_by_label("人数").fill("55")
    data = {"name": "别人的名称", "organization": "4", "stage": "draft", "held_on": "2025-01-01"}
    data |= {"headcount": "66", "version": "1"}
    assert enter("yl_admin").post(f"/twelveview/edit/{pk}", data=data).status_code == 303
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_text("他人刚刚修改了这条记录")).to_be_visible()
    expect(dialog.get_by_label("名称")).to_have_value("别人的名称")
    expect(dialog.get_by_text("您填写的是：55")).to_be_visible()


def test_rows_are_chosen_and_acted_on_together(visit: Open, sql: Any) -> None:
    page = visit(LIST)
    expect(page.locator("#bulk")).to_be_hidden()
    page.get_by_role("checkbox", name="选择 活动00000").check()
    page.get_by_role("checkbox", name="选择 活动00004").check()
    expect(page.locator("#bulk")).to_contain_text("已选 2 条")
    page.locator("#bulk").get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="提交所选 2 条？")).to_be_visible()
    assert_sound(page)
    page.locator("#ask").get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交 2 条")).to_be_visible()
    stages = sql("SELECT DISTINCT stage FROM twelve WHERE name IN ('活动00000', '活动00004')")
    assert stages == [("filed",)]


def test_filters_work_by_hand_and_live_in_the_address(visit: Open) -> None:
    page = visit(LIST)
    if is_phone(page):
        expect(page.get_by_label("状态")).to_be_hidden()
        page.get_by_role("button", name="更多条件").click()
    page.get_by_label("状态", exact=True).select_option("已退回")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("link", name="移除条件 状态")).to_be_visible()
    assert "_flt_0_stage=returned" in page.url
    assert "_flt_0_name=" not in page.url
    assert_sound(page)
    page.reload()
    expect(page.get_by_label("状态", exact=True)).to_have_value("returned")
    page.get_by_role("link", name="移除条件 状态").click()
    expect(page.get_by_role("link", name="移除条件 状态")).to_have_count(0)
    assert page.url.endswith(LIST)


def test_the_keyboard_reaches_search_new_and_every_page(visit: Open) -> None:
    page = visit(LIST)
    page.keyboard.press("/")
    expect(page.get_by_label("名称", exact=True)).to_be_focused()
    page.keyboard.type("n")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator("#main").focus()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="新增活动")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="功能、机构、人员或编号")).to_be_focused()
    assert_sound(page)
    page.keyboard.type("hdpd")
    expect(page.locator("#palette li")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/twelvepairview/list/")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_large_relation_is_found_by_typing(visit: Open, sql: Any) -> None:
    page = visit("/twelvepairview/list/")
    page.get_by_role("link", name="新增").first.click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("标题").fill("配一对")
    dialog.get_by_label("活动").press_sequentially("0000")
    expect(dialog.get_by_role("option", name="活动00004")).to_be_visible()
    assert_sound(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("活动")).to_have_value("活动00004")
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已新增")).to_be_visible()
    pk = sql("SELECT id FROM twelve WHERE name = '活动00004'")[0][0]
    assert sql("SELECT twelve_id FROM twelve_pair WHERE title = '配一对'") == [(pk,)]


def test_menus_year_and_drawer_navigation(visit: Open) -> None:
    page = visit(LIST)
    page.get_by_role("button", name="用户菜单").click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    assert_sound(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="退出登录")).to_be_hidden()
    if is_phone(page):
        page.get_by_role("button", name="打开导航").click()
        expect(page.get_by_role("link", name="活动配对")).to_be_visible()
        assert_sound(page)
        page.keyboard.press("Escape")
    years = page.get_by_label("切换统计年度")
    oldest = years.locator("option").last.inner_text()
    years.select_option(oldest)
    page.wait_for_load_state()
    expect(page.get_by_label("切换统计年度")).to_have_value(oldest)


def test_signing_out_ends_the_session(visit: Open) -> None:
    page = visit(LIST)
    page.get_by_role("button", name="用户菜单").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.goto(page.url.replace("/login/", LIST))
    expect(page.get_by_label("登录账号")).to_be_visible()


def test_the_menu_of_a_row_lies_above_the_rows_below(visit: Open) -> None:
    page = visit("/key-events/list/?_flt_0_stage=")
    page.get_by_role("button", name="活动00000的更多操作").scroll_into_view_if_needed()
    page.get_by_role("button", name="的更多操作").first.click()
    # A trial click fails when something else lies above the link.
    page.locator(".zj-menu--row:visible").get_by_role("link", name="打印").click(trial=True)
    assert_sound(page)
    page.keyboard.press("Escape")
    expect(page.locator(".zj-menu--row:visible")).to_have_count(0)


def test_large_letters_fit(visit: Open) -> None:
    page = visit(LIST)
    page.get_by_role("button", name="用户菜单").click()
    page.get_by_role("button", name="切换大字 / 标准字号").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.size") == "large"
    assert_sound(page)
