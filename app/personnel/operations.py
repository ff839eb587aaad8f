"""Writes about people: who somebody is, and moving from one roster to another."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from app.core.base.db import db
from app.core.base.encryption import fingerprint

from .models import Certificate, Identity, IdentityNumber, Person, Qualification

# What a row of a roster does not take along to the next one.
OF_THE_ROSTER = {
    "id",
    "organization_id",
    "department",
    "position",
    "joined_on",
    "left_on",
    "left_reason",
    "created_at",
    "changed_at",
    "version",
}
TRANSFERRED = "transferred_inside"


def identity_of(id_no: str) -> int:
    """The identity of an ID number, begun when nobody had the number yet.

    Whoever asks at the same moment gets the same one. Nothing is committed.
    """
    mark = fingerprint(id_no)
    known = select(IdentityNumber.identity_id).where(IdentityNumber.id_no_hash == mark)
    if (found := db.session.scalar(known)) is not None:
        return found
    try:
        with db.session.begin_nested():
            begun = Identity()
            db.session.add(begun)
            db.session.flush()
            _add_number(begun.id, id_no)
    except IntegrityError:
        return db.session.scalars(known).one()
    return begun.id


def change_number(person: Person, id_no: str) -> None:
    """Correct the ID number of somebody on a roster, who stays the same human being.

    Raises IntegrityError when the number is somebody else's. Nothing is committed.
    """
    mark = fingerprint(id_no)
    own = select(IdentityNumber.id).where(
        IdentityNumber.id_no_hash == mark, IdentityNumber.identity_id == person.identity_id
    )
    if db.session.scalar(own) is None:
        _add_number(person.identity_id, id_no)
    person.id_no, person.id_no_hash = id_no, mark


def _add_number(identity_id: int, id_no: str) -> None:
    db.session.add(
        IdentityNumber(identity_id=identity_id, id_no=id_no, id_no_hash=fingerprint(id_no))
    )
    db.session.flush()


def move_person(person: Person, organization_id: int, *, on: dt.date) -> Person:
    """Close a row of a roster and open the next one, with all that the person holds.

    What was true of the days before stays true: certificates go on as a new version, and
    qualifications as a copy, from the day of the move. Who came later than that day goes on the
    day of coming. Nothing is committed.
    """
    on = max(on, person.joined_on or on)
    person.left_on, person.left_reason = on, TRANSFERRED
    # Before the next row, for nobody is on two rosters.
    db.session.flush()
    moved = Person(organization_id=organization_id, joined_on=on, **_kept(person, OF_THE_ROSTER))
    db.session.add(moved)
    of_the_person = {"identity_id": person.identity_id, "organization_id": person.organization_id}
    for certificate in db.session.scalars(select(Certificate).filter_by(**of_the_person)):
        certificate.effective_on = on
        certificate.organization_id = organization_id
    held = select(Qualification).filter_by(**of_the_person, to_day=None)
    for qualification in db.session.scalars(held):
        qualification.to_day = on
        copied = _kept(qualification, {"id", "organization_id", "from_day", "to_day"})
        db.session.add(Qualification(organization_id=organization_id, from_day=on, **copied))
    db.session.flush()
    return moved


def _kept(row: Any, but: set[str]) -> dict[str, Any]:
    """The values of a row's own columns."""
    columns = inspect(row).mapper.columns
    return {column.key: getattr(row, column.key) for column in columns if column.key not in but}
