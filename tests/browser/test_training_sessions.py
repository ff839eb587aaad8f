"""培训档期 by the browser: the province plans, publishes, cancels and ends sessions."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.core.base import clock
from tests.browser.steps import (
    cells_of,
    dialog_of,
    facts,
    go_to,
    menu_entries,
    refusals,
    refused,
    row_of,
    show,
    toast,
)
from tests.browser.training_steps import (
    CHANGSHA,
    SESSIONS,
    TRAINING,
    day,
    fill_session,
    new_session,
    press_and_agree,
)
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits


def opened(page: Page, name: str, act: str, title: str):
    """The dialog of a link of a session's row."""
    row_of(page, name).get_by_role("link", name=act).click()
    return dialog_of(page, title)


def test_培训档期_新增_发布(visits: Visits):
    """新增培训档期, 填写, 保存为草稿, 发布; what is wrong is told in one round."""
    name = "第21期质量安全监督人员继续教育培训班"
    page = visits.enter("hn_admin", expects=(422,))
    go_to(page, SESSIONS, TRAINING)
    page.get_by_role("link", name="新增：继续教育培训").click()
    form = dialog_of(page, "新增培训档期")
    form.get_by_label("适用证书").select_option(label="质量安全")
    fill_session(form, name, 21, {CHANGSHA: 30})
    form.get_by_label("培训结束日期").fill(day(29))
    form.get_by_label(f"{CHANGSHA} 名额").fill("31")
    form.get_by_role("button", name="保存").click()
    assert set(refusals(form)) == {
        "培训结束日期不能早于培训开始日期",
        "市州名额合计 31，超过总名额 30",
    }
    form.get_by_label("培训结束日期").fill(day(33))
    form.get_by_label(f"{CHANGSHA} 名额").fill("30")
    assert axe_violations(page, within="dialog[open]") == []
    form.get_by_role("button", name="保存").click()
    toast(page, "已存为草稿")
    assert cells_of(page, name)["状态"] == "草稿"
    city = visits.enter("cs_admin")
    go_to(city, SESSIONS, TRAINING)
    assert row_of(city, name).count() == 0
    press_and_agree(page, name, "发布")
    toast(page, "已发布")
    city.reload()
    assert cells_of(city, name)["状态"] == "已发布（报名中）"
    show(row_of(city, name))
    drawer = dialog_of(city, SESSIONS)
    assert facts(drawer)["培训地点"] == "长沙市芙蓉南路培训中心"
    expect(drawer).to_contain_text("综合测试")


def test_培训档期_修改(visits: Visits):
    """修改 a published session; what organizations go by stays."""
    name = "第22期质量安全监督人员继续教育培训班"
    page = visits.enter("hn_admin", expects=(422,))
    new_session(page, name, 22, {CHANGSHA: 12})
    form = opened(page, name, "修改", "修改培训档期")
    form.get_by_label("培训地点").fill("长沙市韶山路培训中心")
    form.get_by_label("适用证书").select_option(label="质量")
    form.get_by_role("button", name="保存").click()
    assert refusals(form) == ["档期已发布，不能更改"]
    form.get_by_label("适用证书").select_option(label="质量安全")
    form.get_by_role("button", name="保存").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    city = visits.enter("cs_leader")
    go_to(city, SESSIONS, TRAINING)
    show(row_of(city, name))
    assert facts(dialog_of(city, SESSIONS))["培训地点"] == "长沙市韶山路培训中心"


def test_培训档期_取消档期(visits: Visits):
    """取消档期; the prefectures that had places are told."""
    name = "第23期质量安全监督人员继续教育培训班"
    page = visits.enter("hn_admin")
    new_session(page, name, 23, {CHANGSHA: 12})
    press_and_agree(page, name, "取消档期")
    toast(page, "已取消")
    assert cells_of(page, name)["状态"] == "已取消"
    city = visits.enter("cs_leader")
    city.goto("/messages/list/")
    expect(city.locator("#list")).to_contain_text(f"培训档期已取消：{name}")


def test_培训档期_结束(visits: Visits, site: Site):
    """结束, once people have come and were examined."""
    name = "第24期质量安全监督人员继续教育培训班"
    page = visits.enter("hn_admin")
    new_session(page, name, 24, {CHANGSHA: 12})
    # As if a month had gone by.
    site.change(
        "update training_session set enrol_from = ?, enrol_to = ?, allocate_by = ?,"
        " starts_on = ?, ends_on = ? where name = ?",
        *(day(-30), day(-20), day(-25), day(-10), day(-7), name),
    )
    page.reload()
    assert cells_of(page, name)["状态"] == "考核中"
    press_and_agree(page, name, "结束")
    toast(page, "已结束")
    assert cells_of(page, name)["状态"] == "已结束"
    assert row_of(page, name).get_by_role("link", name="修改").count() == 0


def test_培训档期_复制上一期(visits: Visits):
    """复制上一期: places and subjects are there, days are one's own."""
    name = "第95期质量安全监督人员继续教育培训班"
    page = visits.enter("hn_admin")
    new_session(page, name, 95, {CHANGSHA: 17})
    page.get_by_role("link", name="复制上一期：继续教育培训").click()
    form = dialog_of(page, "新增培训档期")
    expect(form.get_by_label(f"{CHANGSHA} 名额")).to_have_value("17")
    expect(form.get_by_label("期次")).to_have_value("96")
    expect(form.get_by_label("联系人")).to_have_value("苏湘宁")
    expect(form.get_by_label("培训开始日期")).to_have_value("")
    expect(form.get_by_label("年度")).to_have_value(str(clock.year()))


def test_培训档期_is_the_province_s_alone(visits: Visits):
    page = visits.enter("cs_admin", expects=(403,))
    go_to(page, SESSIONS, TRAINING)
    assert page.get_by_role("link", name="新增").count() == 0
    refused(page, "/training/sessions/add")
    page = visits.enter("auditor")
    assert SESSIONS not in menu_entries(page)


def test_培训档期_on_a_phone(visits: Visits):
    page = visits.enter("hn_admin", size=PHONE)
    page.goto("/training/sessions/list/")
    page.locator("#list").wait_for()
    assert overflow(page) <= 0
    page.goto("/training/sessions/add")
    page.get_by_role("heading", name="新增培训档期").wait_for()
    assert overflow(page) <= 0
