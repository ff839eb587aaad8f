"""Every SELECT about people and certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, false, func, inspect, or_, select, tuple_
from sqlalchemy.orm import load_only
from sqlalchemy.sql import visitors

from app.core.access.narrowed_screens import own_unless_overseen
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.encryption import fingerprint, tail_fingerprint
from app.core.configuration.dictionary_effects import Edit, EffectSource, Holding
from app.core.screens.finder import Wanted
from app.core.screens.search import begins, name_contains
from app.core.screens.value_kinds import attribute

from .cells import conditions, held_by_all, held_by_each, on_roster
from .models import (
    ON_ROSTER,
    Certificate,
    CertificateVersion,
    Person,
    Qualification,
    held_by,
    valid_on,
)

ROSTER = _l("在职工作人员基础数据")
Cells = Mapping[str, int]
# From so many organizations on, reading everybody's certificates is quicker than picking some.
MANY = 60
MOST_NAMES = 200
# So many numbers of one end are looked into.
MOST_OF_A_TAIL = 200


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


def roster_of(organization_id: int) -> Sequence[Person]:
    """Everybody on the roster of an organization today."""
    return db.session.scalars(
        select(Person)
        .where(Person.organization_id == organization_id, ON_ROSTER)
        .order_by(Person.id)
    ).all()


def people_in_cells(
    organization_ids: Sequence[int], day: dt.date, keys: Iterable[str]
) -> Sequence[Any]:
    """The people that cells count: id, organization_id, name, title_level, education.

    Raises KeyError for an unknown cell. Who is in several of the cells is listed once.
    """
    wanted = conditions(day, held_by_each(day))
    return db.session.execute(
        select(Person.id, Person.organization_id, Person.name, Person.title_level, Person.education)
        .where(
            Person.organization_id.in_(organization_ids),
            on_roster(day),
            or_(false(), *(wanted[key] for key in keys)),
        )
        .order_by(Person.id)
    ).all()


def people_with_cells(day: dt.date) -> dict[int, list[dict[str, Any]]]:
    """Everybody in scope on the roster of a day, by organization, with the cells they count in.

    This is what a snapshot keeps of people: id, name, title_level, education, cells.
    """
    held = held_by_all(day, None)
    wanted = conditions(day, held)
    statement = select(
        Person.organization_id,
        Person.id,
        Person.name,
        Person.title_level,
        Person.education,
        *(case((condition, 1), else_=0) for condition in wanted.values()),
    )
    for table, condition in held.tables:
        statement = statement.outerjoin(table, condition)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in db.session.execute(statement.where(on_roster(day)).order_by(Person.id)):
        found.setdefault(row[0], []).append(
            {
                "id": row[1],
                "name": row[2],
                "title_level": row[3],
                "education": row[4],
                "cells": [key for key, counts in zip(wanted, row[5:], strict=True) if counts],
            }
        )
    return found


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
    certified = select(CertificateVersion.id).where(held_by(Person), valid_on(day))
    rows = db.session.execute(
        select(Person.name, Person.title_level, certified.exists()).where(
            Person.organization_id == organization_id, on_roster(day), Person.name.in_(names)
        )
    )
    return {name: (level, bool(valid)) for name, level, valid in rows}


def rosters_of(identity_id: int) -> Sequence[Person]:
    """The rows of one human on the rosters that whoever asks may see."""
    statement = select(Person).where(Person.identity_id == identity_id)
    return db.session.scalars(statement.order_by(Person.joined_on, Person.id)).all()


def versions_of(identity_id: int) -> Sequence[CertificateVersion]:
    """What the certificates of one human said, as far as whoever asks may see."""
    version = CertificateVersion
    statement = select(version).where(version.identity_id == identity_id)
    return db.session.scalars(statement.order_by(version.certificate_id, version.from_day)).all()


def first_versions_of(identity_id: int) -> set[int]:
    """Which versions are the first of their certificates, whoever had them then."""
    version = CertificateVersion
    days = select(version.certificate_id, func.min(version.from_day)).where(
        version.identity_id == identity_id
    )
    first = tuple_(version.certificate_id, version.from_day).in_(
        days.group_by(version.certificate_id)
    )
    with unscoped("a certificate begins once, not anew with each organization"):
        return set(db.session.scalars(select(version.id).where(first)))


def holdings(edit: Edit) -> Iterator[Holding]:
    """The humans whose roster row, qualification or certificate holds a code."""
    humans: set[int] = set()
    with unscoped("an edit of a dictionary concerns every organization"):
        for model in (Person, Qualification, Certificate):
            coded = [
                getattr(model, prop.key) == edit.code
                for prop in inspect(model).column_attrs
                if attribute(model, prop.key).dictionary == edit.dictionary
            ]
            if coded:
                humans |= set(db.session.scalars(select(model.identity_id).where(or_(*coded))))
    yield Holding(None, ROSTER, len(humans))


EFFECTS = EffectSource("personnel", holdings)


def people_found(wanted: Wanted, most: int, *, oversees: bool) -> list[Person]:
    """The people on rosters whom a name, its pinyin or the end of an ID number may mean."""
    if not (ways := list(_ways(wanted))):
        return []
    named = Person.name == wanted.name
    asked = (
        select(Person)
        .options(load_only(Person.name, Person.organization_id, Person.id_no))
        .where(ON_ROSTER, *own_unless_overseen(Person, oversees=oversees), or_(*ways))
        .order_by(named.desc(), Person.name, Person.id)
        .limit(MOST_OF_A_TAIL if wanted.id_tail else most)
    )
    found = db.session.scalars(asked)
    # The mark tells four characters, what was typed may tell more of them.
    return [one for one in found if not wanted.id_tail or one.id_no.endswith(wanted.id_tail)][:most]


def _ways(wanted: Wanted) -> Iterator[Any]:
    if wanted.name:
        yield name_contains(Person, wanted.name)
    if wanted.letters:
        yield begins(Person.initials, wanted.letters)
        yield begins(Person.pinyin, wanted.letters)
    if wanted.id_tail:
        yield Person.id_tail_hash == tail_fingerprint(wanted.id_tail)
    if wanted.id_number:
        yield Person.id_no_hash == fingerprint(wanted.id_number)
