"""The preview on paper: what the printer gets is the sheet, whatever the screen shows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from app.core import clock
from tests.support.browser import PHONE, WIDE
from tests.support.site import Visits

A3 = (1191, 842)


def printed(page: Page, folder: Path) -> tuple[list[tuple[int, int]], list[float]]:
    """The sheets of a print in points, and how far right the words of the first one reach."""
    path = folder / "print.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    told = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True
    ).stdout
    sheets = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">', told)
    first = told.split("</page>")[0]
    ends = [float(end) for end in re.findall(r'xMax="([\d.]+)"', first)]
    assert re.search(r">共?\s*1?\s*页</word>|>共", first), "no page number"
    return [(round(float(w)), round(float(h))) for w, h in sheets], ends


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
    sheets, ends = printed(page, tmp_path)
    assert len(sheets) == pages
    assert all(abs(s[0] - A3[0]) < 3 and abs(s[1] - A3[1]) < 6 for s in sheets)
    assert 0.94 * A3[0] < max(ends) <= A3[0]


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
