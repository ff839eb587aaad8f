"""Verifications to make: organizations whose certificate ends soon or has ended."""

from __future__ import annotations

import datetime as dt

from flask import url_for
from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.security_manager import holds
from app.core.base import clock
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import tree
from app.workflow.todos import Todo, TodoList, TodoSource, listed

from . import queries
from .choices import RECORD


def verifications_to_make(actor: Actor, _limit: int) -> TodoList:
    """What waits for those who keep verifications, from the first day of warning on."""
    if not holds(actor.user_id, "create", RECORD):
        return TodoList()
    first = dt.timedelta(days=max(parameter("verification_warn_days")))
    nodes, until = tree(), clock.today() + first
    return listed(
        Todo(
            _("验证 %(name)s的监督资格", name=nodes[number].name),
            _("资格验证"),
            record.valid_to - first,
            record.valid_to,
            url_for("OrganizationVerificationView.add", organization=number),
            source=nodes[number].name,
            resource=RECORD,
        )
        for number, record in queries.newest().items()
        if record.valid_to <= until and number in nodes
    )


SOURCES = (TodoSource("verification.records", verifications_to_make, (RECORD,)),)
