"""Ctrl+K: records by names, letters and numbers, with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.core.base.pinyin import name_initials
from tests.support.site import Site, Visits

STATION = "天元区建设工程质量安全监督站"
BOX = "功能、机构、人员或编号"


def look(page: Page, typed: str) -> list[str]:
    """What the palette lists for a word, once the server has answered."""
    if not page.get_by_role("combobox", name=BOX).is_visible():
        page.keyboard.press("Control+k")
    with page.expect_response("**/find/"):
        page.get_by_role("combobox", name=BOX).fill(typed)
    page.locator("#palette li").first.wait_for()
    return [" ".join(one.split()) for one in page.locator("#palette li").all_inner_texts()]


def somebody(site: Site) -> tuple[str, str]:
    """The name of somebody on the roster of the county, and the end of their number."""
    name = site.value(
        "SELECT p.name FROM person p JOIN organization o ON o.id = p.organization_id"
        " WHERE o.name = ? AND p.left_on IS NULL AND length(p.name) = 3 ORDER BY p.id LIMIT 1",
        STATION,
    )
    return name, name_initials(name)


def test_a_person_is_found_and_opened(visits: Visits, site: Site):
    name, letters = somebody(site)
    page = visits.enter("ty_clerk")
    line = f"{name} 人员 · {STATION}"
    assert line in look(page, letters)
    assert line in look(page, name)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=name).wait_for()
    end = page.locator(".zj-dl").get_by_text("********").first.inner_text()[-4:]
    page.goto("/")
    assert line in look(page, end)
    stranger = visits.enter("yl_clerk")
    assert not any(STATION in one for one in look(stranger, name))
    officer = visits.enter("auditor")
    assert look(officer, name) == ["没有找到"]


def test_an_organization_is_found_by_its_letters_and_opened(visits: Visits):
    page = visits.enter("zz_leader")
    lines = look(page, "tyqjs")
    assert lines == [f"{STATION} 机构 · 株洲市"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=f"监督机构基本情况 · {STATION}").wait_for()
    # Screens of the menu stand before records.
    assert look(page, "监督")[0].startswith("监督机构基本情况汇总")


def test_nothing_is_asked_while_characters_are_composed(visits: Visits):
    """What an input method shows on the way is no word; what it ends with is looked for."""
    page = visits.enter("zz_leader")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/find/") else None)
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name=BOX)
    keyboard = page.context.new_cdp_session(page)
    box.focus()
    for letters in ("t", "ti", "tian"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
        page.wait_for_timeout(300)
    assert asked == []
    with page.expect_response("**/find/"):
        keyboard.send("Input.insertText", {"text": "天元"})
    expect(box).to_have_value("天元")
    expect(page.locator("#palette li")).to_have_count(1)
    assert len(asked) == 1


def test_a_pause_in_typing_is_waited_for(visits: Visits):
    page = visits.enter("zz_leader")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/find/") else None)
    page.keyboard.press("Control+k")
    with page.expect_response("**/find/"):
        page.get_by_role("combobox", name=BOX).press_sequentially("tianyuan", delay=20)
    expect(page.locator("#palette li").first).to_contain_text(STATION)
    assert len(asked) == 1
