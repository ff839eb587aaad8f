"""R10, R12 and R14: the applications about certificates of some time, a line a certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates, validates_schema

from app.certificate_cases import presentation, queries
from app.certificate_cases.choices import CaseKind, CaseState, ChangeType
from app.core.configuration import dictionaries
from app.core.configuration.dictionaries import label
from app.core.tree.organization_tree import organizations_ever
from app.personnel.choices import CertificateType
from app.personnel.presentation import REVEAL
from app.reporting.declaration import Condition, Page, Parameters, Row, TableReport

from .certificate_case_columns import CANCELLATION_COLUMNS, CHANGE_COLUMNS, REISSUE_COLUMNS
from .certificate_cases import id_number, receiver
from .common import (
    Day,
    among,
    choice,
    first_day,
    last_day,
    prefecture_of,
)
from .places import PlaceConditions, in_reach, place_conditions

FROM, TO = _l("申请日期起"), _l("申请日期止")
TYPES = {one.value: one.label for one in CertificateType}
STATES = {one.value: one.label for one in CaseState if one is not CaseState.DRAFT}
Words = Mapping[str, Any]


# --- conditions -----------------------------------------------------------------------------


class SummaryConditions(PlaceConditions):
    """What R10, R12 and R14 ask for; `ground` is 变更类型, 注销原因 or 补办原因."""

    applied_from = Day(FROM)
    applied_to = Day(TO)
    ground = fields.String(load_default="")
    type = fields.String(load_default="", validate=among(("", *TYPES), _l("没有这种证书种类")))
    state = fields.String(load_default="", validate=among(("", *STATES), _l("没有这种受理状态")))

    @validates_schema(skip_on_field_errors=False)
    def ends_after_it_begins(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """The end of a time is not before its beginning."""
        first, last = data.get("applied_from"), data.get("applied_to")
        if first and last and last < first:
            raise ValidationError(_("申请日期止不能早于申请日期起"), "applied_to")


def _conditions(kind: CaseKind, ground: Any, grounds: Callable[[], Words]) -> tuple[Condition, ...]:
    return (
        Condition("applied_from", FROM, default=first_day, required=True, is_day=True),
        Condition("applied_to", TO, default=last_day, required=True, is_day=True),
        *place_conditions(kind.resource),
        Condition("ground", ground, choice(grounds)),
        Condition("type", _l("证书种类"), choice(lambda: TYPES)),
        Condition("state", _l("受理状态"), choice(lambda: STATES)),
    )


# --- rows -----------------------------------------------------------------------------------


class PeopleCount:
    """人次 of a summary, and how many of them have each ground: (order, words) in a row."""

    def __init__(self) -> None:
        self._of: dict[tuple[int, str], int] = {}
        self._number = 0

    def add(self, row: Row) -> None:
        """Count an application once, by the first of its lines."""
        if row["ordinal"] == self._number:
            return
        self._number = row["ordinal"]
        for ground in row["grounds"]:
            self._of[ground] = self._of.get(ground, 0) + 1

    def words(self) -> str:
        """The last line of the table."""
        parts = [f"{words} {self._of[order, words]}" for order, words in sorted(self._of)]
        told = f"，其中：{'、'.join(parts)}" if parts else ""
        return f"合计 {self._number} 人次{told}"


def _rows(kind: CaseKind, says: Callable[[Any, Any], Row]) -> Callable[..., Iterator[Row]]:
    def rows(**asked: Any) -> Iterator[Row]:
        shown = id_number()
        ordinal, before = 0, 0
        for case, certificate in queries.summary(kind, **asked):
            is_first, before = case.id != before, case.id
            ordinal += is_first
            node = organizations_ever()[case.organization_id]
            said = says(case, certificate)
            yield {
                "ordinal": ordinal,
                "place": prefecture_of(node),
                "organization": node.name,
                "name": case.name,
                "id_no": shown(case.id_no),
                "type": str(certificate.type.label),
                "certificate_no": certificate.number,
                "issued_on": certificate.issued_on,
                "valid_to": certificate.valid_to,
                "applied_on": case.applied_on,
                "state": str(case.state.label),
                "closed_on": case.closed_on if case.state is CaseState.CLOSED else None,
                **said,
                # Of the application, as the merged cells are.
                "remark": said.get("remark", case.reason) or "" if is_first else "",
            }

    return rows


def _changed(case: Any, certificate: Any) -> Row:
    unit = case.facts.get("organization", "")
    moves = ChangeType.TRANSFER in (case.change_types or ())
    return {
        "grounds": [
            (place, str(one.label))
            for place, one in enumerate(ChangeType)
            if one in (case.change_types or ())
        ],
        "change_types": presentation.change_words(case.change_types),
        "place_before": unit,
        "new_no": certificate.new_number or "",
        "new_issued_on": certificate.new_issued_on,
        "new_valid_to": certificate.new_valid_to,
        "place_after": receiver(case) if moves else unit,
        "remark": _renamed(case),
    }


def _renamed(case: Any) -> str:
    """What a change asks for that has no columns: another name, another number."""
    chosen, told = set(case.change_types or ()), []
    if ChangeType.NAME in chosen:
        told.append(f"新姓名：{case.new_name}")
    if ChangeType.ID_NUMBER in chosen:
        told.append(f"新身份证号：{id_number()(case.new_id_no)}")
    return "；".join(told)


def _ground(case: Any, dictionary: str) -> Row:
    """Why somebody applies, as it read in the year of the application."""
    code, year = getattr(case, dictionary), case.applied_on.year
    words = label(dictionary, code, year=year)
    codes = list(dictionaries.entries(dictionary, year=year))
    order = codes.index(code) if code in codes else len(codes)
    return {dictionary: words, "grounds": [(order, words)]}


def _cancelled(case: Any, _certificate: Any) -> Row:
    paper = case.original_paper
    return {
        **_ground(case, "cancel_reason"),
        "original_paper": str(paper.label) if paper else "",
    }


def _reissued(case: Any, _certificate: Any) -> Row:
    notice = (case.notice_in, case.noticed_on)
    return {
        **_ground(case, "reissue_reason"),
        "notice": " ".join(str(one) for one in notice if one),
        "times": case.times,
    }


# --- the tables ----------------------------------------------------------------------------


def _change_types() -> Words:
    return {one.value: one.label for one in ChangeType}


def _entries(dictionary: str) -> Callable[[], Words]:
    """The grounds of a dictionary, also those that are offered no more."""
    # No code is ever taken away, so today's are those of any year.
    return lambda: {
        one.code: one.label for one in dictionaries.entries(dictionary, year=None).values()
    }


def _summary(
    kind: CaseKind,
    ground: Any,
    grounds: Callable[[], Words],
    says: Callable[[Any, Any], Row],
    **texts: Any,
) -> TableReport:
    """One of the three: rows of a kind, told by their grounds."""
    conditions = _conditions(kind, ground, grounds)

    def subtitle(parameters: Parameters) -> str:
        words = [f"统计时段：{parameters['applied_from']} 至 {parameters['applied_to']}"]
        for one in conditions[2:]:
            if value := parameters[one.name]:
                offered = dict(one.offers(parameters))
                words.append(f"{one.label}：{offered.get(str(value), value)}")
        return "　　".join(words)

    class Conditions(SummaryConditions):
        @validates("ground")
        def is_a_ground(self, value: str, **_kwargs: Any) -> None:
            if value and value not in grounds():
                raise ValidationError(_("没有这种%(ground)s", ground=ground))

    return TableReport(
        resource=kind.resource,
        screen=kind.resource,
        link=_l("导出汇总表"),
        schema=Conditions,
        conditions=conditions,
        subtitle=subtitle,
        allowed=in_reach(kind.resource),
        widened_by=(("oversee", kind.resource), REVEAL),
        rows=_rows(kind, says),
        counted=lambda **asked: queries.summary_size(kind, **asked),
        tally=PeopleCount,
        keys=4,
        **texts,
    )


CHANGES = _summary(
    CaseKind.CHANGE,
    _l("变更类型"),
    _change_types,
    _changed,
    name="change_summary",
    title="监督人员证书变更汇总表",
    button=_l("导出监督人员证书变更汇总表"),
    columns=CHANGE_COLUMNS,
    page=Page("A3", landscape=True),
    notes=("一件申请有多个变更类型的，在合计中分别计入各类型。",),
)
CANCELLATIONS = _summary(
    CaseKind.CANCELLATION,
    _l("注销原因"),
    _entries("cancel_reason"),
    _cancelled,
    name="cancellation_summary",
    title="监督人员证书注销汇总表",
    button=_l("导出监督人员证书注销汇总表"),
    columns=CANCELLATION_COLUMNS,
    page=Page("A4", landscape=True, font_pt=8),
)
REISSUES = _summary(
    CaseKind.REISSUE,
    _l("补办原因"),
    _entries("reissue_reason"),
    _reissued,
    name="reissue_summary",
    title="监督人员证书补办汇总表",
    button=_l("导出监督人员证书补办汇总表"),
    columns=REISSUE_COLUMNS,
    page=Page("A4", landscape=True, font_pt=8),
)

REPORTS = (CHANGES, CANCELLATIONS, REISSUES)
