"""Continuing education to arrange: certificates that run out, or ran out not too long ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.security_manager import holds
from app.core.base import clock
from app.core.base.formats import months_from
from app.core.configuration.parameters import parameter
from app.core.tree.organization_tree import organization_names
from app.personnel.models import last_day_of_warning
from app.workflow.todos import Todo, TodoList, TodoSource, listed

from . import queries
from .choices import RADAR, RadarKind
from .rules import extendable_until


def education_to_arrange(actor: Actor, _limit: int) -> TodoList:
    """What waits for who arranges 继续教育 for the people of an organization."""
    if not holds(actor.user_id, "arrange", RADAR):
        return TodoList()
    assert actor.organization_id is not None
    today, grace = clock.today(), parameter("expired_grace_months")
    soon = last_day_of_warning(today)
    # A month of some days more than another's lies within this time, too.
    first = months_from(today, -grace - 1)
    ends = [row.valid_to for row in queries.ends_between(first, soon, actor.organization_id)]
    place = organization_names()[actor.organization_id]
    return listed(_todos(ends, today, soon - today, grace, place))


def _todos(
    ends: list[dt.date], today: dt.date, warning: dt.timedelta, grace: int, place: str
) -> Iterator[Todo]:
    """One for those that are valid, one for those that can still be extended."""
    ahead = [day for day in ends if day >= today]
    over = [day for day in ends if day < today <= extendable_until(day, grace)]
    kind = _("监督证书")
    if ahead:
        words = _("%(n)d 本监督证书即将到期，请安排继续教育", n=len(ahead))
        yield Todo(
            words, kind, ahead[0] - warning, ahead[0], _list(RadarKind.EXPIRING, place), "page"
        )
    if over:
        words = _("%(n)d 本监督证书已过期，请安排继续教育", n=len(over))
        last = extendable_until(over[0], grace)
        url = _list(RadarKind.EXPIRED, place)
        yield Todo(words, kind, over[0], last, url, "page")


def _list(kind: RadarKind, place: str) -> str:
    """The rows of the own organization, also for who sees others."""
    return url_for("RadarView.list", _flt_0_kind=kind.value, _flt_0_organization=place)


SOURCES = (TodoSource("certificates.education", education_to_arrange),)
