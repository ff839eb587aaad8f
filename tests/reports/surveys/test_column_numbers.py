"""栏次 of R02–R06: every column has its number, and a formula is true of what is printed."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from operator import add, mul, truediv
from typing import Any

import pytest

from app.core.base import clock
from app.reporting.declaration import SERIAL, Column
from reports.summary import ANNUAL_SUMMARY
from reports.survey import REPORTS as SURVEYS
from tests.support.paper import Lines, Table, drawn_table, filed_table, sheets
from tests.support.survey.columns import REPEATED
from tests.support.survey.desk import Desk

NAMED = {report.name: report for report in (ANNUAL_SUMMARY, *SURVEYS)}
# What it divides stands on no paper in full, so the 填报说明 says it in words.
WITHOUT = {"area_each"}
SIGNS = {"÷": truediv, "×": mul, "+": add}
UNTOLD = ("", "—")


def asked(name: str) -> dict[str, str]:
    return {"level": "province"} if name == ANNUAL_SUMMARY.name else {}


def table(desk: Desk, name: str, back: int = 1) -> Table:
    year = clock.year() - back
    markup = desk.page("hn_admin", name, year, **asked(name))
    return drawn_table(markup, repeated=0 if name == ANNUAL_SUMMARY.name else REPEATED)


def worked_out(formula: str, line: list[str], numbers: list[str], column: Column) -> str:
    """The value of a formula with the numbers of a printed line, as the column prints it."""
    parts = re.split(r"([÷×+])", formula)
    cells = [line[numbers.index(part)] if part in numbers else part for part in parts[::2]]
    if any(cell in UNTOLD for cell in cells) or (parts[1] == "÷" and not Decimal(cells[1])):
        return "—" if column.ratio else ""
    value = Decimal(cells[0])
    for sign, cell in zip(parts[1::2], cells[1:], strict=True):
        value = SIGNS[sign](value, Decimal(cell))
    step = {"pct": Decimal("0.1"), "dec2": Decimal("0.01"), "int": Decimal(1)}[column.fmt]
    return str(value.quantize(step, ROUND_HALF_UP))


@pytest.mark.parametrize("back", [0, 1])
@pytest.mark.parametrize("name", list(NAMED))
def test_a_printed_formula_gives_the_printed_value(desk: Desk, name: str, back: int) -> None:
    shown = table(desk, name, back)
    numbers = [text.partition("=")[0] for text in shown.numbers]
    told = [text.partition("=")[2] for text in shown.numbers]
    wrong: list[Any] = []
    checked = 0
    for place, (column, formula) in enumerate(zip(NAMED[name].leaves, told, strict=True)):
        assert bool(formula) == bool((column.ratio or column.adds) and column.key not in WITHOUT)
        if not formula:
            continue
        for line in shown.lines:
            value = worked_out(formula, line, numbers, column)
            checked += value not in UNTOLD
            if line[place] != value:
                wrong.append((line[2], shown.heads[place], formula, value, line[place]))
    assert not wrong
    assert checked > 2


@pytest.mark.parametrize("name", list(NAMED))
def test_words_are_lettered_and_figures_counted_alike_on_paper_and_in_the_file(
    desk: Desk, name: str
) -> None:
    shown = table(desk, name)
    (sheet,) = sheets(desk.file("xlsx", "hn_admin", name, clock.year() - 1, **asked(name)))
    assert filed_table(sheet).numbers == shown.numbers
    words = iter("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")
    figures = iter(range(1, 100))
    wanted = [
        next(words)
        if column.key == SERIAL or column.fmt in ("text", "date")
        else str(next(figures))
        for column in NAMED[name].leaves
    ]
    assert [text.partition("=")[0] for text in shown.numbers] == wanted


def test_the_numbers_are_repeated_with_the_heading_and_stay_in_sight(desk: Desk) -> None:
    name = ANNUAL_SUMMARY.name
    (sheet,) = sheets(desk.file("xlsx", "hn_admin", name, clock.year() - 1, **asked(name)))
    row = next(cell.row for cell in sheet["A"] if cell.value == "甲")
    assert sheet.print_title_rows == f"${row - 2}:${row}"
    assert sheet.freeze_panes == f"C{row + 1}"
    lines: Lines = table(desk, name).lines
    assert sheet.cell(row + 1, 2).value == lines[0][1]
