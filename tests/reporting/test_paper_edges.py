"""What stands at the edge of a paper: large amounts, rare characters, halves, too many rows."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from app.reporting import Column, show
from app.reporting.pages import paginate
from app.reporting.pdf import paper_pdf
from app.reporting.xlsx import write_xlsx
from tests.reporting.exports import PROVINCE
from tests.reporting.samples import GROUPED, MERGED, amount, invented, sheet_of
from tests.support.paper import sheets

# Of Extension B to E, and a letter with a mark of its own.
RARE = ["𠮷", "䶮", "㐂", "龘", "䨻", "e\u0301", "𬱖", "𫍯"]
GAP = 10
# The machines of these tests have no programs but their engine.
PDFTOPPM = shutil.which("pdftoppm") or "pdftoppm"


def test_ten_million_millions_stand_on_one_line() -> None:
    data = [dict(row, due=Decimal(10**13), paid=Decimal("9999999999999.99")) for row in invented(8)]
    paper = paginate(sheet_of(GROUPED, data))
    amounts = [
        box.lines
        for page in paper.pages
        for row in page.rows
        for box in row.boxes
        if any(line.startswith(("1000000", "99999", "8000", "79999")) for line in box.lines)
    ]
    assert len(amounts) >= 16
    assert {len(lines) for lines in amounts} == {1}


def drawn(pdf: bytes) -> Image.Image:
    """The first page as somebody sees it."""
    done = subprocess.run(
        [PDFTOPPM, "-r", "150", "-gray", "-f", "1", "-l", "1", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return Image.open(io.BytesIO(done.stdout))


def test_rare_characters_are_drawn(engine: str) -> None:
    """Ink for each; what the text layer says of them is test_text_layer.py."""
    report = replace(MERGED, columns=(Column("name", "姓名", 60),), total_label=None)

    def page(names: list[str]) -> Image.Image:
        paper = paginate(sheet_of(report, [{"name": name} for name in names]))
        return drawn(paper_pdf(paper, report.page))

    ink = ImageChops.difference(page(RARE), page([" "] * len(RARE)))
    rows = [y for y in range(ink.height) if ink.crop((0, y, ink.width, y + 1)).getbbox()]
    begun = [y for before, y in zip([-GAP, *rows], rows, strict=False) if y - before >= GAP]
    assert len(begun) == len(RARE)


@pytest.mark.parametrize(
    ("value", "text"), [("12.25", "12.3"), ("8.35", "8.4"), ("1.15", "1.2"), ("-0.04", "0.0")]
)
def test_halves_are_rounded_up_on_the_paper_and_shown_so_in_the_file(
    tmp_path: Path, value: str, text: str
) -> None:
    assert show(Decimal(value), "pct") == text
    report = replace(GROUPED, columns=(Column("name", "机构", 40), amount("due", "应拨")))
    data = [{"name": "甲", "city": "长沙市", "due": Decimal(value) / 10}]
    write_xlsx(sheet_of(report, data), tmp_path / "report.xlsx")
    sheet = sheets(tmp_path / "report.xlsx")[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "n"]
    assert {Decimal(str(cell.value)) for cell in cells if cell.value} == {Decimal(value) / 10}


def test_a_spreadsheet_has_the_row_that_paper_refuses(tmp_path: Path) -> None:
    assert write_xlsx(sheet_of(MERGED, invented(5_001)), tmp_path / "report.xlsx") == 5_001
    sheet = sheets(tmp_path / "report.xlsx")[0]
    names = [row[2].value for row in sheet.iter_rows()]
    assert "示例5000县建设工程质量安全监督站" in names


def test_sums_are_bold_and_all_of_a_file_is_printed(tmp_path: Path) -> None:
    write_xlsx(sheet_of(GROUPED, invented(8)), tmp_path / "report.xlsx")
    sheet = sheets(tmp_path / "report.xlsx")[0]
    last = sheet.max_row
    assert sheet.print_area == f"'{sheet.title}'!$A$1:$K${last}"
    bold = {
        row[0].value: {cell.font.bold for cell in row if cell.value is not None}
        for row in sheet.iter_rows(min_row=6)
    }
    assert bold["合计"] == bold["小计"] == {True}
    assert bold[1] == {False}


def test_a_preview_of_too_many_rows_says_what_to_do(
    sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.reporting.pages.MAX_ROWS", 3)
    client = sign_in("hn_admin")
    answer = client.get("/reports/annual_summary/preview", query_string=PROVINCE)
    assert answer.status_code == 200
    assert "XLSX" in answer.text
    assert "zjp-page" not in answer.text
