"""The preview on paper: what the printer gets is the sheet, whatever the screen shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from app.core.base import clock
from tests.support.browser import PHONE, WIDE
from tests.support.paper import Sheet, pdf_sheets
from tests.support.site import Visits

A3 = (1191, 842)


def printed(page: Page, folder: Path) -> list[Sheet]:
    """The sheets of a print, of which the first has its number."""
    path = folder / "print.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    found = pdf_sheets(path)
    number = re.compile(r"共?\s*1?\s*页|共.*")
    assert any(number.fullmatch(word.text) for word in found[0].words), "no page number"
    return found


@pytest.mark.parametrize(
    ("size", "press", "times"), [(WIDE, "", 0), (WIDE, "放大", 14), (PHONE, "", 0)]
)
def test_a_print_fills_its_sheet_whatever_the_zoom_of_the_screen(
    visits: Visits, tmp_path: Path, size: Any, press: str, times: int
) -> None:
    page = visits.enter("zz_admin", size=size)
    page.goto(
        f"/reports/annual_summary/preview?year={clock.year()}&level=prefecture&prefecture=430200"
    )
    pages = page.locator(".zjp-page").count()
    for _time in range(times):
        page.get_by_role("button", name=press).click()
    assert page.locator("[data-zoomv]").inner_text() != "100%"
    sheets = printed(page, tmp_path)
    assert len(sheets) == pages
    sizes = [(round(sheet.width), round(sheet.height)) for sheet in sheets]
    assert all(abs(size[0] - A3[0]) < 3 and abs(size[1] - A3[1]) < 6 for size in sizes)
    assert 0.94 * A3[0] < max(word.right for word in sheets[0].words) <= A3[0]


def test_a_phone_begins_with_what_can_be_read(visits: Visits) -> None:
    page = visits.enter("zz_admin", size=PHONE)
    page.goto(
        f"/reports/annual_summary/preview?year={clock.year()}&level=prefecture&prefecture=430200"
    )
    shown = page.locator("[data-zoomv]")
    assert shown.inner_text() == "90%"
    page.locator(".zjp-title").first.dblclick()
    assert int(shown.inner_text().rstrip("%")) < 50


def test_the_zoom_goes_from_50_to_200_percent(visits: Visits) -> None:
    page = visits.enter("zz_admin")
    page.goto(
        f"/reports/annual_summary/preview?year={clock.year()}&level=prefecture&prefecture=430200"
    )
    shown = page.locator("[data-zoomv]")
    for name, end in (("缩小", "50%"), ("放大", "200%")):
        for _time in range(17):
            page.get_by_role("button", name=name).click()
        assert shown.inner_text() == end
