"""首次设置 as its user walks it: from the sign-in of the technical administrator to the end."""

from __future__ import annotations

import re

from playwright.sync_api import Page

ACCOUNT = {"username": "tech_admin", "password": "Neue-Zeile-97"}
COUNTY = "芙蓉区建设工程质量安全监督站"
# Each password costs a tenth of a second by intent, and machines of tests are busy.
SLOW = 120_000


def sign_in(page: Page, username: str, password: str) -> None:
    """Through the page of the sign-in."""
    page.goto("/login/")
    page.get_by_label("登录账号").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


def make_province(page: Page) -> None:
    """From home to the province's organization."""
    page.get_by_role("link", name="开始设置").click()
    page.get_by_label("机构名称").fill("湖南省建设工程质量安全监督管理总站")
    page.get_by_label("所在行政区划").select_option(label="湖南省")
    page.get_by_role("button", name="建立省级机构").click()
    page.get_by_role("heading", level=1, name="机构树").wait_for()


def make_levels(page: Page) -> None:
    """Prefectures, one of them split, then counties without the zones."""
    page.get_by_role("link", name="生成市州级机构").click()
    page.get_by_label("衡阳市机构类别").select_option(label="拆分为质量、安全两个机构")
    page.get_by_role("button", name="建立勾选的机构").click()
    page.get_by_text("已建立 15 个机构").wait_for()
    page.get_by_role("link", name="生成县级机构").click()
    page.get_by_role("button", name="建立勾选的机构").click()
    page.get_by_text("已建立 122 个机构").wait_for()


def make_accounts(page: Page) -> dict[str, tuple[str, str]]:
    """The sheet: login name and one-time password of each organization's administrator."""
    page.get_by_role("link", name="下一步").click()
    # A few are enough here, of which one is a county's.
    page.get_by_label("选择本页全部").first.uncheck()
    for words in ("系统管理员", "省级管理员", "长沙市建设工程质量安全监督站", COUNTY):
        page.get_by_role("checkbox", name=words).first.check()
    page.get_by_role("button", name="建立账号并显示密码").click(timeout=SLOW)
    page.get_by_role("heading", level=1, name="一次性密码单").wait_for(timeout=SLOW)
    found: dict[str, tuple[str, str]] = {}
    for slip in page.locator("article").all():
        words = slip.inner_text()
        username = re.search(r"登录账号\s+(\S+)", words)
        password = re.search(r"一次性密码\s+(\S+)", words)
        assert username is not None
        assert password is not None
        name = slip.get_by_role("heading").inner_text()
        found[f"{name} {username[1]}"] = (username[1], password[1])
    return found


def decide(page: Page) -> None:
    """Year, parameters, the end."""
    page.goto("/setup/year")
    page.get_by_label("最早填报年度").fill("2024")
    page.get_by_role("button", name="确认").click()
    page.get_by_role("heading", level=1, name="主要参数").wait_for()
    page.get_by_role("button", name="确认").click()
    page.get_by_role("heading", level=1, name="首次设置").wait_for()
    page.get_by_role("button", name="完成首次设置").click()
    page.get_by_text("首次设置已完成").wait_for()


def change_password(page: Page, username: str, password: str) -> None:
    """Somebody with a one-time password: nothing opens before it is changed."""
    sign_in(page, username, password)
    page.get_by_role("heading", level=1, name="修改密码").wait_for()
    page.goto("/personnel/people/list/")
    page.get_by_role("heading", level=1, name="修改密码").wait_for()
    new = "Ein-Kessel-4711"
    page.get_by_label("原密码").fill(password)
    page.locator("input[name=password]").fill(new)
    page.get_by_label("再次输入新密码").fill(new)
    page.get_by_role("button", name="修改密码").click()
    page.wait_for_url(lambda url: "/login/" in url)
    sign_in(page, username, new)
