"""Reading the records that came of assessments, and the assessments that they came of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from app.assessments.choices import AssessmentKind
from app.assessments.models import Assessment
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.demerits.choices import DemeritSource, DemeritState
from app.demerits.models import DemeritRecord
from app.personnel.models import Person

from .records import WITH_ITEMS, on_screen

# Nothing follows any more from these.
OVER = (DemeritState.REVOKED, DemeritState.LAPSED)


def source_of(item: Assessment) -> DemeritSource:
    """来源 of the records that an assessment proposes."""
    return DemeritSource.of(item.kind.value)


def living_records_of(item: Assessment) -> Sequence[DemeritRecord]:
    """The records of an assessment from which something follows or may follow, held."""
    row = DemeritRecord
    asked = select(row).where(
        row.source == source_of(item), row.source_id == item.id, row.state.not_in(OVER)
    )
    held = asked.order_by(row.id).with_for_update(of=row)
    with unscoped("what an assessment proposed, wherever its people work now"):
        return db.session.scalars(held.execution_options(populate_existing=True)).all()


def identities_of_records(item: Assessment) -> set[int]:
    """Whom the records of an assessment are about."""
    row = DemeritRecord
    asked = select(row.identity_id).where(row.source == source_of(item), row.source_id == item.id)
    with unscoped("what an assessment proposed, wherever its people work now"):
        return set(db.session.scalars(asked))


def records_shown_of(item: Assessment) -> Sequence[DemeritRecord]:
    """The records of an assessment that may be looked at."""
    row = DemeritRecord
    asked = select(row).where(row.source == source_of(item), row.source_id == item.id, *on_screen())
    return db.session.scalars(asked.order_by(row.id).options(*WITH_ITEMS)).all()


def assessment_of(record: DemeritRecord) -> Assessment | None:
    """The assessment that proposed a record, where it may be read."""
    kinds = {one.value for one in AssessmentKind}
    if record.source_id is None or record.source.value not in kinds:
        return None
    return db.session.scalar(select(Assessment).where(Assessment.id == record.source_id))


def names_of(person_ids: Collection[int]) -> Mapping[int, str]:
    """What some people are called, by their ids."""
    asked = select(Person.id, Person.name).where(Person.id.in_(person_ids))
    with unscoped("names of people whom an assessment is about"):
        return {row.id: row.name for row in db.session.execute(asked)}
