"""Registered professional qualifications of people."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import OrgOwned
from app.core.base.db import db
from app.core.configuration.dictionaries import label

from .common import ValidityPeriod, coded
from .people import Person


class Qualification(OrgOwned, ValidityPeriod, db.Model):
    """执业资格 of somebody while at one organization; who moves takes a copy along."""

    __tablename__ = "qualification"
    __table_args__ = (Index("ix_qualification_identity", "identity_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    kind: Mapped[str | None] = coded("qualification", nullable=False)
    number: Mapped[str | None] = mapped_column(String(40))
    field: Mapped[str | None] = mapped_column(String(40))
    valid_to: Mapped[dt.date | None]

    @property
    def title(self) -> str:
        """资格名称."""
        return label("qualification", self.kind)


Person.qualifications = relationship(
    Qualification,
    primaryjoin=(Person.identity_id == Qualification.identity_id)
    & (Person.organization_id == Qualification.organization_id)
    & (Qualification.to_day.is_(None) | (Qualification.to_day == Person.left_on)),
    foreign_keys=[Qualification.identity_id, Qualification.organization_id],
    order_by=Qualification.id,
    viewonly=True,
)
