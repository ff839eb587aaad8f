"""Accessibility: axe on every page and open dialog, a phone's width, the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from app.core.base import clock
from tests.browser.steps import dialog_of, toast
from tests.support.browser import PHONE, WIDE, axe_violations, overflow
from tests.support.site import Visits

RETURNS = "/organizations/project-returns"
BUTTON = "导出省/市级机构情况年度汇总表"


def _form(page: Page) -> None:
    page.goto(f"{RETURNS}/list/")
    page.get_by_role("link", name="新增").first.click()
    dialog_of(page, "监督工程情况填报")


def _refused_form(page: Page) -> None:
    _form(page)
    page.locator("#deaths").fill("3")
    page.locator("#coverage").fill("200")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("alert").get_by_text("监督覆盖率").wait_for()


def _drawer(path: str, link: str) -> Callable[[Page], None]:
    def open_it(page: Page) -> None:
        page.goto(path)
        page.locator("#list tbody tr").first.get_by_role("link", name=link).first.click()
        page.get_by_role("button", name="关闭").last.wait_for()

    return open_it


def _conditions(page: Page) -> None:
    page.goto("/organizations/overview/list/")
    # On a phone the summary tables are in a menu.
    menu = page.get_by_role("button", name="导出汇总表")
    if menu.is_visible():
        menu.click()
    page.get_by_role("link", name=BUTTON).click()
    dialog_of(page, BUTTON)


def _preview(page: Page) -> None:
    page.goto(
        f"/reports/annual_summary/preview?year={clock.year()}&level=prefecture&prefecture=430200"
    )
    page.get_by_role("button", name="打印").wait_for()
    page.wait_for_load_state()


def _page(path: str) -> Callable[[Page], None]:
    return lambda page: page.goto(path) and None


def _palette(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="查找", exact=True).wait_for()


VIEWS: dict[str, tuple[str, Callable[[Page], Any]]] = {
    "home of a clerk": ("ty_clerk", _page("/")),
    "home of the province": ("hn_admin", _page("/")),
    "overview": ("zz_admin", _page("/organizations/overview/list/")),
    "overview, 查看详情": ("zz_admin", _drawer("/organizations/overview/list/", "查看详情")),
    "people": ("zz_admin", _page("/personnel/people/list/")),
    "people, 查看": ("zz_admin", _drawer("/personnel/people/list/", "查看")),
    "returns": ("zz_admin", _page(f"{RETURNS}/list/")),
    "returns, 查看": ("zz_admin", _drawer(f"{RETURNS}/list/", "查看")),
    "returns, 新增": ("ty_clerk", _form),
    "returns, 新增 refused": ("ty_clerk", _refused_form),
    "conditions": ("zz_admin", _conditions),
    "preview": ("zz_admin", _preview),
    "password": ("zz_admin", _page("/password/")),
    "not found": ("zz_admin", _page("/nowhere")),
    "palette": ("zz_admin", _palette),
}


# A window of 1440 pixels whose page is drawn at 150 %.
ZOOMED: ViewportSize = {"width": 960, "height": 600}


@pytest.mark.parametrize("size", [WIDE, PHONE, ZOOMED], ids=["1440", "390", "150 percent"])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(visits: Visits, size: dict[str, int]):
    windows: dict[str, Page] = {}
    found: list[str] = []
    signing_in = visits.window(size=size)
    signing_in.goto("/login/")
    found += [f"sign-in: {one}" for one in axe_violations(signing_in)]
    for name, (username, show) in VIEWS.items():
        if username not in windows:
            windows[username] = visits.enter(username, size=size, expects=(404, 422))
        page = windows[username]
        show(page)
        found += [f"{name}: {one}" for one in axe_violations(page)]
        if wide := overflow(page):
            found.append(f"{name}: {wide} px too wide")
    assert not found, "\n".join(found)


def test_the_grid_of_the_project_return_goes_up_and_down_by_keys(visits: Visits):
    page = visits.enter("ty_clerk")
    _form(page)
    page.locator("#housing-carried-area").focus()
    steps = (("ArrowDown", "housing-new-area"), ("Enter", "housing-completed-area"))
    steps += (("ArrowUp", "housing-new-area"), ("Tab", "housing-new-cost"))
    for key, name in steps:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == name
    page.locator("#housing-ended-area").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "public-carried-area"


def test_dialogs_take_the_focus_and_give_it_back(visits: Visits):
    page = visits.enter("ty_clerk")
    page.goto(f"{RETURNS}/list/")
    new = page.get_by_role("link", name="新增").first
    new.focus()
    page.keyboard.press("Enter")
    form = dialog_of(page, "监督工程情况填报")
    assert form.evaluate("e => e.contains(document.activeElement)")
    page.keyboard.press("Escape")
    form.wait_for(state="detached")
    assert new.evaluate("e => e === document.activeElement")
    page.keyboard.press("n")
    form = dialog_of(page, "监督工程情况填报")
    page.locator("#penalties").fill("7")
    page.keyboard.press("Escape")
    form.wait_for(state="detached")
    toast(page, "填写的内容已存为草稿，重新打开可继续填写")
    page.keyboard.press("n")
    form = dialog_of(page, "监督工程情况填报")
    expect(page.locator("#penalties")).to_have_value("7")
    form.get_by_role("button", name="放弃草稿").click()
    page.get_by_role("dialog", name="放弃这份草稿").get_by_role("button", name="放弃草稿").click()
    expect(page.locator("#penalties")).to_have_value("")
    page.keyboard.press("Escape")
    form.wait_for(state="detached")
