"""Reading who can get points, and holding people while their totals change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import Role as RoleRow
from app.core.models import User
from app.demerits.choices import COUNTING, LEADERS, UNDECIDED, DemeritState
from app.demerits.models import DemeritRecord
from app.personnel.choices import CertificateStatus
from app.personnel.models import NOT_CANCELLED, ON_ROSTER, Certificate, Person
from app.training.models import ContinuingEnrolment
from app.training.queries.enrolments import binding_of


def supervisors() -> tuple[Any, ...]:
    """The criteria for 监督人员: on a roster, with a certificate that is not cancelled."""
    held = exists(select(1).where(Certificate.identity_id == Person.identity_id, NOT_CANCELLED))
    return (ON_ROSTER, held)


def people_of(ids: Collection[int], *, lock: bool = False) -> dict[int, Person]:
    """Supervisors in reach by their ids; held in one order until the transaction ends."""
    asked = select(Person).where(Person.id.in_(ids), *supervisors()).order_by(Person.id)
    if lock:
        asked = asked.with_for_update(of=Person).execution_options(populate_existing=True)
    return {one.id: one for one in db.session.scalars(asked)}


def hold_identities(identity_ids: Collection[int]) -> None:
    """Hold every row of some humans, so that nobody else changes their totals meanwhile."""
    asked = select(Person.id).where(Person.identity_id.in_(identity_ids)).order_by(Person.id)
    with unscoped("points hang on the human, wherever somebody works"):
        db.session.scalars(asked.with_for_update(of=Person)).all()


def numbers_of(identity_ids: Collection[int]) -> Mapping[int, dict[str, str]]:
    """The numbers of certificates that are not cancelled, by identity and type."""
    asked = select(Certificate).where(Certificate.identity_id.in_(identity_ids), NOT_CANCELLED)
    found: dict[int, dict[str, str]] = {}
    with unscoped("a human's certificates, of whom only people in reach are asked"):
        for one in db.session.scalars(asked.order_by(Certificate.type)):
            found.setdefault(one.identity_id, {})[one.type.value] = one.number
    return found


def certificates_to_suspend(identity_id: int) -> Sequence[Certificate]:
    """The valid certificates of somebody whose time it is, held."""
    today = clock.today()
    return _certificates(
        identity_id,
        Certificate.status == CertificateStatus.VALID,
        Certificate.valid_from <= today,
        Certificate.valid_to >= today,
    )


def suspended_certificates(identity_id: int) -> Sequence[Certificate]:
    """The suspended certificates of somebody, held."""
    return _certificates(identity_id, Certificate.status == CertificateStatus.SUSPENDED)


def _certificates(identity_id: int, *criteria: Any) -> Sequence[Certificate]:
    asked = select(Certificate).where(Certificate.identity_id == identity_id, *criteria)
    held = asked.order_by(Certificate.id).with_for_update(of=Certificate)
    with unscoped("what follows from points follows for every certificate of the human"):
        return db.session.scalars(held.execution_options(populate_existing=True)).all()


def employer_of(identity_id: int) -> Person | None:
    """The row of the roster that somebody is on; None for who left."""
    with unscoped("a measure is for whoever employs the person"):
        asked = select(Person).where(Person.identity_id == identity_id, ON_ROSTER)
        return db.session.scalars(asked).first()


def accounts_of(identity_id: int) -> set[int]:
    """The accounts of a human, by their ids."""
    asked = select(User.id).join(Person, User.person_id == Person.id)
    with unscoped("who a record is about, wherever"):
        return set(db.session.scalars(asked.where(Person.identity_id == identity_id)))


def about_leader_of(model: Any) -> Any:
    """Whether a record is about a leader of the organization that recorded it, in SQL."""
    leads = User.roles.any(RoleRow.name.in_([one.value for one in LEADERS]))
    return exists(
        select(1)
        .select_from(User)
        .join(Person, User.person_id == Person.id)
        .where(
            User.active,
            User.organization_id == model.organization_id,
            Person.identity_id == model.identity_id,
            leads,
        )
    )


def is_about_leader(identity_id: int, organization_id: int) -> bool:
    """Whether a human leads an organization."""
    row = DemeritRecord
    asked = select(row.id).where(
        row.identity_id == identity_id,
        row.organization_id == organization_id,
        about_leader_of(row),
    )
    with unscoped("who a record is about, wherever"):
        return db.session.scalar(asked.limit(1)) is not None


def retrained_among(identity_ids: Collection[int]) -> set[int]:
    """Who of some humans is enrolled for 继续教育 already."""
    if not identity_ids:
        return set()
    return set(binding_of(ContinuingEnrolment, identity_ids, clock.year()))


def recorded_among(person_ids: Sequence[int]) -> set[int]:
    """Who of some people, by their ids, any record is about."""
    asked = select(DemeritRecord.person_id).where(DemeritRecord.person_id.in_(person_ids))
    with unscoped("whoever recorded it"):
        return set(db.session.scalars(asked))


def records_about(identity_id: int) -> Sequence[DemeritRecord]:
    """What counted or counts of a human, wherever it was recorded; newest first."""
    shown = (*COUNTING, DemeritState.REVOKED)
    asked = select(DemeritRecord).where(
        DemeritRecord.identity_id == identity_id, DemeritRecord.state.in_(shown)
    )
    newest = asked.order_by(DemeritRecord.happened_on.desc(), DemeritRecord.id.desc())
    with unscoped("a human's points stay with the human"):
        # The reasons with them, for a relationship of its own would be asked in scope.
        return db.session.scalars(newest.options(selectinload(DemeritRecord.items))).all()


def records_of_person(person_id: int) -> Sequence[DemeritRecord]:
    """Every record about a row of a roster, held."""
    asked = select(DemeritRecord).where(DemeritRecord.person_id == person_id)
    with unscoped("whoever recorded it"):
        return db.session.scalars(asked.order_by(DemeritRecord.id).with_for_update()).all()


def undecided_of(organization_id: int) -> Sequence[DemeritRecord]:
    """The records of an organization of which nobody knows yet what becomes of them."""
    asked = select(DemeritRecord).where(
        DemeritRecord.organization_id == organization_id, DemeritRecord.state.in_(UNDECIDED)
    )
    ordered = asked.order_by(DemeritRecord.id).options(selectinload(DemeritRecord.items))
    return db.session.scalars(ordered).all()


def count_undecided(organization_id: int) -> int:
    """How many they are."""
    return len(undecided_of(organization_id))


def hold_undecided(organization_id: int) -> None:
    """Hold their people and them until the transaction ends, in the order of who decides."""
    hold_identities({one.identity_id for one in undecided_of(organization_id)})
    asked = select(DemeritRecord.id).where(
        DemeritRecord.organization_id == organization_id, DemeritRecord.state.in_(UNDECIDED)
    )
    db.session.execute(asked.order_by(DemeritRecord.id).with_for_update(of=DemeritRecord))
