"""Nobody decides about points of himself: what stands against it, and who decides then."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.lent_rights import circle
from app.core.base.choices import Level
from app.core.tree.organization_tree import superiors_of, tree
from app.workflow.declaration import Move
from app.workflow.desks import Seat, below

from . import queries
from .choices import RECORD
from .models import DemeritRecord


def not_about_oneself(move: Move) -> str | None:
    """Guard of every decision: a leader, or who stands for him, is not the person of the record."""
    involved = circle(move.actor.user_id, RECORD)
    if involved.isdisjoint(queries.accounts_of(move.item.identity_id)):
        return None
    return _("该记分涉及本人，应由本机构其他领导或上级机构领导办理")


def _above(item: DemeritRecord) -> set[int]:
    if not queries.is_about_leader(item.identity_id, item.organization_id):
        return set()
    return _superiors(item.organization_id)


def _superiors(organization_id: int) -> set[int]:
    """Who is above an organization; the province has nobody above, and is its own."""
    return superiors_of(organization_id) or {organization_id}


def _where(model: Any, organization_id: int) -> Any:
    node = tree().get(organization_id)
    own = {organization_id} if node is not None and node.level is Level.PROVINCE else set()
    places = {*below(organization_id), *own}
    return model.organization_id.in_(places) & queries.about_leader_of(model)


ABOVE = Seat("above a leader", _above, _where, _l("上级机构"))
