"""Supervision certificates as they are now."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.core.access.scope import OrgOwned
from app.core.base import clock
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.configuration.parameters import parameter
from app.personnel.choices import CertificateStatus, CertificateType

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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    type: Mapped[CertificateType] = mapped_column(stored(CertificateType))
    first_issued_on: Mapped[dt.date | None]
    cancelled_on: Mapped[dt.date | None]
    cancelled_reason: Mapped[str | None] = coded("cancel_reason")
    reissued: Mapped[int] = mapped_column(default=0)
    source: Mapped[str | None] = coded("certificate_source")

    # No column: said with a change, and gone with the object.
    effective_on: dt.date | None = None

    @property
    def standing(self) -> tuple[str, str]:
        """证书状态 today, as tone and words: 即将到期 and 已过期 follow from the date."""
        if self.status is not CertificateStatus.VALID:
            return "bad", str(self.status.label)
        left = (self.valid_to - clock.today()).days
        if left < 0:
            return "bad", _("已过期")
        if left <= max(parameter("cert_warn_days")):
            return "back", _("即将到期")
        return "ok", _("有效")

    def __repr__(self) -> str:
        return self.number


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
