"""Reading what is typed into the settings' dialogs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.core.base.choices import DayKind
from app.core.base.networks import read_network
from app.core.base.typed_text import narrow
from app.core.configuration import dictionaries
from app.core.configuration.number_patterns import LONGEST_PATTERN
from app.core.configuration.parameter_values import (
    MOST_NETWORKS,
    ParameterKind,
    fits,
    in_words,
    is_day_of_year,
)
from app.core.configuration.parameters import Declaration
from app.core.screens.form_fields import (
    AtMost,
    Between,
    Choice,
    Day,
    LongText,
    OptionalField,
    Real,
    Required,
    Text,
    Whole,
    YesNoField,
)
from app.core.screens.model_forms import CHOOSE, AppForm
from app.reporting.declaration import Report, TableReport
from app.reporting.paper_fit import SMALLEST_PT

SEPARATORS = re.compile(r"[\u3001,;\s]+")
# What one may ask for; the engine itself goes below the largest type of a report.
LARGEST_PT = 12


# --- dictionaries ---------------------------------------------------------------------------


class EntryForm(AppForm):
    """An entry of a dictionary whose entries are counted in no class."""

    label = Text(_l("名称"), [Required(), AtMost(100)])


def entry_form(dictionary: str) -> type[AppForm]:
    """The form of an entry; the class is offered among those that the figures count by."""
    offered = dictionaries.groups(dictionary)
    if not offered:
        return EntryForm
    group = Choice(
        _l("统计归类"),
        [OptionalField()],
        offered=lambda _current: offered,
        description=_l("报表和统计数字按归类计数，不按名称。"),
    )
    return type("GroupedEntryForm", (EntryForm,), {"group": group})


# --- parameters -----------------------------------------------------------------------------


class DayOfYear(Text):
    """Field for a month and a day ("03-01"); "3-1" is accepted."""

    def process_formdata(self, values: list[str]) -> None:
        super().process_formdata([narrow(value) for value in values])
        typed = re.fullmatch(r"(\d{1,2})-(\d{1,2})", self.data or "", re.ASCII)
        if typed:
            self.data = f"{int(typed[1]):02d}-{int(typed[2]):02d}"

    def pre_validate(self, form: Any) -> None:
        if self.data and not is_day_of_year(self.data):
            raise ValidationError(_("应为每年都有的日期，格式为月-日，例如 03-31"))


class DayList(Text):
    """Some numbers of days, the greatest first."""

    data: Any
    limits = (0, 0)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return in_words(ParameterKind.DAYS, self.data) if self.data else ""

    def process_formdata(self, values: list[str]) -> None:
        super().process_formdata([narrow(value) for value in values])
        typed = [one for one in SEPARATORS.split(self.data or "") if one]
        if not all(one.isascii() and one.isdigit() and len(one) < 7 for one in typed):
            self.data = None
            raise ValueError(_("应为天数，多个之间用顿号隔开，例如 90、30"))
        self.data = tuple(sorted({int(one) for one in typed}, reverse=True)) or None

    def pre_validate(self, form: Any) -> None:
        low, high = self.limits
        if self.data and not fits(ParameterKind.DAYS, self.data, low, high):
            words = _("最多 6 个天数，每个在 %(low)d 至 %(high)d 之间", low=low, high=high)
            raise ValidationError(words)


class NetworkList(LongText):
    """Ranges of network addresses, each in a line of its own; none is no limit."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(self.data or ())

    def process_formdata(self, values: list[str]) -> None:
        super().process_formdata([narrow(value) for value in values])
        typed = [one for one in SEPARATORS.split(self.data or "") if one]
        read = [read_network(one) for one in typed]
        self.data = None
        if None in read:
            wrong = typed[read.index(None)]
            words = _(
                "“%(text)s”不是网络地址，例如 10.1.2.0/24、2001:db8::/32 或单个地址", text=wrong
            )
            raise ValueError(words)
        self.data = tuple(dict.fromkeys(one for one in read if one))

    def pre_validate(self, form: Any) -> None:
        if self.data and len(self.data) > MOST_NETWORKS:
            raise ValidationError(_("最多 %(n)d 个网络地址", n=MOST_NETWORKS))


def _number(one: Declaration, label: Any, hint: Any) -> Any:
    return Whole(label, [Required(), Between(one.low, one.high)], description=hint)


def _yes_no(_one: Declaration, label: Any, hint: Any) -> Any:
    return YesNoField(label, description=hint)


def _day_of_year(_one: Declaration, label: Any, hint: Any) -> Any:
    return DayOfYear(label, [Required()], description=hint)


def _days(one: Declaration, label: Any, hint: Any) -> Any:
    held = type("DayList", (DayList,), {"limits": (one.low, one.high)})
    return held(label, [Required()], description=hint)


def _networks(_one: Declaration, label: Any, hint: Any) -> Any:
    return NetworkList(label, [OptionalField()], description=hint)


FIELDS: dict[ParameterKind, Callable[[Declaration, Any, Any], Any]] = {
    ParameterKind.INTEGER: _number,
    ParameterKind.PERCENT: _number,
    ParameterKind.YES_NO: _yes_no,
    ParameterKind.DAY_OF_YEAR: _day_of_year,
    ParameterKind.DAYS: _days,
    ParameterKind.NETWORKS: _networks,
}


def parameter_form(one: Declaration, label: Any, hint: Any) -> type[AppForm]:
    """The form of a parameter: one field of the right kind."""
    return type("ParameterForm", (AppForm,), {"value": FIELDS[one.kind](one, label, hint)})


# --- numbering rules ------------------------------------------------------------------------


def pattern_form(address: str) -> type[AppForm]:
    """The form of a numbering rule; ``address`` tells the next number while one types."""
    follow = {
        "hx-get": address,
        "hx-trigger": "input changed delay:300ms",
        "hx-target": "#number-example",
        "hx-sync": "this:replace",
        "autocomplete": "off",
    }
    checks = [Required(), AtMost(LONGEST_PATTERN)]
    return type(
        "PatternForm", (AppForm,), {"pattern": Text(_l("编号格式"), checks, render_kw=follow)}
    )


# --- reports --------------------------------------------------------------------------------


def _one_decimal(_form: Any, field: Any) -> None:
    """A type size is given in whole and tenth points."""
    if field.data is not None and round(field.data, 1) != field.data:
        raise ValidationError(_("%(label)s最多一位小数", label=field.label.text))


def _as_held(name: str, typed: Any) -> Any:
    """A value as a layout holds it: no blank lines, and no text instead of nothing."""
    if name not in ("notes", "guide"):
        return "" if typed is None else typed
    lines = (line.strip() for line in (typed or "").splitlines())
    return "\n".join(line for line in lines if line)


def _papers(_current: str | None) -> list[tuple[str, Any]]:
    return [("A3", "A3"), ("A4", "A4")]


def _directions(_current: str | None) -> list[tuple[str, Any]]:
    return [(str(True), _l("横向")), (str(False), _l("纵向"))]


class FramedLayoutForm(AppForm):
    """The words of a certificate, whose paper who prints it chooses."""

    title = Text(_l("标题"), [Required(), AtMost(100)])
    notes = LongText(
        _l("附注"),
        [OptionalField(), AtMost(1000)],
        description=_l("每行一条，印在表格下方；系统生成的附注排在其后。"),
    )
    watermark = Text(
        _l("水印"),
        [OptionalField(), AtMost(40)],
        description=_l("可留空，印在表格背后；{user} 为导出人，{time} 为导出时间。"),
    )

    def values_but(self, unread: Collection[str], stand_in: Any = None) -> dict[str, Any]:
        """What was typed, as a layout holds it."""
        typed = super().values_but(unread, stand_in)
        return {
            name: value if name in unread else _as_held(name, value)
            for name, value in typed.items()
        }


class LayoutForm(FramedLayoutForm):
    """The words and the paper of a report that is a form of one record."""

    signature = Text(
        _l("签字栏"),
        [OptionalField(), AtMost(200)],
        description=_l("可留空。“填报人：”等冒号之后自动填入导出时所填的姓名和电话。"),
    )
    table_no = Text(_l("表号"), [OptionalField(), AtMost(40)])
    issued_by = Text(_l("制定机关"), [OptionalField(), AtMost(60)])
    approval_no = Text(_l("批准文号"), [OptionalField(), AtMost(60)])
    valid_until = Text(
        _l("有效期至"),
        [OptionalField(), AtMost(40)],
        description=_l("表号、制定机关、批准文号和有效期至印在表格右上方，留空的不印。"),
    )
    compiled_by = Text(
        _l("综合机关"),
        [OptionalField(), AtMost(60)],
        description=_l("印在填报单位上方，可留空。"),
    )
    guide = LongText(
        _l("填报说明"),
        [OptionalField(), AtMost(2000)],
        description=_l("指标口径等，每行一条，印在表格下方附注之前，可留空。"),
    )
    paper = Choice(_l("纸张"), [Required(CHOOSE)], offered=_papers)
    landscape = Choice(
        _l("方向"),
        [Required(CHOOSE)],
        coerce=lambda code: code == str(True),
        offered=_directions,
    )
    font_pt = Real(
        _l("最大字号（磅）"),
        [Required(), Between(SMALLEST_PT, LARGEST_PT), _one_decimal],
        description=_l("一页放不下时，系统自动改用较小的字号。"),
    )


class TableLayoutForm(LayoutForm):
    """The words and the paper of a table, whose columns may be numbered."""

    numbered = YesNoField(
        _l("栏次行"),
        description=_l("表头下印各栏编号（甲、乙…为文字，1、2…为数字）和计算关系，例如 3=1+2。"),
    )


def layout_form(report: Report, title_hint: Any) -> type[AppForm]:
    """The form of a report's words and paper; the hint says what its title will read like."""
    base: type[AppForm] = TableLayoutForm if isinstance(report, TableReport) else LayoutForm
    if report.page.framed:
        base = FramedLayoutForm
    title = Text(_l("标题"), [Required(), AtMost(100)], description=title_hint)
    return type("ReportLayoutForm", (base,), {"title": title})


# --- the calendar ---------------------------------------------------------------------------


class DaysForm(AppForm):
    """A range of days and what they are."""

    first = Day(_l("起始日期"), [Required(CHOOSE)])
    last = Day(_l("截止日期"), [Required(CHOOSE)], description=_l("只设一天时与起始日期相同。"))
    kind = Choice(
        _l("类型"),
        [Required(CHOOSE)],
        coerce=DayKind,
        offered=lambda _current: [(str(kind), kind.label) for kind in DayKind],
    )
    note = Text(_l("说明"), [OptionalField(), AtMost(50)], description=_l("例如 国庆节"))
