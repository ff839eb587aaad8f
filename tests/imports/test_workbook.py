"""Reading workbooks: what is in a cell is told as it is, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.core.base.errors import Refused
from app.imports.cells import CellKind, Reads
from app.imports.workbook import Heading, Sheet, read_workbook, rows_as_typed

from .workbooks import heading_row, packed, parts, sheet, text_cell, written

HEADINGS = (
    Heading("name", "姓名", required=True),
    Heading("id_no", "身份证号", required=True),
    Heading("joined_on", "进入本单位日期", Reads.DAY),
    Heading("score", "成绩", Reads.NUMBER),
)


def read(path: Path) -> Sheet:
    return read_workbook(path, "人员.xlsx", HEADINGS)


def read_one(tmp_path: Path, **cells: Any) -> tuple[dict[str, str], dict[str, str]]:
    """The texts and the faults of a row with some cells."""
    words = {one.key: one.words for one in HEADINGS}
    row = {"name": "王伟", **cells}
    path = written(
        tmp_path / "one.xlsx",
        [[words[key] for key in row] + ["身份证号"] * ("id_no" not in row), [*row.values()]],
    )
    ((_row, texts, faults),) = rows_as_typed(read(path), HEADINGS)
    return texts, faults


def refusals(path: Path, name: str = "人员.xlsx") -> list[str]:
    with pytest.raises(Refused) as refused:
        read_workbook(path, name, HEADINGS)
    assert {error.field for error in refused.value.errors} == {"file"}
    return [error.message for error in refused.value.errors]


pytestmark = pytest.mark.usefixtures("app_context")


def test_headings_are_found_by_name_in_any_order(tmp_path: Path) -> None:
    rows = [
        ["在职工作人员花名册"],
        ["备用", "* 身份证号", "姓 名（必填）"],
        [],
        ["x", "439900199003070011", "王伟"],
        [None, None, "李娜"],
    ]
    found = read(written(tmp_path / "a.xlsx", rows))
    assert found.columns == {"id_no": 2, "name": 3}
    assert found.unknown == ("A 备用",)
    assert [row.number for row in found.rows] == [4, 5]
    cell = found.rows[0].cells["id_no"]
    assert (cell.kind, cell.value, cell.at) == (CellKind.TEXT, "439900199003070011", "B4")


def test_headings_that_differ_in_brackets_are_told_apart(tmp_path: Path) -> None:
    parts_of_one = (
        Heading("name", "姓名", required=True),
        Heading("first", "理论（一）"),
        Heading("second", "理论（二）"),
        Heading("alone", "实务（满分 100）"),
    )
    rows = [["姓名", "理论(二)", "理论（一）", "实务"], ["王伟", "2", "1", "3"]]
    found = read_workbook(written(tmp_path / "a.xlsx", rows), "成绩.xlsx", parts_of_one)
    ((_row, texts, _faults),) = rows_as_typed(found, parts_of_one)
    assert texts == {"name": "王伟", "first": "1", "second": "2", "alone": "3"}


def test_missing_and_twin_headings_are_named_together(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [["姓名", "成绩", "姓名"], ["王伟", 1, "王伟"]])
    assert refusals(path) == [
        "“姓名”有两列：A 列和 C 列，请删除一列",
        "缺少“身份证号”列",
    ]


def test_a_sheet_without_headings_or_rows_is_refused(tmp_path: Path) -> None:
    assert "找不到表头" in refusals(written(tmp_path / "a.xlsx", [["甲"], ["乙"]]))[0]
    assert refusals(written(tmp_path / "b.xlsx", [["姓名", "身份证号"]])) == ["表头下面没有数据"]
    assert "找不到表头" in refusals(written(tmp_path / "c.xlsx", []))[0]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.date(1965, 3, 4), "1965-03-04"),
        ("1965.3.4", "1965-03-04"),
        ("1965-3-4", "1965-03-04"),
        ("1965/03/04", "1965-03-04"),
        ("1965年3月4日", "1965-03-04"),
        ("１９６５－３－４", "1965-03-04"),
        ("19650304", "1965-03-04"),
        (19650304, "1965-03-04"),
        (None, ""),
    ],
)
def test_a_day_reads_as_it_was_meant(tmp_path: Path, value: Any, text: str) -> None:
    texts, faults = read_one(tmp_path, joined_on=value)
    assert (texts["joined_on"], faults) == (text, {})


@pytest.mark.parametrize(
    "value", [33000, 1965.5, "3-4", "1965.3", "1965.13.1", "1965-2-29", 19651304, True, "明年"]
)
def test_what_is_no_day_is_not_guessed(tmp_path: Path, value: Any) -> None:
    texts, faults = read_one(tmp_path, joined_on=value)
    assert texts["joined_on"] == ""
    assert "日期" in faults["joined_on"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (4.39900199003e17, "15 位以后的数字丢失"),
        (10**15, "15 位以后的数字丢失"),
        (dt.date(1990, 3, 7), "存成日期"),
        (12.5, "设为文本格式"),
        (True, "设为文本格式"),
        ("=1+1", "公式"),
        ('=HYPERLINK("http://x","439900199003070011")', "公式"),
    ],
)
def test_a_number_that_excel_has_changed_is_refused(tmp_path: Path, value: Any, words: str) -> None:
    texts, faults = read_one(tmp_path, id_no=value)
    assert texts["id_no"] == ""
    assert words in faults["id_no"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("439900199003070011", "439900199003070011"), (13900000020, "13900000020"), (0, "0")],
)
def test_a_text_column_takes_texts_and_whole_numbers(tmp_path: Path, value: Any, text: str) -> None:
    texts, faults = read_one(tmp_path, id_no=value)
    assert (texts["id_no"], faults) == (text, {})


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1, "0.1"), (25, "25"), ("1,234.5", "1234.5"), (1e-7, "0.0000001"), (None, "")],
)
def test_a_number_reads_in_plain_digits(tmp_path: Path, value: Any, text: str) -> None:
    texts, faults = read_one(tmp_path, score=value)
    assert (texts["score"], faults) == (text, {})


def test_cells_of_errors_times_and_merged_ranges_are_named(tmp_path: Path) -> None:
    rows = (
        heading_row("姓名", "身份证号", "成绩")
        + f'<row r="2">{text_cell("A2", "王伟")}<c r="B2" t="e"><v>#N/A</v></c></row>'
        + f'<row r="3">{text_cell("A3", "李娜")}</row><row r="4">{text_cell("C4", "1")}</row>'
    )
    after = '<mergeCells count="1"><mergeCell ref="A3:B4"/></mergeCells>'
    found = read(packed(tmp_path / "a.xlsx", parts(sheet(rows, after))))
    faults = {row.number: wrong for row, _texts, wrong in rows_as_typed(found, HEADINGS)}
    assert {number: sorted(wrong) for number, wrong in faults.items()} == {
        2: ["id_no"],
        3: ["id_no", "name"],
        4: ["id_no", "name"],
    }
    assert "错误值" in faults[2]["id_no"]
    assert "合并" in faults[4]["name"]


def test_hidden_sheets_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        first, second = book.add_worksheet("选项"), book.add_worksheet("数据")
        first.write_row(0, 0, ["姓名", "身份证号"])
        first.hide()
        second.activate()
        second.set_first_sheet()
        second.write_row(0, 0, ["姓名", "身份证号"])
        second.write_row(1, 0, ["王伟", "1"])
    assert read(path).name == "数据"
