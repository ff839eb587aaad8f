"""SELECTs of what is printed of enrolments: who enrolled in a year, and who came to a session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.attachments.models import Attachment
from app.attachments.queries import file_in_each
from app.core.access.narrowed_screens import own_unless_overseen
from app.core.access.scope import unscoped
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.db import db
from app.core.base.per_request import once
from app.core.tree.organization_tree import Node, organizations_ever, tree
from app.personnel.choices import CertificateType
from app.personnel.files import PEOPLE_FILES
from app.training.choices import (
    EXAMINED,
    FINISHED,
    RESOURCES,
    SEATED,
    Coverage,
    TrainingKind,
)
from app.training.models import (
    ContinuingEnrolment,
    Enrolment,
    InductionEnrolment,
    OrganizationQuota,
    TrainingSession,
)

from .results import MODELS

STREAMED = 500
PHOTO = "photo"
# What 档期 asks for where somebody has none yet.
UNALLOCATED = "none"
Asked = Mapping[str, Any]


def sessions_of(kind: TrainingKind, year: int) -> Mapping[str, str]:
    """The published sessions of a year, and those that people enrolled for in it: id → name."""

    def find() -> Mapping[str, str]:
        model = MODELS[kind]
        enrolled = select(model.session_id).where(model.year == year)
        asked = (
            select(TrainingSession.id, TrainingSession.name)
            .where(
                TrainingSession.kind == kind,
                TrainingSession.published_at.is_not(None),
                or_(TrainingSession.year == year, TrainingSession.id.in_(enrolled)),
            )
            .order_by(TrainingSession.starts_on.desc(), TrainingSession.id.desc())
        )
        return {str(row.id): row.name for row in db.session.execute(asked)}

    return once(("sessions", kind, year), find)


def session_of(number: int) -> TrainingSession | None:
    """A published session with its subjects."""
    asked = select(TrainingSession).options(selectinload(TrainingSession.subjects))
    asked = asked.where(TrainingSession.id == number, TrainingSession.published_at.is_not(None))
    return once(("session", number), lambda: db.session.scalar(asked))


def places_of(year: int | None) -> Mapping[int, Node]:
    """The organizations of a year's end, or of today, before those that were not open then."""
    found = dict(tree(clock.last_day(year) if year else None))
    return {
        **found,
        **{key: node for key, node in organizations_ever().items() if key not in found},
    }


def covers(model: Any, wanted: str) -> ColumnElement[bool]:
    """The criterion for enrolments of just the certificates that a coverage names."""
    named = {one: cast(model.types, String).contains(f'"{one.value}"') for one in CertificateType}
    return and_(
        *(
            criterion if wanted in (one.value, Coverage.BOTH.value) else ~criterion
            for one, criterion in named.items()
        )
    )


def enrolled(kind: TrainingKind, **asked: Any) -> Iterator[Enrolment]:
    """Who enrolled in a year, as the conditions want them, by 市州, organization and name."""
    model = MODELS[kind]
    chosen = [model.year == asked["year"], model.state != "draft"]
    if session := asked["session"]:
        alone = session == UNALLOCATED
        chosen.append(model.session_id.is_(None) if alone else model.session_id == int(session))
    if state := asked["state"]:
        chosen.append(model.state == state)
    if category := asked.get("category"):
        chosen.append(InductionEnrolment.category == category)
    if wanted := asked.get("types"):
        chosen.append(covers(model, wanted))
    return _read(kind, asked, *chosen)


def examinees(kind: TrainingKind, **asked: Any) -> Iterator[Enrolment]:
    """Who came, or is to come, to a session and its examination, in the same order."""
    model = MODELS[kind]
    chosen = [model.session_id == int(asked["session"]), model.state.in_(EXAMINED)]
    if result := asked.get("result"):
        chosen.append(model.result == result)
    return _read(kind, asked, *chosen)


def count_examinees(kind: TrainingKind, **asked: Any) -> int:
    """How many ``examinees`` finds."""
    model = MODELS[kind]
    found = select(func.count(model.id)).where(
        model.session_id == int(asked["session"]),
        model.state.in_(EXAMINED),
        *_of_places(kind, model, asked),
    )
    return db.session.scalar(found) or 0


def count_issued(number: int) -> int:
    """How many certificates were issued in a session of 新进人员培训."""
    kind = TrainingKind.INDUCTION
    model = MODELS[kind]
    both = case((covers(model, Coverage.BOTH.value), 2), else_=1)
    found = select(func.sum(both)).where(
        model.session_id == number, model.state.in_(FINISHED), *_of_places(kind, model, {})
    )
    return db.session.scalar(found) or 0


def photos_of(kind: TrainingKind, items: Sequence[Any]) -> Mapping[int, Attachment]:
    """The photo of each enrolment: its own, else that of the roster."""
    own = file_in_each(RESOURCES[kind], [one.id for one in items], PHOTO)
    known = file_in_each(PEOPLE_FILES.resource, [one.person_id for one in items], PHOTO)
    found = {one.id: own.get(one.id) or known.get(one.person_id) for one in items}
    return {number: file for number, file in found.items() if file is not None}


def _of_places(kind: TrainingKind, model: Any, asked: Asked) -> Iterator[Any]:
    """The criteria for what whoever asks may see of the places that are asked for."""
    oversees = may("oversee", RESOURCES[kind])
    yield from own_unless_overseen(model, oversees=oversees)
    if number := asked.get("organization"):
        yield model.organization_id == int(number)
    if code := asked.get("prefecture"):
        nodes = places_of(asked.get("year")).values()
        yield model.organization_id.in_([one.id for one in nodes if one.prefecture_code == code])


def _read(kind: TrainingKind, asked: Asked, *chosen: Any) -> Iterator[Any]:
    """Enrolments in the order of reports, read in portions by one statement."""
    model = MODELS[kind]
    order = {number: place for place, number in enumerate(places_of(asked.get("year")))}
    found = (
        select(model)
        .where(*chosen, *_of_places(kind, model, asked))
        .options(joinedload(model.session))
        .order_by(case(order, value=model.organization_id), model.pinyin, model.id)
        .execution_options(yield_per=STREAMED)
    )
    # Closed also where whoever reads has had enough.
    with db.session.scalars(found) as rows:
        yield from rows


def trained_before(**asked: Any) -> Mapping[int, dt.date]:
    """上次继续教育 of who enrolled in a year: the last session for which they were extended before,
    by enrolment."""
    row = ContinuingEnrolment
    # Of plain columns: wherever somebody was trained, he was.
    before, session = row.__table__.alias("before"), TrainingSession.__table__
    found = (
        select(row.id, func.max(session.c.ends_on))
        .join(before, before.c.identity_id == row.identity_id)
        .join(session, session.c.id == before.c.session_id)
        .where(
            row.year == asked["year"],
            before.c.id != row.id,
            before.c.extended_on <= row.applied_on,
            *_of_places(TrainingKind.CONTINUING, row, asked),
        )
        .group_by(row.id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def quotas_given(**asked: Any) -> Mapping[int, tuple[int, int]]:
    """机构额度 and 已报 by organization, of the sessions of a year or of one."""
    kind, row, quota = TrainingKind.CONTINUING, ContinuingEnrolment, OrganizationQuota
    wanted = asked["session"]
    ids = [int(one) for one in ([wanted] if wanted else sessions_of(kind, asked["year"]))]
    on = (TrainingSession.id.in_(ids), TrainingSession.cancelled_at.is_(None))
    given = (
        select(quota.organization_id, func.sum(quota.seats))
        .join(TrainingSession, TrainingSession.id == quota.session_id)
        .where(*on, *_of_places(kind, quota, asked))
        .group_by(quota.organization_id)
    )
    seats = {found[0]: int(found[1]) for found in db.session.execute(given)}
    taken = (
        select(row.seat_of_id, func.count(row.id))
        .join(TrainingSession, TrainingSession.id == row.session_id)
        .where(*on, row.seat_of_id.in_(seats), row.state.in_(SEATED))
        .group_by(row.seat_of_id)
    )
    with unscoped("places are counted, nothing else is told"):
        filled = {found[0]: found[1] for found in db.session.execute(taken)}
    return {one: (number, filled.get(one, 0)) for one, number in seats.items()}
