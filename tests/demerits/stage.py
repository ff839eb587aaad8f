"""Rows of the module as they are once somebody has made them."""

from __future__ import annotations

import itertools
from typing import Any

from app.core.base import clock
from app.core.base.db import db
from app.demerits.choices import DemeritState, MeasureKind
from app.demerits.models import DemeritItem, DemeritMeasure, DemeritRecord
from app.demerits.shipped_reasons import shipped
from app.personnel.models import Person
from tests.support.factories import make_certificate, make_person

_numbers = itertools.count(1)


def make_record(
    *,
    organization_id: int,
    person: Person | None = None,
    code: str = "J503",
    state: DemeritState = DemeritState.FILED,
    **facts: Any,
) -> DemeritRecord:
    """A record about somebody of the own roster."""
    if person is None:
        person = make_person(organization_id=organization_id, name="被记分人")
        make_certificate(person)
    reason = next(one for one in shipped() if one.code == code)
    number = next(_numbers)
    record = DemeritRecord(
        **{
            "organization_id": organization_id,
            "number": f"JF-{clock.year()}-9{number:04d}",
            "batch": f"JB-{clock.year()}-9{number:04d}",
            "cycle": clock.year(),
            "person_id": person.id,
            "identity_id": person.identity_id,
            "subject_id": person.organization_id,
            "name": person.name,
            "id_no": person.id_no,
            "id_no_hash": person.id_no_hash,
            "certificates": {"quality": "湘Q000001"},
            "happened_on": clock.today(),
            "points": reason.points,
            "facts": "经查实。",
            "recorded_by": "经办人",
            "state": state,
            **facts,
        }
    )
    record.items = [
        DemeritItem(
            organization_id=organization_id,
            position=0,
            group=reason.group,
            code=reason.code,
            text=reason.text,
            points=reason.points,
        )
    ]
    db.session.add(record)
    db.session.flush()
    return record


def make_measure(record: DemeritRecord, kind: MeasureKind, **facts: Any) -> DemeritMeasure:
    """What followed from a record for whoever employs the person."""
    measure = DemeritMeasure(
        **{
            "organization_id": record.subject_id,
            "identity_id": record.identity_id,
            "person_id": record.person_id,
            "cycle": record.cycle,
            "name": record.name,
            "id_no": record.id_no,
            "kind": kind,
            "total": record.points,
            "reached_on": clock.today(),
            **facts,
        }
    )
    db.session.add(measure)
    db.session.flush()
    return measure
