"""导出省/市级机构情况年度汇总表, from the button to the finished files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from app.core.base import clock
from tests.browser.steps import dialog_of, download, go_to, menu_entries
from tests.support import summary
from tests.support.paper import Lines, filed_table, pdf_lines, sheet_texts, sheets
from tests.support.site import Site, Visits

SCREEN = "监督机构基本情况汇总"
BUTTON = "导出省/市级机构情况年度汇总表"
PROVINCE = "省级汇总（省本级和 14 市州）"
PREFECTURE = "市级汇总（一个市州的各机构）"
# Joined from two and moved from one station to another since the first of the demo years.
SPLIT = (("430400", "衡阳市"), ("430600", "岳阳市"))


def open_conditions(page: Page) -> Any:
    go_to(page, SCREEN)
    page.get_by_role("link", name=BUTTON).click()
    return dialog_of(page, BUTTON)


def preview(page: Page, *, year: int, level: str, prefecture: str = "") -> None:
    """选择弹框中的条件，点击【预览】，进入预览界面"""
    dialog = open_conditions(page)
    dialog.get_by_label("统计年度").select_option(label=f"{year} 年")
    dialog.get_by_label("汇总级别").select_option(label=level)
    if prefecture:
        dialog.get_by_label("市州").select_option(label=prefecture)
    dialog.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="打印").wait_for()
    page.wait_for_load_state()


def shown_rows(page: Page) -> list[list[str]]:
    """The rows on the paper; the running number is left out, wrapped words are joined."""
    rows: list[list[str]] = page.locator(".zjp-table tbody tr").evaluate_all(
        "all => all.map(row => Array.from(row.cells).map(cell => cell.textContent))"
    )
    return [row if row[0] == "合计" else row[1:] for row in rows]


def expected(site: Site, year: int, code: str | None = None) -> list[list[str]]:
    found = summary.stations(site.sql, year, clock.today())
    if code is None:
        return summary.province_rows(found)
    return summary.prefecture_rows(found, code)


def by_name(rows: list[list[str]]) -> dict[str, list[str]]:
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1:] for row in rows}


def spreadsheet_rows(path: Path) -> tuple[Lines, str]:
    """The rows of the file as printed, without their running number, and all its text."""
    sheet = sheets(path)[0]
    words = "\n".join(text for row in sheet_texts(sheet) for text in row)
    return [line[1:] for line in filed_table(sheet).lines], words


def assert_printed(lines: list[str], rows: list[list[str]]) -> None:
    for row in rows:
        figures = " ".join(row[1:-1])
        assert any(figures in line for line in lines), (row[0], figures)


def test_监督机构基本情况汇总_导出省市级机构情况年度汇总表_省级(
    visits: Visits, site: Site, tmp_path
):
    year = clock.year()
    page = visits.enter("hn_admin")
    page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    preview(page, year=year, level=PROVINCE)
    want = expected(site, year)
    assert shown_rows(page) == want
    assert page.get_by_text(f"统计年度：{year} 年").count() == 1
    stations = summary.stations(site.sql, year, clock.today())
    missing = [one.name for one in stations if one.missing]
    note = "".join(page.locator(".zjp-note").all_text_contents())
    lacking = sum("year_end_projects" not in one for one in stations)
    assert "未填报机构（不计入相应合计和比率）：" in note
    assert f"工程 {lacking} 个" in note
    assert all(name in note for name in missing)

    spreadsheet = download(page, "XLSX", tmp_path)
    assert spreadsheet.name == f"湖南省监督机构情况年度汇总表-{year}.xlsx"
    rows, words = spreadsheet_rows(spreadsheet)
    assert rows == want
    assert all(name in words for name in missing)
    paper = download(page, "PDF", tmp_path)
    assert paper.name == f"湖南省监督机构情况年度汇总表-{year}.pdf"
    lines = pdf_lines(paper)
    assert_printed(lines, want)
    assert any("填报人：" + site.account("hn_admin")["name"] in line for line in lines)

    zoom = page.get_by_role("group", name="缩放")
    before = zoom.locator("output").inner_text()
    page.get_by_role("button", name="放大").click()
    bigger = zoom.locator("output").inner_text()
    assert int(bigger.rstrip("%")) > int(before.rstrip("%"))
    page.get_by_role("button", name="缩小").click()
    page.get_by_role("button", name="缩小").click()
    assert int(zoom.locator("output").inner_text().rstrip("%")) < int(bigger.rstrip("%"))
    page.get_by_role("button", name="适应宽度").click()
    assert zoom.locator("output").inner_text() == before
    page.get_by_role("button", name="打印").click()
    assert page.evaluate("window.printed") == 1


def test_监督机构基本情况汇总_导出省市级机构情况年度汇总表_市级(
    visits: Visits, site: Site, tmp_path
):
    """The prefecture's own leader, a year that is past: as stored, by the tree of its last day."""
    year = clock.year() - 3
    page = visits.enter("cs_leader")
    dialog = open_conditions(page)
    levels = dialog.get_by_label("汇总级别").locator("option").all_inner_texts()
    assert levels == [PREFECTURE]
    assert dialog.get_by_label("市州").locator("option").all_inner_texts() == ["长沙市"]
    dialog.get_by_role("button", name="取消").click()
    preview(page, year=year, level=PREFECTURE, prefecture="长沙市")
    want = expected(site, year, "430100")
    shown = shown_rows(page)
    assert by_name(shown) == by_name(want)
    assert shown[0][0] == "长沙市建设工程质量安全监督站"
    # 浏阳 had a station for quality alone in that year, under another name.
    assert by_name(shown)["浏阳市建设工程质量监督站"][:4] == ["1", "0", "1", "0"]
    rows, _words = spreadsheet_rows(download(page, "XLSX", tmp_path))
    assert rows == shown
    assert_printed(pdf_lines(download(page, "PDF", tmp_path)), want)


@pytest.mark.parametrize("back", [0, 3])
def test_省级汇总_a_prefecture_s_row_is_its_own_total(visits: Visits, site: Site, back: int):
    year = clock.year() - back
    page = visits.enter("hn_leader")
    preview(page, year=year, level=PROVINCE)
    province = by_name(shown_rows(page))
    assert province == by_name(expected(site, year))
    for code, name in (*SPLIT, ("430200", "株洲市")):
        page.get_by_role("link", name="条件").click()
        dialog = dialog_of(page, BUTTON)
        dialog.get_by_label("汇总级别").select_option(label=PREFECTURE)
        dialog.get_by_label("市州").select_option(label=name)
        dialog.get_by_role("button", name="预览").click()
        page.get_by_role("heading", level=1, name=f"{name}监督机构情况年度汇总表").wait_for()
        own = by_name(shown_rows(page))
        assert own["合计"][:-1] == province[name][:-1]
        assert own == by_name(expected(site, year, code))


def test_names_of_the_signature_line_stand_on_paper_and_not_in_the_address(visits: Visits):
    page = visits.enter("hn_review")
    sign = page.locator(".zjp-sign, [data-paper]").last
    dialog = open_conditions(page)
    assert dialog.get_by_label("填报人").input_value() == "程若谷"
    dialog.get_by_label("单位负责人").fill("沈怀远")
    dialog.get_by_label("联系电话").fill("0731-80001234")
    dialog.get_by_label("填报人").fill("")
    dialog.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="打印").wait_for()
    words = re.sub(r"\s", "", sign.inner_text())
    assert "单位负责人：沈怀远审核人：填报人：联系电话：0731-80001234" in words
    assert "level=province" in page.url
    assert "80001234" not in page.url
    page.get_by_role("link", name="条件").click()
    again = dialog_of(page, BUTTON)
    assert again.get_by_label("单位负责人").input_value() == "沈怀远"
    assert again.get_by_label("填报人").input_value() == ""


def test_监督机构基本情况汇总_导出省市级机构情况年度汇总表_refused(visits: Visits):
    clerk = visits.enter("cs_clerk", expects=(403,))
    go_to(clerk, SCREEN)
    assert clerk.get_by_role("link", name=BUTTON).count() == 0
    clerk.goto(f"/reports/annual_summary/preview?year={clock.year()}&level=province")
    clerk.get_by_role("heading", name="您没有该操作的权限").wait_for()
    officer = visits.enter("sys_admin", expects=(403,))
    assert SCREEN not in menu_entries(officer)
    leader = visits.enter("zz_leader", expects=(404,))
    leader.goto(f"/reports/annual_summary/preview?year={clock.year()}&level=province")
    leader.get_by_role("heading", name="没有找到该页面或记录").wait_for()
    leader.goto(
        f"/reports/annual_summary/preview?year={clock.year()}&level=prefecture&prefecture=430100"
    )
    leader.get_by_role("heading", name="没有找到该页面或记录").wait_for()
