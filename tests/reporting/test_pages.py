from __future__ import annotations

from dataclasses import replace

import pytest

from app.reporting import Band, Column, Page, TableReport, serial
from app.reporting.pages import GAP_MM, SMALL_MM, TITLE_MM, Paper, TooManyRows, paginate
from app.reporting.paper_fit import SMALLEST_PT
from tests.reporting.samples import GROUPED, MERGED, amount, count, invented, sheet_of

MARGINS = GROUPED.page.margins


def used(paper: Paper, number: int) -> float:
    """How many mm a page fills, title, table and signature together."""
    page = paper.pages[number - 1]
    title = len(page.title) * TITLE_MM + len(page.subtitle) * SMALL_MM + GAP_MM * bool(page.title)
    drawn = (*paper.strips[page.strip].header, *page.rows) if page.has_table else ()
    table = sum(row.height for row in drawn)
    tail = (len(page.notes) + len(page.signature)) * SMALL_MM + 2 * GAP_MM * bool(page.signature)
    return title + table + tail


def test_pages_hold_every_row_once_and_never_overflow() -> None:
    paper = paginate(sheet_of(GROUPED, invented(200)))
    drawn = [row for page in paper.pages for row in page.rows]
    assert sum(row.kind == "row" for row in drawn) == paper.rows == 200
    assert len(paper.pages) > 3
    room = paper.height - MARGINS.top - MARGINS.bottom
    assert all(used(paper, page.number) <= room + 0.01 for page in paper.pages)


def test_pages_but_the_last_are_full() -> None:
    paper = paginate(sheet_of(GROUPED, invented(200)))
    room = paper.height - MARGINS.top - MARGINS.bottom
    assert all(used(paper, page.number) > room - 20 for page in paper.pages[:-1])


def test_every_further_page_says_what_it_continues_and_only_the_last_is_signed() -> None:
    """Only the first page had a title once; the second line is still the first page's alone."""
    sheet = sheet_of(GROUPED, invented(200))
    paper = paginate(sheet)
    assert len(paper.pages) > 2
    title = sheet.heading.title
    assert [page.title for page in paper.pages] == [
        (title,),
        *[(f"{title}（续表）",)] * (len(paper.pages) - 1),
    ]
    assert [bool(page.subtitle) for page in paper.pages][1:] == [False] * (len(paper.pages) - 1)
    assert [bool(page.signature) for page in paper.pages][:-1] == [False] * (len(paper.pages) - 1)
    assert paper.pages[-1].signature


@pytest.mark.parametrize("number", range(20, 60, 3))
def test_a_group_heading_never_ends_a_page(number: int) -> None:
    report = replace(GROUPED, group_key="name", group_label="name", page=Page("A4"))
    for page in paginate(sheet_of(report, invented(number))).pages:
        assert not page.rows or page.rows[-1].kind != "group"


@pytest.mark.parametrize("report", [GROUPED, MERGED])
def test_nobody_signs_a_page_without_the_total(report: TableReport) -> None:
    for number in range(20, 60):
        paper = paginate(sheet_of(report, invented(number), notes=("注一", "注二")))
        last = paper.pages[-1]
        assert last.signature
        assert "注一" in last.notes
        assert last.rows[-1].kind == "total"
        drawn = [row.kind for page in paper.pages for row in page.rows]
        assert drawn.count("row") == number
        assert drawn.count("total") == 1
        room = paper.height - MARGINS.top - MARGINS.bottom
        assert all(used(paper, page.number) <= room + 0.01 for page in paper.pages)


def test_a_last_row_over_several_pages_is_not_torn_from_them() -> None:
    report = replace(MERGED, columns=(Column("memo", "备注", 40),), total_label=None)
    room = 297 - 0.4 - MARGINS.top - MARGINS.bottom
    for length in range(2_600, 5_200, 130):
        paper = paginate(sheet_of(report, [{"memo": "长" * length}]))
        drawn = [line for page in paper.pages for row in page.rows for line in row.boxes[0].lines]
        assert "".join(drawn) == "长" * length
        assert paper.pages[-1].signature
        assert all(used(paper, page.number) <= room + 0.01 for page in paper.pages)


def test_notes_longer_than_a_page_go_on_over_the_next_ones() -> None:
    paper = paginate(sheet_of(GROUPED, invented(3), notes=("很长的附注" * 4_000,)))
    assert "".join(line for page in paper.pages for line in page.notes).count("很长的附注") == 4_000
    assert not paper.pages[-1].has_table
    room = paper.height - MARGINS.top - MARGINS.bottom
    assert all(used(paper, page.number) <= room + 0.01 for page in paper.pages)


def test_columns_fill_the_printable_width() -> None:
    paper = paginate(sheet_of(GROUPED, invented(5)))
    assert sum(paper.strips[0].widths) == pytest.approx(420 - MARGINS.left - MARGINS.right)


def test_merged_cells_reach_over_their_rows_and_start_anew_on_each_page() -> None:
    data = [dict(row, city="长沙市") for row in invented(100)]
    paper = paginate(sheet_of(MERGED, data))
    for page in paper.pages[:2]:
        first = page.rows[0]
        assert first.boxes[0].rowspan == len(page.rows)
        assert first.boxes[0].lines == ("长沙市",)
        assert all(row.boxes[0].col != 0 for row in page.rows[1:])


def test_a_cell_longer_than_a_page_goes_on_over_the_next_ones() -> None:
    data = invented(3)
    data[1]["memo"] = "长" * 10_000
    paper = paginate(sheet_of(GROUPED, data))
    written = [
        line
        for page in paper.pages
        for row in page.rows
        for box in row.boxes
        if row.kind == "row" and box.col == 10
        for line in box.lines
    ]
    assert "".join(written).count("长") == 10_000
    room = paper.height - MARGINS.top - MARGINS.bottom
    assert all(used(paper, page.number) <= room + 0.01 for page in paper.pages)


def test_wide_tables_get_smaller_type_but_whole_numbers() -> None:
    bands = tuple(
        Band(f"栏目{n}", (count(f"i{n}", "项目(个)", 9), amount(f"d{n}", "面积(万㎡)", 9)))
        for n in range(19)
    )
    report = replace(
        GROUPED,
        columns=(serial(mm=7), Column("name", "机构名称", 20), *bands),
        group_key=None,
        group_label=None,
    )
    data = [
        {"name": f"示例{n}市", **{f"i{x}": 399 for x in range(19)}}
        | {f"d{x}": 4321.09 for x in range(19)}
        for n in range(15)
    ]
    paper = paginate(sheet_of(report, data))
    assert SMALLEST_PT <= paper.font_pt < GROUPED.page.font_pt
    numbers = [box for row in paper.pages[0].rows for box in row.boxes if box.col > 1]
    assert all(len(box.lines) == 1 for box in numbers)


def test_where_nothing_fits_the_longest_numbers_break_and_the_others_do_not() -> None:
    columns = tuple(amount(f"d{n}", "面积(万㎡)", 9) for n in range(44))
    report = replace(GROUPED, columns=(serial(mm=7), *columns), group_key=None, group_label=None)
    data = [{f"d{n}": 12.5 if n < 22 else 123_456_789.25 for n in range(44)}]
    paper = paginate(sheet_of(report, data))
    assert paper.font_pt == SMALLEST_PT
    assert sum(paper.strips[0].widths) == pytest.approx(report.page.printable)
    lines = [len(box.lines) for box in paper.pages[0].rows[0].boxes[1:]]
    assert set(lines[:22]) == {1}
    assert max(lines[22:]) > 1


def test_long_headings_wrap_and_stretch_the_last_row_they_span() -> None:
    report = replace(MERGED, columns=(Column("city", "很长的标题" * 6, 10), *MERGED.columns[2:]))
    paper = paginate(sheet_of(report, invented(2)))
    assert len(paper.strips[0].header[0].boxes[0].lines) > 4
    assert paper.strips[0].header[0].height > 4 * paper.line_mm


def test_a_title_of_two_lines_and_sides_that_do_not_fit_one() -> None:
    report = replace(MERGED, title="很长的报表名称" * 9, unit="人" * 40)
    page = paginate(sheet_of(report, invented(2))).pages[0]
    assert "".join(page.title) == "很长的报表名称" * 9
    assert len(page.subtitle) == 2


def test_five_thousand_rows_are_drawn_and_one_more_is_refused() -> None:
    assert len(paginate(sheet_of(MERGED, invented(5_000))).pages) > 50
    with pytest.raises(TooManyRows, match="XLSX"):
        paginate(sheet_of(MERGED, invented(5_001)))


def test_no_rows_make_one_page_that_says_so() -> None:
    (page,) = paginate(sheet_of(GROUPED, [])).pages
    assert page.rows[0].boxes[0].lines == ("无符合条件的数据",)
    assert page.rows[0].boxes[0].colspan == 11
    assert page.signature


def test_a_heading_taller_than_the_paper_is_a_mistake() -> None:
    report = replace(MERGED, columns=(Column("city", "高" * 900, 10), *MERGED.columns[2:]))
    with pytest.raises(ValueError, match="no room"):
        paginate(sheet_of(report, invented(1)))
