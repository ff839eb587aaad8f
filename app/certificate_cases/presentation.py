"""How applications read: what was filed, old beside new, what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.certificates.choices import RadarKind
from app.certificates.radar import Finding, RadarAction
from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base.masks import mask_id_number
from app.core.base.per_request import once
from app.core.configuration.dictionaries import label
from app.core.screens.detail_parts import DetailPart
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.row_markup import RowAction
from app.core.screens.timeline import TimelineEvent, TimelineSource
from app.core.screens.value_display import NOTHING
from app.dossiers.choices import DOSSIER
from app.personnel.models import Person
from app.personnel.presentation import PERSON, type_words
from app.personnel.rules import birth_facts

from . import queries
from .access import may_read
from .choices import RUNNING, CaseKind, CaseState, ChangeType
from .labels import CERTIFICATE_LABELS, FACT_LABELS, LABELS
from .models import NEW, CancellationCase, CertificateCase, ChangeCase, ReissueCase
from .rules import Applicant, Difference, Held, differences

ROUTES = {
    CaseKind.CHANGE: "/certificate-cases/changes",
    CaseKind.CANCELLATION: "/certificate-cases/cancellations",
    CaseKind.REISSUE: "/certificate-cases/reissues",
}
TONES = {
    CaseState.FILED: "wait",
    CaseState.ACCEPTED: "info",
    CaseState.RETURNED: "back",
    CaseState.REFUSED: "bad",
    CaseState.CLOSED: "ok",
}
Texts = Mapping[str, tuple[str, str]]


def address(kind: CaseKind, number: int) -> str:
    """查看 of an application."""
    return f"{ROUTES[kind]}/show/{number}"


def change_words(codes: Sequence[str] | None) -> str:
    """变更类型 in words."""
    return _("、").join(str(ChangeType.of(code).label) for code in codes or ())


def old_numbers(case: CertificateCase) -> str:
    """原证书编号, one below the other."""
    return "\n".join(case.old_numbers)


def new_numbers(case: CertificateCase) -> str:
    """新证书编号, one below the other."""
    return "\n".join(case.new_numbers)


def filed_fields(case: CertificateCase) -> Texts:
    """What the applicant filed: key → (label, text); kept with every move."""
    own = {
        ChangeCase: _change_fields,
        CancellationCase: _cancellation_fields,
        ReissueCase: _reissue_fields,
    }[type(case)]
    return {
        "types": (str(LABELS["types"]), type_words(case.types)),
        **own(case),
        "reason": (str(LABELS["reason"]), case.reason or ""),
    }


def _change_fields(case: Any) -> Texts:
    number = mask_id_number(case.new_id_no) if case.new_id_no else ""
    found = {
        "change_types": (str(LABELS["change_types"]), change_words(case.change_types)),
        "receiver": (str(LABELS["receiver"]), case.receiver_name),
        "new_name": (str(LABELS["new_name"]), case.new_name or ""),
        "new_id_no": (str(LABELS["new_id_no"]), number),
    }
    for one in case.certificates:
        for name in NEW:
            key = f"{one.type.value}_{name}"
            found[key] = (str(LABELS[key]), queries.value_text(one, name, "new_"))
    return found


def _cancellation_fields(case: Any) -> Texts:
    paper = str(case.original_paper.label) if case.original_paper else ""
    return {
        "cancel_reason": (str(LABELS["cancel_reason"]), label("cancel_reason", case.cancel_reason)),
        "original_paper": (str(LABELS["original_paper"]), paper),
        "leaves": (str(LABELS["leaves"]), _("是") if case.leaves else _("否")),
    }


def _reissue_fields(case: Any) -> Texts:
    reason = label("reissue_reason", case.reissue_reason)
    return {
        "reissue_reason": (str(LABELS["reissue_reason"]), reason),
        **{
            name: (str(LABELS[name]), str(getattr(case, name) or ""))
            for name in ("lost_on", "lost_at", "notice_in", "noticed_on")
        },
    }


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line of 变更前 beside 变更后."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def step_words(case: CertificateCase) -> str:
    """环节 of an application that waits for somebody."""
    is_waiting = case.state in (CaseState.FILED, CaseState.ACCEPTED)
    return str(case.step.label) if is_waiting and case.step is not None else NOTHING


def comparisons(case: CertificateCase) -> list[Comparison]:
    """What a 变更 asks to change: as it was when it was filed, and as it shall be."""
    if not isinstance(case, ChangeCase):
        return []
    chosen = set(case.change_types or ())
    found = []
    if ChangeType.TRANSFER in chosen:
        found.append(Comparison(_("单位"), case.facts.get("organization", ""), case.receiver_name))
    if ChangeType.NAME in chosen:
        found.append(Comparison(_("姓名"), case.name, case.new_name or ""))
    if ChangeType.ID_NUMBER in chosen:
        found += _number_comparisons(case)
    for one in case.certificates:
        found += [
            Comparison(
                f"{one.type.label} {CERTIFICATE_LABELS[name]}",
                queries.value_text(one, name),
                queries.value_text(one, name, "new_"),
            )
            for name in NEW
        ]
    return found


def _number_comparisons(case: ChangeCase) -> list[Comparison]:
    """The number, masked, and what else follows from it."""
    was, now = (birth_facts(number) for number in (case.id_no, case.new_id_no or case.id_no))
    return [
        Comparison(_("身份证号"), mask_id_number(case.id_no), mask_id_number(case.new_id_no)),
        Comparison(_("出生日期"), was.born_on.isoformat(), now.born_on.isoformat()),
        Comparison(_("性别"), label("sex", was.sex), label("sex", now.sex)),
    ]


def changed_since(case: CertificateCase) -> list[Difference]:
    """What reads otherwise now than when a running application was filed."""
    if case.state not in RUNNING:
        return []
    found = differences(queries.filed_texts(case), queries.texts_now(case))
    number = str(LABELS["id_no"])
    return [
        one
        if one.label != number
        else Difference(number, mask_id_number(one.filed), mask_id_number(one.now))
        for one in found
    ]


def shown_facts(case: CertificateCase) -> list[tuple[str, str]]:
    """The person as known when the application was filed: label and text."""
    return [(str(FACT_LABELS[key]), text) for key, text in case.facts.items() if text]


def form_facts(kind: CaseKind, person: Person, who: Applicant) -> list[GivenFacts]:
    """What the form of an application shows of person and certificates (spec 2.8 to 2.10)."""
    known = queries.facts_of(person)
    facts = [(FACT_LABELS[key], known[key]) for key in ("position", "title", "organization")]
    of_person = [(_("姓名"), who.name), (_("身份证号"), mask_id_number(who.id_no)), *facts]
    certificates = [
        GivenFacts(one.type.label, [*_held_facts(kind, one)]) for one in who.certificates
    ]
    return [GivenFacts(_("人员信息"), of_person), *certificates]


def _held_facts(kind: CaseKind, held: Held) -> Iterator[tuple[Any, str]]:
    for name in ("number", "issued_on"):
        yield CERTIFICATE_LABELS[name], queries.value_text(held, name)
    validity = _("%(first)s 至 %(last)s", first=held.valid_from, last=held.valid_to)
    yield _("有效期起止"), validity
    if kind is CaseKind.REISSUE:
        yield LABELS["times"], str(held.reissued)
    if held.running:
        yield _("正在办理"), held.running


def closing_facts(case: CertificateCase) -> list[tuple[Any, str]]:
    """What 办结 of an application does: label and words."""
    if isinstance(case, ChangeCase):
        return _change_facts(case)
    numbers = [f"{one.type.label} {one.number}" for one in case.certificates]
    certificates = _("、").join(numbers)
    if isinstance(case, CancellationCase):
        leaves = _("是") if case.leaves else _("否")
        return [(_("注销证书"), certificates), (LABELS["leaves"], leaves)]
    times = queries.times_reissued(case.identity_id) + len(numbers)
    return [(_("补办证书"), certificates), (LABELS["times"], _("办结后共 %(n)d 次", n=times))]


def _change_facts(case: ChangeCase) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = [
        (one.label, f"{one.before or NOTHING} → {one.after or NOTHING}")
        for one in comparisons(case)
        if one.is_changed
    ]
    if ChangeType.TRANSFER in (case.change_types or ()):
        found.append((LABELS["receiver"], case.receiver_name))
    return found


# --- 资格雷达 -------------------------------------------------------------------------------


def _cancel(finding: Finding) -> RowAction | None:
    """申请注销 of what ran out, for whoever files for the own people."""
    resource = CaseKind.CANCELLATION.resource
    is_own = finding.organization_id == current_actor().organization_id
    if finding.kind not in TO_CANCEL or not is_own or not may("create", resource):
        return None
    address = f"{ROUTES[CaseKind.CANCELLATION]}/several?of={finding.person_id}"
    return RowAction(_("申请注销"), address, "dialog")


TO_CANCEL = (RadarKind.EXPIRED, RadarKind.OVERAGE)
RADAR_ACTIONS = (RadarAction("cancel", _cancel),)


# --- the dossier and the life of a person ---------------------------------------------------


def _cases_of(person: Person) -> Sequence[CertificateCase]:
    """The applications about a human that whoever asks may look at, the newest first."""
    found = once(("cases of", person.identity_id), lambda: queries.cases_about(person.identity_id))
    return [one for one in found if may_read(one)]


def case_events(person: Person) -> Iterator[TimelineEvent]:
    """When something was applied for, and when it was closed."""
    for case in _cases_of(person):
        facts = (f"{type_words(case.types)} {case.number}", case.facts.get("organization", ""))
        url = address(case.kind, case.id)
        words = _("申请%(case)s", case=case.kind.label)
        yield TimelineEvent(case.applied_on, words, *facts, url)
        if case.closed_on is not None:
            words = _("%(case)s已办结", case=case.kind.label)
            yield TimelineEvent(case.closed_on, words, *facts, url)


def _records(person: Person) -> Mapping[str, Any] | None:
    found = _cases_of(person)
    shown = [(one, address(one.kind, one.id), TONES.get(one.state, "mute")) for one in found]
    return {"cases": shown} if shown else None


TIMELINE = (TimelineSource(PERSON, "certificate_cases", case_events),)
DETAIL_PARTS = (
    DetailPart(
        DOSSIER,
        "certificate_cases",
        _l("证书办理记录"),
        "certificate_cases/records.html",
        _records,
    ),
)
