"""What stands around a form of official statistics: set by the office, alike on every output."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.core.base import clock
from app.core.base.db import db
from app.organizations.models import YearLock
from app.reporting.form_reports import lay_out_form
from app.reporting.heading import official_heading
from app.reporting.layouts import laid_out
from app.reporting.models import ReportLayout
from app.reporting.pages import paginate
from app.reporting.registry import registered
from app.settings import operations, queries
from tests.support.acting import As
from tests.support.paper import drawn_pages, drawn_table, drawn_texts, pdf_pages, sheets
from tests.support.survey.desk import Desk

NAME = "survey_all"
SET = {
    "table_no": "湘建质监统 1 表",
    "issued_by": "湖南省住房和城乡建设厅",
    "approval_no": "湘统制〔2026〕7号",
    "valid_until": "2027年12月",
    "compiled_by": "湖南省住房和城乡建设厅质安处",
    "guide": "第一条口径。\n第二条口径。",
}
PRINTED = (
    "综合机关：湖南省住房和城乡建设厅质安处",
    "表　　号：湘建质监统 1 表",
    "制定机关：湖南省住房和城乡建设厅",
    "批准文号：湘统制〔2026〕7号",
    "有效期至：2027年12月",
    "填报说明：第一条口径。",
    "第二条口径。",
)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def set_layout(app: Flask, name: str = NAME, **values: Any) -> None:
    with As(app, "hn_admin") as actor:
        report = registered()[name]
        now = queries.layout_now(report)
        wanted = {**asdict(now), **values}
        operations.set_layout(report, wanted, version=now.version, actor=actor)
        db.session.commit()


def in_file(desk: Desk, name: str, year: int, **chosen: str) -> list[str]:
    """What stands in the cells of a spreadsheet."""
    (sheet,) = sheets(desk.file("xlsx", "hn_admin", name, year, **chosen))
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_what_is_set_stands_on_preview_pdf_and_spreadsheet(own_desk: Desk) -> None:
    year = clock.year()
    set_layout(own_desk.app, **SET)
    drawn = drawn_texts(own_desk.page("hn_admin", NAME, year))
    paper = pdf_pages(own_desk.file("pdf", "hn_admin", NAME, year))
    assert len(paper) == len(drawn)
    cells = in_file(own_desk, NAME, year)
    for words in PRINTED:
        assert words in "".join(drawn)
        assert squeezed(words) in squeezed("".join(paper))
        assert words in cells
    # Above the table of the first page, below its title.
    top = drawn[0][: drawn[0].index("序号")]
    assert all(words in top for words in PRINTED[:5])


def test_what_is_empty_is_not_printed(own_desk: Desk) -> None:
    year = clock.year()
    set_layout(own_desk.app, guide="", numbered=False)
    told = "".join(drawn_texts(own_desk.page("hn_admin", NAME, year)))
    for word in ("表　　号", "制定机关", "综合机关", "填报说明"):
        assert word not in told
    assert drawn_table(own_desk.page("hn_admin", NAME, year), repeated=3).numbers == ()
    assert not [
        text for text in in_file(own_desk, NAME, year) if "填报说明" in text or text == "甲"
    ]


def test_a_form_of_one_record_has_the_elements_too(own_desk: Desk) -> None:
    set_layout(own_desk.app, "organization_form", table_no="湘建质监统 2 表", guide="填表须知。")
    with own_desk.app.app_context():
        report = laid_out(registered()["organization_form"])
        heading = official_heading(replace(report, subtitle="统计年度"), organization="甲站")
    sheet = lay_out_form(replace(report, blocks=()), {}, heading)
    first = paginate(sheet).pages[0]
    assert first.subtitle[0][1] == "表　　号：湘建质监统 2 表"
    assert first.notes[0] == "填报说明：填表须知。"
    assert not report.numbered


def test_a_layout_from_before_follows_the_definition(own_desk: Desk) -> None:
    """It says nothing of what could not be set when it was stored."""
    old = {"signature": "", "paper": "A3", "landscape": True, "font_pt": Decimal(9)}
    with own_desk.app.app_context():
        row = ReportLayout(
            report=NAME,
            version=1,
            title="旧版汇总表",
            changed_by="甲",
            changed_at=clock.now(),
            **old,
        )
        db.session.add(row)
        db.session.commit()
    markup = own_desk.page("hn_admin", NAME, clock.year())
    assert "旧版汇总表" in markup
    assert "填报说明：1．" in markup
    assert drawn_table(markup, repeated=3).numbers[0] == "甲"
    set_layout(own_desk.app, table_no="1 表")
    with own_desk.app.app_context():
        layout = queries.layout_now(registered()[NAME])
    assert (layout.title, layout.numbered, layout.table_no) == ("旧版汇总表", True, "1 表")


def as_of(day: dt.date) -> str:
    return f"数据截至 {day.year}年{day.month}月{day.day}日"


@pytest.mark.parametrize("name", ["annual_summary", NAME])
def test_a_year_that_goes_on_says_up_to_which_day(desk: Desk, name: str) -> None:
    chosen = {"level": "province"} if name == "annual_summary" else {}
    told = as_of(clock.today())
    page = drawn_pages(desk.page("hn_admin", name, clock.year(), **chosen))[0]
    assert told in page.text
    assert [text for text in in_file(desk, name, clock.year(), **chosen) if told in text]


def test_a_past_year_says_a_day_until_it_is_closed(own_desk: Desk) -> None:
    year = clock.year() - 1
    assert as_of(clock.today()) in own_desk.page("hn_admin", NAME, year)
    own_desk.happen(lambda _day: db.session.add(YearLock(year=year, locked_by="系统")))
    assert "数据截至" not in own_desk.page("hn_admin", NAME, year)
