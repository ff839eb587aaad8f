"""标注文件: the own workbook comes back with its faults, and with all else as it was."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import load_workbook
from PIL import Image

from app.core.base.errors import Refused
from app.imports.marked_book import AUTHOR, COLOUR, marked_book
from app.imports.sent_rows import ROW, SentRow
from tests.imports.workbooks import heading_row, packed, parts, sheet

# Spreadsheets know no zones.
DAY = dt.datetime(2015, 3, 1)  # noqa: DTZ001
COLUMNS = {"name": 2, "id_no": 3, "joined_on": 4}
pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def own(tmp_path: Path) -> bytes:
    """A workbook with formats, widths, a comment and a second sheet of somebody's own."""
    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page, other = book.add_worksheet("人员"), book.add_worksheet("备忘")
        bold = book.add_format({"bold": True, "font_color": "#0000FF"})
        page.set_column(1, 1, 33)
        page.write_row(0, 0, ["序号", "姓名", "身份证号", "进入本单位日期"], bold)
        page.write_row(1, 0, [1, "王伟", "439900199003070011"])
        page.write_datetime(1, 3, DAY, book.add_format({"num_format": "yyyy年m月d日"}))
        page.write_row(2, 0, [2, "李娜", "1"], bold)
        page.write_comment(2, 2, "电话问过", {"author": "张三"})
        other.write(0, 0, "=1+1")
    return path.read_bytes()


def marked(own: bytes, *rows: SentRow) -> Any:
    return load_workbook(marked_book(own, "人员.xlsx", COLUMNS, rows))


def test_faults_are_coloured_and_told_and_formats_stay(own: bytes) -> None:
    row = SentRow(3, {}, faults={"id_no": ["=HYPERLINK(1)", "第二条"], ROW: ["整行重复"]})
    book = marked(own, row)
    page = book["人员"]
    assert page["C3"].fill.start_color.rgb == COLOUR
    assert page["C3"].comment.text == "电话问过\n=HYPERLINK(1)；第二条"
    assert page["B3"].comment.text == "整行：整行重复"
    assert (page["C3"].font.b, page["C3"].value) == (True, "1")
    assert (page["D2"].number_format, page["D2"].value) == ("yyyy年m月d日", DAY)
    assert page.column_dimensions["B"].width == pytest.approx(33, abs=1)
    coloured = [
        cell.coordinate
        for line in page.iter_rows()
        for cell in line
        if cell.fill.start_color.rgb == COLOUR
    ]
    assert coloured == ["B3", "C3"]
    assert book["备忘"]["A1"].value == "=1+1"


def test_what_was_corrected_on_screen_stays_a_text(own: bytes) -> None:
    row = SentRow(3, {"name": "=1+1", "id_no": "439900198402291028"}, corrected=["id_no", "name"])
    page = marked(own, row)["人员"]
    assert (page["B3"].value, page["B3"].data_type) == ("=1+1", "s")
    assert (page["C3"].value, page["C3"].number_format) == ("439900198402291028", "@")


def test_marks_of_an_earlier_check_go(own: bytes) -> None:
    first = marked_book(own, "人员.xlsx", COLUMNS, [SentRow(3, {}, faults={"id_no": ["错"]})])
    again = marked_book(
        first.getvalue(), "人员.xlsx", COLUMNS, [SentRow(2, {}, faults={"name": ["错"]})]
    )
    page = load_workbook(BytesIO(again.getvalue()))["人员"]
    assert page["C3"].comment is None
    assert page["C3"].fill.start_color.rgb != COLOUR
    assert page["B2"].comment.author == AUTHOR


def test_too_many_formatted_rows_are_not_loaded(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{i}" s="1" customFormat="1"/>' for i in range(2, 500_000))
    path = packed(tmp_path / "a.xlsx", parts(sheet(heading_row("姓名") + rows)))
    with pytest.raises(Refused, match="空行太多"):
        marked_book(path.read_bytes(), "人员.xlsx", COLUMNS, [])


def test_what_no_workbook_can_hold_is_left_out(own: bytes) -> None:
    row = SentRow(
        3, {"name": "李\x01娜\x0c"}, corrected=["name"], faults={"name": ["“李\x01”不在"]}
    )
    page = marked(own, row)["人员"]
    assert (page["B3"].value, page["B3"].comment.text) == ("李娜", "“李”不在")


@pytest.fixture
def merged(tmp_path: Path) -> bytes:
    """A workbook with a picture and merged cells."""
    path, picture = tmp_path / "merged.xlsx", BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("人员")
        page.write_row(0, 0, ["序号", "姓名", "身份证号", "进入本单位日期"])
        page.merge_range(1, 1, 2, 1, "王伟")
        page.merge_range(3, 1, 4, 1, "李娜")
        page.insert_image(6, 6, "own.png", {"image_data": picture})
    return path.read_bytes()


def test_merged_cells_are_marked_and_corrected_as_single_ones(merged: bytes) -> None:
    rows = [
        SentRow(2, {}, faults={"name": ["单元格已合并"]}),
        SentRow(3, {"name": "王强"}, corrected=["name"]),
    ]
    page = marked(merged, *rows)["人员"]
    assert (page["B2"].value, page["B2"].comment.text) == ("王伟", "单元格已合并")
    assert page["B3"].value == "王强"
    assert [one.coord for one in page.merged_cells.ranges] == ["B4:B5"]


@pytest.mark.parametrize(
    "part",
    [
        sheet(heading_row("姓名"), '<mergeCells><mergeCell ref="A2:"/></mergeCells>'),
        sheet(heading_row("姓名"), '<conditionalFormatting sqref="?"/>'),
        sheet(heading_row("姓名"), '<mergeCells><mergeCell ref="AZ1:XFD1048576"/></mergeCells>'),
    ],
    ids=["torn range", "torn place", "merged far away"],
)
def test_what_cannot_be_marked_is_told(part: str, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", parts(part))
    with pytest.raises(Refused, match="在线修改"):
        marked_book(path.read_bytes(), "人员.xlsx", COLUMNS, [SentRow(3, {}, faults={"": ["错"]})])
