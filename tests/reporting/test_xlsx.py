from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.escape import unescape

from app.reporting import Column, Heading, lay_out, show
from app.reporting.cancellation import ExportCancelled
from app.reporting.declaration import Band, Page, serial
from app.reporting.html import document
from app.reporting.pages import paginate
from app.reporting.xlsx import list_sheet, write_list_xlsx, write_xlsx
from tests.reporting.samples import GROUPED, MERGED, amount, invented, sheet_of
from tests.support.paper import drawn_lines, sheets

TOP = 3  # title, second line, then the heading from row 3


def written(tmp_path: Path, report: Any, data: list[dict[str, Any]], **heading: Any) -> Any:
    path = tmp_path / "report.xlsx"
    assert write_xlsx(sheet_of(report, data, **heading), path) == len(data)
    return sheets(path)[0]


def test_header_and_lines_are_merged_as_laid_out(tmp_path: Path) -> None:
    sheet = written(tmp_path, GROUPED, invented(4))
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:K1", "A3:A5", "D3:G3", "H3:J3", "D4:D5", "E4:F4", "K3:K5"} <= merged
    assert {"A6:K6", "A8:C8"} <= merged
    assert (sheet["E4"].value, sheet["E5"].value, sheet["F5"].value) == ("持证", "质量", "安全")


def test_equal_neighbours_become_one_cell(tmp_path: Path) -> None:
    data = [
        dict(row, city="长沙市" if n < 3 else "株洲市", level="县级")
        for n, row in enumerate(invented(5))
    ]
    sheet = written(tmp_path, MERGED, data)
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:A6", "A7:A8", "B4:B6", "B7:B8"} <= merged
    assert [sheet.cell(row, 1).value for row in range(4, 9)] == [
        "长沙市",
        None,
        None,
        "株洲市",
        None,
    ]


def test_cells_are_the_same_as_in_html(tmp_path: Path) -> None:
    data = invented(120)
    sheet = written(tmp_path, GROUPED, data)
    html = document(paginate(sheet_of(GROUPED, data)))
    formats = [column.fmt for column in GROUPED.leaves]
    for number, cells in enumerate(drawn_lines(html), TOP + 3):
        values = [cell.value for cell in sheet[number]]
        if len(cells) < len(formats):
            span = len(formats) - len(cells) + 1
            values = values[:1] + values[span:]
            shown = [values[0], *map(as_shown, values[1:], formats[span:])]
        else:
            shown = list(map(as_shown, values, formats))
        assert shown == cells


def as_shown(value: Any, fmt: str) -> str:
    if isinstance(value, dt.datetime):
        value = value.date()
    return "" if value is None else show(value, fmt)


def test_numbers_are_numbers_and_texts_are_texts(tmp_path: Path) -> None:
    sheet = written(tmp_path, GROUPED, invented(4))
    row = {cell.column_letter: cell for cell in sheet[7]}
    assert row["B"].data_type == "s"
    assert row["B"].number_format == "@"
    assert row["C"].is_date
    assert row["C"].number_format == "yyyy-mm-dd"
    assert (row["D"].data_type, row["D"].number_format) == ("n", "0")
    assert (row["H"].data_type, row["H"].number_format) == ("n", "0.00")
    assert row["G"].value == "—"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "{=1}",
        "http://example.com/x",
        "mailto:a@example.com",
        "0012",
        "1e5",
        "430102199001010012",
        "<script>alert(1)</script>",
        "<r><t>假</t></r>",
        "<r>&</b></r>",
        "_x0041_",
        "𣲘㛃䶮",
        "  两端空格  ",
        "第一行\n第二行",
    ],
)
def test_hostile_texts_stay_what_they_are(tmp_path: Path, text: str) -> None:
    data = [dict(row, name=text) for row in invented(1)]
    cell = written(tmp_path, GROUPED, data)["B7"]
    assert unescape(cell.value or "").strip() == text.strip()
    assert cell.data_type == "s"
    assert cell.hyperlink is None


def test_controls_are_removed_and_endless_texts_cut(tmp_path: Path) -> None:
    data = invented(2)
    data[0]["name"] = "甲\u202e乙\x00丙"
    data[1]["name"] = "𣲘" * 20_000
    data[1]["memo"] = "长" * 10_000
    path = tmp_path / "report.xlsx"
    write_xlsx(sheet_of(replace(GROUPED, group_key=None, group_label=None), data), path)
    sheet = sheets(path)[0]
    assert sheet["B6"].value == "甲乙丙"
    assert sheet["B7"].value.endswith("已截断）")
    assert len(sheet["B7"].value.encode("utf-16-le")) // 2 <= 32_767
    assert sheet["K7"].value == "长" * 10_000
    assert sheet.row_dimensions[7].height <= 409.5


def test_texts_around_the_table_are_safe_too(tmp_path: Path) -> None:
    report = replace(
        MERGED, title="=1+1", unit="=2", columns=(Column("city", "=3"),), total_label=None
    )
    sheet = written(tmp_path, report, invented(1), notes=("=4",))
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert all(cell.data_type == "s" for cell in cells)


def test_undefined_numbers_are_a_dash_and_untold_ones_blank(tmp_path: Path) -> None:
    """What was not told was written as 0 once."""
    report = replace(MERGED, columns=(Column("city", "市州"), Column("x", "数", fmt="dec2")))
    sheet = written(
        tmp_path, report, [{"city": "甲", "x": float("nan")}, {"city": "乙", "x": None}]
    )
    assert [sheet.cell(row, 2).value for row in (4, 5)] == ["—", None]


def test_title_notes_and_signature_stand_around_the_table(tmp_path: Path) -> None:
    sheet = written(tmp_path, GROUPED, invented(4))
    assert sheet["A1"].value == "湖南省监督机构情况2026年度汇总表"
    assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("黑体", 16)
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    for text in ("单位：人、万元", "附注：工程面积按竣工图计。", "填报日期：2026 年 11 月 24 日"):
        assert text in texts


def test_a_narrow_table_says_everything_on_one_line(tmp_path: Path) -> None:
    report = replace(MERGED, columns=(Column("city", "市州", 15),), total_label=None, unit="人")
    sheet = written(tmp_path, report, invented(1))
    assert sheet["A2"].value.startswith("填报单位：")
    assert sheet["A2"].value.endswith("单位：人")


def test_it_prints_like_the_paper(tmp_path: Path) -> None:
    sheet = written(tmp_path, GROUPED, invented(4))
    assert str(sheet.page_setup.paperSize) == "8"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$3:$5"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0))
    assert sheet.freeze_panes == "C6"
    assert "&P" in sheet.oddFooter.center.text
    assert "&N" in sheet.oddFooter.center.text


def test_the_file_says_what_it_is_and_whose(tmp_path: Path) -> None:
    told = written(tmp_path, GROUPED, invented(2)).parent.properties
    assert told.title == "湖南省监督机构情况2026年度汇总表"
    assert told.creator == "示例市建设工程质量安全监督站"


def test_what_stands_above_the_table_begins_below_each_other(tmp_path: Path) -> None:
    report = replace(GROUPED, table_no="统 1 表", issued_by="省厅", compiled_by="质安处")
    sheet = written(tmp_path, report, invented(2))
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == [
        None,
        "综合机关：质安处",
        "填报单位：示例市建设工程质量安全监督站　　统计年度：2026 年",
    ]
    rights = [cell for row in sheet["B2:M4"] for cell in row if cell.value]
    assert [cell.value for cell in rights] == [
        "表　　号：统 1 表",
        "制定机关：省厅",
        "单位：人、万元",
    ]
    assert {(cell.column, cell.alignment.horizontal) for cell in rights} == {
        (rights[0].column, "left")
    }


def test_a_wide_table_prints_in_strips_that_begin_with_its_keys(tmp_path: Path) -> None:
    """It was squeezed to one page; now each band is whole on a strip, in readable type."""
    bands = tuple(
        Band(f"栏目{n}", (amount(f"a{n}", "甲", 20), amount(f"b{n}", "乙", 20))) for n in range(18)
    )
    keys = (serial(), Column("place", "市州", 20), Column("name", "机构名称", 40))
    report = replace(MERGED, columns=(*keys, *bands), keys=3, group_key=None, page=Page("A3"))
    row = {key.key: "甲" for key in keys} | {f"{c}{n}": 1 for n in range(18) for c in "ab"}
    sheet = written(tmp_path, report, [row])
    assert sheet.print_title_cols == "$A:$C"
    assert sheet.freeze_panes == "D5"
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    (cut,) = [one.id for one in sheet.col_breaks.brk]
    # Behind the ninth of the eighteen bands.
    assert cut == 3 + 18
    wide = 9 + 20 + 40 + 18 * 20
    assert 75 <= sheet.page_setup.scale <= 404 * 100 / wide


def test_the_watermark_stands_grey_at_the_head_of_printed_pages(tmp_path: Path) -> None:
    head = written(
        tmp_path, GROUPED, invented(4), watermark="甲&乙 2026-11-24 08:00"
    ).oddHeader.center
    assert (head.text, head.size, head.color) == ("甲&&乙 2026-11-24 08:00", 16, "BFBFBF")
    assert written(tmp_path, GROUPED, invented(4)).oddHeader.center.text is None


def test_rows_with_long_texts_are_tall_enough(tmp_path: Path) -> None:
    data = invented(2)
    data[1]["name"] = "很长的机构名称" * 10
    sheet = written(tmp_path, MERGED, data)
    assert sheet.row_dimensions[4].height < 18
    assert sheet.row_dimensions[5].height > 50


def test_no_rows_make_a_file_that_says_so(tmp_path: Path) -> None:
    sheet = written(tmp_path, GROUPED, [])
    assert sheet["A6"].value == "无符合条件的数据"


def test_progress_is_told_and_ends_at_the_number_of_rows(tmp_path: Path) -> None:
    told: list[int] = []
    write_xlsx(sheet_of(GROUPED, invented(1_200)), tmp_path / "x.xlsx", told.append)
    assert told == [0, 500, 1000, 1200]


@pytest.mark.parametrize("looks", [0, 1, 3])
@pytest.mark.parametrize("has_details", [False, True])
def test_a_cancelled_export_leaves_no_file(tmp_path: Path, looks: int, has_details: bool) -> None:
    heard: list[int] = []

    def stop(done: int) -> None:
        heard.append(done)
        if len(heard) > looks:
            raise ExportCancelled

    details = list_sheet("明细", [Column("id", "编号")], invented(1_200)) if has_details else None
    with pytest.raises(ExportCancelled):
        write_xlsx(sheet_of(GROUPED, invented(1_200)), tmp_path / "x.xlsx", stop, behind=details)
    assert list(tmp_path.iterdir()) == []


def test_a_failing_query_leaves_the_older_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"older")

    def broken() -> Iterator[dict[str, Any]]:
        yield from invented(3)
        raise RuntimeError("connection lost")

    with pytest.raises(RuntimeError, match="lost"):
        write_xlsx(lay_out(GROUPED.resolve({"year": 1}), broken(), Heading("甲")), path)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_list_is_flat_and_can_be_filtered(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    columns = (Column("name", "机构名称", 60), Column("since", "成立日期", 22, "date"))
    assert write_list_xlsx(path, "机构[一]/二", columns, iter(invented(3))) == 3
    sheet = sheets(path)[0]
    assert sheet.title == "机构一二"
    assert [cell.value for cell in sheet[1]] == ["机构名称", "成立日期"]
    assert sheet["A4"].value == "示例2县建设工程质量安全监督站"
    assert sheet.max_row == 4
    assert sheet.auto_filter.ref == "A1:B4"


def test_an_empty_list_says_so(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    columns = (Column("name", "机构名称", 60), Column("due", "应拨", fmt="dec2"))
    assert write_list_xlsx(path, "机构", columns, []) == 0
    assert sheets(path)[0]["A2"].value == "无符合条件的数据"


def test_sums_in_the_file_are_those_of_the_rows(tmp_path: Path) -> None:
    data = invented(50)
    sheet = written(tmp_path, GROUPED, data)
    last = next(row for row in sheet.iter_rows() if row[0].value == "合计")
    assert last[3].value == sum(row["staff"] for row in data)
    assert Decimal(str(last[8].value)) == sum(row["paid"] for row in data)


def test_the_package_refers_to_nothing_outside(tmp_path: Path) -> None:
    written(tmp_path, GROUPED, [dict(row, name="http://example.com/") for row in invented(4)])
    with zipfile.ZipFile(tmp_path / "report.xlsx") as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
        assert not [name for name in package.namelist() if "externalLink" in name]
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in package.namelist()
