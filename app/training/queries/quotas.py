"""Reading places: what prefectures were given, what they handed on, and what that follows from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, cast, exists, func, select, tuple_
from sqlalchemy.orm import contains_eager

from app.core.access.scope import readable, unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.formats import months_from
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import Node, subtree, tree
from app.personnel.models import NOT_CANCELLED, ON_ROSTER, Certificate, Person
from app.training.choices import (
    POOL,
    SEATED,
    WITH_PLACE,
    ContinuingState,
    SessionPhase,
    TrainingKind,
)
from app.training.models import (
    ContinuingEnrolment,
    InductionEnrolment,
    OrganizationQuota,
    SessionQuota,
    TrainingSession,
)

from .sessions import phase

SOON, LATER = 90, 180


@dataclass(frozen=True, slots=True)
class Need:
    """Of an organization: who is certified, whose certificates end soon, who is in or waits."""

    certified: int = 0
    soon: int = 0
    later: int = 0
    enrolled: int = 0
    waiting: int = 0


def shown_quotas() -> Any:
    """The criterion for places of published sessions that the asker's prefecture hands out."""
    ids = readable().read
    published = SessionQuota.session_id.in_(
        select(TrainingSession.id).where(TrainingSession.published_at.is_not(None))
    )
    given = published & (SessionQuota.seats > 0)
    return given if ids is None else given & SessionQuota.organization_id.in_(ids)


def phase_of_session() -> Any:
    """状态 of the session of a quota, in SQL."""
    found = select(phase()).where(TrainingSession.id == SessionQuota.session_id)
    return found.correlate(SessionQuota).scalar_subquery()


def left() -> Any:
    """How many places of a quota are not handed on, in SQL."""
    return SessionQuota.seats - given_out()


def given_out() -> Any:
    """How many places of a quota are handed on, in SQL: to organizations, or to people.

    A session is of one training, so that one of the two is none.
    """
    person = InductionEnrolment
    seats = func.coalesce(func.sum(OrganizationQuota.seats), 0)
    to_organizations = select(seats).where(OrganizationQuota.quota_id == SessionQuota.id)
    to_people = select(func.count(person.id)).where(
        person.quota_id == SessionQuota.id, person.state.in_(WITH_PLACE)
    )
    both = [one.correlate(SessionQuota).scalar_subquery() for one in (to_organizations, to_people)]
    return cast(both[0] + both[1], Integer)


def handed_on(session_id: int) -> Mapping[str, int]:
    """How many places of a session each prefecture has handed on, by organization."""
    count = given_out()
    asked = select(SessionQuota.organization_id, count).where(
        SessionQuota.session_id == session_id, count > 0
    )
    with unscoped("places are counted, nothing else is told"):
        return {str(row[0]): row[1] for row in db.session.execute(asked)}


def hold_sessions(ids: Any) -> None:
    """Nobody changes or cancels sessions until the transaction ends; they are read as they are.

    Whoever moves places holds the session before anything else; others who do so are let pass.
    """
    asked = select(TrainingSession).where(TrainingSession.id.in_(ids)).order_by(TrainingSession.id)
    held = asked.with_for_update(read=True, key_share=True)
    db.session.scalars(held.execution_options(populate_existing=True)).all()


def sessions_of_quotas(ids: Collection[int]) -> Any:
    """The sessions whose places some prefectures hand out, in SQL."""
    return select(SessionQuota.session_id).where(SessionQuota.id.in_(ids))


def below(organization_id: int) -> Sequence[Node]:
    """Whom a prefecture, or the province, hands places to: itself and who has no nearer one.

    The province hands them to itself alone: prefectures have places of their own.
    """
    nodes = tree()
    if nodes[organization_id].parent_id is None:
        return [nodes[organization_id]]
    return [nodes[one] for one in subtree(organization_id) if one in nodes]


def quotas_of(quota_id: int, *, lock: bool = False) -> dict[int, OrganizationQuota]:
    """What a prefecture has handed on, by organization; held where it is to be changed."""
    asked = select(OrganizationQuota).where(OrganizationQuota.quota_id == quota_id)
    asked = asked.order_by(OrganizationQuota.id)
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    with unscoped("a prefecture knows what it has handed on"):
        return {one.organization_id: one for one in db.session.scalars(asked)}


def receivers_of(quota: SessionQuota) -> Sequence[Node]:
    """Who may have places of a quota: those below, and who has some from before."""
    found = {node.id: node for node in below(quota.organization_id)}
    nodes = tree()
    found |= {one: nodes[one] for one in quotas_of(quota.id) if one in nodes}
    return list(found.values())


def least_of(quota: SessionQuota, ids: Collection[int]) -> Mapping[int, int]:
    """How many places of a quota organizations need for who is enrolled, those of others used."""
    row = OrganizationQuota
    asked = (
        select(row.organization_id, func.sum(row.seats))
        .where(row.session_id == quota.session_id, row.quota_id != quota.id)
        .group_by(row.organization_id)
    )
    taken = enrolled_seats(quota.session_id, ids)
    with unscoped("places are counted, nothing else is told"):
        others = {found[0]: int(found[1]) for found in db.session.execute(asked)}
    return {one: max(0, count - others.get(one, 0)) for one, count in taken.items()}


def enrolled_seats(
    session_id: int, ids: Collection[int], states: Sequence[str] = SEATED
) -> Mapping[int, int]:
    """How many places of a session organizations have taken: the ledger is the enrolments.

    In other states: how many are in these.
    """
    row = ContinuingEnrolment
    asked = (
        select(row.seat_of_id, func.count(row.id))
        .where(row.session_id == session_id, row.seat_of_id.in_(ids), row.state.in_(states))
        .group_by(row.seat_of_id)
    )
    with unscoped("places are counted, nothing else is told"):
        return {row[0]: row[1] for row in db.session.execute(asked)}


def need_of(session: TrainingSession, ids: Collection[int]) -> Mapping[int, Need]:
    """What places should follow from, by organization; three statements for any number of them.

    A certificate that ended so long ago that it cannot be extended needs no place.
    """
    today = clock.today()
    can_be = Certificate.valid_to >= months_from(today, -parameter("expired_grace_months"))
    soonest = func.min(Certificate.valid_to).filter(can_be).label("valid_to")
    ends = select(Certificate.identity_id, soonest)
    first = ends.where(NOT_CANCELLED).group_by(Certificate.identity_id).subquery()

    def until(days: int) -> Any:
        last = today + dt.timedelta(days=days)
        return func.count(Person.id).filter(first.c.valid_to <= last)

    asked = (
        select(Person.organization_id, func.count(Person.id), until(SOON), until(LATER))
        .join(first, first.c.identity_id == Person.identity_id)
        .where(ON_ROSTER, Person.organization_id.in_(ids))
        .group_by(Person.organization_id)
    )
    taken = enrolled_seats(session.id, ids)
    waiting = enrolled_seats(session.id, ids, (ContinuingState.WAITING,))
    with unscoped("people are counted, nothing else is told"):
        rows = {row[0]: row[1:] for row in db.session.execute(asked)}
    found = {}
    for one in ids:
        certified, soon, later = rows.get(one, (0, 0, 0))
        found[one] = Need(certified, soon, later, taken.get(one, 0), waiting.get(one, 0))
    return found


def hold_quota(session_id: int, organization_id: int) -> int:
    """机构额度 of an organization, which stays until the transaction ends."""
    asked = (
        select(OrganizationQuota.seats)
        .where(
            OrganizationQuota.session_id == session_id,
            OrganizationQuota.organization_id == organization_id,
        )
        .order_by(OrganizationQuota.id)
        .with_for_update()
    )
    return sum(db.session.scalars(asked))


def quotas_to_allocate(organization_id: int) -> Sequence[tuple[SessionQuota, int]]:
    """市州名额 of an organization with what is left of them, where it can be handed on today."""
    today, rest = clock.today(), left()
    asked = (
        select(SessionQuota, rest)
        .join(TrainingSession)
        .options(contains_eager(SessionQuota.session))
        .where(
            SessionQuota.organization_id == organization_id,
            rest > 0,
            phase() == SessionPhase.OPEN,
            TrainingSession.allocate_by >= today,
        )
        .order_by(TrainingSession.allocate_by, SessionQuota.id)
    )
    return [(quota, count) for quota, count in db.session.execute(asked)]


def pool_waits(organization_id: int) -> bool:
    """Whether somebody of 新进人员 below an organization waits for a place."""
    row = InductionEnrolment
    ids = [node.id for node in below(organization_id)]
    waits = row.organization_id.in_(ids) & row.state.in_(POOL)
    return bool(db.session.scalar(select(exists(select(1).where(waits)))))


def hold_quotas(places: Collection[tuple[int, int]]) -> None:
    """机构额度 of some pairs of session and organization stay until the transaction ends."""
    row = OrganizationQuota
    asked = select(row.id).where(tuple_(row.session_id, row.organization_id).in_(places))
    with unscoped("whoever moves a place holds it"):
        db.session.execute(asked.order_by(row.id).with_for_update())


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """机构额度 of an organization for a session, and how many of them are taken."""

    session: TrainingSession
    seats: int
    taken: int


def own_places(organization_id: int) -> Sequence[OwnPlaces]:
    """机构额度 of an organization for sessions in which people can be enrolled today.

    One statement.
    """
    today, row = clock.today(), ContinuingEnrolment
    taken = select(func.count(row.id)).where(
        row.session_id == TrainingSession.id,
        row.seat_of_id == organization_id,
        row.state.in_(SEATED),
    )
    asked = (
        select(
            TrainingSession,
            func.sum(OrganizationQuota.seats),
            taken.correlate(TrainingSession).scalar_subquery(),
        )
        .join(OrganizationQuota, OrganizationQuota.session_id == TrainingSession.id)
        .where(
            OrganizationQuota.organization_id == organization_id,
            OrganizationQuota.seats > 0,
            TrainingSession.kind == TrainingKind.CONTINUING,
            TrainingSession.published_at.is_not(None),
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.enrol_from <= today,
            TrainingSession.enrol_to >= today,
        )
        .group_by(TrainingSession.id)
        .order_by(TrainingSession.starts_on, TrainingSession.id)
    )
    with unscoped("an organization's own places"):
        return [OwnPlaces(one, int(seats), n) for one, seats, n in db.session.execute(asked)]
