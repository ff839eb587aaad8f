"""Reading arrangements and who can be named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, case, not_, or_, select
from sqlalchemy.orm import aliased

from app.core.access.actor import Actor
from app.core.access.lent_rights import both_there, in_force
from app.core.access.roles import BUSINESS
from app.core.base import clock
from app.core.base.db import db
from app.core.models import Deputy, Role, User
from app.workflow.registry import lent_processes

from . import rules
from .choices import DeputyState


def state() -> Any:
    """What an arrangement is today, in SQL."""
    today = clock.today()
    return case(
        (Deputy.ended_at.is_not(None), DeputyState.WITHDRAWN.value),
        (Deputy.starts_on > today, DeputyState.WAITING.value),
        (Deputy.ends_on < today, DeputyState.OVER.value),
        else_=DeputyState.RUNNING.value,
    )


def candidates(actor: Actor) -> list[tuple[int, str]]:
    """The people of the own organization who can be named, by id and name."""
    names = [role.value for role in BUSINESS]
    wanted = select(User.id, User.last_name, User.first_name, User.username).where(
        User.active,
        User.organization_id == actor.organization_id,
        User.id != actor.user_id,
        User.roles.any(Role.name.in_(names)),
    )
    rows = db.session.execute(wanted.order_by(User.last_name, User.id))
    return [
        (
            row.id,
            _(
                "%(name)s（%(account)s）",
                name=f"{row.last_name}{row.first_name}",
                account=row.username,
            ),
        )
        for row in rows
    ]


def process_titles() -> Mapping[str, Any]:
    """The processes in which somebody can have a deputy, by resource."""
    return {one.resource: one.title for one in lent_processes()}


def overlapping(
    principal_id: int, first: dt.date, last: dt.date, resources: Sequence[str]
) -> Deputy | None:
    """An arrangement of the same person that goes on in these days about the same processes."""
    wanted = select(Deputy).where(
        Deputy.principal_id == principal_id,
        Deputy.ended_at.is_(None),
        Deputy.starts_on <= last,
        Deputy.ends_on >= first,
    )
    found = db.session.scalars(wanted.order_by(Deputy.id))
    return next((one for one in found if rules.overlap(one.resources, resources)), None)


def begun(day: dt.date) -> Sequence[Deputy]:
    """Arrangements in force that both people have not been told of yet, locked."""
    wanted = select(Deputy).where(in_force(day), Deputy.begin_told_at.is_(None))
    return db.session.scalars(wanted.order_by(Deputy.id).with_for_update()).all()


def ended(day: dt.date) -> Sequence[Deputy]:
    """Arrangements whose days are over, and that both have not been told of yet, locked."""
    wanted = select(Deputy).where(
        Deputy.ends_on < day, Deputy.ended_at.is_(None), Deputy.end_told_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(Deputy.id).with_for_update()).all()


def left_behind(day: dt.date) -> Sequence[Deputy]:
    """Arrangements that go on though one of the two has left or has no account, locked."""
    principal, deputy = aliased(User), aliased(User)
    wanted = (
        select(Deputy)
        .join(principal, principal.id == Deputy.principal_id)
        .join(deputy, deputy.id == Deputy.deputy_id)
        .where(
            Deputy.ended_at.is_(None),
            Deputy.ends_on >= day,
            not_(and_(*both_there(principal, deputy))),
        )
    )
    return db.session.scalars(wanted.order_by(Deputy.id).with_for_update(of=Deputy)).all()


def seen_by(actor: Actor, *, oversees: bool) -> Any:
    """The criterion of what somebody may look at: the own ones, and those of the organization."""
    own = or_(Deputy.principal_id == actor.user_id, Deputy.deputy_id == actor.user_id)
    return or_(own, Deputy.organization_id == actor.organization_id) if oversees else own
