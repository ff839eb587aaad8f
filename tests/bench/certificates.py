"""发证 of the 5,000 people of one session: certificates, numbers, history and messages."""

from __future__ import annotations

import datetime as dt
import json
import sys
from time import process_time_ns

from sqlalchemy import exists, select

from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import User
from app.factory import create_app
from app.personnel.models import NOT_CANCELLED, ON_ROSTER, Certificate, Person
from app.training import operations
from app.training.choices import Coverage, InductionCategory, InductionState, TrainingKind
from app.training.models import InductionEnrolment, TrainingSession
from app.training.workflows import INDUCTION_ENROLMENT

from .subject import Subject

MOST = 5_000
ISSUER = "湖南省住房和城乡建设厅"


def session_that_ended() -> TrainingSession:
    """A session with places for everybody, whose days are over."""
    day = clock.today() - dt.timedelta(days=7)
    session = TrainingSession(
        number="PX-0000-01",
        kind=TrainingKind.INDUCTION,
        year=day.year,
        issue=99,
        name="发证计时",
        covers=Coverage.BOTH,
        starts_on=day,
        ends_on=day,
        checks_in_at=clock.now(),
        place="-",
        organizer="-",
        contact="-",
        contact_phone="-",
        enrol_from=day,
        enrol_to=day,
        allocate_by=day,
        seats=MOST,
        hours=24,
        published_at=clock.now(),
    )
    db.session.add(session)
    db.session.flush()
    return session


def fill(session: TrainingSession) -> int:
    """Enrol people without a certificate who have passed; how many there are."""
    held = exists(select(1).where(Certificate.identity_id == Person.identity_id, NOT_CANCELLED))
    people = db.session.scalars(select(Person).where(ON_ROSTER, ~held).limit(MOST)).all()
    db.session.add_all(
        InductionEnrolment(
            organization_id=one.organization_id,
            number=f"XJ-0000-{one.id}",
            batch="-",
            # A year in which nobody of an installation is enrolled.
            year=2000,
            person_id=one.id,
            identity_id=one.identity_id,
            name=one.name,
            id_no=one.id_no,
            id_no_hash=one.id_no_hash,
            mobile=one.mobile,
            applied_by="-",
            session_id=session.id,
            category=InductionCategory.UNCERTIFIED,
            types=["quality"],
            engineering_years=5,
            supervising_years=5,
            state=InductionState.PASSED,
        )
        for one in people
    )
    db.session.flush()
    return len(people)


def main() -> None:
    """Print CPU seconds, of the process and of the database server together; nothing is kept."""
    subject = Subject(None)
    subject.watch()
    app = create_app()
    with app.test_request_context(), unscoped("figures that are measured"):
        user = db.session.scalars(select(User).where(User.username == "hn_review")).one()
        actor = Actor(user.id, user.username, user.organization_id)
        session = session_that_ended()
        count = fill(session)
        subject.statements.clear()
        began = process_time_ns() + subject.database_cpu()
        found = operations.finish_session(
            INDUCTION_ENROLMENT, session, "issue", actor, {"issuer": ISSUER}
        )
        spent = process_time_ns() + subject.database_cpu() - began
        made = sum(one.event is not None for one in found)
        assert made == count, next(one.errors for one in found if one.event is None)
        db.session.rollback()
    name = f"certificates issued: {made:,}, {len(subject.statements):,} statements"
    sys.stdout.write(json.dumps({name: spent / 1e9}) + "\n")


if __name__ == "__main__":
    main()
