"""Every SELECT about people and certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from app.core.db import db

from .cells import conditions, on_roster
from .models import Person

Cells = Mapping[str, int]


def staff_structure(
    organization_ids: Sequence[int] | None, day: dt.date, only: Iterable[str] | None = None
) -> dict[int, dict[str, int]]:
    """人员结构 of organizations on a day, counted in one statement.

    ``organization_ids`` None means every organization in scope. Only the named
    cells are counted when ``only`` is given. An organization without people is
    absent.
    """
    wanted = conditions(day)
    keys = list(wanted) if only is None else list(dict.fromkeys(only))
    statement = (
        select(
            Person.organization_id,
            *(func.count().filter(wanted[key]).label(f"c{i}") for i, key in enumerate(keys)),
        )
        .where(on_roster(day))
        .group_by(Person.organization_id)
    )
    if organization_ids is not None:
        statement = statement.where(Person.organization_id.in_(organization_ids))
    return {row[0]: dict(zip(keys, row[1:], strict=True)) for row in db.session.execute(statement)}


def people_in_cell(organization_id: int, day: dt.date, key: str) -> Any:
    """The people that a cell counts, as a statement; KeyError for an unknown cell."""
    return (
        select(Person)
        .where(Person.organization_id == organization_id, on_roster(day), conditions(day)[key])
        .order_by(Person.id)
    )
