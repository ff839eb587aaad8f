"""Chromium 86 shows and does what later browsers do; what is older still is told so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from app.core.base import clock
from tests.support.browser import PATIENCE, PHONE
from tests.support.oldest import oldest  # noqa: F401 - the browser
from tests.support.site import Site, Visits

OFFICE = {"width": 1366, "height": 768}
RETURNS = "/organizations/project-returns/list/"
LOADED = "() => document.querySelector('dialog[open]:not(.is-loading) form')"
# Where an element is, and whether the window shows all of it.
SEEN = """selector => {
  const one = document.querySelector(selector), box = one.getBoundingClientRect();
  return box.width > 0 && box.top >= 0 && box.left >= 0
    && box.bottom <= innerHeight && box.right <= innerWidth;
}"""
PRESS = "selector => document.querySelector(selector).click()"
TYPE = """([selector, text]) => {
  const field = document.querySelector(selector);
  field.value = text;
  for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
}"""
Look = Callable[..., Page]


@pytest.fixture
def look(oldest: Browser, visits: Visits, site: Site) -> Iterator[Look]:  # noqa: F811
    """A window of the old browser for somebody who has signed in."""
    contexts, faults = [], []

    def open_page(username: str, path: str, size: Any = OFFICE) -> Page:
        visits.enter(username)
        context = oldest.new_context(base_url=site.address, viewport=size, locale="zh-CN")
        contexts.append(context)
        context.add_cookies(site.signed_in[username])
        context.set_default_timeout(PATIENCE * 2)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(said: ConsoleMessage) -> bool:
    """Whether a script complains; that a form with a fault is refused is the server's answer."""
    return said.type == "error" and "status of 422" not in said.text


def _open(page: Page, link: str) -> None:
    page.evaluate(PRESS, link)
    page.wait_for_function(LOADED)


def test_a_long_form_lies_in_the_window_and_adds_up(look: Look):
    page = look("hn_admin", RETURNS)
    assert "old" not in page.evaluate("document.documentElement.className").split()
    page.evaluate("scrollTo(0, 500)")
    _open(page, "[data-key=new]")
    assert page.evaluate(SEEN, "dialog[open]")
    assert page.evaluate(SEEN, "dialog[open] [data-submit]")
    assert page.evaluate(SEEN, "dialog[open] [value=draft]")
    page.evaluate(TYPE, ["#housing-new-area", "12.5"])
    page.evaluate(TYPE, ["#public-new-area", "0.25"])
    total = "document.querySelector('[data-sum=total-new-area]').textContent"
    assert page.evaluate(total) == "12.75"
    page.evaluate(TYPE, ["#housing-new-area", "many"])
    assert page.evaluate("!!document.getElementById('housing-new-area-err')")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.evaluate(PRESS, "dialog[open] [data-submit]")
    assert sent.value.status == 422
    page.wait_for_function(
        "() => !document.querySelector('dialog[open]:not(.is-loading) [data-errors]').hidden"
    )
    assert page.evaluate("!!document.querySelector('dialog[open]')")


def test_a_drawer_stays_beside_a_page_that_is_scrolled(look: Look):
    page = look("hn_admin", "/organizations/overview/list/")
    page.evaluate("scrollTo(0, 2000)")
    page.evaluate(PRESS, "#list a[data-opens=drawer]")
    page.wait_for_function("() => document.querySelector('dialog[open]:not(.is-loading) h2')")
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function(SEEN, arg="dialog[open]")


def test_a_phone_dims_what_lies_behind_the_menu(look: Look):
    page = look("ty_clerk", RETURNS, PHONE)
    page.evaluate(PRESS, ".zj-burger")
    scrim = page.evaluate(
        "(() => { const box = document.querySelector('.zj-scrim').getBoundingClientRect();"
        " return [box.left, box.right, box.bottom]; })()"
    )
    assert scrim == [0, PHONE["width"], PHONE["height"]]
    page.evaluate(PRESS, ".zj-scrim")
    assert page.evaluate("!document.querySelector('.zj-side.is-open')")


def test_the_file_is_of_the_kind_that_was_pressed(look: Look):
    year = clock.year()
    page = look("hn_admin", f"/reports/annual_summary/preview?year={year}&level=province")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.evaluate(PRESS, "[data-export] [value=pdf]")
    body = sent.value.post_data or ""
    assert 'name="format"\r\n\r\npdf' in body
    page.wait_for_function("() => !document.querySelector('[data-job]').hidden")


def test_what_may_be_chosen_follows_the_year(look: Look):
    page = look("hn_admin", "/reports/annual_summary/conditions")
    kept = "document.querySelector('[data-offered]').firstElementChild.stale = true"
    page.evaluate(kept)
    page.evaluate(
        "(() => { const year = document.querySelector('[data-decides]');"
        " year.value = year.options[year.options.length - 1].value;"
        " year.dispatchEvent(new Event('change', { bubbles: true })); })()"
    )
    page.wait_for_function(
        "() => !document.querySelector('[data-offered]').firstElementChild.stale"
    )


def test_a_browser_that_is_too_old_is_told_so(visits: Visits):
    page = visits.window()
    words = page.get_by_text("浏览器版本过低")
    page.goto("/login/")
    assert words.count() == 1
    assert not words.is_visible()
    page.add_init_script("delete Element.prototype.replaceChildren")
    page.goto("/login/")
    assert words.is_visible()
