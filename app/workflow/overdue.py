"""Reminder to whoever oversees a process of overdue items: once an item and arrival."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access.scope import EVERYTHING, under
from app.core.base.db import db

from . import messages
from .declaration import Transition, Workflow
from .models import WorkflowEvent
from .registry import registered
from .todos import newest_event, open_for


def tell_overdue() -> None:
    """Send the messages of every item whose term is over; none is sent twice."""
    with under(EVERYTHING):
        for workflow in registered().values():
            for transition in workflow.transitions:
                if transition.due_in and transition.waits and transition.tell_late:
                    for item, event_id in _overdue(workflow, transition):
                        _tell(workflow, transition, item, event_id)


def _overdue(workflow: Workflow, transition: Transition) -> Iterator[tuple[Any, int]]:
    assert transition.due_in is not None
    model, event = workflow.model, WorkflowEvent
    asked = (
        select(model, event.id)
        .join(event, event.id == newest_event(workflow.model, workflow.resource))
        .where(*open_for(workflow, transition), event.at < transition.due_in.over_before())
        .order_by(event.id)
    )
    yield from (tuple(row) for row in db.session.execute(asked).unique())


def _tell(workflow: Workflow, transition: Transition, item: Any, event_id: int) -> None:
    link = transition.link or workflow.link

    def words() -> messages.Words:
        act = _("%(process)s：%(act)s", process=workflow.title, act=transition.label)
        subject = str(workflow.subject(item)) if workflow.subject else ""
        return messages.Words(_("逾期未办理 · %(act)s", act=act), "", subject)

    messages.send_each(
        messages.people_at(transition.tell_late, item, [workflow]),
        words,
        key=f"late:{event_id}:{transition.name}",
        kind=messages.REMINDER,
        link=link(item.id) if link else "",
    )
