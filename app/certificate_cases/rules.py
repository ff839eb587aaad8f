"""What must hold of an application (spec 2.8 to 2.10, V06, V15, V30); plain values, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from app.certificates.rules import certificate_faults
from app.core.base import formats
from app.core.base.errors import FieldError
from app.personnel.choices import CertificateType

from .choices import ChangeType
from .labels import LABELS

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate of the person that is not cancelled, as it is now."""

    id: int
    type: CertificateType
    number: str
    issuer: str
    issued_on: dt.date
    valid_from: dt.date
    valid_to: dt.date
    field: str | None
    first_issued_on: dt.date | None = None
    # 补办次数.
    reissued: int = 0
    # The application that is about it now, in words; "" for none.
    running: str = ""

    def says(self, name: str) -> Any:
        """What it says now of something that may be changed."""
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whom an application is about, as far as rules ask."""

    name: str
    id_no: str
    organization_id: int
    certificates: Sequence[Held]

    def of_type(self, kind: str) -> Held | None:
        return next((one for one in self.certificates if one.type == kind), None)


# --- of every application -------------------------------------------------------------------


def ticked_faults(values: Values, who: Applicant) -> Iterator[FieldError]:
    """At least one certificate is ticked, each is held, and none is in another application."""
    ticked = values.get("types") or ()
    if not ticked:
        yield FieldError("V00", "types", _("请勾选证书种类"))
    for kind in ticked:
        held, words = who.of_type(kind), CertificateType.of(kind).label
        if held is None:
            yield FieldError("V30", "types", _("该人员没有未注销的%(kind)s", kind=words))
        elif held.running:
            told = _("%(kind)s已有正在办理的%(case)s", kind=words, case=held.running)
            yield FieldError("V30", "types", told)


def _asks(values: Values, *names: str, words: Any = None) -> Iterator[FieldError]:
    for name in names:
        if values.get(name) in (None, "", []):
            said = words or _("请填写%(label)s")
            yield FieldError("V00", name, str(said) % {"label": LABELS[name]})


# --- 变更 -----------------------------------------------------------------------------------


def change_faults(values: Values, who: Applicant, *, today: dt.date) -> Iterator[FieldError]:
    """All that is wrong with a 变更, in one round.

    ``values``: ``change_types`` and ``types`` as lists, ``receiver_id``, ``new_name``,
    ``new_id_no``, ``reason``, and ``<type>_<field>`` of each ticked certificate.
    """
    yield from ticked_faults(values, who)
    chosen = set(values.get("change_types") or ())
    if not chosen:
        yield FieldError("V00", "change_types", _("请勾选变更类型"))
    for kind in values.get("types") or ():
        if (held := who.of_type(kind)) is not None:
            yield from _new_certificate_faults(kind, values, held, chosen, today)
    yield from _of_the_person(values, who, chosen, today)
    yield from _asks(values, "reason")


def _new_certificate_faults(
    kind: str, values: Values, held: Held, chosen: set[str], today: dt.date
) -> Iterator[FieldError]:
    names = {name: f"{kind}_{name}" for name in ("number", "issued_on", "valid_from", "valid_to")}
    yield from _asks(values, names["number"])
    yield from _asks(values, *(names[one] for one in list(names)[1:]), words=_("请选择%(label)s"))
    new = {name: values.get(key) for name, key in names.items()}
    if new["number"] == held.number:
        # What stands on a certificate is taken as it is.
        del new["number"]
    for fault in certificate_faults(new | {"first_issued_on": held.first_issued_on}, today=today):
        yield replace(fault, field=names.get(fault.field, names["issued_on"]))
    says = {name: values.get(f"{kind}_{name}") for name in (*names, "field")}
    same = all(held.says(name) == value for name, value in says.items())
    if same and ChangeType.INFORMATION in chosen:
        words = _("新证书信息与原证书相同，请修改或去掉“证书信息变更”")
        yield FieldError("V00", names["number"], words)
    if ChangeType.FIELD in chosen and says["field"] in (None, held.field):
        yield FieldError("V00", f"{kind}_field", _("请选择与原证书不同的证书专业"))


def _of_the_person(
    values: Values, who: Applicant, chosen: set[str], today: dt.date
) -> Iterator[FieldError]:
    if ChangeType.TRANSFER in chosen:
        yield from _asks(values, "receiver", words=_("请选择%(label)s"))
        if values.get("receiver_id") == who.organization_id:
            yield FieldError("V30", "receiver", _("调入机构应为其他机构"))
    if ChangeType.NAME in chosen:
        yield from _asks(values, "new_name")
        name = values.get("new_name")
        if name and (fault := formats.name_fault(name)):
            yield FieldError("V14", "new_name", fault)
        elif name and name == who.name:
            yield FieldError("V00", "new_name", _("新姓名与原姓名相同"))
    if ChangeType.ID_NUMBER in chosen:
        yield from _asks(values, "new_id_no")
        yield from _new_number_faults(values.get("new_id_no"), who, today)


def _new_number_faults(number: str | None, who: Applicant, today: dt.date) -> Iterator[FieldError]:
    if not number:
        return
    if fault := formats.id_number_fault(number):
        yield FieldError("V01", "new_id_no", fault)
    elif (born_on := formats.birth_of(number)) is not None and born_on > today:
        yield FieldError("V01", "new_id_no", _("身份证号出生日期无效"))
    elif number == who.id_no:
        yield FieldError("V00", "new_id_no", _("新身份证号与原身份证号相同"))


def repeated_faults(values: Values, said: set[tuple[str, str]]) -> Iterator[FieldError]:
    """V04 and V06 within one form: new numbers that an earlier one of its applications has.

    ``said`` are the numbers of those, by field; the ones of this application are added to it.
    """
    for name in (*(f"{kind}_number" for kind in values.get("types") or ()), "new_id_no"):
        if not (number := values.get(name)):
            continue
        if (name, number) in said:
            code = "V04" if name == "new_id_no" else "V06"
            words = _("本次提交的另一份申请填写了相同的%(label)s", label=LABELS[name])
            yield FieldError(code, name, words)
        said.add((name, number))


# --- 注销 and 补办 --------------------------------------------------------------------------


def cancellation_faults(
    values: Values, who: Applicant, *, explained: frozenset[str]
) -> Iterator[FieldError]:
    """All that is wrong with a 注销; ``explained`` are the grounds that need words of their own."""
    yield from ticked_faults(values, who)
    yield from _asks(values, "cancel_reason", "original_paper", words=_("请选择%(label)s"))
    if values.get("cancel_reason") in explained:
        yield from _asks(values, "reason", words=_("注销原因为“其他”时，请填写原因说明"))
    left = {one.type.value for one in who.certificates} - set(values.get("types") or ())
    if values.get("leaves") and left:
        yield FieldError("V31", "leaves", _("注销后离职的，应注销该人员的全部证书"))


def reissue_faults(
    values: Values, who: Applicant, *, lost: frozenset[str], today: dt.date
) -> Iterator[FieldError]:
    """All that is wrong with a 补办; ``lost`` are the grounds that ask for a notice of loss."""
    yield from ticked_faults(values, who)
    yield from _asks(values, "reissue_reason", words=_("请选择%(label)s"))
    if values.get("reissue_reason") in lost:
        yield from _asks(values, "notice_in")
        yield from _asks(values, "noticed_on", words=_("请选择%(label)s"))
    for name in ("lost_on", "noticed_on"):
        if (day := values.get(name)) and day > today:
            yield FieldError("V15", name, _("%(label)s不能晚于今天", label=LABELS[name]))
    if (lost_on := values.get("lost_on")) and (told := values.get("noticed_on")) and told < lost_on:
        yield FieldError("V15", "noticed_on", _("声明日期不能早于遗失（损毁）时间"))


# --- what became different since ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """Something of person or certificate that reads otherwise than when it was filed."""

    label: str
    filed: str
    now: str


def differences(
    filed: Mapping[str, tuple[str, str]], now: Mapping[str, tuple[str, str]]
) -> list[Difference]:
    """What was filed against what is: key → (label, text) each; what is gone reads as "—"."""
    found = []
    for key, (label, text) in filed.items():
        today = now.get(key, (label, ""))[1]
        if today != text:
            found.append(Difference(label, text or "—", today or "—"))
    return found
