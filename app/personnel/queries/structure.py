"""人员结构: counted, listed and stored by the same cells; titles and certificates of leaders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import case, false, func, or_, select
from sqlalchemy.sql import visitors

from app.core.base.db import db
from app.core.base.formats import age_on
from app.personnel.cells import (
    LIVE,
    Records,
    conditions,
    held_by_all,
    held_by_each,
    on_roster,
)
from app.personnel.models import (
    ON_ROSTER,
    CertificateVersion,
    Person,
    held_by,
    valid_on,
)

Cells = Mapping[str, int]
# From so many organizations on, reading everybody's certificates is quicker than picking some.
MANY = 60


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


# What a list of people behind a figure shows of each.
SHOWN_OF_PEOPLE = ("employ_type", "post_type", "education", "title_level", "specialty")


def people_in_cells(
    organization_ids: Sequence[int], day: dt.date, keys: Iterable[str]
) -> Sequence[Any]:
    """The people that cells count: id, organization_id, name, born_on and what lists show.

    Raises KeyError for an unknown cell. Who is in several of the cells is listed once.
    """
    wanted = conditions(day, held_by_each(day))
    return db.session.execute(
        select(
            Person.id,
            Person.organization_id,
            Person.name,
            Person.born_on,
            *(getattr(Person, name) for name in SHOWN_OF_PEOPLE),
        )
        .where(
            Person.organization_id.in_(organization_ids),
            on_roster(day),
            or_(false(), *(wanted[key] for key in keys)),
        )
        .order_by(Person.id)
    ).all()


def people_with_cells(
    day: dt.date,
    organization_ids: Sequence[int] | None = None,
    records: Records = LIVE,
) -> dict[int, list[dict[str, Any]]]:
    """Everybody in scope on the roster of a day, by organization, with the cells they count in.

    This is what a snapshot keeps of people: id, name, age, cells and what lists show.
    """
    person = records.person
    held = held_by_all(day, organization_ids, records)
    wanted = conditions(day, held, records)
    statement = select(
        person.organization_id,
        person.id,
        person.name,
        person.born_on,
        *(getattr(person, name) for name in SHOWN_OF_PEOPLE),
        *(case((condition, 1), else_=0) for condition in wanted.values()),
    )
    for table, condition in held.tables:
        statement = statement.outerjoin(table, condition)
    statement = statement.where(on_roster(day, person)).order_by(person.id)
    if organization_ids is not None:
        statement = statement.where(person.organization_id.in_(organization_ids))
    found: dict[int, list[dict[str, Any]]] = {}
    first = 4 + len(SHOWN_OF_PEOPLE)
    for row in db.session.execute(statement):
        found.setdefault(row[0], []).append(
            {
                "id": row[1],
                "name": row[2],
                "age": age_on(row[3], day),
                **dict(zip(SHOWN_OF_PEOPLE, row[4:first], strict=True)),
                "cells": [key for key, counts in zip(wanted, row[first:], strict=True) if counts],
            }
        )
    return found


def readable_people(ids: Sequence[int]) -> set[int]:
    """Those of these rows of rosters that whoever asks may open."""
    asked = select(Person.id).where(Person.id.in_(ids), ON_ROSTER)
    return set(db.session.scalars(asked))


def cells_of_people(people: Sequence[Mapping[str, Any]], day: dt.date) -> dict[str, int]:
    """Every cell of a day, counted over people who say in which they count."""
    cells = dict.fromkeys(conditions(day), 0)
    for one in people:
        for key in one["cells"]:
            cells[key] += 1
    return cells


def leaders_among(
    names: Mapping[int, Iterable[str]], day: dt.date
) -> dict[int, dict[str, tuple[str, bool]]]:
    """People of rosters by name: the level of their title, and whether a certificate is valid.

    ``names`` are those that are asked for, by organization; one statement for any number.
    """
    certified = select(CertificateVersion.id).where(held_by(Person), valid_on(day))
    everybody = {name for some in names.values() for name in some}
    rows = db.session.execute(
        select(Person.organization_id, Person.name, Person.title_level, certified.exists()).where(
            Person.organization_id.in_(list(names)), on_roster(day), Person.name.in_(everybody)
        )
    )
    found: dict[int, dict[str, tuple[str, bool]]] = {}
    for organization_id, name, level, valid in rows:
        if name in names[organization_id]:
            found.setdefault(organization_id, {})[name] = (level, bool(valid))
    return found
