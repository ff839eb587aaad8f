"""首次设置 in the browser: from an installation with nobody in it to a county that works."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support import first_setup
from tests.support.browser import PHONE, Faults, axe_violations, open_window, overflow
from tests.support.first_setup import ACCOUNT, COUNTY
from tests.support.installation import ROOT, Installation

PAGES = ("", "province", "organizations", "prefectures", "counties", "accounts", "year")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The start command on an empty folder, and the technical administrator."""
    installation = Installation(tmp_path_factory.mktemp("first"), WEB_WORKERS="1")
    installation.start()
    named = {"ADMIN_USERNAME": ACCOUNT["username"], "ADMIN_PASSWORD": ACCOUNT["password"]}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "run", "create-admin"],
        cwd=ROOT,
        env=installation.environment | named,
        check=True,
        timeout=60,
    )
    yield installation
    installation.signal(signal.SIGTERM)


def test_首次设置_从空系统到县级管理员登录(empty: Installation, chromium: Browser) -> None:
    """The wizard makes the tree and the accounts; a county's administrator begins to work."""
    faults = Faults(empty.address)
    page = open_window(chromium, empty.address, faults)
    first_setup.sign_in(page, **ACCOUNT)
    first_setup.make_province(page)
    for name in PAGES:
        page.goto(f"/setup/{name}")
        assert axe_violations(page) == [], name
    page.goto("/setup/organizations")
    first_setup.make_levels(page)
    made = first_setup.make_accounts(page)
    assert axe_violations(page) == []
    assert len(made) == 4
    page.set_viewport_size(PHONE)
    for name in PAGES:
        page.goto(f"/setup/{name}")
        assert overflow(page) == 0, name
    page.set_viewport_size({"width": 1440, "height": 900})
    first_setup.decide(page)
    menu = page.get_by_role("navigation", name="主导航")
    assert menu.get_by_role("link", name="首次设置").count() == 0

    county = open_window(chromium, empty.address, faults)
    username, password = made[f"{COUNTY} admin_43010201"]
    first_setup.change_password(county, username, password)
    county.get_by_text(COUNTY).first.wait_for()
    county.get_by_role("heading", name="待办工作").wait_for()
    assert faults.found == []
    for window in (page, county):
        window.context.close()
