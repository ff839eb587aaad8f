"""Reading sessions and who hands out their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, select, type_coerce

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.configuration.dictionaries import codes_in, label
from app.core.tree.organization_tree import Node, tree
from app.training.choices import SessionPhase, TrainingKind
from app.training.models import (
    ContinuingEnrolment,
    InductionEnrolment,
    SessionQuota,
    TrainingSession,
)

SUBJECTS = "training_subject"


def phase() -> Any:
    """``rules.phase`` of today, in SQL."""
    today, row = clock.today(), TrainingSession
    found = case(
        (row.cancelled_at.is_not(None), SessionPhase.CANCELLED.value),
        (row.ended_at.is_not(None), SessionPhase.ENDED.value),
        (row.published_at.is_(None), SessionPhase.DRAFT.value),
        (row.ends_on < today, SessionPhase.EXAMINED.value),
        (row.starts_on <= today, SessionPhase.RUNNING.value),
        (row.enrol_to < today, SessionPhase.CLOSED.value),
        else_=SessionPhase.OPEN.value,
    )
    return type_coerce(found, stored(SessionPhase))


def given_seats() -> Any:
    """市州名额 of a session, added up, in SQL."""
    total = func.coalesce(func.sum(SessionQuota.seats), 0)
    return (
        select(total)
        .where(SessionQuota.session_id == TrainingSession.id)
        .correlate(TrainingSession)
        .scalar_subquery()
    )


def published() -> ColumnElement[bool]:
    """The criterion of sessions that organizations know of."""
    return TrainingSession.published_at.is_not(None)


def has_results(session: TrainingSession) -> bool:
    """Whether a result was entered for anybody who is enrolled for a session."""
    is_induction = session.kind is TrainingKind.INDUCTION
    row: Any = InductionEnrolment if is_induction else ContinuingEnrolment
    found = exists(select(1).where(row.session_id == session.id, row.result.is_not(None)))
    with unscoped("whether there is a result, nothing else is told"):
        return bool(db.session.scalar(select(found)))


def distributors() -> Sequence[Node]:
    """Who hands out places of a session: the province for itself, and every prefecture."""
    return [node for node in tree().values() if node.level in (Level.PROVINCE, Level.PREFECTURE)]


def usual_subjects(kind: TrainingKind) -> list[str]:
    """The names of the subjects in which people of a training are usually examined."""
    return [label(SUBJECTS, code) for code in codes_in(SUBJECTS, kind.value)]


def last_of(kind: TrainingKind) -> TrainingSession | None:
    """The newest session of a kind that was not cancelled."""
    asked = select(TrainingSession).where(
        TrainingSession.kind == kind, TrainingSession.cancelled_at.is_(None)
    )
    return db.session.scalar(asked.order_by(TrainingSession.id.desc()).limit(1))


def next_issue(kind: TrainingKind, year: int) -> int:
    """期次 that comes next in a year."""
    asked = select(func.max(TrainingSession.issue)).where(
        TrainingSession.kind == kind,
        TrainingSession.year == year,
        TrainingSession.cancelled_at.is_(None),
    )
    return (db.session.scalar(asked) or 0) + 1


def same_issue(kind: TrainingKind, year: int, issue: int, *, but: int | None) -> bool:
    """Whether another session of the kind has this 期次 already."""
    asked = select(TrainingSession.id).where(
        TrainingSession.kind == kind,
        TrainingSession.year == year,
        TrainingSession.issue == issue,
        TrainingSession.cancelled_at.is_(None),
        TrainingSession.id != (but or 0),
    )
    return db.session.scalar(asked.limit(1)) is not None
