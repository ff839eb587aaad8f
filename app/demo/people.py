"""The roster: people, their certificates and qualifications, and the grams of their names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from sqlalchemy import func, select

from app.core.base import clock, encryption
from app.core.base.choices import Level
from app.core.base.db import db
from app.core.screens.search import NameGram, gram_rows
from app.personnel.choices import CertificateType
from app.personnel.models import (
    Certificate,
    CertificateVersion,
    Identity,
    IdentityNumber,
    Person,
    Qualification,
    first_versions,
)

from . import bulk
from .careers import Career, Post, career, seats
from .certificates import PREFIXES, certificates, qualifications
from .names import Numbers
from .organizations import SPLIT, DemoOrganization, places

CHUNK = 4000
# In the order in which rows refer to each other.
NUMBERED = (Identity, IdentityNumber, Person, Certificate, CertificateVersion, Qualification)
WEIGHTS = {Level.PROVINCE: 35, Level.PREFECTURE: 28, Level.COUNTY: 14}


class Roster:
    """Gathers rows and writes them a chunk at a time, so that memory stays flat."""

    def __init__(self) -> None:
        self._now = clock.now()
        self._numbers = Numbers(_born(), _count(Person))
        self._ids: dict[Any, int] = {model: bulk.next_id(model) for model in NUMBERED}
        self._last_numbers: dict[tuple[CertificateType, str], int] = {}
        self._rows: dict[Any, list[bulk.Row]] = {model: [] for model in (*NUMBERED, NameGram)}

    def seat(self, seat: Post, rng: Random) -> None:
        """Invent a person for a seat."""
        life = career(seat, rng, self._numbers)
        identity_id = self._identity(life)
        person_id = self._take(Person, {**self._person(life), "identity_id": identity_id})
        for row in certificates(life, rng):
            row["number"] = self._certificate_number(row["type"], seat.place.prefecture)
            self._certify({**row, "identity_id": identity_id})
        for row in qualifications(life, rng):
            self._take(Qualification, {**row, "identity_id": identity_id})
        self._rows[NameGram].extend(gram_rows(Person.__tablename__, person_id, life.row["name"]))

    @property
    def is_full(self) -> bool:
        return len(self._rows[Person]) >= CHUNK

    def write(self) -> None:
        """Insert what was gathered."""
        # In the order of the key, new grams touch few pages of the index.
        self._rows[NameGram].sort(key=lambda row: (row["gram"], row["row_id"]))
        for model, rows in self._rows.items():
            bulk.insert(model, rows)
            rows.clear()

    def _take(self, model: Any, row: bulk.Row) -> int:
        number = self._ids[model]
        self._ids[model] = number + 1
        self._rows[model].append({"id": number, **row})
        return number

    def _identity(self, life: Career) -> int:
        identity_id = self._take(Identity, {"created_at": self._now})
        number = life.row["id_no"]
        facts = {"id_no": number, "id_no_hash": encryption.fingerprint(number), "since": self._now}
        self._take(IdentityNumber, {"identity_id": identity_id, **facts})
        return identity_id

    def _certify(self, row: bulk.Row) -> None:
        certificate_id = self._take(Certificate, row)
        for version in first_versions({**row, "certificate_id": certificate_id}):
            self._take(CertificateVersion, version)

    def _person(self, life: Career) -> bulk.Row:
        row = life.row
        mobile = self._numbers.mobile()
        return {
            **row,
            "id_no_hash": encryption.fingerprint(row["id_no"]),
            "mobile": mobile,
            "mobile_hash": encryption.fingerprint(mobile),
            "created_at": self._now,
            "changed_at": self._now,
            "version": 1,
        }

    def _certificate_number(self, kind: CertificateType, prefecture: str) -> str:
        key, beginning = (kind, prefecture), f"{PREFIXES[kind]}{prefecture}"
        if key not in self._last_numbers:
            self._last_numbers[key] = _last_number(kind, beginning)
        self._last_numbers[key] += 1
        return f"{beginning}{self._last_numbers[key]:05d}"


def load() -> None:
    """People for every organization, as many as such a station has, and some who left."""
    if not bulk.is_empty(Person):
        return
    roster = Roster()
    for place in places():
        rng = place.random("people")
        size = _size(place, rng)
        for seat in (*seats(place, size, rng), *_former(place, size, rng)):
            roster.seat(seat, rng)
    roster.write()


def fill(people: int) -> None:
    """Add people until so many are on the rosters, chunk by chunk."""
    table = Person.__table__
    on_roster = table.c.left_on.is_(None) & table.c.deleted_at.is_(None)
    present = bulk.execute(select(func.count()).select_from(table).where(on_roster)).scalar_one()
    roster = Roster()
    for place, more in _shares(places(), people - present):
        rng = place.random(f"fill {present}")
        for seat in seats(place, more, rng, has_head=True):
            roster.seat(seat, rng)
            if roster.is_full:
                roster.write()
                db.session.commit()
    roster.write()
    bulk.finish_step()


def _size(place: DemoOrganization, rng: Random) -> int:
    if place.level is Level.PROVINCE:
        return rng.randint(32, 38)
    if place.level is Level.PREFECTURE:
        return rng.randint(12, 22) if place.division_code in SPLIT else rng.randint(18, 45)
    return rng.randint(6, 25)


def _former(place: DemoOrganization, size: int, rng: Random) -> Iterator[Post]:
    """About one in eight who left within the last five years."""
    today = clock.today()
    for _number in range(round(size * 0.12)):
        left_on = today - dt.timedelta(days=rng.randint(20, 5 * 365))
        yield from seats(place, 1, rng, has_head=True, left_on=left_on)


def _shares(
    all_places: list[DemoOrganization], missing: int
) -> Iterator[tuple[DemoOrganization, int]]:
    """How many of the missing each organization gets, by its usual size."""
    whole = sum(WEIGHTS[place.level] for place in all_places)
    before = given = 0
    for place in all_places:
        before += WEIGHTS[place.level]
        upto = max(0, missing) * before // whole
        yield place, upto - given
        given = upto


def _born() -> dict[tuple[dt.date, str], int]:
    table = Person.__table__
    rows = bulk.execute(
        select(table.c.born_on, table.c.sex, func.count()).group_by(table.c.born_on, table.c.sex)
    )
    return {(born_on, sex): count for born_on, sex, count in rows}


def _count(model: Any) -> int:
    return int(bulk.execute(select(func.count()).select_from(model.__table__)).scalar_one())


def _last_number(kind: CertificateType, beginning: str) -> int:
    """The highest number of a series; longer numbers are higher."""
    number = Certificate.__table__.c.number
    found = bulk.execute(
        select(number)
        .where(Certificate.__table__.c.type == kind, number.like(f"{beginning}%"))
        .order_by(func.length(number).desc(), number.desc())
        .limit(1)
    ).scalar()
    tail = (found or "").removeprefix(beginning)
    return int(tail) if tail.isdigit() else 0
