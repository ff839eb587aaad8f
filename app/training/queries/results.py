"""Reading who comes to a session, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, func, select

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.parts import in_parts
from app.personnel.choices import CertificateType
from app.personnel.models import NOT_CANCELLED, ON_ROSTER, Certificate, Person
from app.training.choices import BINDING, COMING, EXAMINED, FINISHED, PASSED, TrainingKind
from app.training.models import (
    ContinuingEnrolment,
    Enrolment,
    InductionEnrolment,
    TrainingSession,
)
from app.workflow.models import WorkflowEvent

MODELS: Mapping[TrainingKind, type[Enrolment]] = {
    TrainingKind.INDUCTION: InductionEnrolment,
    TrainingKind.CONTINUING: ContinuingEnrolment,
}


def begun() -> ColumnElement[bool]:
    """The criterion of sessions that have begun or are over."""
    row = TrainingSession
    is_held = row.published_at.is_not(None) & row.cancelled_at.is_(None)
    return is_held & (row.starts_on <= clock.today())


def count_in(states: Sequence[str], mine: Any = None) -> Any:
    """How many people of a session are in some states, in SQL, as far as whoever asks may see."""

    def counted(model: type[Enrolment]) -> Any:
        found = select(func.count(model.id)).where(
            model.session_id == TrainingSession.id, model.state.in_(states)
        )
        if mine is not None:
            found = found.where(model.organization_id == mine)
        return found.correlate(TrainingSession).scalar_subquery()

    by_kind = [(TrainingSession.kind == kind, counted(model)) for kind, model in MODELS.items()]
    return cast(case(*by_kind, else_=0), Integer)


def examined(session: TrainingSession, ids: Collection[int] | None = None) -> list[Any]:
    """Who comes to a session, or some of them, in the order of organizations and numbers."""
    model = MODELS[session.kind]
    asked = select(model).where(model.session_id == session.id, model.state.in_(EXAMINED))
    if ids is not None:
        asked = asked.where(model.id.in_(ids))
    return list(db.session.scalars(asked.order_by(model.organization_id, model.number)))


def page_of(
    session: TrainingSession, states: Sequence[str], organization: int | None, place: int, size: int
) -> tuple[list[Any], int]:
    """A page of the people of a session in some states, and how many there are."""
    model = MODELS[session.kind]
    wanted = [model.session_id == session.id, model.state.in_(states)]
    if organization is not None:
        wanted.append(model.organization_id == organization)
    total = db.session.scalar(select(func.count(model.id)).where(*wanted)) or 0
    asked = select(model).where(*wanted).order_by(model.organization_id, model.number)
    return list(db.session.scalars(asked.offset(place * size).limit(size))), total


def organizations_in(session: TrainingSession, states: Sequence[str]) -> list[int]:
    """The organizations whose people are in a session in some states."""
    model = MODELS[session.kind]
    asked = select(model.organization_id).where(
        model.session_id == session.id, model.state.in_(states)
    )
    return list(db.session.scalars(asked.distinct().order_by(model.organization_id)))


def in_states(session: TrainingSession, states: Sequence[str]) -> list[Any]:
    """The people of a session in some states."""
    model = MODELS[session.kind]
    asked = select(model).where(model.session_id == session.id, model.state.in_(states))
    return list(db.session.scalars(asked.order_by(model.id)))


def count_uncertified(ids: Collection[int]) -> dict[int, int]:
    """How many passed in each of these sessions and wait for a certificate or its extension."""
    found: dict[int, int] = {}
    for model in MODELS.values():
        asked = select(model.session_id, func.count(model.id)).where(
            model.session_id.in_(ids), model.state.in_(PASSED)
        )
        with unscoped("a session ends for everybody"):
            rows = db.session.execute(asked.group_by(model.session_id))
            found.update((session, count) for session, count in rows)
    return found


def count_coming(session: TrainingSession) -> int:
    """How many come to a session and have no result."""
    model = MODELS[session.kind]
    asked = select(func.count(model.id)).where(
        model.session_id == session.id, model.state.in_(COMING)
    )
    with unscoped("a session ends for everybody"):
        return db.session.scalar(asked) or 0


def graded_again(session: TrainingSession, ids: Collection[int]) -> set[int]:
    """Of whose results more is known than that they were entered once."""
    event = WorkflowEvent
    found: dict[int, list[str]] = {}
    resource = f"training.{session.kind}"
    with unscoped("who may read results may read what followed"):
        for some in in_parts(sorted(ids)):
            asked = select(event.item_id, event.name).where(
                event.resource == resource, event.item_id.in_(some)
            )
            for number, name in db.session.execute(asked.order_by(event.id)):
                found.setdefault(number, []).append(name)
    return {
        number
        for number, names in found.items()
        if names[-1] != "grade" or names[-2:] == ["grade", "grade"]
    }


def held_people(items: Sequence[Any]) -> Mapping[int, Person]:
    """Who is enrolled, as far as they are on a roster, by id; held."""
    found: dict[int, Person] = {}
    with unscoped("whoever is enrolled, wherever they work now"):
        for ids in in_parts(sorted({item.person_id for item in items})):
            asked = select(Person).where(Person.id.in_(ids), ON_ROSTER).order_by(Person.id)
            held = asked.with_for_update(key_share=True, of=Person)
            rows = db.session.scalars(held.execution_options(populate_existing=True))
            found |= {one.id: one for one in rows}
    return found


def held_certificates(items: Sequence[Any]) -> Mapping[int, Sequence[Certificate]]:
    """The certificates of people that are not cancelled, by identity; held."""
    found: dict[int, list[Certificate]] = {}
    with unscoped("a human's certificates, wherever they were issued"):
        for ids in in_parts(sorted({item.identity_id for item in items})):
            asked = select(Certificate).where(Certificate.identity_id.in_(ids), NOT_CANCELLED)
            held = asked.order_by(Certificate.id).with_for_update(key_share=True)
            for one in db.session.scalars(held.execution_options(populate_existing=True)):
                found.setdefault(one.identity_id, []).append(one)
    return found


def rivals_of(items: Sequence[Any]) -> Mapping[int, str]:
    """Enrolments made later than some, about the same people, that count: id → number."""
    if not items:
        return {}
    row, newest = type(items[0]), dict[int, tuple[int, str]]()
    with unscoped("whoever is enrolled, wherever that was"):
        for ids in in_parts(sorted({item.identity_id for item in items})):
            asked = select(row.identity_id, row.id, row.number).where(
                row.identity_id.in_(ids), row.state.in_(BINDING)
            )
            for identity, number, words in db.session.execute(asked.order_by(row.id)):
                newest[identity] = (number, words)
    beside = ((item.id, *newest.get(item.identity_id, (0, ""))) for item in items)
    return {own: words for own, number, words in beside if number > own}


def finished_beside(items: Sequence[Any]) -> set[tuple[int, int]]:
    """Who has finished the session of some enrolments by another one: (session, identity)."""
    found: set[tuple[int, int]] = set()
    own, sessions = {item.id for item in items}, {item.session_id for item in items}
    with unscoped("whoever was enrolled, wherever that was"):
        for ids in in_parts(sorted({item.identity_id for item in items})):
            row = type(items[0])
            asked = select(row.id, row.session_id, row.identity_id).where(
                row.identity_id.in_(ids), row.session_id.in_(sessions), row.state.in_(FINISHED)
            )
            rows = db.session.execute(asked)
            found |= {
                (session, identity) for number, session, identity in rows if number not in own
            }
    return found


def used_numbers(kind: CertificateType, numbers: Sequence[str]) -> set[str]:
    """Which of some numbers a certificate of a type has already."""
    found: set[str] = set()
    with unscoped("numbers are nobody's twice"):
        for some in in_parts(numbers):
            asked = select(Certificate.number).where(
                Certificate.type == kind, Certificate.number.in_(some)
            )
            found |= set(db.session.scalars(asked))
    return found


def last_issuer() -> str:
    """发证机关 of the certificate that was issued last."""
    asked = select(Certificate.issuer).order_by(Certificate.issued_on.desc(), Certificate.id.desc())
    with unscoped("the authority that issues, not whose certificate it is"):
        return db.session.scalar(asked.limit(1)) or ""
