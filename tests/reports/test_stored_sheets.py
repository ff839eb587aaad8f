"""Every report as stored paper: a change of layout shows in a diff, and is then looked at.

`.venv/bin/python -m tests.reports.test_stored_sheets` draws the stored sheets anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.reporting.declaration import Column, Report, TableReport
from app.reporting.form_reports import Fields, FormReport, ListBlock, lay_out_form
from app.reporting.heading import official_heading
from app.reporting.html import document
from app.reporting.pages import paginate
from app.reporting.sheet import Sheet, lay_out
from reports import form, summary, survey

STORED = Path(__file__).parent / "sheets"
NAMED = {report.name: report for report in (*form.REPORTS, *summary.REPORTS, *survey.REPORTS)}
WORDS = "示例市建设工程质量安全监督站"
PLACES = {"place": "湖南省", "year": "2026", "organization": WORDS}


def value(column: Column, number: int) -> Any:
    """A value of the kind of a column, another one in each row."""
    size = (sum(map(ord, column.key)) % 89 + 1) * (number + 1)
    return {
        "int": size,
        "number": size,
        "dec2": Decimal(size * 137) / 100,
        "pct": Decimal(size),
        "date": dt.date(2000, 1, 1) + dt.timedelta(days=size),
        "text": WORDS[: min(len(WORDS), max(2, int(column.mm / 3)))],
    }[column.fmt]


def table_rows(report: TableReport) -> Iterator[dict[str, Any]]:
    kinds = [key for key, _label in report.breakdown.parts] if report.breakdown else [""]
    for number in range(6):
        row = {column.key: value(column, number) for column in report.leaves}
        for column in report.leaves:
            for part in column.ratio or ():
                row.setdefault(part, (number + 2) * (7 if part == column.ratio[0] else 9))
        row["name"] = f"{WORDS}{number}"
        row["prefecture_code"] = row["prefecture"] = ("长沙市", "株洲市")[number // 3]
        row["kind"] = kinds[number % len(kinds)]
        row[report.row_key] = number
        yield row


def record(report: FormReport) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for block in report.blocks:
        if isinstance(block, Fields):
            for fields in block.rows:
                for field in fields:
                    found[field.key] = value(Column(field.key, "", 30, field.fmt), 0)
        elif isinstance(block, ListBlock):
            found[block.key] = [_listed(block, number) for number in range(2)]
    return found


def _listed(block: ListBlock, number: int) -> dict[str, Any]:
    columns = TableReport(
        name=block.key,
        title="",
        resource="",
        schema=NAMED["survey_all"].schema,
        rows=lambda **_: (),
        columns=block.columns,
        total_label=None,
    ).leaves
    row = {column.key: value(column, number) for column in columns}
    for column in columns:
        for part in column.ratio or ():
            row.setdefault(part, number + 3)
    return row


def sheet(report: Report) -> Sheet:
    title = report.title
    for name, words in PLACES.items():
        title = title.replace(f"{{{name}}}", words)
    notes = tuple(note for note in report.notes if isinstance(note, str))
    plain = replace(report, title=title, subtitle="统计年度：2026 年", notes=notes)
    heading = official_heading(
        plain,
        organization=WORDS,
        signers={"填报人": "测试甲"},
        filled_on=dt.date(2026, 11, 25),
        generated_at=dt.datetime(2026, 11, 25, 9, 5, tzinfo=dt.UTC),
    )
    if isinstance(plain, FormReport):
        return lay_out_form(plain, record(plain), heading)
    assert isinstance(plain, TableReport)
    grouped = "prefecture_code" if "prefecture" in {c.key for c in plain.leaves} else None
    return lay_out(replace(plain, group_key=grouped), list(table_rows(plain)), heading)


def drawn(report: Report) -> str:
    """The paper as the PDF engine gets it, one element a line."""
    return document(paginate(sheet(report))).replace("><", ">\n<") + "\n"


@pytest.mark.parametrize("name", list(NAMED))
def test_the_paper_is_as_stored(name: str) -> None:
    assert drawn(NAMED[name]) == (STORED / f"{name}.html").read_text(encoding="utf-8")


def test_nothing_is_stored_of_reports_that_are_gone() -> None:
    assert {path.stem for path in STORED.glob("*.html")} == set(NAMED)


if __name__ == "__main__":
    for name, report in NAMED.items():
        (STORED / f"{name}.html").write_text(drawn(report), encoding="utf-8")
