"""监督资格验证情况填报 and 机构体检, as organizations and the province see them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.core.base import clock
from tests.browser.steps import cells_of, dialog_of, facts, go_to, refused, row_of, show, toast
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.paper import pdf_lines
from tests.support.site import Site, Visits

SCREEN, CHECKUP = "监督资格验证情况填报", "机构体检"
STATION = "天元区建设工程质量安全监督站"


@pytest.mark.parametrize("username", ["ty_clerk", "zz_admin", "hn_leader"])
def test_监督资格验证情况填报_查看(visits: Visits, site: Site, username: str):
    """可查看本机构监督资格验证情况"""
    page = visits.enter(username)
    go_to(page, SCREEN)
    assert page.get_by_role("link", name="新增").count() == 0
    own = site.account(username)["organization"]
    if username == "ty_clerk":
        assert set(page.locator("#list td.name").all_inner_texts()) == {own}
    number = page.locator("#list tbody tr").first
    show(number)
    drawer = dialog_of(page, SCREEN)
    told = facts(drawer)
    assert told["考核证书编号"].startswith("湘建监机〔")
    assert told["证书状态"] in ("有效", "即将到期", "已过期")
    assert axe_violations(page, within="dialog[open]") == []


def test_监督资格验证情况填报_新增_is_seen_by_the_organization(visits: Visits):
    page = visits.enter("hn_review", expects=(422,))
    go_to(page, SCREEN)
    page.get_by_role("link", name="新增").click()
    form = dialog_of(page, "新增资格验证")
    station = form.get_by_role("combobox", name="机构名称")
    station.fill("tyq")
    page.get_by_role("option", name=STATION).wait_for()
    station.press("Enter")
    form.get_by_label("验证类型").select_option(label="整改复验")
    form.get_by_label("首次发证日期").fill(clock.today().isoformat())
    form.get_by_label("考核得分").fill("78.5")
    form.get_by_label("验证结果").select_option(label="基本合格")
    form.get_by_label("验证日期").fill(clock.today().isoformat())
    form.get_by_role("button", name="保存").click()
    expect(form.locator("[data-errors]")).to_contain_text("请填写整改要求")
    expect(form.locator("[data-errors]")).to_contain_text("请填写整改期限")
    form.get_by_label("整改要求").fill("补充安装专业人员")
    form.get_by_label("整改期限").fill(f"{clock.year() + 1}-03-31")
    form.get_by_role("button", name="保存").click()
    expect(form.locator("[data-unconfirmed]")).to_contain_text("同一时间有两份有效证书")
    form.get_by_role("button", name="确认保存").click()
    toast(page, "已新增")

    county = visits.enter("ty_clerk")
    go_to(county, SCREEN)
    row = cells_of(county, "整改复验")
    assert (row["考核得分"], row["验证结果"], row["证书状态"]) == ("78.50", "基本合格", "有效")
    show(row_of(county, "整改复验"))
    drawer = dialog_of(county, SCREEN)
    assert facts(drawer)["整改要求"] == "补充安装专业人员"
    expect(drawer.get_by_role("region", name="达标指标")).to_contain_text("监督人员占机构总人数")
    phone = visits.enter("ty_clerk", size=PHONE)
    phone.goto("/verification/records/list/")
    expect(row_of(phone, "整改复验").first).to_be_visible()
    assert overflow(phone) == 0
    refused(visits.enter("zz_admin", expects=(403,)), "/verification/records/add")


def test_机构体检_names_who_decides_and_prints(visits: Visits, tmp_path: Path):
    page = visits.enter("zz_leader")
    go_to(page, CHECKUP)
    assert axe_violations(page) == []
    row = row_of(page, STATION)
    row.get_by_role("link", name=re.compile("^查看")).click()
    drawer = dialog_of(page, CHECKUP)
    rows = drawer.get_by_role("region", name="达标指标").locator("tbody tr").all_inner_texts()
    assert any(one.startswith("监督人员占机构总人数") and "≥ 75%" in one for one in rows)
    drawer.get_by_role("link").filter(has_not_text="查看").first.click()
    page.get_by_role("heading", name=re.compile("在职工作人员基础数据 · ")).wait_for()

    page.goto("/verification/checkup/list/")
    row.get_by_role("link", name="打印").click()
    dialog = dialog_of(page, "打印机构体检表")
    dialog.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="打印").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 PDF").click()
    path = tmp_path / "checkup.pdf"
    waiting.value.save_as(path)
    words = "".join(re.sub(r"\s", "", line) for line in pdf_lines(path))
    assert "监督机构体检表" in words
    assert f"填报单位：{STATION}" in words
    refused(visits.enter("auditor", expects=(403,)), "/verification/checkup/list/")
