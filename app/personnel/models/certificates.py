"""Supervision certificates as they are now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    and_,
    case,
    literal,
    type_coerce,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.core.access.scope import OrgOwned
from app.core.base import clock
from app.core.base.check_codes import LENGTH, new_code
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.configuration.parameters import parameter
from app.personnel.choices import CertificateStanding, CertificateStatus, CertificateType

from .common import coded, one_only
from .people import Person


class CertificateFacts:
    """What a certificate says, and for whom, which may change from day to day."""

    number: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[dt.date]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date]
    field: Mapped[str | None] = coded("certificate_field")

    @declared_attr
    def status(cls) -> Mapped[CertificateStatus]:
        return mapped_column(stored(CertificateStatus), default=CertificateStatus.VALID)


def last_day_of_warning(today: dt.date) -> dt.date:
    """Certificates that are valid until then, but no longer, are 即将到期."""
    return today + dt.timedelta(days=max(parameter("cert_warn_days")))


def _cases(status: Any, valid_to: Any, today: dt.date) -> Iterator[tuple[CertificateStanding, Any]]:
    """What a certificate is today, the first that holds, of values and of columns alike.

    有效 is what none of these holds of: 即将到期 and 已过期 follow from the date (3.4).
    """
    yield CertificateStanding.SUSPENDED, status == CertificateStatus.SUSPENDED
    yield CertificateStanding.CANCELLED, status == CertificateStatus.CANCELLED
    yield CertificateStanding.EXPIRED, valid_to < today
    yield CertificateStanding.EXPIRING, valid_to <= last_day_of_warning(today)


def standing_on(day: dt.date) -> Any:
    """证书状态 of a certificate on a day, as SQL."""
    cases = _cases(Certificate.status, Certificate.valid_to, day)
    found = case(
        *((holds, literal(one.value)) for one, holds in cases),
        else_=literal(CertificateStanding.VALID.value),
    )
    return type_coerce(found, stored(CertificateStanding))


class Certificate(OrgOwned, CertificateFacts, db.Model):
    """A supervision certificate (质量 or 安全) of one human, as it is now.

    It belongs to the organization that employs the holder and moves with the holder. Nobody
    has more than one of each type that is not cancelled. What it said on any day stands in its
    versions, which follow by themselves; a change holds from ``effective_on``, else from today.
    """

    __tablename__ = "certificate"
    __allow_unmapped__ = True
    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="ends_after_it_begins"),
        CheckConstraint(
            "(status = 'cancelled') = (cancelled_on IS NOT NULL)", name="day_if_cancelled"
        ),
        Index("ix_certificate_identity", "identity_id", "type"),
        Index("ix_certificate_holder", "identity_id", "organization_id"),
        Index("ix_certificate_valid_to", "status", "valid_to"),
        Index("uq_certificate_check_code", "check_code", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    type: Mapped[CertificateType] = mapped_column(stored(CertificateType))
    first_issued_on: Mapped[dt.date | None]
    cancelled_on: Mapped[dt.date | None]
    cancelled_reason: Mapped[str | None] = coded("cancel_reason")
    # 暂扣: since when and why, as long as it lasts.
    suspended_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("暂扣日期")})
    suspension_reason: Mapped[str | None] = mapped_column(
        String(40), info={"dictionary": "suspension_reason", "label": _l("暂扣原因")}
    )
    suspension_text: Mapped[str | None] = mapped_column(String(200), info={"label": _l("暂扣说明")})
    reissued: Mapped[int] = mapped_column(default=0)
    source: Mapped[str | None] = coded("certificate_source")
    # What its paper is checked by, for as long as the certificate is known (核验码).
    check_code: Mapped[str] = mapped_column(String(LENGTH), default=new_code)

    # Added below: the rows of the holder on rosters of the own organization, the newest last.
    roster_rows: ClassVar[Any]

    # No column: said with a change, and gone with the object.
    effective_on: dt.date | None = None

    @property
    def standing(self) -> CertificateStanding:
        """证书状态 today."""
        found = _cases(self.status, self.valid_to, clock.today())
        return next((one for one, holds in found if holds), CertificateStanding.VALID)

    @property
    def holder(self) -> Person | None:
        """The holder on the roster of the organization that the certificate belongs to."""
        return self.roster_rows[-1] if self.roster_rows else None

    def __repr__(self) -> str:
        return self.number


# A certificate of somebody on a roster, at the organization of that roster.
HELD_HERE = and_(
    Certificate.identity_id == Person.identity_id,
    Certificate.organization_id == Person.organization_id,
)
NOT_CANCELLED = Certificate.status != CertificateStatus.CANCELLED
one_only("uq_certificate_one_of_a_type", NOT_CANCELLED, Certificate.identity_id, Certificate.type)
one_only("uq_certificate_number", NOT_CANCELLED, Certificate.type, Certificate.number)

Person.certificates = relationship(
    Certificate,
    primaryjoin=Person.identity_id == Certificate.identity_id,
    foreign_keys=[Certificate.identity_id],
    order_by=Certificate.type,
    viewonly=True,
)

Certificate.roster_rows = relationship(
    Person,
    primaryjoin=HELD_HERE,
    foreign_keys=[Person.identity_id, Person.organization_id],
    order_by=Person.id,
    uselist=True,
    viewonly=True,
)
