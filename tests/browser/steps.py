"""What a person does at the screen, by the words that stand there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

GROUP, PEOPLE = "监督机构管理", "监督人员管理"
# A worker that has others' jobs before it, on a busy machine.
FILE_MADE_MS = 60_000


def go_to(page: Page, screen: str, group: str = GROUP) -> None:
    """点击导航栏的监督机构管理→…, or another group's."""
    entry = page.get_by_role("navigation", name="主导航").get_by_role("link", name=screen)
    if not entry.is_visible():
        page.get_by_role("button", name=group).click()
    entry.click()
    page.get_by_role("heading", level=1, name=screen).wait_for()
    # What is not there now will not come.
    page.wait_for_load_state("domcontentloaded")


def menu_entries(page: Page) -> list[str]:
    """What the menu offers, opened or not."""
    found = page.locator(".zj-nav a").all_text_contents()
    return [words.strip() for words in found]


def dialog_of(page: Page, title: str) -> Locator:
    """The open dialog or drawer with this title."""
    found = page.get_by_role("dialog").filter(has=page.get_by_role("heading", name=title))
    found.last.wait_for()
    # Its scripts have come.
    expect(found.last).not_to_have_class(re.compile(r"\bis-loading\b"))
    return found.last


def row_of(page: Page, words: str) -> Locator:
    """The row of the list that these words stand in."""
    return page.locator("#list tbody tr").filter(has_text=words)


def heads(page: Page) -> list[str]:
    """The column titles of the list."""
    return [words.strip() for words in page.locator("#list thead th").all_inner_texts()]


def cells_of(page: Page, words: str) -> dict[str, str]:
    """A row of the list, by its column titles."""
    row = row_of(page, words)
    row.first.wait_for()
    texts = [text.strip() for text in row.first.locator("td").all_inner_texts()]
    return dict(zip(heads(page), texts, strict=True))


def facts(within: Locator) -> dict[str, str]:
    """A description list: terms and what they say."""
    pairs: Any = within.locator(".zj-dl > div").evaluate_all(
        "all => all.map(one => [one.querySelector('dt').innerText.trim(),"
        " one.querySelector('dd').innerText.trim()])"
    )
    return {term: re.sub(r"\s+", " ", words) for term, words in pairs}


def toast(page: Page, words: str) -> None:
    """The message that an act succeeded, and the list as it is since."""
    page.locator(".zj-toast", has_text=words).wait_for()
    # The page says so when it begins to ask for the list.
    expect(page.locator("#list.htmx-request")).to_have_count(0)


def switch_year(page: Page, year: int) -> None:
    """The year on the top bar; it stays the user's own choice afterwards."""
    switch = page.get_by_label("切换统计年度")
    if switch.input_value() != str(year):
        with page.expect_navigation():
            switch.select_option(str(year))


def submit(form: Locator) -> None:
    """点击【提交】"""
    form.get_by_role("button", name="提交", exact=True).click()


def refusals(form: Locator) -> list[str]:
    """The list on top of a form that was refused."""
    summary = form.locator("[data-errors]")
    summary.get_by_role("listitem").first.wait_for()
    return [words.strip() for words in summary.locator("li").all_inner_texts()]


def explain(form: Locator, words: str) -> None:
    """Answer every doubt of a form."""
    doubts = form.get_by_role("region", name="需要核对的内容")
    doubts.wait_for()
    for box in doubts.get_by_role("textbox").all():
        box.fill(words)
    for tick in doubts.get_by_role("checkbox").all():
        tick.check()


def hand_in(page: Page, form: Locator, words: str = "已核对") -> None:
    """提交, answering the doubts that other figures may raise."""
    submit(form)
    doubts = form.get_by_role("region", name="需要核对的内容")
    message = page.locator(".zj-toast", has_text="已提交")
    doubts.or_(message).first.wait_for()
    if doubts.is_visible():
        explain(form, words)
        submit(form)
    toast(page, "已提交")


def show(row: Locator) -> None:
    """点击列表中的【查看】"""
    row.get_by_role("link", name=re.compile("^查看(?!详情)")).click()


def press(row: Locator, act: str) -> None:
    """点击列表中的【…】, also one behind 更多."""
    found = row.locator("td.act").get_by_text(act, exact=True)
    found.wait_for(state="attached")
    if not found.is_visible():
        row.get_by_text("更多", exact=True).click()
    found.click()


def refused(page: Page, path: str, words: str = "您没有该操作的权限") -> None:
    """An address that is not this person's."""
    page.goto(path)
    page.get_by_role("heading", name=words).wait_for()


def agree(page: Page, words: str) -> None:
    """Confirm what the page asks before it acts."""
    page.get_by_role("dialog").get_by_role("button", name=words).click()


def download(page: Page, kind: str, folder: Path) -> Path:
    """点击下载: the worker makes the file, the panel tells of it and hands it over."""
    with page.expect_download(timeout=FILE_MADE_MS) as waiting:
        page.get_by_role("button", name=f"下载 {kind}").click()
        panel = page.get_by_role("complementary", name="导出任务")
        panel.get_by_role("heading", name=f"{kind} 已生成").wait_for(timeout=FILE_MADE_MS)
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def zoom_and_print(page: Page) -> None:
    """可进行放大、打印"""
    shown = page.get_by_role("group", name="缩放").locator("output")
    page.wait_for_load_state()
    page.get_by_role("button", name="适应宽度").click()
    before = int(shown.inner_text().rstrip("%"))
    page.get_by_role("button", name="放大").click()
    assert int(shown.inner_text().rstrip("%")) > before
    # In the place of the printer's own dialog.
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    page.get_by_role("button", name="打印").click()
    assert page.evaluate("window.printed") == 1
