"""The tree of organizations over the divisions of the province."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.base.choices import DivisionLevel, Level, OrganizationKind, OrganizationStatus
from app.core.base.column_types import stored
from app.core.base.db import db


class Division(db.Model):
    """An administrative division as it stands today; a zone without a national code is custom."""

    __tablename__ = "division"
    shared_because = "divisions are public facts"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    level: Mapped[DivisionLevel] = mapped_column(stored(DivisionLevel))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("division.code"), index=True)
    area_code: Mapped[str | None] = mapped_column(String(4))
    postcode: Mapped[str | None] = mapped_column(String(6))
    position: Mapped[int] = mapped_column(index=True)
    is_custom: Mapped[bool] = mapped_column(default=False)

    def __repr__(self) -> str:
        return self.name


class DivisionVersion(db.Model):
    """What a division was between two days; ``valid_to`` is the first day it was no more.

    Reports of a past year name and add up divisions as they were then.
    """

    __tablename__ = "division_version"
    __table_args__ = (
        UniqueConstraint("code", "valid_from", name="uq_division_version_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_it_begins"),
    )
    shared_because = "divisions are public facts"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("division.code"))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    name: Mapped[str] = mapped_column(String(40))
    level: Mapped[DivisionLevel] = mapped_column(stored(DivisionLevel))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("division.code"))
    position: Mapped[int]


class Organization(db.Model):
    """A supervision organization as it stands today.

    ``path`` is the materialized path of ids with a closing slash ("/1/2/"), so
    that a prefix cannot match a neighbour.
    """

    __tablename__ = "organization"
    __table_args__ = (
        CheckConstraint("path LIKE '/%/'", name="path_is_closed"),
        Index("ix_organization_path", "path"),
    )
    shared_because = "the tree decides the scope; pickers and reports filter it by hand"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    short_name: Mapped[str | None] = mapped_column(String(30))
    division_code: Mapped[str] = mapped_column(ForeignKey("division.code"), index=True)
    level: Mapped[Level] = mapped_column(stored(Level))
    kind: Mapped[OrganizationKind] = mapped_column(stored(OrganizationKind))
    status: Mapped[OrganizationStatus] = mapped_column(
        stored(OrganizationStatus), default=OrganizationStatus.ACTIVE
    )
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    path: Mapped[str] = mapped_column(String(60))

    division: Mapped[Division] = relationship(Division)
    parent: Mapped[Organization | None] = relationship(
        "Organization", remote_side="Organization.id"
    )

    def __repr__(self) -> str:
        return self.name


class OrganizationVersion(db.Model):
    """What an organization was between two days; ``valid_to`` is the first day it was no more.

    The tree of a past year is read from here (a merger, a split or a move never
    changes a past year).
    """

    __tablename__ = "organization_version"
    __table_args__ = (
        UniqueConstraint("organization_id", "valid_from", name="uq_organization_version_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_it_begins"),
    )
    shared_because = "history of the shared tree"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    name: Mapped[str] = mapped_column(String(100))
    division_code: Mapped[str] = mapped_column(ForeignKey("division.code"))
    level: Mapped[Level] = mapped_column(stored(Level))
    kind: Mapped[OrganizationKind] = mapped_column(stored(OrganizationKind))
    status: Mapped[OrganizationStatus] = mapped_column(stored(OrganizationStatus))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))


class SupervisionLink(db.Model):
    """业务指导: a superior beside the parent, where a prefecture has split stations."""

    __tablename__ = "supervision_link"
    __table_args__ = (
        UniqueConstraint("organization_id", "superior_id", name="uq_supervision_link_pair"),
        CheckConstraint("organization_id <> superior_id", name="not_its_own_superior"),
    )
    shared_because = "part of the shared tree"

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    superior_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
