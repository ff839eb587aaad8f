"""Every SELECT about people and certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.sql import visitors

from app.core.db import db

from .cells import conditions, held_by_all, on_roster
from .models import Certificate, Person, valid_on

Cells = Mapping[str, int]
# From so many organizations on, reading everybody's certificates is quicker than picking some.
MANY = 60
MOST_NAMES = 200


def staff_structure(
    organization_ids: Sequence[int] | None, day: dt.date, only: Iterable[str] | None = None
) -> dict[int, dict[str, int]]:
    """人员结构 of organizations on a day, counted in one statement.

    ``organization_ids`` None means every organization in scope. Only the named
    cells are counted when ``only`` is given. An organization without people is
    absent.
    """
    few = organization_ids is not None and len(organization_ids) < MANY
    held = held_by_all(day, organization_ids if few else None)
    wanted = conditions(day, held)
    keys = list(wanted) if only is None else list(dict.fromkeys(only))
    statement = (
        select(
            Person.organization_id,
            *(func.count().filter(wanted[key]).label(f"c{i}") for i, key in enumerate(keys)),
        )
        .where(on_roster(day))
        .group_by(Person.organization_id)
    )
    for table, condition in held.tables:
        if any(_mentions(wanted[key], table) for key in keys):
            statement = statement.outerjoin(table, condition)
    if organization_ids is not None:
        statement = statement.where(Person.organization_id.in_(organization_ids))
    return {row[0]: dict(zip(keys, row[1:], strict=True)) for row in db.session.execute(statement)}


def _mentions(condition: Any, table: Any) -> bool:
    return any(getattr(part, "table", None) is table for part in visitors.iterate(condition))


def people_in_cell(organization_id: int, day: dt.date, key: str) -> Any:
    """The people that a cell counts, as a statement; KeyError for an unknown cell."""
    return (
        select(Person)
        .where(Person.organization_id == organization_id, on_roster(day), conditions(day)[key])
        .order_by(Person.id)
    )


def roster_names(organization_id: int, day: dt.date) -> list[str]:
    """The names on an organization's roster, for suggestions."""
    return list(
        db.session.scalars(
            select(Person.name)
            .where(Person.organization_id == organization_id, on_roster(day))
            .order_by(Person.id)
            .limit(MOST_NAMES)
        )
    )


def titles_of(
    organization_id: int, names: Iterable[str], day: dt.date
) -> dict[str, tuple[str, bool]]:
    """People of a roster by name: the level of their title, and whether a certificate is valid."""
    certified = select(Certificate.id).where(Certificate.holder_id == Person.id, valid_on(day))
    rows = db.session.execute(
        select(Person.name, Person.title_level, certified.exists()).where(
            Person.organization_id == organization_id, on_roster(day), Person.name.in_(names)
        )
    )
    return {name: (level, bool(valid)) for name, level, valid in rows}
