"""Form reports: fields, lists, a photograph and opinions on paper, as PDF and as spreadsheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from marshmallow import Schema
from PIL import Image
from pypdf import PdfReader

from app.reporting.archive import Keeper, reopen
from app.reporting.declaration import Band, Column, Page
from app.reporting.form_reports import (
    GRID,
    Field,
    Fields,
    FormReport,
    Given,
    ListBlock,
    Opinion,
    Photo,
    Pictures,
    lay_out_form,
)
from app.reporting.heading import Heading
from app.reporting.html import document
from app.reporting.pages import GAP_MM, SMALL_MM, TITLE_MM, paginate
from app.reporting.paper import Paper
from app.reporting.pdf import paper_pdf
from app.reporting.sheet import Sheet
from app.reporting.xlsx import write_xlsx
from tests.support.paper import drawn_rows, drawn_texts, pdf_pages, sheet_texts, sheets


def picture(width: int = 295, height: int = 413) -> bytes:
    content = BytesIO()
    Image.new("RGB", (width, height), (90, 120, 200)).save(content, "JPEG")
    return content.getvalue()


PERSON = FormReport(
    name="person",
    title="监督人员基本信息表",
    resource="personnel.person",
    schema=Schema,
    record=lambda **_: {},
    page=Page("A4", landscape=False),
    blocks=(
        Fields(
            title="一、基本信息",
            photo=Photo("photo", rows=3),
            rows=(
                (Field("name", "姓名"), Field("sex", "性别")),
                (Field("born", "出生年月", "date"), Field("height", "身高(m)", "dec2")),
                (Field("address", "家庭住址", share=2),),
                (Field("memo", "备注", lines=2),),
            ),
        ),
        ListBlock(
            "certificates",
            (
                Column("kind", "证书类别", 20, merge=True),
                Band(
                    "证书",
                    (Column("number", "编号", 40), Column("until", "有效期至", 20, "date")),
                ),
                Column("share", "占比(%)", 20, "pct", ratio=("part", "whole")),
            ),
            "二、证书",
        ),
        Opinion("单位意见"),
    ),
)


def record(certificates: int = 3, **more: Any) -> dict[str, Any]:
    return {
        "name": "张三",
        "sex": "男",
        "born": dt.date(1980, 5, 1),
        "height": Decimal("1.756"),
        "address": "长沙市岳麓区示例大道 1 号",
        "memo": None,
        "photo": picture(),
        "certificates": [
            {
                "kind": "质量" if number < 2 else f"安全{number}",
                "number": f"ZJ-{number:04}",
                "until": dt.date(2027, 1, 1),
                "part": number,
                "whole": 3,
            }
            for number in range(certificates)
        ],
        **more,
    }


def sheet(**more: Any) -> Sheet:
    heading = Heading(
        "监督人员基本信息表", "填报单位：示例站", notes=("附注",), footer_left="签字："
    )
    return lay_out_form(PERSON, record(**more), heading)


def used(paper: Paper, number: int) -> float:
    page = paper.pages[number - 1]
    title = len(page.title) * TITLE_MM + len(page.subtitle) * SMALL_MM + GAP_MM * bool(page.title)
    return title + sum(row.height for row in page.rows)


OPINIONS = replace(
    PERSON,
    blocks=(
        *PERSON.blocks[:-1],
        Opinion("单位意见", key="own"),
        Opinion("市州意见", key="prefecture"),
        Opinion("省级意见", key="province"),
    ),
)


def test_an_opinion_is_printed_as_it_was_given_left_blank_or_left_out(tmp_path: Path):
    given = Given("同意申报", ("示例站", "张三"), dt.date(2026, 11, 5))

    def drawn() -> Sheet:
        return lay_out_form(OPINIONS, record(own=given, province=None), Heading("表"))

    rows = [row for page in drawn_rows(document(paginate(drawn()))) for row in page]
    assert ["单位意见", "同意申报", "示例站张三（盖章）2026 年 11 月 5 日"] in rows
    assert rows[-1] == ["省级意见", "（盖章）　　　　　年　　月　　日"]
    assert "市州意见" not in {row[0] for row in rows}
    path = tmp_path / "form.xlsx"
    write_xlsx(drawn(), path)
    cells = {text for row in sheet_texts(sheets(path)[0]) for text in row}
    assert {"同意申报", "示例站\n张三\n（盖章）\n2026 年 11 月 5 日"} <= cells
    keeper = Keeper(drawn())
    list(keeper.sheet.lines)
    assert reopen(keeper.content(Heading("表")) or b"")[1] == keeper.checksum


def test_every_place_of_the_grid_belongs_to_one_cell():
    for line in sheet().lines:
        places = [
            (row, col)
            for cell in line.cells
            for row in range(cell.row, cell.row + cell.rowspan)
            for col in range(cell.col, cell.col + cell.colspan)
        ]
        rows = max(row for row, _col in places) + 1
        assert sorted(places) == [(row, col) for row in range(rows) for col in range(GRID)]


def test_labels_and_values_stand_side_by_side_and_the_photo_beside_them():
    paper = paginate(sheet())
    (page,) = drawn_rows(document(paper))
    assert page[0] == ["一、基本信息"]
    assert page[1] == ["姓名", "张三", "性别", "男", ""]
    assert page[2] == ["出生年月", "1980-05-01", "身高(m)", "1.76"]
    assert page[4] == ["备注", ""]
    html = document(paper)
    assert html.count("<img ") == 1
    assert 'src="data:image/jpeg;base64,' in html
    assert 'rowspan="3"' in html
    (without,) = drawn_rows(document(paginate(sheet(photo=None))))
    assert without[1] == ["姓名", "张三", "性别", "男", "照片"]


def test_equal_first_cells_of_a_list_are_one_and_ratios_are_divided():
    (page,) = drawn_rows(document(paginate(sheet())))
    start = page.index(["二、证书"])
    assert page[start + 1] == ["证书类别", "证书", "占比(%)"]
    assert page[start + 2] == ["编号", "有效期至"]
    assert page[start + 3] == ["质量", "ZJ-0000", "2027-01-01", "0.0"]
    assert page[start + 4] == ["ZJ-0001", "2027-01-01", "33.3"]
    assert page[start + 5] == ["安全2", "ZJ-0002", "2027-01-01", "66.7"]


def test_an_empty_list_says_so():
    (page,) = drawn_rows(document(paginate(sheet(certificates=0))))
    assert ["无符合条件的数据"] in page


def test_long_forms_go_on_over_pages_that_never_overflow():
    paper = paginate(sheet(certificates=150))
    assert len(paper.pages) > 3
    room = paper.height - paper.margins.top - paper.margins.bottom
    for page in paper.pages:
        assert used(paper, page.number) <= room + 0.01
    numbers = [cell for page in drawn_rows(document(paper)) for row in page for cell in row]
    assert [f"ZJ-{number:04}" for number in range(150)] == [
        cell for cell in numbers if cell.startswith("ZJ-")
    ]
    printed = pdf_pages(paper_pdf(paper, PERSON.page))
    drawn = drawn_texts(document(paper))
    for on_screen, on_paper in zip(drawn, printed, strict=True):
        assert sorted("".join(on_paper.split())) == sorted("".join(on_screen.split()))


def test_every_page_says_what_it_is_whose_and_what_its_columns_are():
    """Further pages of a form had neither title nor organization nor headings."""
    paper = paginate(sheet(certificates=150))
    assert paper.pages[0].title == ("监督人员基本信息表",)
    assert {page.title for page in paper.pages[1:]} == {("监督人员基本信息表（续表）",)}
    assert {page.subtitle for page in paper.pages} == {(("填报单位：示例站", ""),)}
    for page in drawn_rows(document(paper))[1:]:
        if any(cell.startswith("ZJ-") for row in page for cell in row):
            assert page[0] == ["证书类别", "证书", "占比(%)"]
            assert page[1] == ["编号", "有效期至"]


@pytest.mark.parametrize("certificates", range(20, 62))
def test_no_page_holds_only_the_boxes_for_seals(certificates: int):
    """Nor only the signature: both stay with the last of what is sealed."""
    paper = paginate(sheet(certificates=certificates))
    room = paper.height - paper.margins.top - paper.margins.bottom
    assert all(used(paper, page.number) <= room + 0.01 for page in paper.pages)
    last = drawn_rows(document(paper))[-1]
    assert last[-1][0] == "单位意见"
    assert f"ZJ-{certificates - 1:04}" in [cell for row in last for cell in row]
    assert paper.pages[-1].signature


def test_numbers_and_days_of_a_form_are_what_they_are_in_a_spreadsheet(tmp_path: Path):
    """Every cell was a text."""
    path = tmp_path / "form.xlsx"
    write_xlsx(sheet(), path)
    made = sheets(path)[0]
    cells = {
        cell.value: (cell.data_type, cell.number_format)
        for row in made.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert cells[1.756] == ("n", "0.00")
    assert cells[dt.datetime.fromisoformat("1980-05-01")] == ("d", "yyyy-mm-dd")
    assert cells[dt.datetime.fromisoformat("2027-01-01")] == ("d", "yyyy-mm-dd")
    assert cells["ZJ-0000"][0] == "s"
    shares = [value for value, (kind, shown) in cells.items() if (kind, shown) == ("n", "0.0")]
    assert shares == pytest.approx([0, 100 / 3, 200 / 3])
    assert made.print_title_rows == "$1:$2"


def test_the_photo_is_printed():
    pdf = paper_pdf(paginate(sheet()), PERSON.page)
    page = PdfReader(BytesIO(pdf)).pages[0]
    assert len(page.images) == 1
    with_it = page.images[0].image
    assert with_it is not None
    assert abs(with_it.width / with_it.height - 295 / 413) < 0.02


@pytest.mark.parametrize("size", [(295, 413), (60, 600), (900, 120)])
def test_the_spreadsheet_shows_the_same_form(tmp_path: Path, size: tuple[int, int]):
    path = tmp_path / "form.xlsx"
    write_xlsx(sheet(photo=picture(*size)), path)
    made = sheets(path)[0]
    texts = sheet_texts(made)
    (page,) = drawn_rows(document(paginate(sheet(photo=picture(*size)))))
    drawn = [[cell for cell in row if cell] for row in page]
    body = texts[2 : 2 + len(drawn)]
    assert [[cell.strip() for cell in row] for row in body] == [
        [cell.strip() for cell in row] for row in drawn
    ]
    merged = {str(one) for one in made.merged_cells.ranges}
    # Title, second line and every cell of more than one place.
    assert len(merged) > 20
    (image,) = made._images
    marker = image.anchor._from
    end = image.anchor.to
    # Below title and second line and the heading of the block, three rows high.
    assert 3 <= marker.row <= end.row < 6
    assert GRID - 9 <= marker.col <= end.col <= GRID


def test_hostile_texts_stay_texts_in_a_form(tmp_path: Path):
    evil = '=HYPERLINK("http://x")'
    name = "<img src=http://x/y.png onerror=alert(1)>"
    made = sheet(name=name, address=evil, memo="a\u202eb" + "长" * 3000)
    html = document(paginate(made))
    assert "&lt;img src=http" in html
    assert "\u202e" not in html
    path = tmp_path / "form.xlsx"
    write_xlsx(sheet(name=name, address=evil), path)
    ws = sheets(path)[0]
    cells = {cell.value: cell.data_type for row in ws.iter_rows() for cell in row if cell.value}
    assert cells[evil] == cells[name] == "s"


def test_a_form_is_kept_with_its_photo():
    keeper = Keeper(sheet())
    before = document(paginate(keeper.sheet))
    content = keeper.content(sheet().heading)
    assert content is not None
    again, checksum = reopen(content)
    assert checksum == keeper.checksum
    assert document(paginate(again)) == before


# --- pictures on a page of their own --------------------------------------------------------

WITH_PICTURES = replace(
    PERSON, blocks=(*PERSON.blocks, Pictures("pictures", "证书照片", beside=2, lines=15))
)


def pictured(number: int) -> Sheet:
    found = [(f"第 {n} 张", picture()) for n in range(1, number + 1)]
    heading = Heading("监督人员基本信息表", "填报单位：示例站", footer_left="签字：")
    return lay_out_form(WITH_PICTURES, record(pictures=found), heading)


def test_pictures_begin_a_page_behind_the_opinions():
    pages = drawn_rows(document(paginate(pictured(3))))
    assert [page[-1][0] for page in pages] == ["单位意见", "第 3 张"]
    assert pages[1][0] == ["证书照片"]
    assert [text for row in pages[1] for text in row if text][1:] == [
        "第 1 张",
        "第 2 张",
        "第 3 张",
    ]
    assert len(drawn_rows(document(paginate(pictured(0))))) == 1


def test_many_pictures_go_on_over_pages_without_breaking_one():
    pages = drawn_rows(document(paginate(pictured(13))))
    assert len(pages) > 2
    captions = [text for page in pages for row in page for text in row if text.endswith(" 张")]
    assert captions == [f"第 {number} 张" for number in range(1, 14)]


def test_every_place_beside_the_last_picture_is_there():
    for line in pictured(3).lines:
        rows = {(cell.row, cell.rowspan) for cell in line.cells}
        for row, _height in rows:
            wide = sum(
                cell.colspan for cell in line.cells if cell.row <= row < cell.row + cell.rowspan
            )
            assert wide == GRID


def test_pictures_break_the_page_of_a_spreadsheet(tmp_path: Path):
    path = tmp_path / "pictures.xlsx"
    write_xlsx(pictured(1), path)
    book = openpyxl.load_workbook(path)
    (found,) = book.active.row_breaks.brk
    assert book.active.cell(found.id + 1, 1).value == "证书照片"


def test_every_block_of_pictures_breaks_the_page_of_a_spreadsheet(tmp_path: Path):
    blocks = (*WITH_PICTURES.blocks, Pictures("papers", "附件照片", beside=2, lines=15))
    report, path = replace(WITH_PICTURES, blocks=blocks), tmp_path / "pictures.xlsx"
    found = record(pictures=[("甲", picture())], papers=[("乙", picture())])
    write_xlsx(lay_out_form(report, found, Heading("监督人员基本信息表")), path)
    page = openpyxl.load_workbook(path).active
    titles = [page.cell(one.id + 1, 1).value for one in page.row_breaks.brk]
    assert titles == ["证书照片", "附件照片"]


def test_kept_pictures_are_drawn_again_on_a_page_of_their_own():
    keeper = Keeper(pictured(2))
    before = drawn_rows(document(paginate(keeper.sheet)))
    again, proof = reopen(keeper.content(keeper.sheet.heading) or b"")
    assert proof == keeper.checksum
    assert drawn_rows(document(paginate(again))) == before
