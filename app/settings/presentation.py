"""What the pages of the settings print."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.core.base import clock
from app.core.base.choices import DayKind
from app.core.configuration import numbering, working_days
from app.core.configuration.parameters import (
    Declaration,
    ParameterGroup,
    declared,
    parameter,
)
from app.core.models import CalendarDay, NumberingRule, Parameter
from app.core.screens import history
from app.core.screens.value_display import NOTHING, moment_text
from app.core.web.markup import tag
from app.reporting import layouts
from app.reporting.declaration import Report
from app.reporting.layouts import Layout
from app.reporting.models import ReportLayout
from app.reporting.registry import registered
from app.reporting.title_places import EXAMPLE_PLACES, fill_places

from . import queries
from .value_words import with_unit

WEEKDAYS = (_l("一"), _l("二"), _l("三"), _l("四"), _l("五"), _l("六"), _l("日"))
SHORT = {DayKind.HOLIDAY: _l("休"), DayKind.WORKDAY: _l("班")}
TONES = {DayKind.HOLIDAY: "ok", DayKind.WORKDAY: "wait"}


# --- parameters -----------------------------------------------------------------------------


CODE = Markup('<code lang="en">%s</code>')
CHINESE = Markup('<span lang="zh-CN">%s</span>')
PRINTED = Markup('%s<span lang="zh-CN">%s</span>')
CHANGED = Markup('<span>%s <span class="zj-num zj-muted">%s</span></span>')
HINTED = Markup('<span>%s<small class="zj-hint">%s</small></span>')
MUTED = Markup('<span class="zj-muted">%s</span>')
VALUE = Markup('<span><b class="zj-num">%s</b>%s</span>')
# Who changed something last and when; blank where nobody did.
Last = tuple[str, str]
NOBODY: Last = ("", "")


def changed_by(row: Any) -> Any:
    """最近修改."""
    return CHANGED % row.last if row.last[0] else NOTHING


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """A parameter as the screen lists it."""

    id: str
    group: ParameterGroup
    label: str
    hint: str
    value: str
    default: str
    is_changed: bool
    version: int
    last: Last
    # What somebody set, where 等保配置 puts another value in force.
    overridden: str = ""


def hinted(line: ParameterLine) -> Any:
    """What a parameter is called, with what it does."""
    return HINTED % (line.label, line.hint) if line.hint else line.label


def valued(line: ParameterLine) -> Markup:
    """The value, and whether somebody changed it."""
    mark = Markup(" %s") % tag(_("已调整"), "wait") if line.is_changed else Markup()
    if line.overridden:
        mark += Markup(" %s") % tag(_("等保，原设 %(value)s", value=line.overridden), "info")
    return VALUE % (line.value, mark)


def parameter_lines(
    changed: Mapping[str, Parameter], last: Mapping[str, Last]
) -> list[ParameterLine]:
    """The parameters in the order of the parts of the screen."""
    kept = [one for one in declared().values() if not one.has_own_screen]
    return [
        _parameter_line(one, changed.get(one.key), last.get(one.key, NOBODY))
        for one in sorted(kept, key=lambda one: (one.group.place, str(one.group.label)))
    ]


def _parameter_line(one: Declaration, row: Parameter | None, last: Last) -> ParameterLine:
    value = parameter(one.key)
    own = one.in_force(row.value if row is not None else None)
    return ParameterLine(
        id=one.key,
        group=one.group,
        label=str(one.label),
        hint=str(one.hint or ""),
        value=with_unit(one, value),
        default=with_unit(one, one.default),
        is_changed=own != one.default,
        overridden=with_unit(one, own) if own != value else "",
        version=row.version if row is not None else 0,
        last=last,
    )


# --- numbering rules ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberingLine:
    """A kind of numbers as the screen lists it."""

    id: str
    label: str
    pattern: str
    example: str
    given: int
    last: Last


def numbering_lines(organization_id: int) -> list[NumberingLine]:
    """Every kind of numbers with its pattern and the next number of an organization."""
    last, given = history.last_changes(NumberingRule), queries.numbers_given()
    rules, changed = numbering.declared(), queries.changed_patterns()
    patterns = {key: numbering.sound(rule, changed.get(key)) for key, rule in rules.items()}
    shown = numbering.examples(patterns, organization_id=organization_id)
    return [
        NumberingLine(
            id=key,
            label=str(rule.label),
            pattern=patterns[key].text,
            example=shown[key],
            given=given.get(key, 0),
            last=last.get(key, NOBODY),
        )
        for key, rule in rules.items()
    ]


# --- the calendar ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day in the grid of its month."""

    day: dt.date
    css: str
    mark: Any
    words: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its weeks from Monday, with gaps outside of the month."""

    title: str
    weeks: list[list[DayCell | None]]
    working: int


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring days that are the same exception."""

    first: dt.date
    last: dt.date
    kind: DayKind
    note: str

    @property
    def words(self) -> str:
        """The days as one reads them."""
        if self.first == self.last:
            return str(self.first)
        count = (self.last - self.first).days + 1
        return _("%(first)s 至 %(last)s（%(n)d 天）", first=self.first, last=self.last, n=count)

    @property
    def tone(self) -> str:
        """The colour of its word."""
        return TONES[self.kind]


def months(year: int, exceptions: Iterable[CalendarDay]) -> list[Month]:
    """The twelve months of a year."""
    known = {row.day: row for row in exceptions}
    return [_month(year, number, known) for number in range(1, 13)]


def _month(year: int, number: int, known: Mapping[dt.date, CalendarDay]) -> Month:
    weeks = [
        [_cell(day, known.get(day)) if day.month == number else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(year, number)
    ]
    count = sum(
        working_days.is_working_day(cell.day) for week in weeks for cell in week if cell is not None
    )
    return Month(_("%(n)d 月", n=number), weeks, count)


def _cell(day: dt.date, row: CalendarDay | None) -> DayCell:
    kind = row.kind if row is not None else DayKind.USUAL
    usual = _("休息日") if working_days.is_weekend(day) else _("工作日")
    words = [str(day), _("星期%(day)s", day=WEEKDAYS[day.weekday()])]
    words += [usual] if row is None else [str(kind.label), row.note or ""]
    css = {DayKind.HOLIDAY: "is-off", DayKind.WORKDAY: "is-on"}.get(kind, "")
    if not css and working_days.is_weekend(day):
        css = "is-weekend"
    told = " ".join(word for word in words if word)
    return DayCell(day, css, SHORT.get(kind, ""), told, day == clock.today())


def spans(exceptions: Sequence[CalendarDay]) -> list[Span]:
    """The exceptions of a year with neighbours joined."""
    return list(_joined(exceptions))


def _joined(exceptions: Sequence[CalendarDay]) -> Iterator[Span]:
    held: Span | None = None
    for row in exceptions:
        note = row.note or ""
        follows = held is not None and row.day == held.last + working_days.DAY
        if held is not None and follows and (row.kind, note) == (held.kind, held.note):
            held = Span(held.first, row.day, held.kind, note)
            continue
        if held is not None:
            yield held
        held = Span(row.day, row.day, row.kind, note)
    if held is not None:
        yield held


# --- reports --------------------------------------------------------------------------------

LAYOUT_LABELS = {
    "title": _l("标题"),
    "notes": _l("附注"),
    "signature": _l("签字栏"),
    "paper": _l("纸张"),
    "landscape": _l("方向"),
    "font_pt": _l("最大字号（磅）"),
    "watermark": _l("水印"),
    "table_no": _l("表号"),
    "issued_by": _l("制定机关"),
    "approval_no": _l("批准文号"),
    "valid_until": _l("有效期至"),
    "compiled_by": _l("综合机关"),
    "guide": _l("填报说明"),
    "numbered": _l("栏次行"),
}
# What the titles of reports name.
PLACES = {"place": _l("地区"), "organization": _l("机构名称"), "year": _l("年度")}
PLACES |= {"type": _l("证书种类"), "training": _l("培训类型")}


@dataclass(frozen=True, slots=True)
class LayoutLine:
    """A report as the screen lists it."""

    id: str
    name: str
    title: str
    example: str
    paper: str
    version: int
    is_changed: bool
    last: Last
    report: Report


def report_name(report: Report) -> str:
    """Stable name of a report: the label of its button, for its title may be changed."""
    return str(report.button)


def layout_lines(newest: Mapping[str, ReportLayout]) -> list[LayoutLine]:
    """Every report in the order of the buttons."""
    return [_layout_line(report, newest.get(name)) for name, report in registered().items()]


def _layout_line(report: Report, row: ReportLayout | None) -> LayoutLine:
    default = queries.default_layout(report)
    layout = layouts.of_row(row, report) if row is not None else default
    return LayoutLine(
        id=report.name,
        name=report_name(report),
        title=layout.title,
        example=title_example(report, layout.title),
        paper=f"{layout.paper} {layout_words('landscape', layout.landscape)}",
        version=layout.version,
        is_changed=layout != replace(default, version=layout.version),
        last=(row.changed_by, moment_text(row.changed_at)) if row is not None else NOBODY,
        report=report,
    )


def layout_words(name: str, value: Any) -> str:
    """How a part of a layout reads."""
    if name == "landscape":
        return _("横向") if value else _("纵向")
    if name == "numbered":
        return _("有") if value else _("无")
    if name == "font_pt":
        return f"{value:g}"
    return str(value).replace("\n", _("；")) or NOTHING


def title_example(report: Report, title: str) -> str:
    """What a title reads like on paper."""
    known = {**EXAMPLE_PLACES, "year": str(clock.year())}
    return fill_places(title, {name: known[name] for name in report.place_names})


def title_hint(report: Report, title: str) -> Any:
    """An example of the title, where the system fills something in."""
    example = title_example(report, title)
    return PRINTED % (_("印在纸上为："), example) if example != title else ""


def shown_title(line: LayoutLine) -> Any:
    """A title with its places, and an example of what is printed."""
    title = CHINESE % line.title
    if line.example == line.title:
        return title
    return HINTED % (title, PRINTED % (_("印在纸上为："), line.example))


def title_places(report: Report) -> list[tuple[str, Any]]:
    """What the title of a report may name in braces, with the meanings."""
    return [(name, PLACES.get(name, name)) for name in report.place_names]


def layout_differences(now: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, str]:
    """What somebody typed where the layout now says something else."""
    return {name: layout_words(name, value) for name, value in typed.items() if value != now[name]}


def layout_events(report: Report, versions: Sequence[ReportLayout]) -> list[history.Event]:
    """Every version with what it changed, the newest first."""
    before = queries.default_layout(report)
    told = []
    for row in versions:
        after = layouts.of_row(row, report)
        changes = tuple(_layout_changes(before, after))
        action = _("版本 %(n)d", n=row.version)
        told.append(history.Event(row.changed_at, row.changed_by, action, report.name, changes))
        before = after
    return told[::-1]


def _layout_changes(before: Layout, after: Layout) -> Iterator[history.Change]:
    for name, label in LAYOUT_LABELS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield history.Change(label, layout_words(name, old), layout_words(name, new))
