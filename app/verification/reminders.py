"""Reminders of verifications that end: 180, 90 and 30 days before, and when they have ended."""

from __future__ import annotations

import datetime as dt
from functools import partial

from flask_babel import gettext as _

from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import Node, tree
from app.organizations.models import OrganizationVerification
from app.organizations.reminders import ADMINS
from app.workflow import messages
from app.workflow.desks import Belonging

from . import queries

ENDED = "ended"


def occasion(left: int, thresholds: tuple[int, ...]) -> str:
    """Which reminder a verification is due for with so many days left; blank for none."""
    if left < 0:
        return ENDED
    return next((str(days) for days in sorted(thresholds) if left <= days), "")


def remind(today: dt.date) -> None:
    """Tell each organization and its superior, once an occasion, however often it runs."""
    nodes, thresholds = tree(), parameter("verification_warn_days")
    for number, record in queries.newest().items():
        due = occasion((record.valid_to - today).days, thresholds)
        if due and number in nodes:
            _tell(nodes[number], record, due)


def _tell(node: Node, record: OrganizationVerification, due: str) -> None:
    words = partial(_words, node.name, record.certificate_no, record.valid_to, due)
    for organization_id in filter(None, (node.id, node.parent_id)):
        messages.send_each(
            messages.people_at((ADMINS,), Belonging(organization_id)),
            words,
            # Another term is another occasion.
            key=f"verification:{record.id}:{record.valid_to}:{due}",
            kind=messages.REMINDER,
            link=f"/verification/records/show/{record.id}",
        )


def _words(name: str, number: str, last: dt.date, due: str) -> messages.Words:
    if due == ENDED:
        title = _("%(name)s的监督资格已过期", name=name)
    else:
        title = _("%(name)s的监督资格将于 %(day)s 到期", name=name, day=last)
    return messages.Words(title, _("考核证书编号 %(no)s，有效期至 %(day)s。", no=number, day=last))
