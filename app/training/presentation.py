"""How sessions read, and what the form of a new one begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base import clock
from app.core.configuration.parameters import parameter
from app.core.screens.detail_parts import DetailPart
from app.core.screens.fieldsets import GivenFacts
from app.personnel.choices import CertificateType
from app.personnel.models import Certificate

from . import queries
from .choices import SESSION, TrainingKind
from .models import ContinuingEnrolment, SessionQuota, TrainingSession

# What a copy takes over; its days and its 期次 are its own.
COPIED = (
    "covers",
    "place",
    "organizer",
    "contact",
    "contact_phone",
    "seats",
    "hours",
    "extension_months",
    "places",
    "subjects",
)
# Names of subjects by law and practice (specification 2.11).
USUAL_SUBJECTS: Mapping[TrainingKind, tuple[str, ...]] = {
    TrainingKind.INDUCTION: ("法律法规", "质量监督实务", "安全监督实务"),
    TrainingKind.CONTINUING: ("综合测试",),
}


def fresh_values(kind: TrainingKind) -> dict[str, Any]:
    """What the form of a new session begins with."""
    year, least = clock.year(), parameter("pass_mark")
    subjects = [
        {"name": name, "full_mark": 100, "pass_mark": least} for name in USUAL_SUBJECTS[kind]
    ]
    months = parameter("cert_valid_months") if kind is TrainingKind.CONTINUING else None
    return {
        "kind": kind,
        "year": year,
        "issue": queries.next_issue(kind, year),
        "hours": parameter("train_hours"),
        "extension_months": months,
        "subjects": subjects,
    }


def copied_values(session: TrainingSession) -> dict[str, Any]:
    """What the form of a copy begins with."""
    found = fresh_values(session.kind)
    return {**found, **{name: getattr(session, name) for name in COPIED}}


def _quotas(session: TrainingSession) -> Mapping[str, Any]:
    rows = [(one.organization, one.seats) for one in session.quotas if one.seats]
    return {"rows": rows, "total": session.seats, "left": session.places_left}


def _subjects(session: TrainingSession) -> Mapping[str, Any]:
    return {"subjects": session.subjects}


def _lessons(session: TrainingSession) -> Mapping[str, Any] | None:
    return {"lessons": session.lessons} if session.lessons else None


DETAIL_PARTS = (
    DetailPart(SESSION, "quotas", _l("市州名额"), "training/quotas.html", _quotas),
    DetailPart(SESSION, "subjects", _l("考核科目"), "training/subjects.html", _subjects),
    DetailPart(SESSION, "lessons", _l("课程表"), "training/lessons.html", _lessons),
)


# --- places -----------------------------------------------------------------------------------


def shares_of(quota: SessionQuota) -> dict[str, dict[str, Any]]:
    """The organizations below a prefecture, each with its figures and places."""
    nodes = queries.below(quota.organization_id)
    need = queries.need_of(quota.session, [node.id for node in nodes])
    held = queries.quotas_of(quota.id)
    return {
        str(node.id): {
            "name": node.name,
            "certified": need[node.id].certified,
            "soon": need[node.id].soon,
            "later": need[node.id].later,
            "enrolled": need[node.id].enrolled,
            "seats": held[node.id].seats if node.id in held else None,
        }
        for node in nodes
    }


def allocation_facts(quota: SessionQuota) -> list[GivenFacts]:
    """What stands above the places of a prefecture."""
    session = quota.session
    lines = [
        (_("档期名称"), session.name),
        (_("培训时间"), f"{session.starts_on} — {session.ends_on}"),
        (_("本市州名额"), str(quota.seats)),
        (_("额度分配截止日期"), str(session.allocate_by)),
    ]
    return [GivenFacts(_("本次档期"), lines)]


# --- enrolments -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferedSession:
    """A session that an organization may choose, with its places."""

    session: TrainingSession
    seats: int
    taken: int

    @property
    def left(self) -> int:
        """剩余."""
        return max(self.seats - self.taken, 0)


def offered_sessions(organization_id: int) -> list[OfferedSession]:
    """The sessions in whose window an organization is, one statement for each place count."""
    return [
        OfferedSession(one.session, one.seats, queries.taken_by(one.session_id, organization_id))
        for one in queries.own_quotas(organization_id)
    ]


def certificate_facts(held: Sequence[Certificate]) -> list[GivenFacts]:
    """The certificates of somebody, with the days that they hold still."""
    today = clock.today()
    return [
        GivenFacts(
            one.type.label,
            [
                (_("证书编号"), one.number),
                (_("有效期止"), str(one.valid_to)),
                (_("剩余天数"), str(max((one.valid_to - today).days, 0))),
            ],
        )
        for one in held
    ]


def type_words(item: ContinuingEnrolment) -> str:
    """延续证书."""
    return _("、").join(str(CertificateType.of(one).label) for one in item.types)
