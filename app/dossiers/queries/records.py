"""What a dossier holds of one human: 工作简历, and the certificates that count."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.access.narrowed_screens import own_unless_overseen
from app.core.access.security_manager import may
from app.core.base.db import db
from app.dossiers.choices import DOSSIER
from app.dossiers.models import PersonResume
from app.personnel.models import NOT_CANCELLED, Certificate, Person

from .conditions import has_dossier


def readable_person(person_id: int) -> Person | None:
    """Somebody whose dossier whoever asks may read; None for anybody else."""
    oversees = may("oversee", DOSSIER)
    asked = select(Person).where(
        Person.id == person_id,
        *has_dossier(),
        *own_unless_overseen(Person, oversees=oversees),
    )
    return db.session.scalar(asked)


def resume_of(person: Person) -> Sequence[PersonResume]:
    """工作简历 of somebody, from the first place on."""
    held = {"identity_id": person.identity_id, "organization_id": person.organization_id}
    asked = select(PersonResume).filter_by(**held)
    return db.session.scalars(asked.order_by(PersonResume.from_on, PersonResume.id)).all()


def certificates_to_show(person: Person) -> Sequence[Certificate]:
    """The certificates of somebody that are not cancelled, of which there are pictures."""
    held = {"identity_id": person.identity_id, "organization_id": person.organization_id}
    asked = select(Certificate).filter_by(**held).where(NOT_CANCELLED)
    return db.session.scalars(asked.order_by(Certificate.type)).all()
