"""Rows of training for tests: sessions, places and enrolments in any state, with what came of them.

Everything is written in a context that is open; whoever calls commits.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from app.core.base import clock
from app.core.base.db import db
from app.personnel.models import Person
from app.training import queries
from app.training.choices import (
    ContinuingState,
    Coverage,
    EnrolmentStep,
    InductionCategory,
    InductionState,
    Result,
    TrainingKind,
)
from app.training.models import (
    ContinuingEnrolment,
    Enrolment,
    InductionEnrolment,
    OrganizationQuota,
    SessionLesson,
    SessionQuota,
    SessionSubject,
    TrainingSession,
)
from tests.support.factories import make_certificate, make_person

PROVINCE, CHANGSHA, ZHUZHOU, YUELU, TIANYUAN, LIUYANG = range(1, 7)
# To whom each hands its places on.
DISTRIBUTOR = {
    PROVINCE: PROVINCE,
    CHANGSHA: CHANGSHA,
    YUELU: CHANGSHA,
    LIUYANG: CHANGSHA,
    ZHUZHOU: ZHUZHOU,
    TIANYUAN: ZHUZHOU,
}
PLACES = {PROVINCE: 5, CHANGSHA: 30, ZHUZHOU: 20}
SUBJECTS = {
    TrainingKind.INDUCTION: ("法律法规", "质量监督实务", "安全监督实务"),
    TrainingKind.CONTINUING: ("综合测试",),
}
FULL, LEAST = 100, 60
# Marks of whoever passed, failed or came to nothing, in tenths.
GOOD, BAD = 855, 420
RESULTS = {
    "passed": Result.PASSED,
    "issued": Result.PASSED,
    "extended": Result.PASSED,
    "failed": Result.FAILED,
    "absent": Result.ABSENT,
}
_numbers = itertools.count(1)


def make_session(
    kind: TrainingKind = TrainingKind.CONTINUING,
    *,
    starts_in: int = 30,
    subjects: Sequence[str] = (),
    places: Mapping[int, int] = PLACES,
    **facts: Any,
) -> TrainingSession:
    """A published session of four days, in whose window people enrol; it was over where
    ``starts_in`` is far enough in the past."""
    number, today = next(_numbers), clock.today()
    starts_on = today + dt.timedelta(days=starts_in)
    enrol_to = starts_on - dt.timedelta(days=10)
    checks_in = dt.datetime.combine(starts_on - dt.timedelta(days=1), dt.time(7), dt.UTC)
    session = TrainingSession(
        **{
            "number": f"PX-{starts_on.year}-T{number}",
            "kind": kind,
            "year": starts_on.year,
            "issue": number % 99 + 1,
            "name": f"第{number}期{kind.label}班",
            "covers": Coverage.BOTH,
            "starts_on": starts_on,
            "ends_on": starts_on + dt.timedelta(days=3),
            "checks_in_at": checks_in,
            "place": "长沙市芙蓉南路培训中心",
            "organizer": "湖南省建设工程质量安全监督管理总站",
            "contact": "苏湘宁",
            "contact_phone": "0731-88950001",
            "enrol_from": min(today, enrol_to) - dt.timedelta(days=30),
            "enrol_to": enrol_to,
            "allocate_by": enrol_to,
            "seats": sum(places.values()) + 5,
            "hours": 24,
            "extension_months": 24 if kind is TrainingKind.CONTINUING else None,
            "published_at": clock.now(),
            **facts,
        }
    )
    session.quotas = [SessionQuota(organization_id=one, seats=n) for one, n in places.items()]
    session.subjects = [
        SessionSubject(position=place, name=name, full_mark=FULL, pass_mark=LEAST)
        for place, name in enumerate(subjects or SUBJECTS[kind])
    ]
    session.lessons = [SessionLesson(position=0, day=starts_on, topic="监督实务", hours=24)]
    db.session.add(session)
    db.session.flush()
    return session


def quota_of(session: TrainingSession, organization_id: int) -> SessionQuota:
    """市州名额 from which an organization has its places."""
    wanted = DISTRIBUTOR[organization_id]
    return next(one for one in session.quotas if one.organization_id == wanted)


def give_seats(session: TrainingSession, organization_id: int, seats: int) -> OrganizationQuota:
    """机构额度 of an organization for a session of 继续教育."""
    found = OrganizationQuota(
        organization_id=organization_id,
        session_id=session.id,
        quota_id=quota_of(session, organization_id).id,
        seats=seats,
    )
    db.session.add(found)
    db.session.flush()
    return found


def make_induction(
    session: TrainingSession | None = None,
    *,
    organization_id: int = YUELU,
    state: InductionState = InductionState.FILED,
    types: Sequence[str] = ("quality",),
    held: Sequence[str] = (),
    person: Person | None = None,
    **facts: Any,
) -> InductionEnrolment:
    """Somebody enrolled for 新进人员培训, with certificates ``held`` before; of a session, it takes
    a place there."""
    person, numbered = _whoever(person, organization_id, held, facts)
    item = InductionEnrolment(
        **{
            **numbered,
            "number": f"XJ-{clock.year()}-T{next(_numbers):05}",
            "category": InductionCategory.SINGLE if held else InductionCategory.UNCERTIFIED,
            "session": session,
            "quota_id": quota_of(session, organization_id).id if session else None,
            "types": list(types),
            "engineering_years": 8,
            "supervising_years": 3,
            "state": state,
            "step": EnrolmentStep.ALLOCATION if state is InductionState.FILED else None,
            **_outcome(state.value, session),
            **facts,
        }
    )
    if state is InductionState.ISSUED:
        _issue(item, person)
    return _kept(item)


def make_continuing(
    session: TrainingSession,
    *,
    organization_id: int = YUELU,
    state: ContinuingState = ContinuingState.FILED,
    types: Sequence[str] = ("quality",),
    person: Person | None = None,
    **facts: Any,
) -> ContinuingEnrolment:
    """Somebody with the certificates of ``types`` enrolled for a session of 继续教育."""
    person, numbered = _whoever(person, organization_id, types, facts)
    item = ContinuingEnrolment(
        **{
            **numbered,
            "number": f"JX-{clock.year()}-T{next(_numbers):05}",
            "session": session,
            "types": list(types),
            "state": state,
            "step": EnrolmentStep.PROVINCE if state is ContinuingState.FILED else None,
            **_outcome(state.value, session),
            **facts,
        }
    )
    if state is ContinuingState.EXTENDED:
        _extend(item)
    return _kept(item)


def _whoever(
    person: Person | None, organization_id: int, held: Sequence[str], facts: dict[str, Any]
) -> tuple[Person, dict[str, Any]]:
    """The person, and what an enrolment says of him and of the certificates held."""
    if person is None:
        person = make_person(organization_id=organization_id, name=facts.pop("name", "唐一鸣"))
        for kind in held:
            make_certificate(person, kind)
    certificates = queries.certificates_of([person.identity_id]).get(person.identity_id, ())
    return person, {
        "organization_id": organization_id,
        "batch": f"PB-{clock.year()}-T",
        "year": clock.year(),
        "person_id": person.id,
        "identity_id": person.identity_id,
        "name": person.name,
        "id_no": person.id_no,
        "id_no_hash": person.id_no_hash,
        "mobile": person.mobile,
        "facts": queries.facts_of(person, certificates),
        "applied_on": clock.today(),
        "applied_by": "报名人",
    }


def _outcome(state: str, session: TrainingSession | None) -> dict[str, Any]:
    """What the examination says of somebody in a state; nothing before it."""
    result = RESULTS.get(state)
    if result is None or session is None:
        return {}
    names = [one.name for one in session.subjects]
    marks = {"passed": GOOD, "failed": BAD}.get(result.value)
    return {
        "attended": 0 if marks is None else session.hours * 10,
        "scores": {} if marks is None else dict.fromkeys(names, marks),
        "result": result,
    }


def _issue(item: InductionEnrolment, person: Person) -> None:
    """发证: the certificates that an enrolment says it led to."""
    item.issued_on = clock.today()
    item.certificates = {
        kind: make_certificate(
            person, kind, number=f"湘培{kind[0]}{next(_numbers):05}", issued_on=item.issued_on
        ).number
        for kind in item.types
    }


def _extend(item: ContinuingEnrolment) -> None:
    """延期: each certificate by the months of the session."""
    item.extended_on = clock.today()
    item.extensions = {kind: ["2099-12-31", "2101-12-31"] for kind in item.types}


def _kept(item: Any) -> Any:
    assert isinstance(item, Enrolment)
    db.session.add(item)
    db.session.flush()
    return item
