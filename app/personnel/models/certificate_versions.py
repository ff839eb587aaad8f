"""What each certificate said on any day: versions that follow every change by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    Index,
    String,
    and_,
    bindparam,
    event,
    func,
    inspect,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, Session, column_property, mapped_column, relationship

from app.core.access.scope import OrgOwned
from app.core.base import clock
from app.core.base.column_types import stored
from app.core.base.db import db
from app.personnel.choices import CertificateStatus, CertificateType

from .certificates import Certificate, CertificateFacts
from .common import ValidityPeriod, one_only
from .people import Person

# What a version repeats of its certificate; the first three never change.
FIXED = ("certificate_id", "identity_id", "type")
VERSIONED = (
    "organization_id",
    "number",
    "issuer",
    "issued_on",
    "valid_from",
    "valid_to",
    "field",
    "status",
)


class CertificateVersion(OrgOwned, ValidityPeriod, CertificateFacts, db.Model):
    """What a certificate said, and whose it was, from one day to another."""

    __tablename__ = "certificate_version"
    __table_args__ = (
        CheckConstraint("to_day > from_day", name="ends_after_it_begins"),
        Index("ix_certificate_version_identity", "identity_id", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    type: Mapped[CertificateType] = mapped_column(stored(CertificateType))

    certificate: Mapped[Certificate] = relationship(Certificate)


IN_FORCE = CertificateVersion.to_day.is_(None)
one_only("uq_certificate_version_in_force", IN_FORCE, CertificateVersion.certificate_id)


def valid_on(day: Any) -> Any:
    """A certificate that is 有效 on a day, the last day of validity included."""
    version = CertificateVersion
    return and_(
        version.on(day),
        version.valid_from <= day,
        version.valid_to >= day,
        version.status == CertificateStatus.VALID,
    )


def held_by(person: Any) -> Any:
    """A certificate of somebody on a roster, at the organization of that roster."""
    version = CertificateVersion
    return and_(
        version.identity_id == person.identity_id,
        version.organization_id == person.organization_id,
    )


def _add_certified() -> None:
    """Give a person the types of what is 有效 today, as columns read only where they are shown."""
    today = bindparam("today", type_=Date, callable_=clock.today, unique=True)
    kind = CertificateVersion.type
    for name, pick in (("first_certified", func.min(kind)), ("last_certified", func.max(kind))):
        found = select(pick).where(held_by(Person), valid_on(today)).correlate(Person)
        column = column_property(found.scalar_subquery(), deferred=True, group="certified")
        setattr(Person, name, column)
    # Both in one text, by which lists are ordered.
    first, last = (type_coerce(pick(kind), String) for pick in (func.min, func.max))
    both = select(first.concat(last)).where(held_by(Person), valid_on(today)).correlate(Person)
    Person.certified_kinds = column_property(both.scalar_subquery(), deferred=True)


_add_certified()


def first_versions(entered: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The versions of a certificate as it is entered: 有效 until it was cancelled, if it was."""
    row = {name: entered[name] for name in (*FIXED, *VERSIONED)}
    begins, ended = entered["valid_from"], entered["cancelled_on"]
    if ended is not None and begins < ended:
        yield {**row, "status": CertificateStatus.VALID, "from_day": begins, "to_day": ended}
    yield {**row, "from_day": ended or begins, "to_day": None}


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _context: Any) -> None:
    """Write the versions of whatever was changed, whoever changed it; no second flush starts."""
    for one in session.new | session.dirty:
        if not isinstance(one, Certificate):
            continue
        if one in session.new:
            rows = list(first_versions(_values(one) | {"cancelled_on": one.cancelled_on}))
            session.connection().execute(CertificateVersion.__table__.insert(), rows)
        elif changed := _changed(one):
            _let_hold(session.connection(), one, changed, one.effective_on or clock.today())


def _changed(certificate: Certificate) -> dict[str, Any]:
    """What a certificate says otherwise than before."""
    now: Any = inspect(certificate).attrs
    return {one: now[one].value for one in VERSIONED if now[one].history.has_changes()}


def _values(certificate: Certificate) -> dict[str, Any]:
    kept = {name: getattr(certificate, name) for name in (*FIXED[1:], *VERSIONED)}
    return {"certificate_id": certificate.id, **kept}


def _let_hold(
    connection: Connection, certificate: Certificate, changed: Mapping[str, Any], day: dt.date
) -> None:
    """Let a change hold from a day, also in what was said of later days already.

    The version of that day ends, and one that says the change follows. A certificate that was to
    begin later begins with that day, or as soon as it is valid. Who changes a certificate has its
    row, so two changes come here one after the other.
    """
    table = CertificateVersion.__table__
    not_over = or_(table.c.to_day.is_(None), table.c.to_day > day)
    asked = select(table).where(table.c.certificate_id == certificate.id, not_over)
    first, *later = connection.execute(asked.order_by(table.c.from_day)).mappings()
    of_first = table.update().where(table.c.id == first["id"])
    if first["from_day"] < day:
        connection.execute(of_first.values(to_day=day))
        kept = {name: first[name] for name in (*FIXED, *VERSIONED, "to_day")}
        connection.execute(table.insert(), {**kept, **changed, "from_day": day})
    else:
        begins = min(first["from_day"], max(day, certificate.valid_from))
        connection.execute(of_first.values(**changed, from_day=begins))
    if later:
        ids = [one["id"] for one in later]
        connection.execute(table.update().where(table.c.id.in_(ids)).values(**changed))
