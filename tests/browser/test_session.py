"""A form that outlives its sign-in goes on after signing in again; nothing typed is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.support.site import Site, Visits


def test_an_open_form_outlives_its_sign_in(visits: Visits, site: Site):
    page = visits.window(expects=(400, 401))
    account = site.account("ty_admin")

    def sign_in(window):
        window.goto("/login/")
        window.get_by_label("登录账号").fill(account["username"])
        window.get_by_label("密码", exact=True).fill(account["password"])
        window.get_by_role("button", name="登录").click()
        window.wait_for_url("**/")

    sign_in(page)
    page.goto("/organizations/project-returns/list/")
    page.get_by_role("link", name="新增").first.click()
    page.locator("select#year").select_option("2016")
    page.locator("#housing-new-projects").fill("7")
    page.locator("#housing-new-units").fill("7")
    page.locator("#housing-new-area").fill("7")
    number = site.value("SELECT id FROM ab_user WHERE username = ?", account["username"])
    with closing(sqlite3.connect(site.instance / "app.db", timeout=15)) as database:
        database.execute("DELETE FROM user_session WHERE user_id = ?", (number,))
        database.commit()

    page.get_by_role("button", name="暂存").click()
    with page.context.expect_page() as opened:
        page.locator(".zj-toast").get_by_role("link", name="重新登录").click()
    sign_in(opened.value)
    assert page.locator("#housing-new-projects").input_value() == "7"
    page.get_by_role("button", name="暂存").click()

    page.wait_for_url("**_flt_0_year=2016**")
    assert site.sql(
        "SELECT state FROM project_return JOIN organization ON organization.id = organization_id"
        " WHERE year = 2016 AND organization.division_code = '430211'"
    ) == [("draft",)]
