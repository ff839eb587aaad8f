"""Moving from one roster to another, with all that somebody holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import inspect, select

from app.attachments.copies import hand_over
from app.core.base.db import db
from app.personnel import belongings
from app.personnel.models import Certificate, Person, Qualification

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
    "form_token",
}
TRANSFERRED = "transferred_inside"


def move_person(person: Person, organization_id: int, *, on: dt.date) -> Person:
    """Close a row of a roster and open the next one, with all that the person holds.

    What was true of the days before stays true: certificates go on as a new version, and
    qualifications as a copy, from the day of the move; pictures and what other modules keep of
    the person go along. Who came later than that day goes on the day of coming. Nothing is
    committed.
    """
    on = max(on, person.joined_on or on)
    person.left_on, person.left_reason = on, TRANSFERRED
    # Before the next row, for nobody is on two rosters.
    db.session.flush()
    moved = Person(organization_id=organization_id, joined_on=on, **_kept(person, OF_THE_ROSTER))
    db.session.add(moved)
    of_the_person = {"identity_id": person.identity_id, "organization_id": person.organization_id}
    certificates = db.session.scalars(select(Certificate).filter_by(**of_the_person)).all()
    for certificate in certificates:
        certificate.effective_on = on
        certificate.organization_id = organization_id
    held = select(Qualification).filter_by(**of_the_person, to_day=None)
    for qualification in db.session.scalars(held):
        # What was added later than the day of the move goes along from the day it was added.
        day = max(on, qualification.from_day)
        qualification.to_day = day
        copied = _kept(qualification, {"id", "organization_id", "from_day", "to_day"})
        db.session.add(Qualification(organization_id=organization_id, from_day=day, **copied))
    db.session.flush()
    hand_over([(person, moved), *((one, one) for one in certificates)])
    belongings.hand_over(person, moved)
    db.session.flush()
    return moved


def _kept(row: Any, but: set[str]) -> dict[str, Any]:
    """The values of a row's own columns."""
    columns = inspect(row).mapper.columns
    return {column.key: getattr(row, column.key) for column in columns if column.key not in but}
