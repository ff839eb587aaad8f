"""Lent rights: what a deputy (代办) may do in somebody's place, and who stands for whom.

A right is lent by whoever holds it as such: what somebody holds as a deputy is not lent on. What
can be lent at all is said by the engine for processes (``Service.LENDABLE``), so accounts, grants,
roles and plain personal numbers cannot be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.base import clock
from app.core.base.db import db
from app.core.base.services import Service
from app.core.base.visibility import unscoped
from app.core.configuration.cache import kept
from app.core.models import Deputy, User

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Loan:
    """Rights that somebody lends to a deputy; no resources mean those of every process."""

    id: int
    principal_id: int
    principal_name: str
    deputy_id: int
    resources: frozenset[str]
    ends_on: dt.date

    def covers(self, resource: str) -> bool:
        """Whether a process is among those that it is about."""
        return not self.resources or resource in self.resources

    def lends(self, pair: Pair) -> bool:
        """Whether a permission on a resource is lent by it."""
        action, resource = pair
        return self.covers(resource) and action in lendable().get(resource, ())


def lendable() -> Mapping[str, Collection[str]]:
    """The permissions that can be lent, by the resource of their process."""
    found: Any = current_app.extensions.get(Service.LENDABLE)
    return found() if found is not None else {}


@kept
def loans(day: dt.date) -> Sequence[Loan]:
    """Every loan in force on a day: both people have accounts that work and are still there."""
    principal, deputy = aliased(User), aliased(User)
    rows = db.session.execute(
        select(
            Deputy.id,
            Deputy.principal_id,
            Deputy.principal_name,
            Deputy.deputy_id,
            Deputy.resources,
            Deputy.ends_on,
        )
        .join(principal, principal.id == Deputy.principal_id)
        .join(deputy, deputy.id == Deputy.deputy_id)
        .where(in_force(day), *both_there(principal, deputy))
        .order_by(Deputy.id)
    )
    return tuple(Loan(*row[:4], frozenset(row[4]), row[5]) for row in rows)


def in_force(day: dt.date) -> Any:
    """The criterion of rows that count on a day as far as they say themselves."""
    return Deputy.ended_at.is_(None) & (Deputy.starts_on <= day) & (Deputy.ends_on >= day)


def both_there(principal: Any, deputy: Any) -> tuple[Any, ...]:
    """The criteria that both people are at work where it was arranged."""
    return (
        principal.active,
        deputy.active,
        principal.organization_id == Deputy.organization_id,
        deputy.organization_id == Deputy.organization_id,
    )


def loans_to(user_id: int | None) -> list[Loan]:
    """The loans by which somebody acts for others today."""
    return [one for one in loans(clock.today()) if one.deputy_id == user_id]


def circle(user_id: int | None, resource: str) -> set[int]:
    """Somebody with those who act for each other in a process today.

    What one of them has filed none of them reviews.
    """
    found = {user_id} if user_id is not None else set()
    for one in loans(clock.today()):
        if one.covers(resource) and user_id in (one.principal_id, one.deputy_id):
            found |= {one.principal_id, one.deputy_id}
    return found


def hold(loan: Loan) -> bool:
    """Whether a loan is in force still; from here to the end of the transaction it stays so.

    Asked under the row's lock, for which a withdrawal waits, or which waits for one.
    """
    principal, deputy = aliased(User), aliased(User)
    wanted = (
        select(Deputy.id)
        .join(principal, principal.id == Deputy.principal_id)
        .join(deputy, deputy.id == Deputy.deputy_id)
        .where(Deputy.id == loan.id, in_force(clock.today()), *both_there(principal, deputy))
        .with_for_update(of=Deputy)
    )
    with unscoped("whoever acts for somebody, wherever that is"):
        return db.session.scalar(wanted) is not None
