"""约谈 to hold and retraining to arrange: to-dos that are no item of a process (5.4)."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.security_manager import holds
from app.training.choices import CONTINUING
from app.workflow.todos import Todo, TodoList, TodoSource, listed

from . import queries
from .choices import MEASURE, MeasureKind


def talks_to_hold(actor: Actor, _limit: int) -> TodoList:
    """约谈 that waits for the leaders of whoever employs the person."""
    if actor.organization_id is None or not holds(actor.user_id, "update", MEASURE):
        return TodoList()
    return listed(
        Todo(
            _(
                "约谈 %(name)s，%(cycle)d 年累计记 %(n)d 分",
                name=one.name,
                cycle=one.cycle,
                n=one.total,
            ),
            _("约谈"),
            one.reached_on,
            None,
            url_for("MeasureView.edit", pk=one.id),
            resource=MEASURE,
        )
        for one in queries.waiting_measures(MeasureKind.TALK, actor.organization_id)
    )


def people_to_retrain(actor: Actor, _limit: int) -> TodoList:
    """再培训 that waits for whoever enrols the own people."""
    if actor.organization_id is None or not holds(actor.user_id, "create", CONTINUING):
        return TodoList()
    kind = MeasureKind.SUSPENSION
    waiting = queries.waiting_measures(kind, actor.organization_id)
    enrolled = queries.retrained_among([one.identity_id for one in waiting])
    return listed(
        Todo(
            _("为 %(name)s安排再培训，已记满 %(n)d 分", name=one.name, n=one.total),
            _("再培训"),
            one.reached_on,
            None,
            url_for("ContinuingView.several", of=one.person_id),
            resource=CONTINUING,
        )
        for one in waiting
        if one.identity_id not in enrolled
    )


SOURCES = (
    TodoSource("demerits.talks", talks_to_hold, (MEASURE,)),
    TodoSource("demerits.retraining", people_to_retrain, (CONTINUING,)),
)
