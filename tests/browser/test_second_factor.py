"""账号安全: 两步验证 is set up and asked for; where it is a must, before anything else."""

from __future__ import annotations

from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Page

from app.core.base import clock
from tests.browser.steps import dialog_of, row_of, toast
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits


@pytest.fixture(autouse=True)
def _afterwards(site: Site) -> Iterator[None]:
    """Other tests sign in by the password alone."""
    yield
    for table in ("second_factor", "recovery_code", "pending_sign_in", "parameter"):
        site.change(f"DELETE FROM {table}")
    site.change("UPDATE revision SET number = number + 1")


def password_step(page: Page, site: Site, username: str) -> None:
    account = site.account(username)
    page.goto("/login/")
    page.get_by_label("登录账号").fill(account["username"])
    page.get_by_label("密码", exact=True).fill(account["password"])
    page.get_by_role("button", name="登录", exact=True).click()


def code_step(page: Page, code: str) -> None:
    page.get_by_role("heading", name="两步验证").wait_for()
    page.get_by_label("动态码或恢复码").fill(code)
    page.get_by_role("button", name="验证并登录").click()


def set_up(page: Page) -> tuple[pyotp.TOTP, list[str]]:
    """Type the key into a telephone, and the code of the telephone into the page."""
    page.get_by_role("heading", level=1, name="设置两步验证").wait_for()
    assert page.get_by_role("img", name="两步验证密钥的二维码").locator("svg").is_visible()
    assert axe_violations(page) == []
    phone = pyotp.TOTP(page.locator("#secret").inner_text().replace(" ", ""))
    # That of the period before is still good, and leaves the present one for the sign-in.
    page.get_by_label("动态码").fill(phone.generate_otp(phone.timecode(clock.now()) - 1))
    page.get_by_role("button", name="开启两步验证").click()
    page.get_by_role("heading", level=1, name="恢复码").wait_for()
    codes = page.locator(".zj-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    assert axe_violations(page) == []
    return phone, codes


def test_a_second_factor_is_set_up_and_asked_for(visits: Visits, site: Site):
    """作为市州级管理员：用户菜单→账号安全→两步验证→设置."""
    page = visits.enter("zz_admin")
    page.get_by_role("button", name="用户菜单").click()
    page.get_by_role("link", name="账号安全").click()
    page.get_by_role("heading", level=1, name="账号安全").wait_for()
    assert axe_violations(page) == []
    page.get_by_role("link", name="设置").click()
    phone, codes = set_up(page)
    page.get_by_role("link", name="已保存，继续").click()
    page.get_by_role("heading", level=1, name=site.account("zz_admin")["name"]).wait_for()

    second = visits.window(size=PHONE, expects=(401,))
    password_step(second, site, "zz_admin")
    code_step(second, "000000")
    second.get_by_text("动态码或恢复码不正确").wait_for()
    assert second.get_by_label("动态码或恢复码").get_attribute("aria-invalid") == "true"
    assert axe_violations(second) == []
    assert overflow(second) == 0
    code_step(second, phone.at(clock.now()))
    second.get_by_role("heading", level=1, name=site.account("zz_admin")["name"]).wait_for()

    third = visits.window()
    password_step(third, site, "zz_admin")
    code_step(third, codes[0].lower())
    third.get_by_text("还剩 9 个").wait_for()

    # What the first window has open is seen and ended in the third.
    third.goto("/account/")
    rows = third.get_by_role("region", name="登录设备").get_by_role("row")
    assert rows.filter(has_text="本设备").count() == 1
    third.get_by_role("button", name="退出其他设备").click()
    dialog_of(third, "退出其他设备").get_by_role("button", name="退出其他设备").click()
    toast(third, "已退出")
    second.goto("/")
    second.get_by_text("您在其他设备上结束了本次登录").wait_for()
    site.signed_in.pop("zz_admin", None)


def test_where_they_must_administrators_set_it_up_before_anything_else(visits: Visits, site: Site):
    """作为省级管理员：参数设置→管理员必须两步验证；安全管理员先设置，经办不受影响."""
    office = visits.enter("hn_admin")
    # The own sign-in would be led away, too; the row is what the dialog stores.
    office.goto("/settings/parameters/list/")
    row_of(office, "管理员必须两步验证").get_by_role("link", name="修改").click()
    dialog = dialog_of(office, "修改参数")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="保存").click()
    office.get_by_role("heading", level=1, name="设置两步验证").wait_for()

    clerk = visits.enter("ty_clerk")
    assert clerk.url.endswith("/")

    page = visits.window(expects=(401,))
    password_step(page, site, "sec_admin")
    page.get_by_text("您的账号须先设置两步验证").wait_for()
    page.goto("/audit/entries/list/")
    phone, _codes = set_up(page)
    page.goto("/audit/entries/list/")
    page.get_by_role("heading", level=1, name="操作日志").wait_for()

    # Whoever knows the password alone stays outside.
    stranger = visits.window(expects=(401,))
    password_step(stranger, site, "sec_admin")
    code_step(stranger, "123456")
    stranger.get_by_text("动态码或恢复码不正确").wait_for()
    stranger.goto("/audit/entries/list/")
    stranger.get_by_role("heading", name="用户登录").wait_for()

    again = visits.window()
    password_step(again, site, "sec_admin")
    code_step(again, phone.at(clock.now()))
    again.goto("/account/")
    again.get_by_text("不能关闭").wait_for()
    for username in ("sec_admin", "hn_admin"):
        site.signed_in.pop(username, None)
