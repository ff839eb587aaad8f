"""Handing places on to organizations; nothing is committed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.roles import ADMIN_OF
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.training import queries, rules
from app.training.choices import SessionPhase
from app.training.models import OrganizationQuota, SessionQuota, TrainingSession
from app.workflow import messages

from .waiting_list import fill_places

Values = Mapping[str, Any]
ENROL_AT = "/training/continuing/list/"


def allocation_refusals(quota: SessionQuota, values: Values) -> list[FieldError]:
    """All that speaks against a distribution of the places of a prefecture."""
    nodes = queries.receivers_of(quota)
    names = {str(node.id): node.name for node in nodes}
    least = queries.least_of(quota, [node.id for node in nodes])
    found = list(
        rules.allocation_faults(
            values.get("shares"), quota.seats, names, {str(n): c for n, c in least.items()}
        )
    )
    if words := closed_words(quota.session):
        found.append(FieldError("V35", "", words))
    return found


def closed_words(session: TrainingSession) -> str:
    """Why places of a session are not handed on today."""
    today = clock.today()
    if rules.phase(session, today) is not SessionPhase.OPEN:
        return str(_("该档期未开放报名，不能分配"))
    if today > session.allocate_by:
        return str(_("额度分配已于 %(day)s 截止", day=session.allocate_by))
    return ""


def allocate(quota: SessionQuota, values: Values, _actor: Actor) -> None:
    """分配: each organization has the places that were typed; those with new ones are told.

    Who waits there for a place has one.

    The row of the prefecture is held by the screen; those of organizations are held here, so
    that nobody takes a place meanwhile.
    """
    # Those of another prefecture that guides an organization, too: all in one order.
    queries.hold_quotas({(quota.session_id, one.id) for one in queries.receivers_of(quota)})
    held = queries.quotas_of(quota.id, lock=True)
    Refused.if_any(allocation_refusals(quota, values))
    grown = []
    with unscoped("a prefecture hands places to those below it"):
        for key, cells in values["shares"].items():
            number, seats = int(key), cells["seats"] or 0
            row = held.get(number)
            if row is None:
                if not seats:
                    continue
                row = OrganizationQuota(
                    session_id=quota.session_id,
                    quota_id=quota.id,
                    organization_id=number,
                    seats=0,
                )
                db.session.add(row)
            if seats > row.seats:
                grown.append(number)
            row.seats = seats
        db.session.flush()
    _tell(quota.session, grown)
    for number in grown:
        fill_places(quota.session, number)


def _tell(session: TrainingSession, ids: list[int]) -> None:
    if not ids:
        return
    messages.send_each(
        messages.readers_at(ids, ADMIN_OF.values()),
        lambda: messages.Words(_("培训额度已下达：%(name)s", name=session.name)),
        key=f"training:{session.id}:quota:{clock.now():%Y%m%d%H%M%S%f}",
        kind=messages.NOTICE,
        link=ENROL_AT,
    )
