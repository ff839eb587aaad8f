"""R09, R11 and R13: the paper of one application about certificates, with the opinions given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema

from app.attachments.presentation import printed
from app.attachments.queries import file_in, files_of
from app.attachments.registry import registered as holders
from app.certificate_cases import presentation, queries
from app.certificate_cases.choices import CaseKind, CaseState, CaseStep, ChangeType
from app.certificate_cases.models import CertificateCase
from app.certificate_cases.workflows import PRE_REVIEW, PROCESSES
from app.core.base import clock
from app.core.base.masks import mask_id_number
from app.core.configuration.dictionaries import label
from app.core.tree.organization_tree import organization_name
from app.personnel.presentation import PERSON, REVEAL, may_reveal_people, type_words
from app.reporting.declaration import Column, Page, Parameters, Signer
from app.reporting.form_reports import (
    Block,
    Field,
    Fields,
    FormReport,
    Given,
    ListBlock,
    Opinion,
    Photo,
)
from app.workflow import engine
from app.workflow.models import WorkflowEvent

from .common import RecordId

AGREED = "同意"
DECLINING = ("decline", "review_return", "return", "refuse", "decline_case", "withdraw")
NOTHING = "无"


def id_number() -> Callable[[str | None], str]:
    """How ID numbers read on the paper of whoever asks."""
    is_full = may_reveal_people()
    return lambda number: (number or "") if is_full else mask_id_number(number) if number else ""


def receiver(case: CertificateCase) -> str:
    """调入机构 as it was called when the case was closed, or is called now."""
    day = case.closed_on or clock.today()
    return organization_name(case.receiver_id, day) if case.receiver_id else ""


def field_word(case: CertificateCase, code: str | None) -> str:
    """证书专业 as it read in the year of the application."""
    return label("certificate_field", code, year=case.applied_on.year)


class CaseConditions(Schema):
    """Which application is printed."""

    error_messages = {"unknown": _l("没有这个条件")}

    class Meta:
        unknown = RAISE

    case = RecordId(_l("请在列表中选择申请"))


# --- what it says ---------------------------------------------------------------------------


def _facts(kind: CaseKind, case: CertificateCase) -> dict[str, Any]:
    """Application and person, as they were when it was filed."""
    return {
        **case.facts,
        "number": case.number,
        "applied_on": case.applied_on,
        "state": str(case.state.label),
        "closed_on": case.closed_on,
        "name": case.name,
        "id_no": id_number()(case.id_no),
        "photo": _photo(case),
        "types": type_words(case.types),
        "reason": case.reason,
        "files": _files(kind, case),
        **_opinions(case),
    }


def _photo(case: CertificateCase) -> bytes | None:
    found = file_in(PERSON, queries.rows_of_person(case), "photo")
    return printed(found) if found is not None else None


def _files(kind: CaseKind, case: CertificateCase) -> str:
    """附件清单, a line each."""
    holder = holders()[kind.resource]
    found = []
    for number, file in enumerate(files_of(kind.resource, case.id), 1):
        slot = holder.slot(file.slot)
        found.append(f"{number}．{slot.label}：{file.name}" if slot else f"{number}．{file.name}")
    return "\n".join(found) or NOTHING


def _change(case: Any) -> dict[str, Any]:
    return {
        "change_types": presentation.change_words(case.change_types),
        "comparison": list(_comparison(case)),
    }


def _comparison(case: Any) -> Any:
    """变更前 beside 变更后: of each certificate, then of the person."""
    for one in case.certificates:
        yield from (
            {"of": str(one.type.label), "item": item, "before": before, "after": after}
            for item, before, after in (
                ("证书编号", one.number, one.new_number),
                ("发证日期", f"{one.issued_on}", f"{one.new_issued_on or ''}"),
                (
                    "有效期",
                    _term(one.valid_from, one.valid_to),
                    _term(one.new_valid_from, one.new_valid_to),
                ),
                ("证书专业", field_word(case, one.field), field_word(case, one.new_field)),
            )
            if before or after
        )
    chosen, shown = set(case.change_types or ()), id_number()
    place = case.facts.get("organization", "")
    moved = receiver(case) if ChangeType.TRANSFER in chosen else place
    named = case.new_name if ChangeType.NAME in chosen else case.name
    rows = [("单位", place, moved), ("姓名", case.name, named)]
    if ChangeType.ID_NUMBER in chosen:
        rows.append(("身份证号", shown(case.id_no), shown(case.new_id_no)))
    for item, before, after in rows:
        yield {"of": "持证人员", "item": item, "before": before, "after": after}


def _term(begins: Any, ends: Any) -> str:
    return f"{begins} 至 {ends}" if begins and ends else ""


def _certificates(case: CertificateCase) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(one.type.label),
            "certificate_no": one.number,
            "field": field_word(case, one.field),
            "issued_on": one.issued_on,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
        }
        for one in case.certificates
    ]


def _cancellation(case: Any) -> dict[str, Any]:
    return {
        "cancel_reason": label("cancel_reason", case.cancel_reason, year=case.applied_on.year),
        "original_paper": str(case.original_paper.label) if case.original_paper else "",
        "leaves": bool(case.leaves),
        "certificates": _certificates(case),
    }


def _reissue(case: Any) -> dict[str, Any]:
    return {
        "reissue_reason": label("reissue_reason", case.reissue_reason, year=case.applied_on.year),
        "certificates": _certificates(case),
        **{name: getattr(case, name) for name in ("lost_on", "lost_at", "notice_in", "noticed_on")},
        "times": case.times,
    }


# --- opinions -------------------------------------------------------------------------------


def _opinions(case: CertificateCase) -> dict[str, Given | None]:
    """What was said since the application was handed in last; None for what is still asked."""
    round_ = _last_round(engine.history(PROCESSES[case.kind], case))
    said = {event.name: event for event in round_}
    found = {"applicant": _given(case, said.get("withdraw") or said.get("file"))}
    if case.receiver_id:
        found["receiver"] = _given(case, said.get("agree") or said.get("decline"))
    reviewed = said.get("review") or said.get("review_return")
    if reviewed or _waits_for_review(case):
        found["prefecture"] = _given(case, reviewed)
    deciding = [one for one in round_ if one.name in ("accept", "refuse", "return")]
    first = deciding[0] if deciding else None
    found["acceptance"] = _given(case, first)
    ends = (said.get(name) for name in ("close", "sign", "decline_case", "return"))
    last = next((one for one in ends if one is not None and one is not first), None)
    found["closing"] = _given(case, last)
    return found


def _last_round(events: Sequence[WorkflowEvent]) -> Sequence[WorkflowEvent]:
    begins = max((place for place, one in enumerate(events) if one.name == "file"), default=0)
    return events[begins:]


def _waits_for_review(case: CertificateCase) -> bool:
    """Whether 市州初审 is still ahead of an application."""
    is_ahead = case.state is CaseState.FILED and case.step is not CaseStep.PROVINCE
    return is_ahead and PRE_REVIEW.applies(case.organization_id)


def _given(case: CertificateCase, event: WorkflowEvent | None) -> Given | None:
    if event is None:
        return None
    words = event.opinion or AGREED
    if event.name in DECLINING:
        done = str(PROCESSES[case.kind][event.name].label)
        words = f"{done}：{event.opinion}" if event.opinion else done
    signers = (event.actor_organization, event.actor_name)
    return Given(words, signers, clock.local(event.at).date())


# --- how it is laid out ---------------------------------------------------------------------

HEAD = Fields(
    rows=(
        (
            Field("number", "申请编号", share=1.2),
            Field("applied_on", "申请日期", "date"),
            Field("state", "受理状态", share=0.9),
        ),
    ),
)
WHO = Fields(
    title="一、持证人员",
    photo=Photo("photo", rows=5),
    rows=(
        (Field("name", "姓名"), Field("sex", "性别")),
        (Field("id_no", "身份证号", share=1.3), Field("born_on", "出生日期")),
        (Field("organization", "单位"),),
        (Field("position", "职务"), Field("title", "职称")),
        (Field("education", "学历"), Field("major", "所学专业")),
    ),
)
COMPARISON = ListBlock(
    "comparison",
    (
        Column("of", "证书种类", 30, merge=True, align="center"),
        Column("item", "项目", 26, align="center"),
        Column("before", "变更前", 69),
        Column("after", "变更后", 69),
    ),
)
CERTIFICATES = ListBlock(
    "certificates",
    (
        Column("kind", "证书种类", 28, align="center"),
        Column("certificate_no", "证书编号", 52),
        Column("field", "证书专业", 24, align="center"),
        Column("issued_on", "发证日期", 26, "date"),
        Column("valid_from", "有效期起", 26, "date"),
        Column("valid_to", "有效期止", 26, "date"),
    ),
)


def _opinion_boxes(*boxes: tuple[str, str]) -> tuple[Opinion, ...]:
    return tuple(Opinion(words, lines=4, key=key) for key, words in boxes)


OFFICES = (
    ("prefecture", "市州意见"),
    ("acceptance", "省级受理意见"),
    ("closing", "办结意见"),
)
APPLICANT = ("applicant", "申请单位意见")


def _form(
    kind: CaseKind,
    says: Callable[[Any], dict[str, Any]],
    blocks: tuple[Block, ...],
    opinions: tuple[Opinion, ...],
    **texts: Any,
) -> FormReport:
    """The paper of one kind of application, signed by the organization that filed it."""

    def seen(parameters: Parameters) -> Any:
        return queries.case_seen(kind, parameters["case"])

    def record(**parameters: Any) -> dict[str, Any]:
        case = seen(parameters)
        return {**_facts(kind, case), **says(case)}

    def signer(parameters: Parameters) -> Signer:
        case = seen(parameters)
        name = case.facts.get("organization", "")
        return Signer(case.organization_id, name, case.applied_by)

    def about(parameters: Parameters) -> str:
        case = seen(parameters)
        return f"{case.name} {case.number}" if case is not None else ""

    return FormReport(
        resource=kind.resource,
        screen=kind.resource,
        link=_l("导出"),
        schema=CaseConditions,
        record=record,
        page=Page("A4", landscape=False, font_pt=9),
        allowed=lambda parameters: seen(parameters) is not None,
        # Whoever may ask for an application may see its paper, whosever it is.
        reported=lambda _parameters: [],
        signer=signer,
        signs="case",
        about=about,
        widened_by=(REVEAL,),
        blocks=(HEAD, WHO, *blocks, *opinions),
        **texts,
    )


LAST = Fields(rows=((Field("reason", "原因说明", lines=2),), (Field("files", "附件清单"),)))

CHANGE_FORM = _form(
    CaseKind.CHANGE,
    _change,
    (
        Fields(title="二、变更内容", rows=((Field("change_types", "变更类型"),),)),
        COMPARISON,
        Fields(rows=((Field("reason", "变更原因", lines=2),), (Field("files", "附件清单"),))),
    ),
    _opinion_boxes(APPLICANT, ("receiver", "调入机构意见"), *OFFICES),
    name="change_form",
    title="监督人员证书变更申请表",
    button=_l("导出监督人员证书变更申请表"),
)
CANCELLATION_FORM = _form(
    CaseKind.CANCELLATION,
    _cancellation,
    (
        Fields(
            title="二、注销内容",
            rows=(
                (Field("types", "注销类别"), Field("cancel_reason", "注销原因")),
                (Field("original_paper", "原件交回"), Field("leaves", "注销后离职")),
            ),
        ),
        CERTIFICATES,
        LAST,
    ),
    _opinion_boxes(APPLICANT, *OFFICES),
    name="cancellation_form",
    title="监督人员证书注销申请表",
    button=_l("导出监督人员证书注销申请表"),
)
REISSUE_FORM = _form(
    CaseKind.REISSUE,
    _reissue,
    (
        Fields(
            title="二、补办内容",
            rows=(
                (Field("types", "补办种类"), Field("reissue_reason", "补办原因")),
                (Field("lost_on", "遗失时间", "date"), Field("lost_at", "遗失地点")),
                (Field("notice_in", "声明媒体"), Field("noticed_on", "声明日期", "date")),
            ),
        ),
        CERTIFICATES,
        Fields(
            rows=(
                (Field("reason", "说明", lines=2),),
                (Field("files", "附件清单"),),
                (Field("closed_on", "补发日期", "date"), Field("times", "补办次数", "int")),
            )
        ),
    ),
    _opinion_boxes(APPLICANT, *OFFICES),
    name="reissue_form",
    title="监督人员证书补办申请表",
    button=_l("导出监督人员证书补办申请表"),
)

REPORTS = (CHANGE_FORM, CANCELLATION_FORM, REISSUE_FORM)
