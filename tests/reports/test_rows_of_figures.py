"""What stands behind the figures of whole lines, and what a file says of them: rows and numbers."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Any

import pytest

from app.core.access import audit
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import DictionaryEntry
from app.reporting.registry import registered
from tests.reporting.exports import book
from tests.support.paper import drawn_texts
from tests.support.survey import world

YEAR = clock.year()
SUMMARY = {"year": str(YEAR - 1), "level": "province"}
REPORTS = ["annual_summary", "survey_joint", "survey_quality", "survey_safety", "survey_all"]
LINK = re.compile(r'<a href="(behind\?[^"]*line=(?:total|430100)[^"]*)">([^<]*)</a>')
SAID = re.compile(r"共 (\d+) 行，合计 ([\d.,-]+)</small>")
# Of these each row is one organization or one person.
COUNTED = re.compile(
    r"column=(organizations|kind_\w+|on_duty|certified|quality_only|dual|technical)$"
)


def asked(report: str, year: int) -> dict[str, str]:
    level = {"level": "province"} if report == "annual_summary" else {}
    return {"year": str(year), **level}


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


@pytest.mark.parametrize("report", ["annual_summary", "survey_all"])
def test_each_figure_of_a_line_is_the_sum_of_exactly_its_rows(
    sign_in: Any, figures: Any, report: str
) -> None:
    client = sign_in("hn_admin")
    page = client.get(f"/reports/{report}/preview", query_string=asked(report, YEAR)).text
    found = [(html.unescape(address), figure) for address, figure in LINK.findall(page)]
    assert len(found) > 40
    for address, figure in found:
        opened = client.get(f"/reports/{report}/{address}")
        assert opened.status_code == 200, address
        parts = [(int(rows), number(total)) for rows, total in SAID.findall(opened.text)]
        assert opened.text.count('data-l="数值"') == sum(rows for rows, _total in parts), address
        if len(parts) == 2 and figure not in ("", "—"):
            over, under = (total for _rows, total in parts)
            quotients = (over / under, over * 100 / under)
            assert any(abs(one - number(figure)) <= Decimal("0.05") for one in quotients), address
        elif len(parts) == 1:
            assert parts[0][1] == number(figure or "0"), address
        if COUNTED.search(address):
            assert parts[0][0] == int(figure), address


def test_the_sums_of_the_detail_sheet_are_the_totals(
    sign_in: Any, figures: Any, worker: Any
) -> None:
    client = sign_in("hn_admin")
    asks = {**SUMMARY, "format": "xlsx", "details": "1"}
    run = client.post("/reports/annual_summary/export", data=asks).json
    worker()
    main, behind = book(client, run)
    lines = list(main.iter_rows(values_only=True))
    top = next(place for place, line in enumerate(lines) if line[0] == "序号")
    total = next(line for line in lines if line[0] == "合计")
    totals, band = {}, ""
    for above, below, figure in zip(lines[top], lines[top + 1], total, strict=True):
        band = above or band
        if below and "%" not in below and figure:
            totals[f"{band}：{below}"] = Decimal(str(figure))
    sums: dict[str, Decimal] = {}
    for _number, label, _organization, _item, _note, value in behind.iter_rows(
        min_row=2, values_only=True
    ):
        sums[label] = sums.get(label, Decimal(0)) + Decimal(str(value))
    assert len(totals) > 35
    assert {label: one for label, one in sums.items() if one} == totals


@pytest.mark.parametrize("report", REPORTS)
def test_every_figure_in_a_file_is_a_number(
    app: Any, sign_in: Any, grown: Any, worker: Any, report: str
) -> None:
    grown("surveys", world.fill)
    client = sign_in("hn_admin")
    run = client.post(
        f"/reports/{report}/export", data={**asked(report, YEAR - 1), "format": "xlsx"}
    ).json
    worker()
    sheet = book(client, run)[0]
    with app.app_context():
        formats = [column.fmt for column in registered()[report].leaves]
    lines = [
        row for row in sheet.iter_rows() if isinstance(row[0].value, int) or row[0].value == "合计"
    ]
    cells = [
        cell
        for row in lines
        for cell, one in zip(row, formats, strict=True)
        if one in ("int", "dec2", "pct") and cell.value not in (None, "合计")
    ]
    assert len(cells) > 20
    wrong = [(cell.coordinate, cell.value) for cell in cells if cell.data_type != "n"]
    assert {value for _place, value in wrong} <= {"—"}
    numbers = {cell.number_format for cell in cells if cell.data_type == "n"}
    assert numbers <= {"0", "0.00", "0.0"}


def test_a_deactivated_entry_goes_on_being_counted(app: Any, sign_in: Any, figures: Any) -> None:
    client = sign_in("hn_admin")

    def told() -> list[list[str]]:
        pages = [
            client.get(f"/reports/{report}/preview", query_string=asked(report, year))
            for report in ("annual_summary", "survey_all")
            for year in (YEAR, YEAR - 1)
        ]
        return [drawn_texts(page.text) for page in pages]

    before = told()
    with app.app_context(), unscoped("the office retires entries"):
        names = ("title_level", "title_name", "education", "org_nature", "funding_type")
        change = DictionaryEntry.__table__.update().where(DictionaryEntry.dictionary.in_(names))
        done = db.session.execute(
            audit.bulk(change.values(is_active=False), because="the tests retire entries")
        )
        assert done.rowcount > 15
        db.session.commit()
        db.session.remove()
    page = client.get("/settings/dictionaries/list/?dictionary=education").text
    assert page.count("停用") > 3
    assert told() == before
