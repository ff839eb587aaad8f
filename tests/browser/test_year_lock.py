"""年度锁定: 锁定, 解锁, 到期."""

from __future__ import annotations

import datetime as dt

from app.core.base import clock
from tests.browser.steps import (
    agree,
    cells_of,
    dialog_of,
    go_to,
    hand_in,
    menu_entries,
    refusals,
    refused,
    row_of,
    submit,
    switch_year,
    toast,
)
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits

SCREEN, FUNDING = "年度锁定", "监督经费情况填报"
TIANYUAN = "天元区建设工程质量安全监督站"
BASE, LOCKS = "/organizations/funding-returns", "/organizations/year-locks"
CLOSED, OPEN = clock.year() - 2, clock.year() - 4
LOCKED = "该年度数据已锁定，请联系省级管理员解锁"


def test_年度锁定_锁定(visits: Visits, site: Site):
    admin = visits.enter("hn_admin")
    switch_year(admin, OPEN)
    go_to(admin, SCREEN)
    assert cells_of(admin, TIANYUAN)["状态"] == "未锁定"
    admin.get_by_role("button", name="锁定", exact=True).click()
    agree(admin, "锁定")
    toast(admin, "已锁定")
    assert cells_of(admin, TIANYUAN)["状态"] == "已锁定"
    admin.get_by_text(f"{site.account('hn_admin')['name']} 于").wait_for()

    clerk = visits.enter("ty_clerk", expects=(422,))
    clerk.goto(f"{BASE}/add?year={OPEN}")
    form = clerk.locator("form[data-funding]")
    submit(form)
    assert refusals(form) == [LOCKED]
    switch_year(admin, clock.year())


def test_年度锁定_解锁_到期(visits: Visits, site: Site):
    admin = visits.enter("hn_admin", expects=(422,))
    switch_year(admin, CLOSED)
    go_to(admin, SCREEN)
    row_of(admin, TIANYUAN).get_by_role("link", name="解锁").click()
    box = dialog_of(admin, f"解锁 {CLOSED} 年度 · {TIANYUAN}")
    assert axe_violations(admin) == []
    until = clock.today() + dt.timedelta(days=10)
    box.get_by_label("解锁原因").fill("有误")
    box.get_by_label("有效期至").fill(until.isoformat())
    box.get_by_role("button", name="解锁").click()
    assert refusals(box) == ["解锁原因应为 5 至 500 个字"]
    assert box.get_by_label("有效期至").input_value() == until.isoformat()
    box.get_by_label("解锁原因").fill("决算数据更正")
    box.get_by_role("button", name="解锁").click()
    row_of(admin, TIANYUAN).get_by_text("已解锁").wait_for()
    shown = cells_of(admin, TIANYUAN)
    assert (shown["状态"], shown["解锁原因"]) == ("已解锁", "决算数据更正")
    assert shown["有效期至"] == until.isoformat()

    clerk = visits.enter("ty_clerk", expects=(422,))
    switch_year(clerk, CLOSED)
    go_to(clerk, FUNDING)
    row_of(clerk, str(CLOSED)).get_by_role("link", name="修改").click()
    form = dialog_of(clerk, "修改监督经费情况")
    form.get_by_label("预算批复文号").fill("更正 1 号")
    hand_in(clerk, form)
    assert cells_of(clerk, str(CLOSED))["状态"] == "已提交"

    # 到期: the end of the unlock is past; the form that is open still says so.
    row_of(clerk, str(CLOSED)).get_by_role("link", name="修改").click()
    form = dialog_of(clerk, "修改监督经费情况")
    form.get_by_label("预算批复文号").fill("更正 2 号")
    yesterday = clock.today() - dt.timedelta(days=1)
    site.change("UPDATE year_unlock SET until = ?", yesterday.isoformat())
    submit(form)
    assert refusals(form) == [LOCKED]
    assert form.get_by_label("预算批复文号").input_value() == "更正 2 号"
    go_to(admin, SCREEN)
    assert cells_of(admin, TIANYUAN)["状态"] == "已锁定"
    switch_year(admin, clock.year())


def test_年度锁定_重新锁定(visits: Visits):
    admin = visits.enter("hn_admin")
    name = "长沙市建设工程质量安全监督站"
    switch_year(admin, CLOSED)
    go_to(admin, SCREEN)
    row_of(admin, name).get_by_role("link", name="解锁").click()
    box = dialog_of(admin, f"解锁 {CLOSED} 年度 · {name}")
    box.get_by_label("解锁原因").fill("决算数据更正")
    box.get_by_label("有效期至").fill(clock.today().isoformat())
    box.get_by_role("button", name="解锁").click()
    row_of(admin, name).get_by_text("已解锁").wait_for()
    row_of(admin, name).get_by_role("button", name="重新锁定").click()
    agree(admin, "重新锁定")
    toast(admin, "已重新锁定")
    assert cells_of(admin, name)["状态"] == "已锁定"
    clerk = visits.enter("cs_clerk")
    switch_year(clerk, CLOSED)
    go_to(clerk, FUNDING)
    assert cells_of(clerk, str(CLOSED))["状态"] == "已锁定"
    assert row_of(clerk, str(CLOSED)).get_by_role("link", name="修改").count() == 0
    switch_year(admin, clock.year())


def test_年度锁定_refused(visits: Visits, site: Site):
    manager = visits.enter("cs_admin", expects=(403,))
    switch_year(manager, CLOSED)
    go_to(manager, SCREEN)
    assert row_of(manager, TIANYUAN).count() == 0
    assert manager.locator("#list tbody").get_by_role("link", name="解锁").count() == 0
    own = site.value("SELECT id FROM organization WHERE division_code = '430104'")
    refused(manager, f"{LOCKS}/unlock/{CLOSED}/{own}")
    for username in ("hn_review", "yl_admin"):
        other = visits.enter(username, expects=(403,))
        assert SCREEN not in menu_entries(other), username
        refused(other, f"{LOCKS}/list/")


def test_the_years_are_accessible_and_fit_a_phone(visits: Visits):
    page = visits.enter("hn_leader")
    page.goto(f"{LOCKS}/list/")
    assert axe_violations(page) == []
    phone = visits.enter("hn_leader", size=PHONE)
    phone.goto(f"{LOCKS}/list/")
    assert overflow(phone) == 0
