"""系统管理: what the province's administrator sets, and what others see of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from app.core.base import clock
from tests.browser.steps import dialog_of, facts, go_to, menu_entries, row_of, toast
from tests.support.browser import PHONE, WIDE, axe_violations, overflow
from tests.support.site import Site, Visits

GROUP = "系统管理"
DICTIONARIES, PARAMETERS, RULES, CALENDAR = "字典管理", "参数设置", "编号规则", "工作日历"
REPORTS, SUMMARY = "报表设置", "导出省/市级机构情况年度汇总表"
FORBIDDEN = "您没有该操作的权限"


@pytest.fixture(autouse=True)
def _afterwards(site: Site) -> Iterator[None]:
    """Other tests find the settings as they were."""
    kept = site.sql("SELECT id, label, is_active, position, version FROM dictionary_entry")
    yield
    site.change("DELETE FROM dictionary_entry WHERE code LIKE 'own_%'")
    for number, label, is_active, position, version in kept:
        site.change(
            'UPDATE dictionary_entry SET label = ?, is_active = ?, "position" = ?, version = ?'
            " WHERE id = ?",
            *(label, is_active, position, version, number),
        )
    for table in ("parameter", "numbering_rule", "report_layout", "calendar_day"):
        site.change(f"DELETE FROM {table}")
    site.change("UPDATE revision SET number = number + 1")


def open_screen(page: Page, screen: str) -> None:
    """点击导航栏的系统管理→…"""
    entry = page.get_by_role("navigation", name="主导航").get_by_role("link", name=screen)
    if not entry.is_visible():
        page.get_by_role("button", name=GROUP).click()
    entry.click()
    page.get_by_role("heading", level=1, name=screen).wait_for()


def choose(page: Page, dictionary: str) -> None:
    open_screen(page, DICTIONARIES)
    page.get_by_role("region", name="选择字典").get_by_role("link", name=dictionary).click()
    page.get_by_role("heading", level=2, name=dictionary).wait_for()


def cells_of(page: Page, words: str, awaited: str) -> dict[str, str]:
    """The row that these words stand in, by its columns, once it shows what is awaited."""
    row = row_of(page, words).filter(has_text=awaited).first
    row.wait_for()
    cells = row.locator("td[data-l]").evaluate_all(
        "all => all.map(one => [one.dataset.l, one.innerText.trim()])"
    )
    return {label: re.sub(r"\s+", " ", text) for label, text in cells}


def offered(page: Page, label: str) -> list[str]:
    """What the people list offers in one of its conditions."""
    page.goto("/personnel/people/list/")
    found = page.get_by_label(label, exact=True).locator("option").all_inner_texts()
    return [words.strip() for words in found]


def test_字典管理_新增_停用_启用(visits: Visits, site: Site):
    administrator, clerk = visits.enter("hn_admin", expects=(422,)), visits.enter("yl_clerk")
    choose(administrator, "学历")
    administrator.get_by_role("link", name="新增").click()
    form = dialog_of(administrator, "新增字典条目 · 学历")
    form.get_by_label("名称").fill("成人教育")
    form.get_by_role("button", name="保存").click()
    form.get_by_role("alert").get_by_text("请选择统计归类，否则报表不会计入该条目").wait_for()
    assert form.get_by_label("名称").input_value() == "成人教育"
    form.get_by_label("统计归类").select_option(label="大专")
    form.get_by_role("button", name="保存").click()
    toast(administrator, "已新增")
    assert cells_of(administrator, "成人教育", "大专")["统计归类"] == "大专"
    assert "成人教育" in offered(clerk, "学历")

    retired = "大学专科"
    name, organization = site.sql(
        "SELECT p.name, p.organization_id FROM person p JOIN organization o"
        " ON o.id = p.organization_id WHERE p.education = 'college' AND p.left_on IS NULL"
        " AND p.deleted_at IS NULL AND o.name LIKE '岳麓%' ORDER BY p.id LIMIT 1"
    )[0]
    row_of(administrator, retired).get_by_role("button", name="停用").click()
    administrator.get_by_role("dialog").get_by_role("button", name="停用").click()
    toast(administrator, f"已停用“{retired}”")
    assert "停用" in row_of(administrator, retired).inner_text()
    assert retired not in offered(clerk, "学历")
    clerk.get_by_label("姓名").fill(name)
    clerk.get_by_role("button", name="查询").click()
    clerk.get_by_label("已选条件").get_by_text(name).wait_for()
    assert cells_of(clerk, name, retired)["学历"] == retired

    row_of(administrator, retired).get_by_role("button", name="启用").click()
    administrator.get_by_role("dialog").get_by_role("button", name="启用").click()
    toast(administrator, f"已启用“{retired}”")
    assert retired in offered(clerk, "学历")
    row_of(administrator, retired).get_by_role("link", name="查看").click()
    told = dialog_of(administrator, f"{DICTIONARIES} · 学历").inner_text()
    assert "变更记录" in told
    assert site.account("hn_admin")["name"] in told
    assert organization


def test_字典管理_修改_上移_下移(visits: Visits):
    administrator, clerk = visits.enter("hn_admin"), visits.enter("yl_clerk")
    choose(administrator, "在岗状态")
    first, second = "在岗", "借出（在编不在岗）"
    administrator.get_by_role("button", name=f"下移 {first}").click()
    toast(administrator, "已调整顺序")
    assert offered(clerk, "在岗状态")[1:3] == [second, first]
    row_of(administrator, second).get_by_role("link", name="修改").click()
    form = dialog_of(administrator, "修改字典条目 · 在岗状态")
    form.get_by_label("名称").fill("借出")
    form.get_by_role("button", name="保存").click()
    form.get_by_role("button", name="确认保存").click()
    toast(administrator, "已保存")
    assert offered(clerk, "在岗状态")[1:3] == ["借出", first]


def test_字典管理_two_change_the_same_entry(visits: Visits):
    windows = [visits.enter("hn_admin", expects=(409,)) for _one in range(2)]
    forms = []
    for page in windows:
        choose(page, "政治面貌")
        row_of(page, "群众").get_by_role("link", name="修改").click()
        forms.append(dialog_of(page, "修改字典条目 · 政治面貌"))
    for form, words in zip(forms, ("普通群众", "一般群众"), strict=True):
        form.get_by_label("名称").fill(words)
        form.get_by_role("button", name="保存").click()
        if words == "普通群众":
            form.get_by_role("button", name="确认保存").click()
            toast(windows[0], "已保存")
    forms[1].get_by_role("alert").get_by_text("他人刚刚修改了这条记录").wait_for()
    assert forms[1].get_by_label("名称").input_value() == "普通群众"
    assert forms[1].get_by_text("您填写的是：一般群众").is_visible()
    forms[1].get_by_label("名称").fill("一般群众")
    forms[1].get_by_role("button", name="保存").click()
    forms[1].get_by_role("button", name="确认保存").click()
    toast(windows[1], "已保存")


def test_参数设置_修改_恢复默认(visits: Visits, site: Site):
    administrator, clerk = visits.enter("hn_admin", expects=(422,)), visits.enter("yl_clerk")
    open_screen(administrator, PARAMETERS)
    name = "最早填报年度"
    administrator.get_by_role("link", name=f"修改 {name}").click()
    form = dialog_of(administrator, f"修改参数 · {name}")
    form.get_by_label("参数值").fill("1066")
    form.get_by_role("button", name="保存").click()
    form.get_by_role("alert").get_by_text("不能小于 2000").wait_for()
    this_year = clock.year()
    form.get_by_label("参数值").fill(str(this_year - 2))
    form.get_by_role("button", name="保存").click()
    toast(administrator, "已保存")
    shown = cells_of(administrator, name, "已调整")
    assert shown["参数值"].startswith(f"{this_year - 2} 年")
    assert shown["默认值"] == "2015 年"
    assert site.account("hn_admin")["name"] in shown["最近修改"]

    clerk.goto("/organizations/project-returns/add")
    years = clerk.locator("select[name=year]").last.locator("option").all_inner_texts()
    assert min(int(words.strip()[:4]) for words in years if words.strip()) == this_year - 2

    row_of(administrator, name).get_by_role("button", name="恢复默认").click()
    administrator.get_by_role("dialog").get_by_role("button", name="恢复默认").click()
    toast(administrator, "已恢复默认值")
    assert cells_of(administrator, name, "2015")["参数值"] == "2015 年"
    administrator.get_by_role("link", name=f"变更记录 {name}").click()
    told = dialog_of(administrator, f"变更记录 · {name}")
    assert f"{this_year - 2} 年 → 默认值" in told.inner_text().replace("\n", " ")


def test_编号规则_修改(visits: Visits, site: Site):
    rule = "organizations.return"
    statement = "SELECT max(seq) FROM given_number WHERE rule = ? AND year = ?"
    given = site.value(statement, rule, clock.year()) or 0
    coming = f"湘质监-{clock.year()}-{given + 1:03d}"
    administrator = visits.enter("hn_admin", expects=(422,))
    open_screen(administrator, RULES)
    administrator.get_by_role("link", name="修改 填报编号").click()
    form = dialog_of(administrator, "修改编号规则 · 填报编号")
    pattern = form.get_by_label("编号格式")
    pattern.fill("湘质监-{year}-{seq:3}")
    form.get_by_text(f"下一个编号示例：{coming}").wait_for()
    pattern.fill("湘质监-{year}")
    form.get_by_text("须包含流水号，例如 {seq:4}").wait_for()
    form.get_by_role("button", name="保存").click()
    form.get_by_role("alert").get_by_text("须包含流水号").wait_for()
    pattern.fill("湘质监-{year}-{seq:3}")
    form.get_by_role("button", name="保存").click()
    toast(administrator, "已保存")

    reader = visits.enter("hn_leader")
    open_screen(reader, RULES)
    assert cells_of(reader, "填报编号", "湘质监")["下一个编号示例"] == coming
    assert reader.get_by_role("link", name="修改 填报编号").count() == 0


def summary_of(page: Page) -> str:
    """监督机构基本情况汇总→导出省/市级机构情况年度汇总表→【预览】: what the paper says."""
    go_to(page, "监督机构基本情况汇总")
    page.get_by_role("link", name=SUMMARY).click()
    dialog_of(page, SUMMARY).get_by_role("button", name="预览").click()
    page.get_by_role("button", name="打印").wait_for()
    return re.sub(r"\s", "", page.locator("[data-paper]").inner_text())


def test_报表设置_修改_恢复默认(visits: Visits, site: Site):
    administrator, reader = visits.enter("hn_admin", expects=(422,)), visits.enter("hn_leader")
    open_screen(administrator, REPORTS)
    before = cells_of(administrator, SUMMARY, "默认")
    assert (before["纸张"], before["版本"], before["最近修改"]) == ("A3 横向", "默认", "—")
    administrator.get_by_role("link", name=f"修改 {SUMMARY}").click()
    form = dialog_of(administrator, f"修改报表设置 · {SUMMARY}")
    form.get_by_label("标题").fill("{region}质监机构年度情况表")
    form.get_by_label("方向").select_option(label="横向")
    form.get_by_label("签字栏").fill("站长：　　　　　　填报人：　　　　　　")
    form.get_by_label("表号").fill("湘统 1 表")
    form.get_by_label("栏次行").uncheck()
    form.get_by_role("button", name="保存").click()
    form.get_by_role("alert").get_by_text("标题不能使用{region}，可用：{place}、{year}").wait_for()
    assert "站长" in form.get_by_label("签字栏").input_value()
    form.get_by_label("标题").fill("{place}质监机构年度情况表")
    form.get_by_role("button", name="保存").click()
    toast(administrator, "已保存")
    shown = cells_of(administrator, SUMMARY, "质监机构年度情况表")
    title = "{place}质监机构年度情况表 印在纸上为：湖南省质监机构年度情况表"
    assert (shown["标题"], shown["版本"]) == (title, "1")
    assert site.account("hn_admin")["name"] in shown["最近修改"]

    paper = summary_of(reader)
    assert "湖南省质监机构年度情况表" in paper
    assert f"站长：填报人：{site.account('hn_leader')['name']}" in paper
    printed = [words in paper for words in ("联系电话", "表号：湘统1表", "15=14÷11×100")]
    assert printed == [False, True, False]
    open_screen(reader, REPORTS)
    assert reader.get_by_role("link", name=f"修改 {SUMMARY}").count() == 0
    reader.get_by_role("link", name=f"预览 {SUMMARY}").click()
    dialog_of(reader, SUMMARY).get_by_role("button", name="取消").click()

    row_of(administrator, SUMMARY).get_by_role("button", name="恢复默认").click()
    administrator.get_by_role("dialog").get_by_role("button", name="恢复默认").click()
    toast(administrator, "已恢复默认值")
    assert cells_of(administrator, SUMMARY, "监督机构情况年度汇总表")["版本"] == "2"
    administrator.get_by_role("link", name=f"变更记录 {SUMMARY}").click()
    told = dialog_of(administrator, f"变更记录 · {SUMMARY}").inner_text()
    assert told.index("版本 2") < told.index("版本 1")
    assert told.count("{place}质监机构年度情况表") == 2
    assert re.search("湖南省监督机构情况年度汇总表(?!.*表号).*15=14÷11×100", summary_of(reader))


def test_工作日历_放假(visits: Visits):
    administrator = visits.enter("hn_admin", expects=(422,))
    open_screen(administrator, CALENDAR)
    year = clock.year()
    administrator.get_by_role("link", name="设置日期").click()
    form = dialog_of(administrator, "设置日期")
    form.get_by_label("起始日期").fill(f"{year}-10-07")
    form.get_by_label("截止日期").fill(f"{year}-10-01")
    form.get_by_label("说明").fill("国庆节")
    form.get_by_role("button", name="保存").click()
    form.get_by_role("alert").get_by_text("截止日期不能早于起始日期").wait_for()
    form.get_by_label("起始日期").fill(f"{year}-10-01")
    form.get_by_label("截止日期").fill(f"{year}-10-07")
    form.get_by_role("button", name="保存").click()
    toast(administrator, "已设置 7 天")
    days = f"{year}-10-01 至 {year}-10-07（7 天）"
    assert cells_of(administrator, days, "放假")["说明"] == "国庆节"

    reader = visits.enter("hn_review")
    open_screen(reader, CALENDAR)
    assert "放假" in row_of(reader, days).inner_text()
    assert reader.get_by_role("link", name="设置日期").count() == 0


def test_工作日历_by_keys_alone(visits: Visits):
    page = visits.enter("hn_admin")
    year = clock.year()
    page.goto(f"/settings/calendar/list/?year={year + 1}")
    page.get_by_role("link", name=f"{year + 1}-01-01").focus()
    for key, day in (
        ("ArrowRight", "01-02"),
        ("ArrowDown", "01-09"),
        ("ArrowUp", "01-02"),
        ("ArrowLeft", "01-01"),
    ):
        page.keyboard.press(key)
        focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert focused.startswith(f"{year + 1}-{day}")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith(f"{year + 1}-02-01")
    page.keyboard.press("Enter")
    form = dialog_of(page, "设置日期")
    assert form.get_by_label("起始日期").input_value() == f"{year + 1}-02-01"
    form.get_by_label("说明").press("Enter")
    toast(page, "已设置 1 天")


def test_系统管理_of_a_county_clerk(visits: Visits):
    clerk = visits.enter("yl_clerk", expects=(403,))
    entries = menu_entries(clerk)
    assert DICTIONARIES in entries
    assert not {PARAMETERS, RULES, REPORTS, CALENDAR} & set(entries)
    for path in (
        "parameters/list/",
        "parameters/edit/first_year",
        "numbering/list/",
        "reports/list/",
        "reports/edit/annual_summary",
        "calendar/list/",
        "calendar/edit",
        "dictionaries/add",
        "dictionaries/edit/1",
    ):
        clerk.goto(f"/settings/{path}")
        clerk.get_by_role("heading", name=FORBIDDEN).wait_for()
    clerk.goto("/settings/dictionaries/list/?dictionary=education")
    row_of(clerk, "大学本科").get_by_role("link", name="查看").click()
    assert facts(dialog_of(clerk, DICTIONARIES))["统计归类"] == "本科"
    assert clerk.get_by_role("link", name="新增").count() == 0


SCREENS = {
    "dictionaries/list/?dictionary=education": ("新增", "查看", "修改"),
    "parameters/list/": ("修改", "变更记录"),
    "numbering/list/": ("修改",),
    "reports/list/": ("修改", "变更记录"),
    "calendar/list/": ("设置日期",),
}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
def test_axe_finds_nothing_and_no_settings_scroll_sideways(visits: Visits, size: dict[str, int]):
    page, found = visits.enter("hn_admin", size=size), []
    for path, links in SCREENS.items():
        for link in ("", *links):
            page.goto(f"/settings/{path}")
            if link:
                page.get_by_role("link", name=link).first.click()
                page.locator("dialog[open] .zj-dialog__f").wait_for()
            found += [f"{path} {link}: {one}" for one in axe_violations(page)]
            if wide := overflow(page):
                found.append(f"{path} {link}: {wide} px too wide")
    assert not found, "\n".join(found)
