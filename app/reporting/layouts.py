"""Overrides by the office of a report's words and paper (ruling 23): the newest version counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select

from app.core.base.db import db
from app.core.configuration.cache import kept

from .declaration import Page, Report, TableReport
from .heading import CORNER, official_heading
from .models import ReportLayout
from .pages import paginate
from .paper import Paper
from .sheet import Line, Sheet, lay_out

AnyReport = TypeVar("AnyReport", bound=Report)
# What a watermark may name: who exports, and when.
WATERMARK_PLACES = ("user", "time")
# What stands around a form of official statistics.
OFFICIAL = (*CORNER, "compiled_by", "guide")
# The row that any paper must be able to show without breaking a number.
MODEST = {
    "text": "",
    "int": 100,
    "dec1": Decimal(100),
    "dec2": Decimal(100),
    "pct": Decimal(100),
    "number": 100,
    "date": dt.date(2000, 1, 1),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The words and the paper of a report; version 0 is the definition itself."""

    title: str
    notes: str
    signature: str
    paper: Any
    landscape: bool
    font_pt: float
    watermark: str
    table_no: str
    issued_by: str
    approval_no: str
    valid_until: str
    compiled_by: str
    guide: str
    numbered: bool
    version: int = 0


PARTS = tuple(field.name for field in fields(Layout))


def declared(report: Report) -> Layout:
    """What the definition says."""
    return Layout(
        title=report.title,
        notes="\n".join(note for note in report.notes if isinstance(note, str)),
        signature=report.signature,
        paper=report.page.paper,
        landscape=report.page.landscape,
        font_pt=report.page.font_pt,
        watermark=report.watermark,
        **{name: getattr(report, name) for name in OFFICIAL},
        numbered=report.numbered,
    )


@kept
def _changed() -> Mapping[str, Mapping[str, Any]]:
    rows = db.session.scalars(select(ReportLayout).order_by(ReportLayout.version))
    return {row.report: _said(row) for row in rows}


def _said(row: ReportLayout) -> Mapping[str, Any]:
    """What a stored version says; one from before a part could be set says nothing of it."""
    values = {name: getattr(row, name) for name in PARTS}
    said = {name: value for name, value in values.items() if value is not None}
    return {**said, "font_pt": float(row.font_pt)}


def of_row(row: ReportLayout, report: Report) -> Layout:
    """A stored version; what it does not say is as the definition says."""
    return replace(declared(report), **_said(row))


def in_force(report: Report) -> Layout:
    """The newest layout of a report."""
    return replace(declared(report), **_changed().get(report.name, {}))


def laid_out(report: AnyReport) -> AnyReport:
    """The report with the layout in force; notes that are computed follow the written ones."""
    if report.name not in _changed():
        return report
    layout = in_force(report)
    computed = tuple(note for note in report.notes if not isinstance(note, str))
    return replace(
        report,
        title=layout.title,
        notes=(*layout.notes.splitlines(), *computed),
        signature=layout.signature,
        watermark=layout.watermark,
        **{name: getattr(layout, name) for name in OFFICIAL},
        numbered=layout.numbered,
        page=page_of(report, layout),
    )


def page_of(report: Report, layout: Layout) -> Page:
    """The paper of a layout, with the margins of the definition."""
    return replace(
        report.page, paper=layout.paper, landscape=layout.landscape, font_pt=layout.font_pt
    )


def fits(report: Report, layout: Layout) -> bool:
    """Whether a report can be printed on the paper of a layout, judged by one modest row.

    A form has no columns and fits any paper.
    """
    if not isinstance(report, TableReport):
        return True
    page = page_of(report, layout)
    heading = official_heading(
        replace(report, title=layout.title, **{name: getattr(layout, name) for name in OFFICIAL}),
        organization="",
    )
    sheet = lay_out(replace(report, page=page, numbered=layout.numbered), (), heading)
    row = Line("row", [MODEST[column.fmt] for column in sheet.columns])
    try:
        paper = paginate(replace(sheet, lines=iter((row,))))
    except ValueError:
        # The heading alone fills the page.
        return False
    return not _breaks_numbers(sheet, paper)


def _breaks_numbers(sheet: Sheet, paper: Paper) -> bool:
    """Whether a number stands on two lines; repeated columns keep their widths in any case."""
    return any(
        len(box.lines) > 1
        for page in paper.pages
        for row in page.rows
        for box in row.boxes
        if box.column >= sheet.keys and sheet.columns[box.column].fmt != "text"
    )
