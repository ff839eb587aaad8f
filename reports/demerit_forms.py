"""R23 监督人员动态考核记分表 of one person, and 记分通知书 of one record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, fields

from app.core.base.masks import mask_id_number
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import organization_names
from app.demerits import presentation, queries
from app.demerits.choices import COUNTING, NOTICE, RECORD, SHEET, TOLD, DemeritState, MeasureKind
from app.demerits.models import DemeritMeasure, DemeritRecord
from app.personnel.models import Person
from app.personnel.presentation import REVEAL, may_reveal_people
from app.reporting.declaration import Column, Condition, Page, Parameters, Signer
from app.reporting.form_reports import Field, Fields, FormReport, ListBlock, Opinion

from .common import RecordId, YearConditions, among
from .demerits import CYCLE

# What R23 shows: what counts, or all that the organization of the person may know of.
ALL = "all"


class SheetConditions(YearConditions):
    """被记分人, 记分周期 and 审核状态."""

    person = RecordId(_l("请在列表中选择人员"))
    state = fields.String(load_default="", validate=among(("", ALL), _l("没有这种审核状态")))


def _person(parameters: Parameters) -> Person:
    person = queries.person_in_reach(parameters["person"])
    assert person is not None, "asked of somebody in reach"
    return person


def _people(chosen: Parameters) -> list[tuple[str, str]]:
    """被记分人 is the one of the row."""
    wanted = str(chosen.get("person") or "")
    person = queries.person_in_reach(int(wanted)) if wanted.isdecimal() else None
    return [] if person is None else [(str(person.id), person.name)]


def _states(_chosen: Parameters) -> list[tuple[str, str]]:
    return [("", str(DemeritState.PASSED.label)), (ALL, str(_l("全部")))]


def _sheet(**parameters: Any) -> dict[str, Any]:
    person, year = _person(parameters), parameters["year"]
    states = TOLD if parameters["state"] == ALL else COUNTING
    records = queries.records_in_cycle(person.identity_id, year, states)
    held = queries.numbers_of([person.identity_id]).get(person.identity_id, {})
    return {
        "name": person.name,
        "id_no": _id_number(person.id_no),
        "organization": organization_names().get(person.organization_id, ""),
        "certificates": presentation.numbers_words(held),
        "cycle": f"{year} 年",
        "total": queries.total_of(person.identity_id, year),
        "records": list(_lines(records)),
        "measures": [
            _measure(one)
            for one in queries.measures_of(person.identity_id, year)
            if one.void_on is None
        ],
    }


def _id_number(number: str) -> str:
    return number if may_reveal_people() else mask_id_number(number)


def _lines(records: Any) -> Iterator[dict[str, Any]]:
    """Each record with the total up to it."""
    total, names = 0, organization_names()
    for number, one in enumerate(records, 1):
        total += one.points if one.state in COUNTING else 0
        yield {
            "number": number,
            "happened_on": one.happened_on,
            "reasons": "；".join(item.text for item in one.items),
            "points": one.points,
            "project": one.project or "",
            "recorder": names.get(one.organization_id, ""),
            "handled_by": one.handled_by or "",
            "handled_on": one.handled_on,
            "total": total,
        }


def _measure(one: DemeritMeasure) -> dict[str, Any]:
    is_talk = one.kind is MeasureKind.TALK
    return {
        "kind": str(one.kind.label),
        "reached_on": one.reached_on,
        "total": one.total,
        "standing": one.standing,
        "done_on": one.done_on,
        "content": f"{one.talked_by}：{one.content}" if is_talk and one.done_on else "",
    }


def _employer(parameters: Parameters) -> Signer:
    """The organization that employs the person (ruling 39)."""
    number = _person(parameters).organization_id
    return Signer(number, organization_names().get(number, ""))


DEMERIT_SHEET = FormReport(
    name=SHEET,
    title="监督人员动态考核记分表",
    screen=RECORD,
    resource=RECORD,
    button=_l("导出监督人员动态考核记分表"),
    link=_l("导出"),
    schema=SheetConditions,
    conditions=(
        Condition("person", _l("被记分人"), _people, required=True),
        CYCLE,
        Condition("state", _l("审核状态"), _states),
    ),
    record=_sheet,
    page=Page("A4", landscape=True, font_pt=9),
    allowed=lambda parameters: queries.person_in_reach(parameters["person"]) is not None,
    signer=_employer,
    signs="person",
    about=lambda parameters: _person(parameters).name,
    reported=lambda parameters: [_person(parameters).organization_id],
    widened_by=(REVEAL,),
    blocks=(
        Fields(
            rows=(
                (Field("name", "姓名"), Field("id_no", "身份证号")),
                (Field("organization", "单位"), Field("certificates", "证书编号")),
                (Field("cycle", "记分周期"), Field("total", "本周期累计", "int")),
            ),
        ),
        ListBlock(
            "records",
            (
                Column("number", "序号", 10, "int", align="center"),
                Column("happened_on", "记分时间", 22, "date"),
                Column("reasons", "记分事由", 80),
                Column("points", "分值", 12, "int", align="center"),
                Column("project", "涉及工程", 40),
                Column("recorder", "记分机构", 46),
                Column("handled_by", "审核人", 18),
                Column("handled_on", "审核时间", 22, "date"),
                Column("total", "累计", 12, "int", align="center"),
            ),
            "记分记录",
        ),
        ListBlock(
            "measures",
            (
                Column("kind", "措施", 24),
                Column("reached_on", "达到日期", 24, "date"),
                Column("total", "累计分值", 18, "int", align="center"),
                Column("standing", "办理情况", 34),
                Column("done_on", "办理日期", 24, "date"),
                Column("content", "内容", 100),
            ),
            "已采取措施",
        ),
        Opinion("记分机构", lines=3),
        Opinion("被记分人确认", closing="（签名）　　　　　年　　月　　日", lines=3),
    ),
)


# --- 记分通知书 -----------------------------------------------------------------------------


class NoticeConditions(Schema):
    """Which record is told."""

    error_messages = {"unknown": _l("没有这个条件")}

    class Meta:
        unknown = RAISE

    record = RecordId(_l("请在列表中选择记分记录"))


def _record(parameters: Parameters) -> DemeritRecord:
    found = queries.printed_record(parameters["record"])
    assert found is not None, "asked of a record that counts"
    return found


def _notice(**parameters: Any) -> dict[str, Any]:
    record = _record(parameters)
    return {
        "number": record.number,
        "name": record.name,
        "id_no": _id_number(record.id_no),
        "organization": record.subject,
        "certificates": presentation.certificate_numbers(record),
        "happened_on": record.happened_on,
        "handled_on": record.handled_on,
        "reasons": [
            {"code": one.code, "text": one.text, "points": one.points} for one in record.items
        ],
        "project": record.project,
        "builder": record.builder,
        "facts": record.facts,
        "points": record.points,
        "total": queries.total_of(record.identity_id, record.cycle),
    }


def _recorder(parameters: Parameters) -> Signer:
    """The organization that recorded it signs it (ruling 39)."""
    record = _record(parameters)
    names = organization_names()
    return Signer(record.organization_id, names.get(record.organization_id, ""), record.recorded_by)


def _appeal_words(_parameters: Parameters) -> str:
    days = parameter("appeal_days")
    return f"对本次记分有异议的，被记分人所在机构可在审核通过后 {days} 个工作日内提出申诉。"


DEMERIT_NOTICE = FormReport(
    name=NOTICE,
    title="监督人员动态考核记分通知书",
    screen=RECORD,
    resource=RECORD,
    button=_l("记分通知书"),
    schema=NoticeConditions,
    record=_notice,
    page=Page("A4", landscape=False, font_pt=10),
    allowed=lambda parameters: queries.printed_record(parameters["record"]) is not None,
    signer=_recorder,
    signs="record",
    about=lambda parameters: _record(parameters).name,
    reported=lambda parameters: sorted(_record(parameters).organizations_concerned()),
    widened_by=(REVEAL,),
    notes=(_appeal_words,),
    blocks=(
        Fields(
            rows=(
                (Field("number", "记分编号"), Field("handled_on", "审核时间", "date")),
                (Field("name", "被记分人"), Field("id_no", "身份证号")),
                (Field("organization", "所属机构"), Field("certificates", "证书编号")),
                (Field("happened_on", "记分时间", "date"), Field("project", "涉及工程")),
            ),
        ),
        ListBlock(
            "reasons",
            (
                Column("code", "代码", 20, align="center"),
                Column("text", "记分事由", 130),
                Column("points", "分值", 20, "int", align="center"),
            ),
            "记分事由",
        ),
        Fields(
            rows=(
                (Field("facts", "事实说明", lines=4),),
                (Field("points", "本次记分", "int"), Field("total", "本周期累计", "int")),
            ),
        ),
        Opinion("记分机构", lines=3),
        Opinion("被记分人签收", closing="（签名）　　　　　年　　月　　日", lines=3),
    ),
)

REPORTS = (DEMERIT_SHEET, DEMERIT_NOTICE)
