"""How places read where they are handed on."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.core.screens.fieldsets import GivenFacts
from app.training import queries
from app.training.models import SessionQuota


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


def days_of(quota: SessionQuota) -> str:
    """培训时间."""
    return f"{quota.session.starts_on} — {quota.session.ends_on}"


def allocation_facts(quota: SessionQuota) -> list[GivenFacts]:
    """What stands above the places of a prefecture."""
    session = quota.session
    lines = [
        (_("档期名称"), session.name),
        (_("培训时间"), days_of(quota)),
        (_("本市州名额"), str(quota.seats)),
        (_("额度分配截止日期"), str(session.allocate_by)),
    ]
    return [GivenFacts(_("本次档期"), lines)]
