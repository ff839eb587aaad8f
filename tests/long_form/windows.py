"""Windows of the cast on the application whose forms only the tests declare."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support.cast import PASSWORD

Enter = Callable[..., Page]


def sign_in(page: Page, who: str) -> None:
    """Through the page, as one of the cast."""
    page.goto("/login/")
    page.get_by_label("登录账号").fill(who)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("heading", level=1).wait_for()
