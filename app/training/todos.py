"""Places to hand on, and places to fill: to-dos that are no item of a process (5.4)."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.security_manager import holds
from app.core.base import clock
from app.workflow.todos import Todo, TodoList, TodoSource, listed

from . import queries
from .choices import ALLOCATION, CONTINUING, TrainingKind
from .models import SessionQuota


def places_to_allocate(actor: Actor, _limit: int) -> TodoList:
    """分配: sessions of which an organization has places left, until the day of their deadline.

    Those of 新进人员 wait only while people wait for a place.
    """
    if actor.organization_id is None or not holds(actor.user_id, "update", ALLOCATION):
        return TodoList()
    found = queries.quotas_to_allocate(actor.organization_id)
    is_waited_for = any(
        quota.session.kind is TrainingKind.INDUCTION for quota, _left in found
    ) and queries.pool_waits(actor.organization_id)
    return listed(
        _to_allocate(quota, left)
        for quota, left in found
        if quota.session.kind is TrainingKind.CONTINUING or is_waited_for
    )


def _to_allocate(quota: SessionQuota, left: int) -> Todo:
    session = quota.session
    page = "people" if session.kind is TrainingKind.INDUCTION else "edit"
    return Todo(
        _("分配 %(name)s的名额，剩余 %(n)d 个", name=session.name, n=left),
        _("培训报名额度分配"),
        clock.local(session.published_at).date() if session.published_at else None,
        session.allocate_by,
        url_for(f"AllocationView.{page}", pk=quota.id),
        resource=ALLOCATION,
    )


def places_to_fill(actor: Actor, _limit: int) -> TodoList:
    """报名: sessions of 继续教育 in whose window an organization has places left."""
    if actor.organization_id is None or not holds(actor.user_id, "create", CONTINUING):
        return TodoList()
    return listed(
        Todo(
            _("为 %(name)s报名，剩余 %(n)d 个名额", name=one.session.name, n=one.seats - one.taken),
            _("继续教育培训报名"),
            one.session.enrol_from,
            one.session.enrol_to,
            url_for("ContinuingView.list"),
            "page",
            resource=CONTINUING,
        )
        for one in queries.own_places(actor.organization_id)
        if one.taken < one.seats
    )


SOURCES = (
    TodoSource("training.places_to_allocate", places_to_allocate, (ALLOCATION,)),
    TodoSource("training.places_to_fill", places_to_fill, (CONTINUING,)),
)
