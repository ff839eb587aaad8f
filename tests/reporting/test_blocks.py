"""Tables below a table: alike in preview, PDF and spreadsheet, each under headings of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.reporting import Column, TableReport, serial
from app.reporting.archive import Keeper, reopen
from app.reporting.blocks import block_of, lay_out_blocks, places_on
from app.reporting.html import document
from app.reporting.pages import TooManyRows, paginate
from app.reporting.pdf import paper_pdf
from app.reporting.sheet import Sheet
from app.reporting.xlsx import write_xlsx
from tests.reporting.samples import MERGED, count, heading_of, invented
from tests.support.paper import sheets

REASONS = (
    serial(),
    Column("kind", "类别", 20, merge="kind"),
    count("times", "次数"),
)
TOP = (Column("text", "扣分内容", 120), count("times", "次数"))


def reasons(number: int, kinds: int = 2) -> list[dict[str, Any]]:
    return [{"kind": f"类{n * kinds // number}", "times": n} for n in range(number)]


def laid_out(*below: tuple[str, Any, list[dict[str, Any]]], rows: int = 3) -> Sheet:
    blocks = tuple(block_of(MERGED, title, heads, list) for title, heads, _rows in below)
    report: TableReport = replace(MERGED, blocks=blocks).resolve({"year": 2026})
    data = [iter(invented(rows)), *(iter(found) for _title, _heads, found in below)]
    return lay_out_blocks(report, data, heading_of(report))


def test_columns_of_a_block_stand_on_those_of_the_table():
    grid = [Column(str(n), "", mm) for n, mm in enumerate((10, 10, 40, 20, 20))]
    wide = [Column("a", "", 20), Column("b", "", 60), Column("c", "", 20)]
    assert places_on(grid, wide) == [(0, 2), (2, 2), (4, 1)]
    assert places_on(grid, grid) == [(n, 1) for n in range(5)]
    assert places_on(grid, wide[:1]) == [(0, 5)]
    with pytest.raises(ValueError, match="more columns"):
        replace(MERGED, blocks=(block_of(MERGED, "", (*REASONS, *TOP[:1], Column("x", "")), list),))


def test_blocks_follow_each_other_with_title_headings_and_totals(tmp_path: Path) -> None:
    below = (("记分事由", REASONS, reasons(4)), ("Top 10", TOP, []))
    path = tmp_path / "blocks.xlsx"
    assert write_xlsx(laid_out(*below), path) == 3 + 4
    book = sheets(path)[0]
    made = [[str(cell.value) for cell in row if cell.value not in (None, "")] for row in book.rows]
    start = made.index(["记分事由"])
    assert made[start + 1 : start + 7] == [
        ["序号", "类别", "次数"],
        ["1", "类0", "0"],
        ["2", "1"],
        ["3", "类1", "2"],
        ["4", "3"],
        ["合计", "6"],
    ]
    assert made[start + 7 : start + 10] == [["Top 10"], ["扣分内容", "次数"], ["无符合条件的数据"]]
    merged = {str(area) for area in book.merged_cells.ranges}
    row = start + 3
    assert {f"B{row}:C{row + 1}", f"B{row + 2}:C{row + 3}", f"A{start + 1}:D{start + 1}"} <= merged
    paper = paginate(laid_out(*below))
    drawn = [["".join(box.lines) for box in row.boxes] for page in paper.pages for row in page.rows]
    assert drawn[-9:] == [line for line in made[start : start + 10] if line != ["记分事由"]]
    assert 'rowspan="2"' in document(paper)


def test_a_page_that_a_block_begins_has_the_headings_of_the_block() -> None:
    paper = paginate(laid_out(("记分事由", REASONS, reasons(200, 1)), rows=3))
    assert len(paper.pages) > 2
    first, *others = paper.pages
    assert first.has_header
    for page in others:
        assert not page.has_header
        assert [box.lines[0] for box in page.rows[0].boxes] == ["记分事由"]
        assert [box.lines[0] for box in page.rows[1].boxes] == ["序号", "类别", "次数"]
        assert page.rows[2].boxes[1].lines == ("类0",)
    assert document(paper).count("机构名称") == 1


def test_rows_of_blocks_are_counted_and_kept() -> None:
    keeper = Keeper(laid_out(("记分事由", REASONS, reasons(5)), rows=4))
    paper = paginate(keeper.sheet)
    assert paper.rows == 9
    content = keeper.content(keeper.sheet.heading)
    assert content is not None
    again, checksum = reopen(content)
    assert checksum == keeper.checksum
    assert document(paginate(again)) == document(paper)
    with pytest.raises(TooManyRows):
        paginate(laid_out(("记分事由", REASONS, reasons(4_990)), rows=20))


def test_blocks_are_printed(engine: str) -> None:
    sheet = laid_out(("记分事由", REASONS, reasons(90)), rows=30)
    assert paper_pdf(paginate(sheet), sheet.page).startswith(b"%PDF")
