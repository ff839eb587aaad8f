"""The survey summaries and the form of one organization, from the button to the proved file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.core.base import clock
from tests.browser.steps import dialog_of, download, go_to, row_of, zoom_and_print
from tests.support import summary
from tests.support.paper import Lines, filed_table, pdf_lines, sheet_texts, sheets
from tests.support.site import Site, Visits

SCREEN = "监督机构基本情况汇总"
SURVEYS = {
    "导出质量安全监督合署机构调查汇总表": ("质量安全监督合署机构调查汇总表", "joint"),
    "导出独立质量监督机构调查汇总表": ("独立质量监督机构调查汇总表", "quality"),
    "导出独立安全监督机构调查汇总表": ("独立安全监督机构调查汇总表", "safety"),
    "导出全部监督机构调查汇总表": ("全部监督机构调查汇总表", ""),
}
# Figures that the annual summary knows too, by the column of the survey.
SHARED = {
    "编制": "posts",
    "在职": "on_duty",
    "在编": "authorized",
    "聘用": "contract",
    "高级": "senior",
    "中级": "intermediate",
    "初级": "junior",
    "起数": "penalties",
    "死亡(人)": "deaths",
    "车辆": "vehicles",
}


def open_preview(page: Page, button: str, year: int, **chosen: str) -> None:
    """点击【导出…】，选择弹框中的条件，点击【预览】，进入预览界面"""
    go_to(page, SCREEN)
    page.get_by_role("link", name=button).click()
    dialog = dialog_of(page, button)
    dialog.get_by_label("统计年度").select_option(label=f"{year} 年")
    for label, words in chosen.items():
        dialog.get_by_label(label).select_option(label=words)
    dialog.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="打印").wait_for()
    # A figure opens beside the paper once the page's own script is there, else as a page.
    page.wait_for_load_state()


def table(path: Path) -> tuple[list[str], Lines]:
    """The lowest words over the columns of the first sheet, and its lines."""
    table = filed_table(sheets(path)[0])
    return [head[-1] for head in table.heads], table.lines


def verified(page: Page, who: str, number: str) -> Page:
    """报表核验 of the user menu: the figures by their number."""
    page.get_by_role("button", name=who).click()
    page.get_by_role("link", name="报表核验").click()
    page.get_by_label("导出编号").fill(number)
    page.get_by_role("button", name="核验").click()
    return page


@pytest.mark.parametrize("button", list(SURVEYS))
def test_监督机构基本情况汇总_导出调查汇总表(
    visits: Visits, site: Site, tmp_path: Path, button: str
):
    title, kind = SURVEYS[button]
    year = clock.year() - 1
    page = visits.enter("hn_admin")
    open_preview(page, button, year)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    zoom_and_print(page)
    titles, body = table(download(page, "XLSX", tmp_path))
    wanted = [
        one
        for one in summary.stations(site.sql, year, clock.today())
        if not kind or one.kind == kind
    ]
    stations = [row for row in body if row[0].isdigit()]
    assert sorted(row[2] for row in stations) == sorted(one.name for one in wanted)
    total = dict(zip(titles, body[-1], strict=True))
    for label, figure in SHARED.items():
        assert total[label] == str(sum(one.get(figure, 0) for one in wanted)), label
    labels = [row[0] for row in body if not row[0].isdigit()]
    parts = ["其中：合署", "其中：独立质量", "其中：独立安全"]
    assert labels[-4:-1] == (parts if not kind else labels[-4:-1])
    assert labels.count("小计") == len({row[1] for row in stations if row[1]})
    lines = pdf_lines(download(page, "PDF", tmp_path))
    assert any(total["在职"] in line for line in lines)
    number = next(
        found[1] for line in lines if (found := re.search(r"导出编号：(BB\d{4}-\d{6})", line))
    )
    # Whoever has the right sees the same figures by the number.
    other = verified(visits.enter("hn_leader"), site.account("hn_leader")["name"], number)
    expect(other.get_by_text("与校验码相符")).to_be_visible()
    tables = other.locator(".zjp-table").all_text_contents()
    assert any(total["在职"] in text for text in tables)
    stranger = verified(visits.enter("zz_leader"), site.account("zz_leader")["name"], number)
    expect(stranger.get_by_text(f"没有编号为 {number} 的导出")).to_be_visible()


@pytest.mark.parametrize("button", list(SURVEYS))
def test_监督机构基本情况汇总_导出调查汇总表_refused(visits: Visits, button: str):
    clerk = visits.enter("cs_clerk")
    go_to(clerk, SCREEN)
    assert clerk.get_by_role("link", name=button).count() == 0


def test_a_prefecture_surveys_its_own(visits: Visits, site: Site, tmp_path: Path):
    year = clock.year() - 1
    page = visits.enter("zz_leader")
    open_preview(page, "导出全部监督机构调查汇总表", year)
    _titles, body = table(download(page, "XLSX", tmp_path))
    found = summary.stations(site.sql, year, clock.today())
    ours = [one.name for one in found if one.division[:4] == "4302"]
    assert sorted(row[2] for row in body if row[0].isdigit()) == sorted(ours)
    assert "小计" not in [row[0] for row in body]


def test_a_click_on_a_figure_opens_the_rows_behind_it(visits: Visits, site: Site):
    page = visits.enter("cs_leader")
    year = clock.year()
    open_preview(page, "导出全部监督机构调查汇总表", year)
    line = page.locator(".zjp-table tbody tr").first
    figure = line.locator("a[href*='column=on_duty']")
    shown = figure.inner_text()
    figure.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text(f"共 {shown} 行，合计 {shown}")).to_be_visible()
    name = drawer.locator("tbody a").first.inner_text()
    drawer.get_by_role("link", name=name).first.click()
    page.get_by_role("heading", name=re.compile(name)).first.wait_for()


def test_the_figures_are_reached_by_keyboard(visits: Visits):
    page = visits.enter("cs_leader")
    open_preview(page, "导出全部监督机构调查汇总表", clock.year())
    desk = page.get_by_role("region", name=re.compile("报表预览"))
    desk.focus()
    hint = page.get_by_text("键盘：回车进入，方向键移动")
    expect(hint).to_be_visible()
    page.keyboard.press("Enter")
    expect(hint).to_be_hidden()
    first = page.evaluate("document.activeElement.search")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.search")
    assert "column=posts" in first
    assert "column=on_duty" in second
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "zj-desk"


def test_the_file_carries_details_on_request(visits: Visits, tmp_path: Path):
    page = visits.enter("cs_leader")
    open_preview(page, "导出质量安全监督合署机构调查汇总表", clock.year() - 1)
    page.get_by_label("XLSX 附明细").check()
    path = download(page, "XLSX", tmp_path)
    titles, body = table(path)
    total = dict(zip(titles, body[-1], strict=True))
    _main, behind = sheets(path)
    rows = list(behind.iter_rows(values_only=True))
    for figure, label in (("人员（人）：在职", "在职"), ("行政处罚：起数", "起数")):
        assert sum(row[5] for row in rows if row[1] == figure) == int(total[label])


# --- 导出 of one row: 监督机构基本情况表 ----------------------------------------------------


def complete_and_incomplete(site: Site, year: int) -> tuple[str, str]:
    """An organization of 株洲 that has filled in all four, and one that lacks its funding."""
    filed = f"year = {year} AND state IN ('submitted', 'locked')"
    rows = site.sql(
        "SELECT o.name,"
        f" (SELECT count(*) FROM project_return r WHERE r.organization_id = o.id AND r.{filed}),"
        f" (SELECT count(*) FROM funding_return r WHERE r.organization_id = o.id AND r.{filed}),"
        " (SELECT count(*) FROM organization_verification v WHERE v.organization_id = o.id"
        f" AND v.valid_from <= '{clock.last_day(year)}' AND v.valid_to >= '{clock.last_day(year)}'"
        " AND v.revoked_on IS NULL)"
        " FROM organization o WHERE o.status = 'active' AND o.division_code LIKE '4302%'"
    )
    complete = next(row[0] for row in rows if all(row[1:]))
    lacking = next(row[0] for row in rows if not row[2])
    return complete, lacking


def test_监督机构基本情况汇总_导出(visits: Visits, site: Site, tmp_path: Path):
    year = clock.year()
    complete, lacking = complete_and_incomplete(site, year)
    page = visits.enter("zz_leader", expects=(422,))
    page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    go_to(page, SCREEN)
    row_of(page, lacking).get_by_role("link", name="导出").click()
    dialog = dialog_of(page, "导出监督机构基本情况表")
    assert dialog.get_by_label("机构").locator("option:checked").inner_text() == lacking
    dialog.get_by_role("button", name="预览").click()
    told = page.get_by_role("alert").filter(has_text="还差")
    expect(told).to_contain_text("监督经费情况填报")
    dialog.get_by_role("button", name="取消").click()

    row_of(page, complete).get_by_role("link", name="导出").click()
    dialog = dialog_of(page, "导出监督机构基本情况表")
    dialog.get_by_label("统计年度").select_option(label=f"{year} 年")
    dialog.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="打印").wait_for()
    zoom_and_print(page)
    lines = pdf_lines(download(page, "PDF", tmp_path))
    words = "".join(re.sub(r"\s", "", line) for line in lines)
    (station,) = [
        one for one in summary.stations(site.sql, year, clock.today()) if one.name == complete
    ]
    for part in ("一、基本情况", "二、人员结构情况", "五、监督资格验证情况", complete):
        assert part in words
    spent = f"{station['spent'] / 100:.2f}"
    assert f"支出{spent}" in words
    sheet = sheets(download(page, "XLSX", tmp_path))[0]
    cells = [text for row in sheet_texts(sheet) for text in row]
    assert spent in cells
    assert str(station["on_duty"]) in cells


def test_another_year_offers_its_own_and_what_was_chosen_stays(visits: Visits, site: Site):
    complete, lacking = complete_and_incomplete(site, clock.year())
    page = visits.enter("zz_leader")
    go_to(page, SCREEN)
    row_of(page, complete).get_by_role("link", name="导出").click()
    dialog = dialog_of(page, "导出监督机构基本情况表")
    dialog.get_by_label("审核人").fill("审核甲")
    dialog.get_by_label("机构").select_option(label=lacking)
    year = dialog.get_by_label("统计年度")
    year.focus()
    earlier = clock.year() - 3
    with page.expect_response(lambda one: f"year={earlier}" in one.url) as answer:
        year.select_option(str(earlier))
    assert answer.value.ok
    expect(year).to_be_focused()
    expect(year).to_have_value(str(earlier))
    assert dialog.get_by_label("机构").locator("option:checked").inner_text() == lacking
    expect(dialog.get_by_label("审核人")).to_have_value("审核甲")


def test_监督机构基本情况汇总_导出_refused(visits: Visits):
    clerk = visits.enter("cs_clerk", expects=(403,))
    go_to(clerk, SCREEN)
    assert clerk.get_by_role("link", name=re.compile("^导出")).count() == 0
    clerk.goto("/reports/organization_form/conditions?organization=1")
    clerk.get_by_role("heading", name="您没有该操作的权限").wait_for()
    county = visits.enter("yl_leader", expects=(404,))
    year = clock.year() - 1
    county.goto(f"/reports/organization_form/preview?year={year}&organization=1")
    county.get_by_role("heading", name="没有找到该页面或记录").wait_for()


def test_who_leaves_the_page_finds_a_message_and_the_file(visits: Visits, tmp_path: Path):
    page = visits.enter("hn_review")
    open_preview(page, "导出独立质量监督机构调查汇总表", clock.year() - 1)
    page.get_by_role("button", name="下载 XLSX").click()
    page.goto("/messages/list/")
    message = row_of(page, "导出完成：独立质量监督机构调查汇总表")
    for _turn in range(40):
        if message.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    message.first.get_by_role("link").first.click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("保留 7 天")
    page.goto("/downloads/list/")
    with page.expect_download() as waiting:
        row_of(page, "独立质量监督机构调查汇总表").first.get_by_role("link", name="下载").click()
    path = tmp_path / "found.xlsx"
    waiting.value.save_as(path)
    assert table(path)[1]
