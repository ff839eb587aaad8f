"""What goes along when people move and organizations are joined; nothing is committed here."""

from __future__ import annotations

from app.attachments.copies import hand_over
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.demerits import queries
from app.personnel.models import Person


def follow_person(before: Person, after: Person) -> None:
    """Points and measures stay with the human: whoever employs the person now reads them."""
    with unscoped("points stay with the human (2.19)"):
        for record in queries.records_of_person(before.id):
            record.person_id, record.subject_id = after.id, after.organization_id
        for measure in queries.measures_of(after.identity_id):
            measure.person_id, measure.organization_id = after.id, after.organization_id
        db.session.flush()


def hand_over_records(source: int, target: int) -> None:
    """Records of an organization that are not decided yet are another's, which decides on them."""
    with unscoped("one organization takes over from another"):
        records = queries.undecided_of(source)
        for record in records:
            record.organization_id = target
            for one in record.items:
                one.organization_id = target
        db.session.flush()
        hand_over([(one, one) for one in records])
