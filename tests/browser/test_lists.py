"""Lists at work: columns of one's own, conditions that come back, rows one after the other."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.core.base import clock
from tests.browser.steps import dialog_of, facts, go_to, heads, row_of, switch_year, toast
from tests.support.browser import PHONE, axe_violations, overflow
from tests.support.site import Site, Visits

PROJECTS, PEOPLE = "监督工程情况填报", "在职工作人员基础数据"
OVERVIEW, FUNDING = "监督机构基本情况汇总", "监督经费情况填报"
RETURNS = "/organizations/project-returns/list/"
STATION = "天元区建设工程质量安全监督站"
HIDDEN = "box => box.scrollWidth - box.clientWidth"


def settings(page: Page, title: str) -> Locator:
    page.get_by_role("link", name="列设置").click()
    return dialog_of(page, f"列设置 · {title}")


# --- 列设置 ----------------------------------------------------------------------------------


def test_列设置_by_keyboard_is_kept_for_oneself_alone(visits: Visits):
    page = visits.enter("zz_admin")
    go_to(page, PROJECTS)
    usual = heads(page)
    form = settings(page, PROJECTS)
    assert axe_violations(page, within="dialog[open]") == []
    expect(form.get_by_role("checkbox", name="机构名称")).to_be_disabled()
    form.get_by_role("checkbox", name="在监造价").focus()
    page.keyboard.press("Space")
    up = form.get_by_role("button", name="上移 事故起数/死亡")
    up.focus()
    for _step in range(3):
        page.keyboard.press("Enter")
        expect(up).to_be_focused()
    page.keyboard.press("Control+Enter")
    toast(page, "列设置已保存")
    expect(page.locator("#list thead")).not_to_contain_text("在监造价")
    chosen = heads(page)
    assert [one for one in usual if one not in chosen] == ["在监造价（万元）"]
    assert chosen.index("事故（起/亡）") + 1 == chosen.index("整改（通知书）")
    expect(page.get_by_role("link", name="列设置")).to_be_focused()

    again = visits.enter("zz_admin")
    go_to(again, PROJECTS)
    assert heads(again) == chosen
    other = visits.enter("zz_leader")
    go_to(other, PROJECTS)
    assert heads(other) == usual

    form = settings(again, PROJECTS)
    form.get_by_role("button", name="恢复默认").click()
    toast(again, "已恢复默认列")
    expect(again.locator("#list thead")).to_contain_text("在监造价")
    assert heads(again) == usual


def test_列设置_the_last_column_goes_no_further(visits: Visits):
    page = visits.enter("zz_admin")
    go_to(page, PEOPLE)
    assert "性别" not in heads(page)
    form = settings(page, PEOPLE)
    expect(form.get_by_role("button", name="上移 姓名")).to_be_disabled()
    form.get_by_role("checkbox", name="性别").check()
    form.get_by_role("button", name="下移 手机号").click()
    expect(form.get_by_role("button", name="下移 手机号")).to_be_disabled()
    expect(form.get_by_role("button", name="上移 手机号")).to_be_focused()
    form.get_by_role("button", name="保存").click()
    toast(page, "列设置已保存")
    expect(page.locator("#list thead")).to_contain_text("性别")
    assert heads(page)[1] == "性别"
    assert heads(page)[-2:] == ["手机号", "操作"]


# --- what is to be seen ---------------------------------------------------------------------


@pytest.mark.parametrize("who", ["hn_admin", "zz_admin"])
@pytest.mark.parametrize(
    ("screen", "seen"),
    [
        (PROJECTS, ["整改（通知书）", "停工（通知书）", "处罚（起数）", "事故（起/亡）"]),
        (PEOPLE, ["证书类别", "手机号", "进入本单位日期"]),
        (OVERVIEW, ["人员结构", "工程", "经费", "资格验证"]),
        (FUNDING, ["到位率", "年末结余（万元）"]),
    ],
    ids=["projects", "people", "overview", "funding"],
)
def test_a_list_shows_what_it_is_for_at_1440(
    visits: Visits, who: str, screen: str, seen: list[str]
):
    page = visits.enter(who)
    switch_year(page, clock.year())
    go_to(page, screen)
    assert set(seen) <= set(heads(page))
    assert page.locator("#list .zj-tscroll").evaluate(HIDDEN) <= 1
    first = page.locator("#list tbody tr").first.bounding_box()
    assert first
    assert first["y"] < 560


def test_large_letters_cut_no_figure_of_the_overview(visits: Visits):
    page = visits.enter("hn_admin")
    page.evaluate("localStorage.setItem('zj-size', 'large')")
    go_to(page, OVERVIEW)
    assert page.evaluate("document.documentElement.dataset.size") == "large"
    assert page.locator("#list .zj-tscroll").evaluate(HIDDEN) <= 1
    page.get_by_role("link", name="查看详情").nth(2).click()
    drawer = page.locator("dialog.zj-drawer")
    share = drawer.locator(".zj-dl > div", has_text="持证占比").locator("dd")
    assert re.fullmatch(r"(低于要求：)?\s*\d+\.\d%", share.inner_text().strip())
    assert share.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert overflow(page) == 0


def test_a_table_that_is_too_wide_says_on_which_side_there_is_more(visits: Visits):
    page = visits.enter("hn_admin")
    page.set_viewport_size({"width": 1024, "height": 700})
    go_to(page, PROJECTS)
    box, scroll, bar = (page.locator(one) for one in (".zj-tbox", "#list .zj-tscroll", ".zj-hbar"))
    expect(box).to_have_class(re.compile("has-right"))
    expect(box).not_to_have_class(re.compile("has-left"))
    # The bar to scroll by is in the window, though the foot of the table is not.
    assert scroll.evaluate("one => one.getBoundingClientRect().bottom > innerHeight")
    expect(bar).to_be_visible()
    place = bar.bounding_box()
    assert place
    assert place["y"] + place["height"] <= 700
    bar.evaluate("one => { one.scrollLeft = 10_000; }")
    expect(box).to_have_class(re.compile("has-left"))
    expect(box).not_to_have_class(re.compile("has-right"))
    assert scroll.evaluate("one => one.scrollLeft") > 0


def test_the_buttons_of_the_overview_are_a_line_and_on_a_phone_a_menu(visits: Visits):
    words = ["导出省/市级机构情况年度汇总表", "导出质量安全监督合署机构调查汇总表"]
    words += ["导出独立质量监督机构调查汇总表", "导出独立安全监督机构调查汇总表"]
    words += ["导出全部监督机构调查汇总表"]
    page = visits.enter("hn_admin")
    go_to(page, OVERVIEW)
    boxes: Any = [page.get_by_role("link", name=one, exact=True).bounding_box() for one in words]
    assert len({round(box["y"]) for box in boxes}) == 1
    phone = visits.enter("hn_admin", size=PHONE)
    phone.goto("/organizations/overview/list/")
    first = phone.locator("#list tbody tr").first.bounding_box()
    assert first
    assert first["y"] < 560
    expect(phone.get_by_role("link", name=words[0])).to_be_hidden()
    phone.get_by_role("button", name="导出汇总表").click()
    for one in words:
        place: Any = phone.get_by_role("link", name=one, exact=True).bounding_box()
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= PHONE["width"]
    assert axe_violations(phone) == []
    phone.get_by_role("link", name=words[0]).click()
    dialog_of(phone, words[0])
    assert overflow(phone) == 0


def test_the_own_marks_are_unfolded_for_who_has_to_fill_them(visits: Visits):
    for who, is_open in (("ty_clerk", True), ("ty_leader", False), ("hn_admin", False)):
        page = visits.enter(who)
        switch_year(page, clock.year())
        go_to(page, OVERVIEW)
        box = page.locator("details", has_text="监督机构信息完善流程")
        assert box.evaluate("one => one.open") == is_open, who
    box.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(box.get_by_role("link", name="监督经费")).to_be_visible()


# --- 合计 ------------------------------------------------------------------------------------


def test_合计_adds_up_all_that_was_found(visits: Visits, site: Site):
    year = clock.year() - 1
    page = visits.enter("hn_admin")
    page.goto(f"{RETURNS}?_flt_0_year={year}")
    foot = page.locator("#list tfoot")
    want = site.value("SELECT sum(penalties) FROM project_return WHERE year = ?", year)
    expect(foot.locator('[data-l="处罚（起数）"]')).to_have_text(f"{want:,}")
    expect(foot.locator("th")).to_have_text("合计")
    page.get_by_label("状态", exact=True).select_option("已提交")
    page.get_by_role("button", name="查询").click()
    page.get_by_text("没有符合条件的记录").wait_for()
    phone = visits.enter("hn_admin", size=PHONE)
    phone.goto(f"{RETURNS}?_flt_0_year={year}")
    expect(phone.locator("#list tfoot")).to_contain_text("合计")
    assert overflow(phone) == 0


# --- conditions that come back --------------------------------------------------------------


def test_conditions_come_back_by_the_menu_until_they_are_reset(visits: Visits):
    page = visits.enter("zz_admin")
    go_to(page, PEOPLE)
    everybody = page.locator("[data-tbar] b").inner_text()
    page.get_by_label("岗位类别").select_option("领导班子")
    page.get_by_role("button", name="查询").click()
    chip = page.get_by_label("已选条件").get_by_text("岗位类别：领导班子")
    chip.wait_for()
    leaders = page.locator("[data-tbar] b").inner_text()
    go_to(page, PROJECTS)
    go_to(page, PEOPLE)
    chip.wait_for()
    expect(page.get_by_text("上次留下的条件")).to_be_visible()
    assert page.locator("[data-tbar] b").inner_text() == leaders != everybody
    expect(page).to_have_url(re.compile("_flt_0_post_type="))
    assert axe_violations(page) == []

    other = visits.enter("zz_leader")
    go_to(other, PEOPLE)
    assert other.locator("[data-tbar] b").inner_text() == everybody
    # What was sent shows the same to somebody else, and stays the sender's.
    other.goto(page.url)
    assert other.locator("[data-tbar] b").inner_text() == leaders
    go_to(other, PEOPLE)
    assert other.locator("[data-tbar] b").inner_text() == everybody

    with page.expect_navigation():
        page.get_by_role("button", name="重置").click()
    assert page.get_by_label("已选条件").count() == 0
    go_to(page, PROJECTS)
    go_to(page, PEOPLE)
    assert page.locator("[data-tbar] b").inner_text() == everybody


def test_a_condition_that_was_taken_away_stays_away(visits: Visits):
    page = visits.enter("zz_admin", size=PHONE)
    page.goto("/personnel/people/list/")
    page.get_by_role("button", name="更多条件").click()
    page.get_by_label("学历").select_option("大学本科")
    page.get_by_label("岗位类别").select_option("领导班子")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="移除条件 学历").click()
    page.get_by_role("link", name="移除条件 学历").wait_for(state="detached")
    page.goto("/personnel/people/list/")
    expect(page.get_by_role("link", name="移除条件 岗位类别")).to_be_visible()
    expect(page.get_by_role("link", name="移除条件 学历")).to_have_count(0)
    assert overflow(page) == 0


def test_the_address_names_the_year_that_the_heading_names(visits: Visits):
    year = clock.year()
    page = visits.enter("zz_admin")
    switch_year(page, year)
    go_to(page, FUNDING)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{FUNDING}（{year} 年度）")
    expect(page).to_have_url(re.compile(rf"\?_flt_0_year={year}$"))
    go_to(page, OVERVIEW)
    expect(page).to_have_url(re.compile(rf"\?_year={year}$"))


# --- one row after the other ----------------------------------------------------------------


def test_上一条_下一条_go_through_the_rows_of_all_pages(visits: Visits, site: Site):
    post = site.value("SELECT post_type FROM person GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    page = visits.enter("cs_admin")
    order = "_oc_PersonView=name&_od_PersonView=desc&psize_PersonView=10"
    page.goto(f"/personnel/people/list/?_flt_0_post_type={post}&{order}")
    total = page.locator("[data-tbar] b").inner_text()
    names = page.locator("#list tbody td.name").all_inner_texts()
    row_of(page, names[8]).first.get_by_role("link", name="查看").click()
    drawer = page.locator("dialog.zj-drawer[open]")
    following, before = (drawer.get_by_role("button", name=n) for n in ("下一条", "上一条"))
    expect(drawer.get_by_role("status")).to_have_text(f"9 / {total}")
    assert axe_violations(page, within="dialog[open]") == []
    following.click()
    expect(drawer.get_by_role("status")).to_have_text(f"10 / {total}")
    assert facts(drawer)["姓名"] == names[9]
    expect(following).to_be_focused()
    # Over the edge of the page the list behind turns its page.
    page.keyboard.press("ArrowRight")
    expect(drawer.get_by_role("status")).to_have_text(f"11 / {total}")
    beyond = page.locator("#list tbody td.name").all_inner_texts()
    assert facts(drawer)["姓名"] == beyond[0] != names[9]
    expect(page).to_have_url(re.compile("page_PersonView=1"))
    page.keyboard.press("Escape")
    expect(row_of(page, beyond[0]).first.get_by_role("link", name="查看")).to_be_focused()
    row_of(page, beyond[0]).first.get_by_role("link", name="查看").click()
    before.click()
    expect(drawer.get_by_role("status")).to_have_text(f"10 / {total}")
    assert facts(drawer)["姓名"] == names[9]


def test_上一条_下一条_end_where_the_list_ends(visits: Visits):
    page = visits.enter("zz_leader", size=PHONE)
    page.goto("/organizations/overview/list/?_flt_0_level=prefecture")
    assert page.locator("#list tbody tr").count() == 1
    page.get_by_role("link", name="查看详情").click()
    drawer = page.locator("dialog.zj-drawer[open]")
    expect(drawer.get_by_role("status")).to_have_text("1 / 1")
    for name in ("上一条", "下一条"):
        expect(drawer.get_by_role("button", name=name)).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(drawer.get_by_role("status")).to_have_text("1 / 1")
    assert overflow(page) == 0


def stations(page: Page) -> set[str]:
    """The organizations that the rows of the list are of."""
    place = heads(page).index("机构名称")
    return set(page.locator(f"#list tbody td:nth-child({place + 1})").all_inner_texts())


# --- choosing an organization ---------------------------------------------------------------


def test_机构_is_chosen_by_search_with_the_keyboard(visits: Visits):
    page = visits.enter("hn_admin")
    go_to(page, PEOPLE)
    field = page.get_by_role("combobox", name="机构名称")
    field.fill("tyqjs")
    page.get_by_role("option", name=STATION).wait_for()
    field.press("Enter")
    expect(field).to_have_value(STATION)
    field.press("Enter")
    page.get_by_label("已选条件").get_by_text(f"机构名称：{STATION}").wait_for()
    assert stations(page) == {STATION}
    expect(page.get_by_role("combobox", name="机构名称")).to_have_value(STATION)
    assert axe_violations(page) == []

    # A part of a name that is left as it was typed means all that have it.
    field.fill("株洲市")
    page.get_by_role("option", name="株洲市全部机构").wait_for()
    field.press("Escape")
    page.get_by_role("button", name="查询").click()
    page.get_by_label("已选条件").get_by_text("机构名称：株洲市", exact=False).wait_for()
    assert all("株洲市" in name for name in stations(page))

    field.fill("株洲市")
    page.get_by_role("option", name="株洲市全部机构").click()
    page.get_by_role("button", name="查询").click()
    page.get_by_label("已选条件").get_by_text("株洲市全部机构").wait_for()
    # Whoever has a few of them looks through a list.
    few = visits.enter("zz_leader")
    go_to(few, PEOPLE)
    few.get_by_label("机构名称", exact=True).select_option(label=STATION)


def test_机构_of_a_form_is_chosen_by_search_in_the_year_s_own(visits: Visits):
    page = visits.enter("hn_admin")
    go_to(page, OVERVIEW)
    row_of(page, STATION).get_by_role("link", name="导出").click()
    dialog = dialog_of(page, "导出监督机构基本情况表")
    field = dialog.get_by_role("combobox", name="机构")
    expect(field).to_have_value(STATION)
    year = dialog.get_by_label("统计年度")
    earlier = clock.year() - 1
    with page.expect_response(lambda one: f"year={earlier}" in one.url):
        year.select_option(str(earlier))
    expect(field).to_have_value(STATION)
    with page.expect_response(lambda one: f"year={earlier}" in one.url):
        field.fill("zzsjs")
    dialog.get_by_role("listbox").get_by_role("option").first.click()
    expect(field).to_have_value(re.compile("^株洲市"))
    dialog.get_by_role("button", name="预览").click()
    page.get_by_text(re.compile("株洲市.*监督")).first.wait_for()
