"""Reading the places of organizations that are joined, each held until the transaction ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.core.base.choices import Level
from app.core.base.db import db
from app.core.tree.organization_tree import tree
from app.training.models import (
    ContinuingEnrolment,
    InductionEnrolment,
    OrganizationQuota,
    SessionQuota,
    TrainingSession,
)


def distributor_of(organization_id: int) -> int:
    """Who hands places to an organization: the prefecture above it, else the province."""
    nodes = tree()
    node = nodes[organization_id]
    while node.level is Level.COUNTY and node.parent_id is not None:
        node = nodes[node.parent_id]
    return node.id


def count_open_places(organization_id: int) -> int:
    """For how many sessions that are not over an organization has places."""
    return len(
        {
            session_id
            for model in (SessionQuota, OrganizationQuota)
            for session_id in db.session.scalars(
                _open(model, organization_id, model.session_id).where(model.seats > 0)
            )
        }
    )


def open_quotas_of(organization_id: int) -> Sequence[SessionQuota]:
    """市州名额 of an organization for sessions that are not over."""
    return _held(_open(SessionQuota, organization_id))


def open_shares_of(organization_id: int) -> Sequence[OrganizationQuota]:
    """机构额度 of an organization for sessions that are not over."""
    return _held(_open(OrganizationQuota, organization_id))


def held_quota(session_id: int, organization_id: int) -> SessionQuota | None:
    """市州名额 of an organization for a session."""
    row = SessionQuota
    found = _held(
        select(row).where(row.session_id == session_id, row.organization_id == organization_id)
    )
    return found[0] if found else None


def held_share(quota_id: int, organization_id: int) -> OrganizationQuota | None:
    """机构额度 of an organization out of the places of a prefecture."""
    row = OrganizationQuota
    found = _held(
        select(row).where(row.quota_id == quota_id, row.organization_id == organization_id)
    )
    return found[0] if found else None


def shares_of_quota(quota: SessionQuota) -> Sequence[OrganizationQuota]:
    """机构额度 that a prefecture has handed on."""
    return _held(select(OrganizationQuota).where(OrganizationQuota.quota_id == quota.id))


def with_place_of(quota: SessionQuota) -> Sequence[InductionEnrolment]:
    """新进人员 who have a place of a prefecture."""
    return _held(select(InductionEnrolment).where(InductionEnrolment.quota_id == quota.id))


def with_share_of(share: OrganizationQuota) -> Sequence[ContinuingEnrolment]:
    """Who has a place of 机构额度, or had one."""
    row = ContinuingEnrolment
    return _held(
        select(row).where(
            row.session_id == share.session_id, row.seat_of_id == share.organization_id
        )
    )


def _open(model: Any, organization_id: int, *columns: Any) -> Select[Any]:
    asked = select(*(columns or (model,))).join(
        TrainingSession, TrainingSession.id == model.session_id
    )
    return asked.where(
        model.organization_id == organization_id,
        TrainingSession.cancelled_at.is_(None),
        TrainingSession.ended_at.is_(None),
    )


def _held(asked: Select[Any]) -> Sequence[Any]:
    model = asked.column_descriptions[0]["entity"]
    held = asked.order_by(model.id).with_for_update(of=model)
    return db.session.scalars(held.execution_options(populate_existing=True)).all()
