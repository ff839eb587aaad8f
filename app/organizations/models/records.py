"""What the province or the clock records about organizations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base.column_types import Amount, Moment, stored
from app.core.base.db import db
from app.organizations.choices import VerificationResult


class OrganizationVerification(OrgOwned, db.Model):
    """监督资格验证: what the province found about an organization, every third year."""

    __tablename__ = "organization_verification"
    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="ends_after_it_begins"),
        Index("ix_organization_verification_valid", "organization_id", "valid_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str | None] = mapped_column(String(40), info={"dictionary": "verification_kind"})
    year: Mapped[int]
    certificate_no: Mapped[str] = mapped_column(String(30))
    issuer: Mapped[str] = mapped_column(String(60))
    first_on: Mapped[dt.date | None]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date]
    score: Mapped[Decimal | None] = mapped_column(Amount)
    result: Mapped[VerificationResult] = mapped_column(stored(VerificationResult))
    verified_on: Mapped[dt.date]
    revoked_on: Mapped[dt.date | None]


class StaffSnapshot(OrgOwned, db.Model):
    """人员结构 of one organization as stored for a year; a new version never replaces an old."""

    __tablename__ = "staff_snapshot"
    __table_args__ = (
        UniqueConstraint("organization_id", "year", "version", name="uq_staff_snapshot_version"),
        Index("ix_staff_snapshot_year", "year", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    taken_at: Mapped[dt.datetime] = mapped_column(Moment)
    is_late: Mapped[bool] = mapped_column(default=False)
    cells: Mapped[dict[str, int]] = mapped_column(JSON)
    people: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
