"""The people whom a name, its pinyin or the end of an ID number may mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import load_only

from app.core.access.narrowed_screens import own_unless_overseen
from app.core.base.db import db
from app.core.base.encryption import fingerprint, tail_fingerprint
from app.core.screens.finder import Wanted
from app.core.screens.search import begins, name_contains
from app.personnel.models import (
    ON_ROSTER,
    Person,
)

# So many numbers of one end are looked into.
MOST_OF_A_TAIL = 200


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
