"""监督经费情况填报: 新增, 查看, 修改, 查看详情."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from playwright.sync_api import Locator, Page

from app.core.base import clock
from tests.browser.steps import (
    cells_of,
    dialog_of,
    facts,
    go_to,
    hand_in,
    menu_entries,
    refusals,
    refused,
    row_of,
    show,
    submit,
    switch_year,
    toast,
)
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits

SCREEN, CHANGE = "监督经费情况填报", "修改监督经费情况"
TIANYUAN = "天元区建设工程质量安全监督站"
BASE = "/organizations/funding-returns"
YEAR = clock.year()
PLANNED, PAID = "应拨（年初预算）", "实拨（到位）"


def amount(form: Locator, label: str) -> Locator:
    return form.get_by_label(label, exact=True)


def sum_of(form: Locator, name: str) -> Decimal:
    """What a computed output of the form shows."""
    return Decimal(form.locator(f"[data-sum={name}]").inner_text().replace("−", "-"))


def added(form: Locator, start: str) -> Decimal:
    """The same, from what stands in the fields."""
    values: Any = form.locator(f"input[name^={start}]").evaluate_all(
        "all => all.map(one => one.value)"
    )
    return sum((Decimal(value or "0") for value in values), start=Decimal(0))


def stored(site: Site, name: str, year: int, columns: str) -> tuple[Any, ...]:
    (row,) = site.sql(
        f"SELECT {columns} FROM funding_return r JOIN organization o"
        " ON o.id = r.organization_id WHERE o.name = ? AND r.year = ?",
        name,
        year,
    )
    return row


def start(page: Page, year: int) -> Locator:
    """点击【新增】弹出监督经费情况填报弹窗，选择年度"""
    go_to(page, SCREEN)
    page.get_by_role("link", name="新增").first.click()
    form = dialog_of(page, SCREEN)
    form.get_by_label("年度").select_option(str(year))
    return form


def test_监督经费情况填报_新增(visits: Visits, site: Site):
    """选择年度填写监督经费情况，点击【提交】完成监督经费情况填报"""
    clerk = visits.enter("ty_clerk", expects=(422,))
    switch_year(clerk, YEAR)
    form = start(clerk, YEAR)
    _last_year_stands_beside(form, site)
    _sums_follow(form)
    _errors_stand_at_their_fields(form)
    form.get_by_role("button", name="暂存").click()
    toast(clerk, "已暂存，可稍后继续填写")
    assert cells_of(clerk, TIANYUAN)["状态"] == "草稿"
    clerk.goto("/")
    clerk.get_by_role("link", name=f"继续填报 {YEAR} 年度监督经费情况", exact=True).click()
    form = dialog_of(clerk, CHANGE)
    form.get_by_label("说明", exact=True).first.fill("部分专项经费年底未到位")
    hand_in(clerk, form, "年度预算调整")

    manager = visits.enter("zz_admin")
    switch_year(manager, YEAR)
    go_to(manager, SCREEN)
    assert cells_of(manager, TIANYUAN)["状态"] == "已提交"
    assert (
        site.value(
            "SELECT count(*) FROM funding_return r JOIN organization o ON o.id = r.organization_id"
            " WHERE o.name = ? AND r.year = ?",
            TIANYUAN,
            YEAR,
        )
        == 1
    )


def _last_year_stands_beside(form: Locator, site: Site) -> None:
    (last,) = stored(site, TIANYUAN, YEAR - 1, "spent_office")
    beside = form.locator("[data-last=spent_office]").inner_text()
    assert Decimal(beside.removeprefix("上年 ")) == Decimal(last) / 100
    assert form.get_by_label("经费形式").input_value()


def _sums_follow(form: Locator) -> None:
    typed = {
        f"{PLANNED}：人员经费": "180.5",
        f"{PLANNED}：公用（办公）经费": "30",
        f"{PAID}：人员经费": "170.25",
        f"{PAID}：公用（办公）经费": "１0",
        "上级补助": "12.1",
        "人员支出（工资福利、社保、住房公积金）": "150",
        "办公费": "20.35",
    }
    for label, value in typed.items():
        amount(form, label).fill(value)
    assert sum_of(form, "budgeted") == Decimal("210.5")
    assert sum_of(form, "received") == Decimal("180.25")
    carried = Decimal(amount(form, "上年结转").input_value() or "0")
    income = Decimal("180.25") + Decimal("12.1") + carried
    assert sum_of(form, "income") == income
    assert sum_of(form, "spent") == Decimal("170.35")
    assert sum_of(form, "balance") == income - Decimal("170.35")
    assert sum_of(form, "gap") == Decimal("30.25")
    share = (Decimal(18025) / Decimal("210.5")).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert facts(form)["到位率"] == f"{share}%"
    people = int(form.locator("[data-people]").get_attribute("data-people") or 0)
    a_head = (Decimal("170.35") / people).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert facts(form)["人均经费（万元/人）"] == f"{a_head}"


def _errors_stand_at_their_fields(form: Locator) -> None:
    amount(form, "培训费").fill("很多")
    amount(form, "培训费").press("Tab")
    form.get_by_text("请填写不小于 0 的数，最多两位小数").wait_for()
    submit(form)
    words = "经费未足额到位（缺口 30.25 万元），请填写说明"
    form.get_by_role("link", name=words).wait_for()
    assert refusals(form)[:2] == ["培训费应为数字，最多两位小数", words]
    field = amount(form, "培训费")
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("很多", "true")
    form.get_by_role("link", name="培训费应为数字").click()
    assert field.evaluate("e => e === document.activeElement")
    field.fill("")
    assert form.locator("#explanation-err").inner_text().strip() == words
    assert sum_of(form, "spent") == Decimal("170.35")


def test_监督经费情况填报_新增_refused(visits: Visits):
    leader = visits.enter("ty_leader", expects=(403,))
    go_to(leader, SCREEN)
    assert leader.get_by_role("link", name="新增").count() == 0
    refused(leader, f"{BASE}/add")
    officer = visits.enter("auditor", expects=(403,))
    assert SCREEN not in menu_entries(officer)
    refused(officer, f"{BASE}/list/")


def test_监督经费情况填报_查看(visits: Visits, site: Site):
    """点击监督经费情况列表中【查看】，弹出查看弹框"""
    leader = visits.enter("ty_leader")
    year = YEAR - 1
    switch_year(leader, year)
    go_to(leader, SCREEN)
    show(row_of(leader, str(year)))
    drawer = dialog_of(leader, SCREEN)
    columns = "spent_travel, income_superior"
    travel, superior = (Decimal(n) / 100 for n in stored(site, TIANYUAN, year, columns))
    table = drawer.locator(".zj-parts")
    assert table.count() == 4
    row = table.locator("tr", has_text="差旅与车辆运行")
    assert Decimal(row.locator("td").inner_text()) == travel
    row = table.locator("tr", has_text="上级补助")
    assert Decimal(row.locator("td").inner_text()) == superior
    told = facts(drawer)
    totals = [Decimal(words) for words in table.locator("tr.is-sum td").all_inner_texts()]
    assert Decimal(told["支出合计（万元）"]) == totals[3]
    carried = Decimal(told["上年结转（万元）"].replace("—", "0"))
    assert Decimal(told["收入总计（万元）"]) == totals[1] + totals[2] + carried
    assert drawer.get_by_role("link", name="修改").count() == 0
    stranger = visits.enter("yl_clerk", expects=(404,))
    (number,) = stored(site, TIANYUAN, year, "r.id")
    refused(stranger, f"{BASE}/show/{number}", "没有找到该页面或记录")


def test_监督经费情况填报_修改(visits: Visits, site: Site):
    """编辑监督经费情况点击【提交】按钮完成监督经费情况修改"""
    name = site.account("zz_clerk")["organization"]
    clerk = visits.enter("zz_clerk", expects=(422, 403))
    switch_year(clerk, YEAR)
    go_to(clerk, SCREEN)
    row_of(clerk, name).get_by_role("link", name="修改").click()
    form = dialog_of(clerk, CHANGE)
    assert form.get_by_role("button", name="暂存").count() == 0
    wanted = f"财预〔{YEAR}〕888号"
    form.get_by_label("预算批复文号").fill(wanted)
    hand_in(clerk, form)
    colleague = visits.enter("zz_leader", expects=(403,))
    switch_year(colleague, YEAR)
    go_to(colleague, SCREEN)
    show(row_of(colleague, name))
    drawer = dialog_of(colleague, SCREEN)
    assert facts(drawer)["预算批复文号"] == wanted
    drawer.get_by_role("heading", name="办理记录").wait_for()
    (number, who) = stored(site, name, YEAR, "r.id, r.changed_by")
    assert who == site.account("zz_clerk")["name"]
    refused(colleague, f"{BASE}/edit/{number}")
    (old,) = stored(site, name, YEAR - 2, "r.id")
    refused(clerk, f"{BASE}/edit/{old}")


def test_监督经费情况填报_查看详情(visits: Visits, site: Site):
    """点击监督经费情况填报列表中的【查看详情】，弹出对应列的详情弹框"""
    reader = visits.enter("hn_review")
    switch_year(reader, YEAR - 1)
    go_to(reader, SCREEN)
    reader.get_by_label("机构名称").first.wait_for()
    reader.goto(f"{BASE}/list/?_flt_0_year={YEAR - 1}")
    row = reader.locator("#list tbody tr").first
    name = row.locator("td[data-l='机构名称']").inner_text().strip()
    for column, title in (
        ("应拨合计（万元）", "应拨（年初预算）"),
        ("实拨合计（万元）", "实拨（到位）"),
        ("其他收入（万元）", "其他收入"),
        ("支出合计（万元）", "支出"),
    ):
        cell = row.locator(f"td[data-l='{column}']")
        shown = Decimal(re.findall(r"[\d.]+", cell.inner_text())[0])
        cell.get_by_role("link", name="查看详情").click()
        box = dialog_of(reader, f"{title} · {YEAR - 1} 年度 {name}")
        *parts, total = [Decimal(words) for words in box.locator("td").all_inner_texts()]
        assert sum(parts) == total == shown, column
        box.get_by_role("button", name="关闭").last.click()
        box.wait_for(state="hidden")
    stranger = visits.enter("yl_clerk", expects=(404,))
    (number,) = stored(site, TIANYUAN, YEAR - 1, "r.id")
    refused(stranger, f"{BASE}/part/{number}/spent", "没有找到该页面或记录")


def test_the_funding_form_is_accessible_and_fits_a_phone(visits: Visits):
    page = visits.enter("zz_clerk")
    page.goto(f"{BASE}/list/")
    assert axe_violations(page) == []
    page.goto(f"{BASE}/add?year={YEAR - 7}")
    assert axe_violations(page) == []
    phone = visits.enter("zz_clerk", size=PHONE)
    for path in (f"{BASE}/list/", f"{BASE}/add?year={YEAR - 7}"):
        phone.goto(path)
        assert overflow(phone) == 0, path
