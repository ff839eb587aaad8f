"""What goes along when somebody moves to another roster; nothing is committed here."""

from __future__ import annotations

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
