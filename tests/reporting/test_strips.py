"""Tables that are too wide for their paper stand on several strips of pages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema

from app.reporting.declaration import (
    Band,
    Breakdown,
    Column,
    Detail,
    Page,
    TableReport,
    serial,
)
from app.reporting.html import document, render_pages
from app.reporting.pages import paginate
from app.reporting.paper_fit import READABLE_PT
from app.reporting.pdf import paper_pdf
from app.reporting.sheet import Sheet, lay_out
from app.reporting.xlsx import write_xlsx
from tests.reporting.samples import heading_of
from tests.support.paper import drawn_rows, drawn_texts, pdf_pages, sheets

BANDS = 12
WIDE = TableReport(
    name="wide",
    title="很宽的汇总表",
    resource="organizations.organization",
    schema=Schema,
    rows=lambda **_: (),
    page=Page("A3"),
    keys=3,
    group_key="city",
    breakdown=Breakdown("kind", (("joint", "其中：合署"), ("quality", "其中：独立质量"))),
    row_key="id",
    behind=lambda _p, _line, _figure: [Detail(1, "站", "明细", "", 1)],
    columns=(
        serial(),
        Column("city", "市州", 16, merge=True),
        Column("name", "机构名称", 34),
        Column("office", "主管部门", 30),
        *(
            Band(
                f"第{n}组（个）",
                (
                    Column(f"count{n}", "数量", 10, "int", agg="sum"),
                    Column(f"sum{n}", "金额(万元)", 18, "dec2", agg="sum"),
                    Column(f"rate{n}", "比率(%)", 12, "pct", ratio=(f"sum{n}", f"count{n}")),
                ),
            )
            for n in range(BANDS)
        ),
        Column("memo", "备注", 30),
    ),
)


def data(number: int = 40) -> list[dict[str, Any]]:
    return [
        {
            "id": n,
            "city": f"城市{n * 5 // number}",
            "kind": "joint" if n % 3 else "quality",
            "name": f"示例{n}县建设工程质量安全监督站",
            "office": f"示例{n}县住房和城乡建设局",
            "memo": "备注很长的一行文字" * (n % 4),
            **{f"count{b}": n * b for b in range(BANDS)},
            **{f"sum{b}": Decimal(n * b * 1000 + 7) / 100 for b in range(BANDS)},
        }
        for n in range(number)
    ]


def sheet(report: TableReport = WIDE, rows: Any = None) -> Sheet:
    rows = data() if rows is None else rows
    return lay_out(report, rows, heading_of(report))


def test_strips_are_as_few_as_are_readable_and_begin_with_the_same_columns():
    paper = paginate(sheet())
    assert len(paper.strips) > 1
    assert paper.font_pt >= READABLE_PT
    for strip in paper.strips:
        assert strip.columns[:3] == (0, 1, 2)
        assert sum(strip.widths) == pytest.approx(WIDE.page.printable, abs=0.1)
        assert strip.widths[:3] == paper.strips[0].widths[:3]
    others = [x for strip in paper.strips for x in strip.columns[3:]]
    assert others == list(range(3, len(WIDE.leaves)))


def test_bands_are_never_torn():
    for strip in paginate(sheet()).strips:
        inner = [x - 4 for x in strip.columns[3:] if 4 <= x < 4 + 3 * BANDS]
        assert inner[0] % 3 == 0
        assert inner[-1] % 3 == 2


def test_every_cell_is_on_one_strip_and_rows_keep_their_height():
    made = sheet()
    paper = paginate(made)
    strips = len(paper.strips)
    lines = {}
    for start in range(0, len(paper.pages), strips):
        together = paper.pages[start : start + strips]
        assert [page.strip for page in together] == list(range(strips))
        for rows in zip(*(page.rows for page in together), strict=True):
            assert len({row.height for row in rows}) == 1
            assert len({row.key for row in rows}) == 1
            texts = {box.column: "".join(box.lines) for row in rows for box in row.boxes}
            lines[rows[0].key] = texts
    for row in data():
        texts = lines[str(row["id"])]
        assert texts[2] == row["name"]
        assert texts[4] == str(row["count0"])
        assert texts[4 + 3 * (BANDS - 1) + 1] == f"{row[f'sum{BANDS - 1}']:.2f}"
        assert texts.get(len(WIDE.leaves) - 1, "") == row["memo"]
    heights = [sum(row.height for row in strip.header) for strip in paper.strips]
    assert len(set(heights)) == 1


def test_further_strips_say_so_and_the_signature_is_on_the_last_page():
    paper = paginate(sheet())
    strips = len(paper.strips)
    assert paper.pages[0].title == ("很宽的汇总表",)
    assert all(page.title == ("很宽的汇总表（续表）",) for page in paper.pages[1:strips])
    assert [bool(page.signature) for page in paper.pages] == [False] * (len(paper.pages) - 1) + [
        True
    ]
    assert [page.number for page in paper.pages] == list(range(1, len(paper.pages) + 1))


def test_the_total_is_divided_by_kind_and_the_parts_add_up():
    lines = list(sheet().lines)
    joint, quality, total = lines[-3:]
    assert (joint.label, quality.label, total.label) == ("其中：合署", "其中：独立质量", "合计")
    for x, column in enumerate(WIDE.leaves):
        if column.agg:
            assert joint.values[x] + quality.values[x] == total.values[x]
    assert [line.key for line in lines[-3:]] == ["part:joint", "part:quality", "total"]
    assert [line.key for line in lines if line.kind == "subtotal"][:2] == [
        "group:城市0",
        "group:城市1",
    ]


def test_a_breakdown_of_nothing_is_not_printed():
    (line,) = sheet(rows=[]).lines
    assert line.kind == "empty"


def test_pdf_and_preview_have_the_same_pages():
    paper = paginate(sheet())
    printed = pdf_pages(paper_pdf(paper, WIDE.page))
    drawn = drawn_texts(document(paper))
    assert len(printed) == len(drawn)
    for on_screen, on_paper in zip(drawn, printed, strict=True):
        assert sorted("".join(on_paper.split())) == sorted("".join(on_screen.split()))


def test_the_spreadsheet_has_one_table(tmp_path: Path):
    path = tmp_path / "wide.xlsx"
    assert write_xlsx(sheet(), path) == 40
    made = sheets(path)[0]
    assert made.max_column == len(WIDE.leaves)
    labels = [row[0] for row in made.iter_rows(values_only=True)]
    assert labels[-6:-3] == ["其中：合署", "其中：独立质量", "合计"] or "合计" in labels


def test_only_figures_of_named_lines_are_links_and_print_has_none():
    paper = paginate(sheet(rows=data(3)))
    columns = WIDE.leaves

    def opens(line: str, column: int) -> str | None:
        return f"b?line={line}&amp;x={columns[column].key}" if columns[column].computed else None

    html = str(render_pages(paper, opens=opens))
    figures = sum(column.computed for column in columns)
    subtotals, others = 3, 3
    assert html.count("<a ") == figures * (3 + subtotals + others)
    assert "x=memo" not in html
    assert "<a " not in document(paper)


def test_without_keys_the_table_stays_on_one_page():
    paper = paginate(sheet(replace(WIDE, keys=0)))
    assert len(paper.strips) == 1


def test_what_fits_is_not_cut():
    narrow = replace(WIDE, columns=WIDE.columns[:6])
    assert len(paginate(sheet(narrow)).strips) == 1


def test_pages_read_back_each_row_once():
    paper = paginate(sheet())
    names = [
        cell
        for page in drawn_rows(document(paper))
        for row in page
        for cell in row
        if cell.startswith("示例") and cell.endswith("监督站")
    ]
    assert sorted(set(names)) == sorted(row["name"] for row in data())
    assert len(names) == len(paper.strips) * len(data())
