"""What is known of people and certificates before certificates are entered or taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.encryption import fingerprint
from app.core.base.parts import in_parts
from app.personnel.models import (
    NOT_CANCELLED,
    ON_ROSTER,
    Certificate,
    CertificateVersion,
    IdentityNumber,
    Person,
)


@dataclass(frozen=True, slots=True)
class Known:
    """People of a roster by ID number, and the certificates there are, but cancelled ones."""

    people: dict[str, tuple[int, str]] = field(default_factory=dict)
    held: set[tuple[int, str]] = field(default_factory=set)
    numbers: set[tuple[str, str]] = field(default_factory=set)


def known_of(
    id_numbers: Collection[str], numbers: Collection[str], organization_id: int | None
) -> Known:
    """What is known of some ID numbers and numbers of certificates; a few statements for any."""
    known = Known()
    by_mark = {fingerprint(one): one for one in id_numbers}
    for some in in_parts(list(by_mark)):
        asked = (
            select(IdentityNumber.id_no_hash, Person.identity_id, Person.name)
            .join(Person, Person.identity_id == IdentityNumber.identity_id)
            .where(
                IdentityNumber.id_no_hash.in_(some),
                Person.organization_id == organization_id,
                ON_ROSTER,
            )
        )
        for mark, identity_id, name in db.session.execute(asked):
            known.people[by_mark[mark]] = (identity_id, name)
    with unscoped("a number and a type of certificate are unique in the province"):
        known.held.update(_held({identity_id for identity_id, _name in known.people.values()}))
        known.numbers.update(_taken(numbers))
    return known


def _held(identity_ids: Collection[int]) -> Iterable[tuple[int, str]]:
    for some in in_parts(sorted(identity_ids)):
        asked = select(Certificate.identity_id, Certificate.type)
        for row in db.session.execute(
            asked.where(Certificate.identity_id.in_(some), NOT_CANCELLED)
        ):
            yield row.identity_id, str(row.type)


def _taken(numbers: Collection[str]) -> Iterable[tuple[str, str]]:
    for some in in_parts(sorted(numbers)):
        asked = select(Certificate.type, Certificate.number).where(NOT_CANCELLED)
        for row in db.session.execute(asked.where(Certificate.number.in_(some))):
            yield str(row.type), row.number


def locked_certificates(ids: Sequence[int]) -> list[Certificate]:
    """Certificates that nobody else changes until the transaction ends."""
    found: list[Certificate] = []
    for some in in_parts(list(ids)):
        asked = select(Certificate).where(Certificate.id.in_(some)).order_by(Certificate.id)
        found += db.session.scalars(asked.with_for_update(of=Certificate))
    return found


def changed_on(certificate: Certificate) -> dt.date:
    """Since when a certificate says what it says."""
    version = CertificateVersion
    asked = select(version.from_day).where(
        version.certificate_id == certificate.id, version.to_day.is_(None)
    )
    return db.session.scalars(asked).one()


def changed_among(ids: Sequence[int]) -> set[int]:
    """Those of some certificates that say something else than when they were entered."""
    version, found = CertificateVersion, set[int]()
    for some in in_parts(list(ids)):
        asked = select(version.certificate_id).where(version.certificate_id.in_(some))
        counted = asked.group_by(version.certificate_id).having(func.count() > 1)
        found |= set(db.session.scalars(counted))
    return found


def versions_among(ids: Sequence[int]) -> list[CertificateVersion]:
    """What some certificates say."""
    found: list[CertificateVersion] = []
    for some in in_parts(list(ids)):
        asked = select(CertificateVersion).where(CertificateVersion.certificate_id.in_(some))
        found += db.session.scalars(asked)
    return found
