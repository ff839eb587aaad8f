"""Drill-down: the rows behind one figure on the screen, or behind all of them in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import force_locale

from app.core.screens.value_display import number_text

from .declaration import Band, Column, Detail, Heads, Row, TableReport, serial
from .question import PAPER_LANGUAGE, Question
from .sheet import TOTAL, Sheet
from .values import show
from .xlsx import list_sheet

DETAILS = (
    Column("figure", "指标", 50),
    Column("organization", "机构名称", 60),
    Column("item", "明细", 50),
    Column("note", "说明", 40),
    Column("value", "数值", 20, "number"),
)
DETAIL_TITLE = "明细"
# Paper saves room with narrow brackets; the screen writes them as everywhere else.
WIDE_BRACKETS = str.maketrans("()", "（）")


@dataclass(frozen=True)
class FigureDetails:
    """A figure with the rows behind it; a ratio has two, what is divided and by what."""

    label: str
    rows: list[Detail]

    @property
    def total_text(self) -> str:
        """The sum of the rows, which is the figure."""
        return self.show(sum((row.value for row in self.rows), start=0))

    @staticmethod
    def show(value: Any) -> str:
        """A value rounded as the report prints it, written as on every screen."""
        return number_text(Decimal(show(value, "number")))


def figures_behind(question: Question, line: str, column: str) -> list[FigureDetails]:
    """What stands behind the figure of a line and a column; () where nothing can be opened."""
    report = _table(question)
    if report is None or report.behind is None:
        return []
    labels = figure_labels(report.columns)
    found = next((one for one in report.leaves if one.key == column and one.computed), None)
    if found is None:
        return []
    with question.reach():
        return [
            FigureDetails(
                (labels.get(figure) or str(report.part_labels[figure])).translate(WIDE_BRACKETS),
                list(report.behind(question.parameters, line, figure)),
            )
            for figure in found.ratio or (found.key,)
        ]


def _table(question: Question) -> TableReport | None:
    """The table that was asked, with its columns; notes, which may cost statements, stay unsaid."""
    if not isinstance(question.report, TableReport):
        return None
    with question.reach():
        return question.report.varied(question.parameters)


def figure_labels(heads: Heads, above: str = "") -> dict[str, str]:
    """Every column's full name, its bands before it."""
    found: dict[str, str] = {}
    for head in heads:
        title = f"{above}{head.title}"
        if isinstance(head, Band):
            found |= figure_labels(head.children, f"{title}：")
        else:
            found[head.key] = title
    return found


def details_sheet(question: Question) -> Sheet | None:
    """All rows behind all figures as a list."""
    report = _table(question)
    if report is None or report.behind is None:
        return None
    return list_sheet(DETAIL_TITLE, (serial(mm=14), *DETAILS), _all_behind(question, report))


def _all_behind(question: Question, report: TableReport) -> Iterator[Row]:
    assert report.behind is not None
    labels = figure_labels(report.columns)
    for column in report.leaves:
        if not column.agg:
            continue
        with question.reach(), force_locale(PAPER_LANGUAGE):
            rows = list(report.behind(question.parameters, TOTAL, column.key))
        for row in rows:
            yield {
                "figure": labels[column.key],
                "organization": row.organization,
                "item": row.item,
                "note": row.note,
                "value": row.value,
            }
