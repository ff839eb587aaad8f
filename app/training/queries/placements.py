"""Reading who of 新进人员 waits for a place of a prefecture, and who has one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.training import rules
from app.training.choices import POOL, UNPLACED, WITH_PLACE
from app.training.models import InductionEnrolment, SessionQuota

from .quotas import below, hold_sessions, sessions_of_quotas

ROW = InductionEnrolment
IN_ORDER = (ROW.applied_on, ROW.number)


def waiting_for(quota: SessionQuota) -> Sequence[InductionEnrolment]:
    """Who waits for a place that a prefecture hands out, in order, whatever certificates."""
    asked = select(ROW).where(_waits_below(quota.organization_id)).order_by(*IN_ORDER)
    return db.session.scalars(asked).all()


def induction_enrolments(ids: Collection[int]) -> Sequence[InductionEnrolment]:
    """The enrolments of these ids that the asker reaches."""
    return db.session.scalars(select(ROW).where(ROW.id.in_(ids)).order_by(ROW.id)).all()


def seated_by(quota: SessionQuota) -> Sequence[InductionEnrolment]:
    """Who has a place of a quota, in order."""
    asked = select(ROW).where(ROW.quota_id == quota.id, ROW.state.in_(WITH_PLACE))
    return db.session.scalars(asked.order_by(*IN_ORDER)).all()


def _waits_below(organization_id: int) -> ColumnElement[bool]:
    ids = [node.id for node in below(organization_id)]
    return ROW.organization_id.in_(ids) & ROW.state.in_(POOL) & ROW.session_id.is_(None)


def next_waiting(quota: SessionQuota, *, but: Sequence[int]) -> InductionEnrolment | None:
    """Who is next for a place: the first of those whose certificates the session is for."""
    asked = select(ROW).where(_waits_below(quota.organization_id), ROW.id.not_in(but))
    with unscoped("whoever gives a place back need not see who waits for it"):
        found = db.session.scalars(asked.order_by(*IN_ORDER))
        return next((one for one in found if rules.fits(one.types, quota.session.covers)), None)


def hold_places(quota_id: int) -> SessionQuota:
    """The places of a prefecture, which stay until the transaction ends, as their session does."""
    hold_sessions(sessions_of_quotas([quota_id]))
    asked = select(SessionQuota).where(SessionQuota.id == quota_id).with_for_update()
    return db.session.scalars(asked.execution_options(populate_existing=True)).one()


def places_taken(quota_id: int) -> int:
    """How many places of a quota are taken; exact under ``hold_places``."""
    asked = select(func.count(ROW.id)).where(ROW.quota_id == quota_id, ROW.state.in_(WITH_PLACE))
    with unscoped("places are counted, nothing else is told"):
        return db.session.scalar(asked) or 0


def left_over(year: int) -> Sequence[InductionEnrolment]:
    """Who was enrolled before a year and has no place, in one order."""
    asked = select(ROW).where(ROW.year < year, ROW.state.in_(UNPLACED))
    with unscoped("a year ends for everybody"):
        return db.session.scalars(asked.order_by(ROW.id)).all()
