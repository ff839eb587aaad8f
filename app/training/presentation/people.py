"""How the training of somebody reads: in the dossier, on paper, on the timeline, in 资格雷达."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.certificates.choices import RadarKind
from app.certificates.radar import Finding, RadarAction
from app.core.access.actor import current_actor
from app.core.access.narrowed_screens import reads_rows_of
from app.core.access.scope import may_read
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.per_request import once
from app.core.screens.detail_parts import DetailPart
from app.core.screens.row_markup import RowAction
from app.core.screens.timeline import TimelineEvent, TimelineSource
from app.core.screens.views import show_url
from app.dossiers.choices import DOSSIER
from app.personnel.choices import CertificateType
from app.personnel.models import Person
from app.personnel.presentation import PERSON
from app.training import queries
from app.training.choices import (
    CONTINUING,
    INDUCTION,
    STATE_TONES,
    InductionCategory,
)
from app.training.models import ContinuingEnrolment, Enrolment, InductionEnrolment


def trainings_of(person: Person) -> Sequence[Enrolment]:
    """The enrolments of a human that whoever asks may know of, the newest first."""
    found = once(
        ("trainings of", person.identity_id), lambda: queries.enrolments_of(person.identity_id)
    )
    return [one for one in found if may("read", one.resource)]


def _address(item: Enrolment) -> str:
    """查看 of an enrolment, for whoever may look at those of its organization."""
    is_in_reach = may_read(item.organization_id) and reads_rows_of(
        item.resource, item.organization_id
    )
    return (show_url(item.resource, item.id) or "") if is_in_reach else ""


def outcome(item: Enrolment) -> str:
    """What somebody has of a training: numbers of certificates, or until when they are extended."""
    if isinstance(item, InductionEnrolment):
        found = [f"{_type(key)} {number}" for key, number in item.certificates.items()]
    else:
        assert isinstance(item, ContinuingEnrolment)
        found = [
            _("%(type)s延至 %(day)s", type=_type(key), day=until)
            for key, (_before, until) in item.extensions.items()
        ]
    return _("；").join(found)


def _type(code: str) -> str:
    return str(CertificateType.of(code).label)


@dataclass(frozen=True, slots=True)
class ShownTraining:
    """A line of 培训记录."""

    item: Enrolment
    url: str
    tone: str
    outcome: str


def _records(person: Person) -> Mapping[str, Any] | None:
    shown = [
        ShownTraining(one, _address(one), STATE_TONES[one.state], outcome(one))
        for one in trainings_of(person)
    ]
    return {"trainings": shown} if shown else None


# --- 一生一档 -------------------------------------------------------------------------------


def training_events(person: Person) -> Iterator[TimelineEvent]:
    """When somebody was enrolled, and what came of it step by step."""
    trainings = trainings_of(person)
    passed = queries.steps_of([(one.resource, one.id) for one in trainings])
    for one in trainings:
        facts = (one.session_name or one.number, one.facts.get("organization", ""), _address(one))
        words = _("%(kind)s报名", kind=one.kind.label)
        yield TimelineEvent(one.applied_on, words, *facts)
        for state, at in passed.get((one.resource, one.id), {}).items():
            label = type(one.state).of(state).label
            words = _("%(kind)s：%(state)s", kind=one.kind.label, state=label)
            yield TimelineEvent(clock.local(at).date(), words, *facts)


# --- 资格雷达 -------------------------------------------------------------------------------

ENROL_AT, BEGIN_AT = "/training/continuing/several", "/training/induction/several"


def _enrolled(row: type[Enrolment], finding: Finding) -> RowAction | None:
    """已报名, with the enrolment that keeps somebody from another one; one look-up for all rows."""
    own = finding.organization_id
    bound = once(("bound of", row.resource, own), lambda: queries.bound_of(row, own))
    item = bound.get(finding.person_id)
    return RowAction(_("已报名"), _address(item), "dialog") if item is not None else None


def _continue(finding: Finding) -> RowAction | None:
    """继续教育报名 of whose certificate runs out, for whoever enrols the own people."""
    is_own = finding.organization_id == current_actor().organization_id
    if finding.kind not in TO_CONTINUE or finding.is_lapsed or not is_own:
        return None
    if not may("create", CONTINUING):
        return None
    if (enrolled := _enrolled(ContinuingEnrolment, finding)) is not None:
        return enrolled
    return RowAction(_("继续教育报名"), f"{ENROL_AT}?of={finding.person_id}", "dialog")


def _begin(finding: Finding) -> RowAction | None:
    """新进人员培训报名 of who has no certificate that could be extended."""
    is_own = finding.organization_id == current_actor().organization_id
    is_late = finding.kind is RadarKind.EXPIRED and finding.is_lapsed
    if not is_own or not (is_late or finding.kind is RadarKind.MISSING):
        return None
    if not may("create", INDUCTION):
        return None
    if (enrolled := _enrolled(InductionEnrolment, finding)) is not None:
        return enrolled
    kind = InductionCategory.UNCERTIFIED.value
    address = f"{BEGIN_AT}?kind={kind}&of={finding.person_id}"
    return RowAction(_("新进人员培训报名"), address, "dialog")


TO_CONTINUE = (RadarKind.EXPIRING, RadarKind.EXPIRED)

PEOPLE_PARTS = (
    DetailPart(DOSSIER, "training", _l("培训记录"), "training/records.html", _records),
    TimelineSource(PERSON, "training", training_events),
    RadarAction("continue", _continue),
    RadarAction("begin", _begin),
)
