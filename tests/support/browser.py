"""Chromium for tests: a window for every visitor, and no fault of a page goes unnoticed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, ViewportSize, sync_playwright

from tests.support.services import Services

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE = 8_000
# Nothing is asked of any machine but this one, by pages or by Chromium itself.
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
# The browser and the library that sends our forms both report an answer they did not like.
STATUS = re.compile(r"(?:responded with a status of|Response Status Error Code) (\d+)")
NO_ANSWER = re.compile(
    r"net::ERR_(INTERNET_DISCONNECTED|CONNECTION_\w+|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH)"
)
# WCAG 2.1 A and AA, which is what the design promises.
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": list(AXE_RULES)},
    "resultTypes": ["violations"],
}


class Faults:
    """What went wrong in the pages of one visitor; ``expected`` are statuses that may occur.

    The status 0 stands for no answer at all: a network that is gone, a server that is down.
    """

    def __init__(self, address: str, expected: tuple[int, ...] = ()) -> None:
        self.address, self.expected, self.found = address, set(expected), list[str]()

    def watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        page.on("request", self._asked)

    def _said(self, message: Any) -> None:
        told = STATUS.search(message.text)
        if 0 in self.expected and NO_ANSWER.search(message.text):
            return
        if message.type in ("error", "warning") and not (
            told and int(told.group(1)) in self.expected
        ):
            self.found.append(f"console: {message.text}")

    def _failed(self, request: Any) -> None:
        # A page that is left and a download both give up the request that led there.
        failure = request.failure or ""
        gone = 0 in self.expected and NO_ANSWER.search(failure)
        if "ERR_ABORTED" not in failure and not gone:
            self.found.append(f"no answer: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.found.append(f"{response.status}: {response.request.method} {response.url}")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.found.append(f"elsewhere: {request.url}")


@contextmanager
def chromium_of(services: Services) -> Iterator[Browser]:
    """Debian's Chromium, until the end of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=services.chromium_path(), args=list(SWITCHES)
        )
        yield browser
        browser.close()


def new_context(browser: Browser, *, size: ViewportSize | None = None, **more: Any) -> Any:
    """A visitor's own part of the browser; what happens in it can be looked at after a failure."""
    context = browser.new_context(
        viewport=size or WIDE, locale="zh-CN", reduced_motion="reduce", **more
    )
    # With pages in it a trace of our widest papers takes longer than the test.
    context.tracing.start(snapshots=bool(os.environ.get("TRACE_PAGES")), sources=True)
    context.set_default_timeout(PATIENCE)
    return context


def open_window(
    browser: Browser, address: str, faults: Faults, *, size: ViewportSize | None = None
) -> Page:
    """A window of a visitor of its own: no cookie is shared with another."""
    context = new_context(
        browser, size=size, base_url=address, accept_downloads=True, timezone_id="Asia/Shanghai"
    )
    page: Page = context.new_page()
    faults.watch(page)
    return page


def axe_violations(page: Page, *, within: str | None = None) -> list[str]:
    """What axe has to say about the page as it is now, one line a finding."""
    found = Axe().run(page, context=within, options=AXE_OPTIONS).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']} at {node['target']}"
        for one in found
        for node in one["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page can be scrolled sideways."""
    return int(
        page.evaluate(
            "() => { const r = document.scrollingElement; return r.scrollWidth - r.clientWidth; }"
        )
    )


@pytest.fixture(scope="session")
def chromium(services: Services) -> Iterator[Browser]:
    with chromium_of(services) as browser:
        yield browser
