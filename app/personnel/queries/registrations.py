"""Whether somebody may come to a roster or leave it: numbers, certificates, what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import exists, select

from app.attachments.queries import files_of_each
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.encryption import fingerprint
from app.core.base.parts import in_parts
from app.core.configuration.dictionaries import codes_in
from app.core.tree.organization_tree import organization_names
from app.personnel.choices import CertificateStatus, PostGroup, TransferState
from app.personnel.models import (
    NOT_CANCELLED,
    Certificate,
    IdentityNumber,
    Person,
    PersonTransfer,
)
from app.personnel.rules import NOBODY, Groups, Registration

HUMANS = "a human is the same one on every roster"


def groups() -> Groups:
    """The dictionary entries that the rules branch on; no query once they are in memory."""
    return Groups(
        supervising=frozenset(codes_in("post_type", "supervision")),
        untitled=frozenset(codes_in("title_level", "none")),
        contract=frozenset(codes_in("employ_type", PostGroup.CONTRACT)),
    )


def registrations(
    numbers: Collection[str],
    organization_id: int | None,
    *,
    but: int | None = None,
    sent_as: str | None = None,
) -> dict[str, Registration]:
    """What the rosters of the province say of ID numbers, for an organization that asks (V04).

    A few statements for any number of them. ``but`` is a row that does not count, nor does the
    one that a form of this token made when it was sent the first time.
    """
    beside = [Person.id != but] if but is not None else []
    if sent_as:
        beside.append(Person.form_token.is_distinct_from(sent_as))
    by_mark = {fingerprint(number): number for number in numbers}
    found = dict.fromkeys(by_mark.values(), NOBODY)
    names = organization_names()
    for some in in_parts(list(by_mark)):
        for mark, place, left_on, certified in _roster_rows(some, beside):
            number = by_mark[mark]
            before = found[number]
            if left_on is None:
                own = place == organization_id
                name = names.get(place, "")
                found[number] = Registration(name, own, before.free_from, certified)
            else:
                free = max(left_on, before.free_from or left_on)
                found[number] = replace(before, free_from=free)
    return found


def _roster_rows(marks: Sequence[str], beside: Sequence[Any]) -> Sequence[Any]:
    held = exists().where(Certificate.identity_id == Person.identity_id, NOT_CANCELLED)
    statement = (
        select(IdentityNumber.id_no_hash, Person.organization_id, Person.left_on, held)
        .join(Person, Person.identity_id == IdentityNumber.identity_id)
        .where(IdentityNumber.id_no_hash.in_(marks), Person.deleted_at.is_(None))
        .where(*beside)
    )
    with unscoped("nobody is on two rosters; of the other one its name is told (V04)"):
        return db.session.execute(statement).all()


def is_certified(identity_id: int) -> bool:
    """Whether somebody holds a certificate that was not cancelled, so that it is what counts."""
    with unscoped(HUMANS):
        return _exists(Certificate.identity_id == identity_id, NOT_CANCELLED)


def certified_among(identity_ids: Sequence[int]) -> set[int]:
    """Who of some humans ever had a certificate."""
    of_them = Certificate.identity_id.in_(identity_ids)
    with unscoped(HUMANS):
        return set(db.session.scalars(select(Certificate.identity_id).where(of_them)))


def holds_valid_certificate(person: Person, day: dt.date) -> bool:
    """Whether a certificate of somebody is in force on a day."""
    return _exists(
        Certificate.identity_id == person.identity_id,
        Certificate.status == CertificateStatus.VALID,
        Certificate.valid_to >= day,
    )


def is_known_elsewhere(person: Person) -> bool:
    """Whether a certificate or another roster knows the same human."""
    with unscoped(HUMANS):
        return _exists(Certificate.identity_id == person.identity_id) or _exists(
            Person.identity_id == person.identity_id, Person.id != person.id
        )


def is_number_used(identity_id: int, mark: str) -> bool:
    """Whether a row, of a roster or of a certificate, stands on a number of somebody."""
    with unscoped(HUMANS):
        rows = select(Person.id).where(Person.identity_id == identity_id, Person.id_no_hash == mark)
        kept = rows.execution_options(include_deleted=True).limit(1)
        return db.session.scalar(kept) is not None or _exists(
            Certificate.identity_id == identity_id
        )


def is_offered(person_id: int, *, but: int | None = None) -> bool:
    """Whether a 调动 of somebody waits for its receiver."""
    item = PersonTransfer
    beside = [item.id != but] if but is not None else []
    return _exists(item.person_id == person_id, item.state == TransferState.FILED, *beside)


def offered_among(person_ids: Sequence[int]) -> set[int]:
    """Of whom of some people there ever was a 调动."""
    of_them = PersonTransfer.person_id.in_(person_ids)
    return set(db.session.scalars(select(PersonTransfer.person_id).where(of_them)))


def pictured_among(person_ids: Sequence[int]) -> set[int]:
    """Of whom of some people there is a photo."""
    files = files_of_each("personnel.person", person_ids)
    return {person_id for person_id, found in files.items() if found}


def _exists(*conditions: Any) -> bool:
    return bool(db.session.scalar(select(exists().where(*conditions))))
