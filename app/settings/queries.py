"""Every SELECT of the module."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, select

from app.core.base.choices import DayKind
from app.core.base.db import db
from app.core.configuration import dictionary_effects
from app.core.configuration.dictionary_effects import Edit, Figures
from app.core.configuration.frozen_dictionaries import frozen_years
from app.core.models import (
    AuditEntry,
    CalendarDay,
    DictionaryEntry,
    NumberCounter,
    NumberingRule,
    Parameter,
)
from app.reporting import layouts
from app.reporting.declaration import Column, Report, TableReport, leaves
from app.reporting.detail_rows import figure_labels
from app.reporting.form_reports import Fields, FormReport, ListBlock
from app.reporting.layouts import Layout
from app.reporting.models import ReportLayout
from app.reporting.registry import registered

from .rules import ChangedFigure, Effects


def dictionary_rows(dictionary: str) -> Sequence[DictionaryEntry]:
    """The entries of a dictionary in their order, as the database has them now."""
    return db.session.scalars(
        select(DictionaryEntry)
        .where(DictionaryEntry.dictionary == dictionary)
        .order_by(DictionaryEntry.position, DictionaryEntry.id)
        .execution_options(populate_existing=True)
    ).all()


def effects_of(edit: Edit, before: Figures, after: Figures) -> Effects:
    """What an edit changes, as the modules and the declared reports tell it."""
    labels: dict[str, str] = {}
    for report in registered().values():
        labels = {**_printed(report), **labels}
    moved = {key for key, value in after.items() if before.get(key, 0) != value}
    figures = [
        ChangedFigure(year, labels[key], before.get((year, key), 0), after[year, key])
        for year, key in after
        if (year, key) in moved and key in labels
    ]
    columns = {key for _year, key in moved} | dictionary_effects.printed(edit)
    reports = [
        str(report.button or report.title)
        for report in registered().values()
        if columns & _used(report)
    ]
    held = dictionary_effects.holdings(edit)
    return Effects(held, figures, reports, sorted(frozen_years()))


def _printed(report: Report) -> dict[str, str]:
    """What a report calls the values that it prints, by their keys."""
    if isinstance(report, TableReport):
        return figure_labels(report.columns)
    found: dict[str, str] = {}
    for block in report.blocks if isinstance(report, FormReport) else ():
        if isinstance(block, ListBlock):
            found |= figure_labels(block.columns)
        elif isinstance(block, Fields):
            found |= {field.key: field.label for row in block.rows for field in row}
    return found


def _used(report: Report) -> set[str]:
    """The keys that a report prints, or divides by one another."""
    parts = {key for column in _columns(report) for key in column.ratio or ()}
    return parts | set(_printed(report))


def _columns(report: Report) -> Iterator[Column]:
    if isinstance(report, TableReport):
        yield from report.leaves
    for block in report.blocks if isinstance(report, FormReport) else ():
        if isinstance(block, ListBlock):
            yield from leaves(block.columns)


def changed_parameters() -> Mapping[str, Parameter]:
    """The parameters that somebody changed, by key."""
    return {row.key: row for row in db.session.scalars(select(Parameter))}


def parameter_row(key: str) -> Parameter | None:
    """What somebody changed a parameter to, as the database has it now."""
    return db.session.get(Parameter, key, populate_existing=True)


def changed_patterns() -> Mapping[str, str]:
    """The patterns that somebody changed, by the rule's key."""
    rows = db.session.execute(select(NumberingRule.key, NumberingRule.pattern))
    return {row.key: row.pattern for row in rows}


def rule_row(key: str) -> NumberingRule | None:
    """What somebody changed a pattern to, as the database has it now."""
    return db.session.get(NumberingRule, key, populate_existing=True)


def layout_versions(report: Report) -> Sequence[ReportLayout]:
    """The stored versions of a report's words and paper, the oldest first."""
    return db.session.scalars(
        select(ReportLayout)
        .where(ReportLayout.report == report.name)
        .order_by(ReportLayout.version)
    ).all()


def newest_layouts() -> Mapping[str, ReportLayout]:
    """The newest stored version of each report that has any, by the report's name."""
    newest = select(func.max(ReportLayout.id)).group_by(ReportLayout.report)
    rows = db.session.scalars(select(ReportLayout).where(ReportLayout.id.in_(newest)))
    return {row.report: row for row in rows}


def layout_now(report: Report) -> Layout:
    """The layout in force, as the database has it now."""
    row = db.session.scalar(
        select(ReportLayout)
        .where(ReportLayout.report == report.name)
        .order_by(ReportLayout.version.desc())
        .limit(1)
    )
    return layouts.of_row(row, report) if row is not None else default_layout(report)


def default_layout(report: Report) -> Layout:
    """What the definition says, as a form sends it back: without blanks at its ends."""
    found = layouts.declared(report)
    return replace(found, signature=found.signature.strip())


def numbers_given() -> Mapping[str, int]:
    """How many numbers each rule has given."""
    rows = db.session.execute(select(NumberCounter.rule, NumberCounter.given))
    return {row.rule: row.given for row in rows}


def exceptions_of(year: int) -> Sequence[CalendarDay]:
    """The days of a year that are not as their weekday says, in order."""
    return db.session.scalars(
        select(CalendarDay)
        .where(
            CalendarDay.day.between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
            CalendarDay.kind != DayKind.USUAL,
        )
        .order_by(CalendarDay.day)
    ).all()


def days_between(first: dt.date, last: dt.date) -> Mapping[dt.date, CalendarDay]:
    """The rows that there are of a range, by day, as the database has them now."""
    rows = db.session.scalars(
        select(CalendarDay)
        .where(CalendarDay.day.between(first, last))
        .execution_options(populate_existing=True)
    )
    return {row.day: row for row in rows}


def calendar_stamp() -> str:
    """Another text whenever any day of the calendar is another."""
    rows = db.session.execute(
        select(CalendarDay.day, CalendarDay.kind, CalendarDay.note).order_by(CalendarDay.day)
    )
    told = "|".join(f"{row.day}{row.kind}{row.note}" for row in rows)
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def changes_in(year: int) -> object:
    """The criterion of the audit trail for the days of a year."""
    return AuditEntry.object_id.between(f"{year}-01-01", f"{year}-12-31")
