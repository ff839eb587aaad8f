"""Kept figures of each roster on a day, and the changes by which they are known to be out of date.

A change is a row that is only ever added, in the transaction that changes people, certificates or
qualifications; so nobody waits for anybody, and how many there are says what a figure has seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, delete, event, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base import clock
from app.core.base.column_types import Moment
from app.core.base.db import db

from .certificates import Certificate
from .people import Person
from .qualifications import Qualification

COUNTED = (Person, Certificate, Qualification)


class StaffChange(db.Model):
    """Something of the roster of an organization has changed."""

    __tablename__ = "staff_change"
    shared_because = "a number of changes; whose figures they touch is asked within the scope"
    __table_args__ = (Index("ix_staff_change_organization", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)


class StaffCount(OrgOwned, db.Model):
    """Figures of one roster on a day, as of so many changes and of a revision of the settings."""

    __tablename__ = "staff_count"
    not_audited_because = "figures counted from rows that are audited themselves"
    __table_args__ = (Index("uq_staff_count_organization", "organization_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[dt.date]
    changes: Mapped[int]
    revision: Mapped[int]
    cells: Mapped[dict[str, int]] = mapped_column(JSON)


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: Any) -> None:
    """Note whose roster a flush has touched, before and after."""
    touched = {number for one in _touched(session) for number in _organizations(one)}
    if touched:
        moment = clock.now()
        rows = [{"organization_id": number, "at": moment} for number in sorted(touched)]
        session.connection().execute(StaffChange.__table__.insert(), rows)


def _touched(session: Session) -> Iterable[Any]:
    changed = (session.new, session.dirty, session.deleted)
    return (one for some in changed for one in some if isinstance(one, COUNTED))


def _organizations(one: Any) -> set[int]:
    history = inspect(one).attrs.organization_id.history
    found = {*(history.added or ()), *(history.deleted or ()), *(history.unchanged or ())}
    return {number for number in found if number is not None}


def clear(connection: Any, before: dt.datetime) -> None:
    """Drop every kept figure, and the changes from before a moment that they had seen."""
    connection.execute(delete(StaffCount.__table__))
    connection.execute(delete(StaffChange.__table__).where(StaffChange.at < before))


def keep(connection: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store figures in the place of older ones; those of a later count are left alone."""
    kinds: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
    table = StaffCount.__table__
    added = kinds[connection.dialect.name](table)
    new = {name: added.excluded[name] for name in ("day", "changes", "revision", "cells")}
    is_later = (table.c.day == new["day"]) & (table.c.changes > new["changes"])
    replaced = added.on_conflict_do_update(
        index_elements=[table.c.organization_id], set_=new, where=~is_later
    )
    if rows:
        connection.execute(replaced, list(rows))
