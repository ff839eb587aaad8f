"""离开: closing a row of a roster, or taking out one that never was true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.personnel import leaving_guards, queries, rules
from app.personnel.models import Person, Qualification

MISTAKE = "mistake"


def leave(person: Person, values: rules.Values) -> None:
    """Close the row of somebody who leaves, on a day and for a reason.

    What was entered by mistake is hidden instead, where the human is known nowhere else and
    nothing refers to the row. Nothing is committed.
    """
    Refused.if_any(leaving_refusals(person, values))
    day, reason = values["left_on"], values["left_reason"]
    if reason == MISTAKE and not _leaves_traces(person):
        for held in _qualifications(person):
            db.session.delete(held)
        person.deleted_at = clock.now()
    else:
        _close_qualifications(person, day)
        person.left_on, person.left_reason = day, reason
    db.session.flush()
    leaving_guards.follow(person)


def standing_refusals(person: Person) -> list[str]:
    """What stands against leaving, on whatever day and for whatever reason."""
    found = [*leaving_guards.refusals(person)]
    if queries.holds_valid_certificate(person, clock.today()):
        found.insert(0, _("该人员持有有效监督证书，请先办理证书注销或变更"))
    return found


def leaving_refusals(person: Person, values: rules.Values) -> Iterator[FieldError]:
    """All that stands against leaving on a day and for a reason; None is what is missing."""
    for words in standing_refusals(person):
        yield FieldError("V31", "", words)
    yield from rules.leaving_faults(values, joined_on=person.joined_on, today=clock.today())


def _leaves_traces(person: Person) -> bool:
    return queries.is_known_elsewhere(person) or bool(leaving_guards.referred_to([person.id]))


def _qualifications(person: Person) -> list[Qualification]:
    held = {"identity_id": person.identity_id, "organization_id": person.organization_id}
    return list(db.session.scalars(select(Qualification).filter_by(**held, to_day=None)))


def _close_qualifications(person: Person, day: dt.date) -> None:
    """They were held as long as the person was here; what came later than the day never was."""
    for held in _qualifications(person):
        held.to_day = max(day, held.from_day)
