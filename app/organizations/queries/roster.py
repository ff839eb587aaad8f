"""核对 of a roster: who said when that it is right, and who lacks what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import and_, case, exists, func, not_, select

from app.core.base import clock
from app.core.base.db import db
from app.organizations.models import RosterCheck
from app.personnel.cells import counted
from app.personnel.labels import LABELS
from app.personnel.models import ON_ROSTER, Person
from app.personnel.queries import groups
from app.personnel.rules import LACKABLE, missing_in_row

MOST_NAMED = 20


def roster_check(organization_id: int, year: int) -> RosterCheck | None:
    """Who said when that a roster is right."""
    return db.session.scalar(
        select(RosterCheck).where(
            RosterCheck.organization_id == organization_id, RosterCheck.year == year
        )
    )


@dataclass(frozen=True, slots=True)
class Lacking:
    """Somebody on a roster, and what is missing."""

    id: int
    name: str
    labels: tuple[str, ...]


def people_lacking(organization_id: int) -> list[Lacking]:
    """Those on an organization's roster who lack a required fact, in one statement."""
    rows = db.session.execute(
        select(Person.id, *(getattr(Person, name) for name in LACKABLE))
        .where(Person.organization_id == organization_id, ON_ROSTER)
        .order_by(Person.id)
    )
    found, known = [], groups()
    for row in rows:
        if absent := missing_in_row(row._asdict(), known):
            labels = tuple(str(LABELS[name]) for name in absent)
            found.append(Lacking(row.id, row.name, labels))
    return found


class RosterCount(NamedTuple):
    """How many people are on a roster, and how many of them 人员结构 does not count (借入)."""

    people: int
    seconded_in: int


def roster_count(organization_id: int) -> RosterCount:
    """How many people are on an organization's roster today."""
    borrowed = case((not_(counted(clock.year())), Person.id))
    asked = select(func.count(Person.id), func.count(borrowed)).where(
        Person.organization_id == organization_id, ON_ROSTER
    )
    return RosterCount(*db.session.execute(asked).one())


def changed_since(check: RosterCheck) -> list[str]:
    """The first names of a roster that came, left or were changed after it was said to be right."""
    asked = select(Person.name).where(_changed(check.organization_id, check.checked_at))
    return list(db.session.scalars(asked.order_by(Person.changed_at, Person.id).limit(MOST_NAMED)))


def told_check(organization_id: int, year: int) -> tuple[dt.datetime, bool] | None:
    """When a roster was said to be right, and whether it has changed since; one statement."""
    check = RosterCheck
    changed = exists().where(_changed(organization_id, check.checked_at)).correlate(check)
    found = db.session.execute(
        select(check.checked_at, changed).where(
            check.organization_id == organization_id, check.year == year
        )
    ).first()
    return found and (found[0], bool(found[1]))


def _changed(organization_id: int, moment: Any) -> Any:
    return and_(Person.organization_id == organization_id, Person.changed_at > moment)
