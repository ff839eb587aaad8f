"""年报驾驶舱 and 数据质量: from a cell or a line to what is done about it."""

from __future__ import annotations

import datetime as dt
import re

from playwright.sync_api import expect

from app.core.base import clock
from tests.browser.steps import (
    agree,
    cells_of,
    dialog_of,
    go_to,
    refused,
    row_of,
    submit,
    toast,
)
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits

SCREEN, QUALITY = "年报驾驶舱", "数据质量"
YOUXIAN = "攸县建设工程质量安全监督站"
CLOSED = clock.year() - 3
LIST = f"/cockpit/list/?_year={CLOSED}"


def test_年报驾驶舱_an_exception_is_made_from_the_cell(visits: Visits):
    admin = visits.enter("hn_admin")
    admin.goto(LIST)
    assert axe_violations(admin) == []
    row_of(admin, YOUXIAN).get_by_role("link", name=re.compile("监督工程 已锁定")).click()
    admin.get_by_role("heading", name=re.compile("监督工程情况填报 · ")).wait_for()
    admin.keyboard.press("Escape")
    row_of(admin, YOUXIAN).get_by_role("link", name="解锁 监督工程").click()
    box = dialog_of(admin, f"解锁 {CLOSED} 年度 · {YOUXIAN}")
    box.get_by_label("解锁原因").fill("更正在监面积")
    box.get_by_label("有效期至").fill((clock.today() + dt.timedelta(days=5)).isoformat())
    box.get_by_role("button", name="解锁").click()
    toast(admin, "已解锁")

    superior = visits.enter("zz_admin")
    superior.goto(LIST)
    row_of(superior, YOUXIAN).get_by_role("link", name=re.compile("监督工程 已报")).click()
    superior.get_by_role("heading", name=re.compile("监督工程情况填报 · ")).wait_for()
    refused(visits.enter("ty_clerk", expects=(403,)), "/cockpit/list/")
    admin.goto(f"/organizations/year-locks/list/?_year={CLOSED}")
    row_of(admin, YOUXIAN).get_by_role("button", name="重新锁定").click()
    agree(admin, "重新锁定")
    toast(admin, "已重新锁定")


def test_年报驾驶舱_批量催报_asks_over_the_cockpit(visits: Visits):
    superior = visits.enter("zz_admin")
    superior.goto(LIST)
    row_of(superior, YOUXIAN).get_by_role("checkbox").check()
    superior.get_by_role("button", name="批量催报").click()
    box = dialog_of(superior, f"催报（{CLOSED} 年度）")
    expect(box).to_contain_text(YOUXIAN)
    expect(superior.get_by_role("heading", level=1, name=SCREEN)).to_be_visible()
    box.get_by_role("button", name="取消").click()
    expect(box).to_be_hidden()
    expect(row_of(superior, YOUXIAN).get_by_role("checkbox")).to_be_checked()


def test_年报驾驶舱_on_a_phone(visits: Visits):
    phone = visits.enter("zz_leader", size=PHONE)
    phone.goto(LIST)
    expect(phone.get_by_role("heading", name="上报情况")).to_be_visible()
    expect(row_of(phone, YOUXIAN)).to_contain_text("已报 0")
    assert overflow(phone) == 0


def test_数据质量_leads_to_the_form_of_who_may_mend(visits: Visits, site: Site):
    person, name = lacks_a_school(site, "长沙市建设工程质量安全监督站")
    page = visits.enter("cs_admin")
    go_to(page, QUALITY)
    assert axe_violations(page) == []
    below = page.locator("#list tbody tr").filter(
        has=page.get_by_role("link", name=re.compile("^查看"))
    )
    below.first.wait_for()
    leader = visits.enter("cs_leader")
    go_to(leader, QUALITY)
    assert cells_of(leader, name)["问题"] == "未填：毕业院校"
    assert leader.get_by_role("link", name=re.compile("^修改")).count() == 0
    row_of(page, name).get_by_role("link", name=re.compile("^修改")).click()
    form = dialog_of(page, "修改")
    form.get_by_label("毕业院校").fill("湖南大学")
    submit(form)
    toast(page, "已保存")
    expect(row_of(page, name)).to_have_count(0)
    assert site.value("SELECT school FROM person WHERE id = ?", person) == "湖南大学"
    refused(visits.enter("auditor", expects=(403,)), "/data-quality/list/")


def lacks_a_school(site: Site, organization: str) -> tuple[int, str]:
    """Somebody on the roster of an organization of whom this is not known; number and name."""
    ((number, name),) = site.sql(
        "SELECT p.id, p.name FROM person p JOIN organization o ON o.id = p.organization_id"
        " WHERE o.name = ? AND p.left_on IS NULL AND p.deleted_at IS NULL"
        " ORDER BY p.id DESC LIMIT 1",
        organization,
    )
    site.change("UPDATE person SET school = '' WHERE id = ?", number)
    return number, name
