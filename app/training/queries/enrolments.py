"""Reading who can be enrolled for 继续教育, and who is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, or_, select

from app.certificates.suspensions import REASONS, SuspensionLift
from app.core.access.actor import current_actor
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.configuration.dictionaries import codes_in, label
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import organization_names
from app.personnel.models import NOT_CANCELLED, ON_ROSTER, Certificate, Person
from app.training import rules
from app.training.choices import BINDING, RUNNING, SEATED, ContinuingState
from app.training.models import ContinuingEnrolment, Enrolment, TrainingSession

RETRAINING = SuspensionLift("retraining", _l("继续教育培训考核合格后办理延期"))


def own_people(
    ids: Collection[int], organization_id: int | None = None, *, lock: bool = False
) -> dict[int, Person]:
    """People on the roster of an organization, the asker's unless said, by their ids.

    The rest is left out.
    """
    where = organization_id or current_actor().organization_id
    asked = select(Person).where(Person.id.in_(ids), ON_ROSTER, Person.organization_id == where)
    if lock:
        asked = asked.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {one.id: one for one in db.session.scalars(asked.order_by(Person.id))}


def own_certified() -> Sequence[Any]:
    """The criteria for people on the asker's roster who have a certificate, or had one."""
    held = exists(select(1).where(Certificate.identity_id == Person.identity_id))
    return (ON_ROSTER, Person.organization_id == current_actor().organization_id, held)


def certificates_of(identity_ids: Collection[int]) -> Mapping[int, Sequence[Certificate]]:
    """The certificates of people that are not cancelled, by the person's identity."""
    asked = select(Certificate).where(Certificate.identity_id.in_(identity_ids), NOT_CANCELLED)
    found: dict[int, list[Certificate]] = {}
    with unscoped("a human's certificates, of whom only people in reach are asked"):
        for one in db.session.scalars(asked.order_by(Certificate.type)):
            found.setdefault(one.identity_id, []).append(one)
    return found


def binding_of(row: type[Enrolment], identity_ids: Collection[int], year: int) -> Mapping[int, Any]:
    """The enrolments that keep people from another one in a year, by identity.

    What runs keeps them from it whatever its year.
    """
    of_year = (row.year == year) & row.state.in_(BINDING)
    asked = select(row).where(
        row.identity_id.in_(identity_ids), or_(of_year, row.state.in_(RUNNING))
    )
    with unscoped("whoever is enrolled, wherever that was"):
        return {one.identity_id: one for one in db.session.scalars(asked.order_by(row.id))}


def bound_of(row: type[Enrolment], organization_id: int) -> Mapping[int, Any]:
    """The enrolments that keep people of an organization from another one this year, by person."""
    asked = select(Person.identity_id, Person.id).where(Person.organization_id == organization_id)
    people = {one.identity_id: one.id for one in db.session.execute(asked)}
    found = binding_of(row, list(people), clock.year())
    return {people[identity]: one for identity, one in found.items()}


def lifted_reasons() -> Collection[str]:
    """The reasons of suspensions that 继续教育 lifts (2.13)."""
    return codes_in(REASONS, RETRAINING.group)


def reasons_against(people: Sequence[Person]) -> dict[int, tuple[str, ContinuingEnrolment | None]]:
    """Why some people cannot be enrolled, by id; two statements for any number of them."""
    identities = {one.identity_id for one in people}
    held = certificates_of(identities)
    bound = binding_of(ContinuingEnrolment, identities, clock.year())
    found: dict[int, tuple[str, ContinuingEnrolment | None]] = {}
    for person in people:
        if (enrolled := bound.get(person.identity_id)) is not None:
            found[person.id] = (_binding_words(enrolled), enrolled)
        elif words := rules.certificate_refusal(
            held.get(person.identity_id, ()),
            clock.today(),
            parameter("expired_grace_months"),
            lifted_reasons(),
        ):
            found[person.id] = (words, None)
    return found


def _binding_words(enrolled: ContinuingEnrolment) -> str:
    """Why an enrolment keeps somebody from another one."""
    if enrolled.year == clock.year():
        return _("本年度已报名（%(number)s）", number=enrolled.number)
    return _("已有正在办理的报名（%(number)s）", number=enrolled.number)


def facts_of(person: Person, held: Sequence[Certificate]) -> dict[str, str]:
    """What is kept of a person with an enrolment: key → text, as it reads today."""
    found = {
        "organization": organization_names().get(person.organization_id, ""),
        "sex": label("sex", person.sex),
        "born_on": person.born_on.isoformat(),
        "education": label("education", person.education),
        "major": person.major or "",
        "title": label("title_level", person.title_level),
        "position": person.position or "",
        "work_from": person.work_from.isoformat(),
    }
    for one in held:
        found[f"{one.type.value}_number"] = one.number
        found[f"{one.type.value}_valid_to"] = one.valid_to.isoformat()
    return found


def taken_by(session_id: int, organization_id: int) -> int:
    """How many places an organization has taken; exact under ``hold_quota``."""
    row = ContinuingEnrolment
    asked = select(func.count(row.id)).where(
        row.session_id == session_id,
        row.seat_of_id == organization_id,
        row.state.in_(SEATED),
    )
    with unscoped("places are counted, also those of who works elsewhere now"):
        return db.session.scalar(asked) or 0


def waiting_of(session_id: int, organization_id: int, most: int) -> Sequence[ContinuingEnrolment]:
    """Who waits first for a place of an organization: by 报名时间, then number; held."""
    row = ContinuingEnrolment
    asked = (
        select(row)
        .where(
            row.session_id == session_id,
            row.organization_id == organization_id,
            row.state == ContinuingState.WAITING,
        )
        .order_by(row.applied_on, row.number)
        .limit(most)
        .with_for_update(of=row)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(asked).all()


def late_waiting() -> Sequence[ContinuingEnrolment]:
    """Who waits still for a place of a session that has begun."""
    row = ContinuingEnrolment
    asked = (
        select(row)
        .join(TrainingSession)
        .where(row.state == ContinuingState.WAITING, TrainingSession.starts_on <= clock.today())
    )
    return db.session.scalars(asked.order_by(row.id)).all()


def places_in_line(items: Sequence[ContinuingEnrolment]) -> Mapping[int, int]:
    """Of those who wait the place in the line, by the id of the enrolment; one statement."""
    row = ContinuingEnrolment
    sessions = {one.session_id for one in items if one.state is ContinuingState.WAITING}
    if not sessions:
        return {}
    place = func.row_number().over(
        partition_by=(row.session_id, row.organization_id), order_by=(row.applied_on, row.number)
    )
    asked = select(row.id, place).where(
        row.session_id.in_(sessions), row.state == ContinuingState.WAITING
    )
    with unscoped("places in a line are counted, nothing else is told"):
        return {row[0]: row[1] for row in db.session.execute(asked)}


def running_of_session(row: type[Enrolment], session_id: int) -> Sequence[Any]:
    """All enrolments of a session that run, in one order."""
    asked = select(row).where(row.session_id == session_id, row.state.in_(BINDING))
    with unscoped("a session that is cancelled is so for everybody"):
        return db.session.scalars(asked.order_by(row.id)).all()
