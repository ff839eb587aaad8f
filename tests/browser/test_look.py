"""What the eye meets: nothing touches, wraps in the middle or stands askew."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from app.core import clock
from tests.support.browser import PHONE, overflow
from tests.support.site import Visits

RETURNS = "/organizations/project-returns/list/"
BOXES = """all => all.filter(one => one.offsetParent).map(one => {
  const box = one.getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom].map(Math.round);
})"""


def boxes(page: Page, selector: str) -> list[list[int]]:
    found: Any = page.locator(selector).evaluate_all(BOXES)
    return list(found)


def apart(one: list[int], other: list[int], gap: int = 4) -> bool:
    return (
        one[2] + gap <= other[0]
        or other[2] + gap <= one[0]
        or one[3] + gap <= other[1]
        or other[3] + gap <= one[1]
    )


def test_the_note_on_demo_data_touches_no_button(visits: Visits) -> None:
    for size in (None, PHONE):
        page = visits.enter("ty_clerk", size=size)
        for path in ("/", RETURNS, "/personnel/people/list/"):
            page.goto(path)
            (note,) = boxes(page, ".zj-demo")
            assert all(apart(note, box) for box in boxes(page, ".zj-head__a .zj-btn")), path
        words = page.locator(".zj-demo").text_content() or ""
        assert words.strip() == "演示数据，人员、机构数据和证书均为虚构"


def test_days_stand_in_one_line(visits: Visits) -> None:
    page = visits.enter("ty_clerk")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto("/")
    days = page.locator("#todo td.zj-num")
    lines = days.evaluate_all(
        "all => all.map(one => { const text = document.createRange();"
        " text.selectNodeContents(one); return text.getClientRects().length; })"
    )
    assert lines
    assert set(lines) == {1}


def test_values_of_a_description_stand_in_line(visits: Visits) -> None:
    page = visits.enter("zz_admin")
    page.goto("/organizations/overview/list/")
    page.get_by_role("link", name="查看详情").first.click()
    page.get_by_role("button", name="关闭").last.wait_for()
    lists = page.locator("dialog .zj-dl")
    columns = lists.evaluate_all(
        "all => all.map(one => new Set(Array.from(one.children, pair =>"
        " Math.round(pair.lastElementChild.getBoundingClientRect().left"
        " - pair.getBoundingClientRect().left))).size)"
    )
    assert columns
    assert set(columns) == {1}


def test_the_bar_of_a_preview_keeps_its_rows_on_a_phone(visits: Visits) -> None:
    page = visits.enter("zz_admin", size=PHONE)
    page.goto(
        f"/reports/annual_summary/preview?year={clock.year()}&level=prefecture&prefecture=430200"
    )
    bar = page.locator(".zj-rbar")
    before = bar.evaluate("one => one.offsetHeight")
    with page.expect_download():
        page.get_by_role("button", name="下载 XLSX").click()
        assert bar.evaluate("one => one.offsetHeight") == before
    tops = {box[1] for box in boxes(page, ".zj-rbar .zj-btn--s")}
    assert len(tops) <= 2


def test_headings_of_a_form_fit_a_phone(visits: Visits) -> None:
    page = visits.enter("ty_clerk", size=PHONE)
    page.goto("/organizations/project-returns/add")
    assert overflow(page) == 0
    assert all(box[2] <= PHONE["width"] for box in boxes(page, ".zj-sec > legend"))
    assert all(box[2] <= PHONE["width"] for box in boxes(page, ".zj-sec > legend small"))
