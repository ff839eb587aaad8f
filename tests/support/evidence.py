"""What a failing browser test leaves behind: pictures, traces and the log of the site.

A trace opens with ``.venv/bin/playwright show-trace trace-1.zip``: every step, and with the
variable TRACE_PAGES=1 the page at each.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.support.kept import FOLDER

FAILURES = FOLDER / "failures"


def collect(item: pytest.Item) -> Path | None:
    """Put it all into a folder named after the test, while its windows are still open."""
    found: dict[str, Any] = getattr(item, "funcargs", {})
    browser = found.get("chromium")
    if not isinstance(browser, Browser):
        return None
    folder = FAILURES / re.sub(r"[^\w.-]+", "_", f"{item.path.stem}.{item.name}")[:120]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, context in enumerate(browser.contexts, 1):
        for turn, page in enumerate(context.pages, 1):
            _take_picture(page, folder / f"window-{number}-{turn}.png")
        context.tracing.stop(path=folder / f"trace-{number}.zip")
    if (site := found.get("_site")) is not None:
        (folder / "site.log").write_text(site.log)
    return folder


def _take_picture(page: Page, path: Path) -> None:
    try:
        page.screenshot(path=path, full_page=True, timeout=5_000)
    except Error as error:
        # A page that cannot be drawn is a finding too.
        path.with_suffix(".txt").write_text(str(error))
