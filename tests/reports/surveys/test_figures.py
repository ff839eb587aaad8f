"""R03 to R06 on both databases: every line worked out a second time, in preview, file and PDF."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.organizations.models import ProfileReturn
from tests.support.paper import drawn_pages, filed_table, pdf_pages, sheets
from tests.support.survey.columns import REPORTS, columns
from tests.support.survey.desk import Desk
from tests.support.survey.lines import by_heading, line_of

HELD = ("合计", "质量(不含双证)", "安全(不含双证)", "双证", "占比(%)")
pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("back", [0, 1])
@pytest.mark.parametrize("username", ["hn_leader", "cs_leader"])
@pytest.mark.parametrize("report", REPORTS)
def test_a_table_and_its_file_are_what_the_tables_hold(
    desk: Desk, report: str, username: str, back: int
) -> None:
    year = clock.year() - back
    desk.both(username, report, year)
    wrong = desk.faults(username, report, year)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("back", [0, 1])
@pytest.mark.parametrize("username", ["hn_admin", "cs_admin", "zz_admin"])
def test_whoever_may_have_a_table_has_the_same_of_the_same_scope(
    desk: Desk, username: str, back: int
) -> None:
    year = clock.year() - back
    wrong = [fault for report in REPORTS for fault in desk.faults(username, report, year)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("back", [0, 1])
@pytest.mark.parametrize("report", ["survey_joint", "survey_all"])
def test_the_pdf_has_every_cell_on_the_pages_of_the_preview(
    desk: Desk, report: str, back: int
) -> None:
    year = clock.year() - back
    drawn = drawn_pages(desk.page("hn_admin", report, year))
    pages = pdf_pages(desk.file("pdf", "hn_admin", report, year))
    assert len(pages) == len(drawn)
    for on_screen, page in zip(drawn, pages, strict=True):
        squeezed = re.sub(r"\s", "", page)
        missing = [one for one in on_screen.pieces if re.sub(r"\s", "", one) not in squeezed]
        assert not missing
    # No number is broken, so each stands on the paper at least as often as in the table.
    words = Counter(word for page in pages for word in page.split())
    words -= Counter(piece for page in drawn for cell in page.head[-1] for piece in cell.pieces)
    numbers = Counter(
        cell
        for line in desk.wanted("hn_admin", report, year)
        for column, cell in zip(columns(report), line, strict=True)
        if column.form != "text" and cell
    )
    assert not numbers - words


@pytest.mark.parametrize("report", REPORTS)
def test_a_spreadsheet_prints_two_pages_wide_and_keeps_the_names(desk: Desk, report: str) -> None:
    """It was squeezed to one page of 4.5 pt, and the names scrolled away."""
    (sheet,) = sheets(desk.file("xlsx", "hn_admin", report, clock.year()))
    assert sheet.print_title_cols == "$A:$C"
    assert sheet.print_title_rows == "$3:$5"
    assert sheet.freeze_panes == "D6"
    (cut,) = [one.id for one in sheet.col_breaks.brk]
    # A strip begins with a whole band.
    assert sheet.cell(3, cut + 1).value
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    wide = [sheet.column_dimensions[one.column_letter].width for one in sheet[3][:3]]
    assert wide[2] > wide[1] > wide[0]
    assert (sheet.page_setup.scale or 100) >= 75


@pytest.mark.parametrize("back", [0, 1])
def test_what_nobody_told_is_blank_and_not_divided(desk: Desk, back: int) -> None:
    """A part that was not filed was printed as 0 once; nobody on the roster today is a true 0."""
    lines = desk.both("hn_admin", "survey_all", clock.year() - back)
    row = by_heading("survey_all", line_of(lines, "衡阳市建设工程安全监督站"))
    assert list(row.values())[5:13] == [""] * 8
    assert row["人员（人）", "编制"] == ""
    assert row["人员（人）", "在职"] == ("" if back else "0")
    assert row["持证监督人员（人）", "占比(%)"] == "—"
    assert row["年末在监工程", "房建面积(万㎡)"] == ""
    assert row["人均在监面积(万㎡)", "人均在监面积(万㎡)"] == "—"
    assert row["行政处罚", "金额(万元)"] == ""
    money = [row["经费（万元）", one] for one in ("是否全额保障", "应拨", "实拨", "到位率(%)")]
    assert money == ["", "", "", "—"]
    assert row["装备", "办公面积(㎡)"] == ""
    assert [row["资格验证", one] for one in ("证书编号", "有效期至", "结果")] == [""] * 3


def test_people_are_counted_once_and_by_what_they_hold_today(desk: Desk) -> None:
    """Of the 12 at the edges 9 are on duty, among them one who is gone tomorrow."""
    lines = desk.lines("hn_admin", "survey_joint", clock.year())
    row = by_heading("survey_joint", line_of(lines, "湖南省建设工程质量安全监督管理总站"))
    people = [row["人员（人）", one] for one in ("在职", "在编", "聘用", "借出")]
    # Three more: 事业编 lent out, 工勤编 studying, 聘用 present.
    assert people == ["12", "9", "3", "1"]
    held = [row["持证监督人员（人）", one] for one in HELD]
    assert held == ["8", "3", "4", "1", "66.7"]
    assert (
        sum(int(row["专业（人）", one]) for one in ("土建", "安装", "市政", "机械", "其他")) == 12
    )


def test_phones_are_masked_on_every_paper(desk: Desk) -> None:
    year = clock.year() - 1
    shown = desk.page("hn_admin", "survey_all", year)
    (sheet,) = sheets(desk.file("xlsx", "hn_admin", "survey_all", year))
    cells = {cell for line in filed_table(sheet).lines for cell in line}
    with desk.app.app_context(), unscoped("the tests look"):
        numbers = set(db.session.scalars(select(ProfileReturn.head_mobile))) - {None}
    assert numbers
    assert not [number for number in numbers if number in shown or number in cells]
    assert [cell for cell in cells if re.fullmatch(r"138\*{4}567\d", cell)]
