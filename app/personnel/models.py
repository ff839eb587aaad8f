"""The roster of an organization and the certificates of its people."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.core import clock
from app.core.db import db
from app.core.dictionaries import label
from app.core.parameters import parameter
from app.core.scope import OrgOwned, SoftDeleted
from app.core.search import Named
from app.core.types import Moment, SealedText, stored

from .choices import CertificateStatus, CertificateType


def _coded(dictionary: str, *, nullable: bool = True) -> Any:
    """A column that holds the code of a dictionary entry."""
    return mapped_column(String(40), info={"dictionary": dictionary}, nullable=nullable)


class Person(OrgOwned, SoftDeleted, Named, db.Model):
    """One person on the roster of one organization, from joining to leaving.

    A person who moves leaves one roster and joins another as a new row. Birth
    date and sex are kept beside the sealed ID number because figures need them.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    id_no: Mapped[str] = mapped_column(SealedText, info={"mask": "id_number"})
    id_no_hash: Mapped[str] = mapped_column(String(40))
    born_on: Mapped[dt.date]
    sex: Mapped[str] = _coded("sex", nullable=False)
    nation: Mapped[str | None] = _coded("nation")
    politics: Mapped[str | None] = _coded("politics")
    mobile: Mapped[str] = mapped_column(SealedText, info={"mask": "mobile"})
    mobile_hash: Mapped[str] = mapped_column(String(40), index=True)
    employ_type: Mapped[str] = _coded("employ_type", nullable=False)
    duty_status: Mapped[str] = _coded("duty_status", nullable=False)
    department: Mapped[str | None] = mapped_column(String(60))
    position: Mapped[str | None] = mapped_column(String(60))
    post_type: Mapped[str] = _coded("post_type", nullable=False)
    supervision_field: Mapped[str | None] = _coded("supervision_field")
    education: Mapped[str] = _coded("education", nullable=False)
    degree: Mapped[str | None] = _coded("degree")
    school: Mapped[str | None] = mapped_column(String(60))
    major: Mapped[str | None] = mapped_column(String(60))
    graduated_on: Mapped[dt.date | None]
    specialty: Mapped[str] = _coded("specialty", nullable=False)
    title_level: Mapped[str] = _coded("title_level", nullable=False)
    title_name: Mapped[str | None] = _coded("title_name")
    title_on: Mapped[dt.date | None]
    work_from: Mapped[dt.date]
    engineering_from: Mapped[dt.date | None]
    supervising_from: Mapped[dt.date | None]
    joined_on: Mapped[dt.date]
    law_cert_no: Mapped[str | None] = mapped_column(String(40))
    law_cert_to: Mapped[dt.date | None]
    left_on: Mapped[dt.date | None]
    left_reason: Mapped[str | None] = _coded("left_reason")
    remark: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now, onupdate=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    first_certified: ClassVar[Any]
    last_certified: ClassVar[Any]
    certificates: Mapped[list[Certificate]] = relationship(
        back_populates="holder", order_by="Certificate.type"
    )
    qualifications: Mapped[list[Qualification]] = relationship(back_populates="person")

    __mapper_args__ = {"version_id_col": version}

    @property
    def age(self) -> int:
        """Full years today."""
        day = clock.today()
        before_birthday = (day.month, day.day) < (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - before_birthday

    @property
    def certificate_kind(self) -> str:
        """证书类别 today: 质量 / 安全 / 双证 / 无有效证书."""
        first, last = self.first_certified, self.last_certified
        if first is None:
            return _("无有效证书")
        if first is not last:
            return _("双证")
        return _("质量") if first is CertificateType.QUALITY else _("安全")

    def __repr__(self) -> str:
        return self.name


ON_ROSTER = and_(Person.left_on.is_(None), Person.deleted_at.is_(None))


def _roster_index(name: str, *columns: str, unique: bool = False) -> Index:
    """An index over the people who are on a roster now, which is what lists show."""
    return Index(
        name,
        *(getattr(Person, column) for column in columns),
        unique=unique,
        sqlite_where=ON_ROSTER,
        postgresql_where=ON_ROSTER,
    )


# V04: a person is on one roster of the whole province.
_roster_index("uq_person_id_no_on_roster", "id_no_hash", unique=True)
_roster_index("ix_person_roster", "organization_id", "id")
for _column in (
    "name",
    "employ_type",
    "duty_status",
    "post_type",
    "education",
    "title_level",
    "specialty",
    "joined_on",
):
    _roster_index(f"ix_person_roster_{_column}", _column, "organization_id", "id")


class Qualification(OrgOwned, db.Model):
    """执业资格 of a person."""

    __tablename__ = "qualification"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str | None] = _coded("qualification", nullable=False)
    number: Mapped[str | None] = mapped_column(String(40))
    field: Mapped[str | None] = mapped_column(String(40))
    valid_to: Mapped[dt.date | None]

    person: Mapped[Person] = relationship(back_populates="qualifications")

    @property
    def title(self) -> str:
        """资格名称."""
        return label("qualification", self.kind)


class Certificate(OrgOwned, db.Model):
    """A supervision certificate (质量 or 安全) of one person.

    It belongs to the organization that employs the holder and moves with the
    holder. A person has at most one of each type that is not cancelled.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("valid_to > valid_from", name="ends_after_it_begins"),
        CheckConstraint(
            "(status = 'cancelled') = (cancelled_on IS NOT NULL)", name="day_if_cancelled"
        ),
        Index("ix_certificate_holder", "holder_id", "type"),
        Index("ix_certificate_holder_organization", "holder_id", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    type: Mapped[CertificateType] = mapped_column(stored(CertificateType))
    number: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(String(60))
    first_issued_on: Mapped[dt.date | None]
    issued_on: Mapped[dt.date]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date]
    field: Mapped[str | None] = _coded("certificate_field")
    status: Mapped[CertificateStatus] = mapped_column(
        stored(CertificateStatus), default=CertificateStatus.VALID
    )
    cancelled_on: Mapped[dt.date | None]
    cancelled_reason: Mapped[str | None] = _coded("cancel_reason")
    reissued: Mapped[int] = mapped_column(default=0)
    source: Mapped[str | None] = _coded("certificate_source")

    holder: Mapped[Person] = relationship(back_populates="certificates")

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


def valid_on(day: Any) -> Any:
    """A certificate that is 有效 on a day, the last day of validity included."""
    return and_(
        Certificate.valid_from <= day,
        Certificate.valid_to >= day,
        Certificate.status != CertificateStatus.SUSPENDED,
        or_(Certificate.cancelled_on.is_(None), Certificate.cancelled_on > day),
    )


def _add_certified() -> None:
    """Give a person the types of what is 有效 today, as columns read only where they are shown."""
    today = bindparam("today", type_=Date, callable_=clock.today, unique=True)
    kind = Certificate.type
    for name, pick in (("first_certified", func.min(kind)), ("last_certified", func.max(kind))):
        found = (
            select(pick)
            .where(Certificate.holder_id == Person.id, valid_on(today))
            .correlate(Person)
            .scalar_subquery()
        )
        setattr(Person, name, column_property(found, deferred=True, group="certified"))


_add_certified()


_NOT_CANCELLED = Certificate.status != CertificateStatus.CANCELLED
Index(
    "uq_certificate_one_of_a_type",
    Certificate.holder_id,
    Certificate.type,
    unique=True,
    sqlite_where=_NOT_CANCELLED,
    postgresql_where=_NOT_CANCELLED,
)
Index(
    "uq_certificate_number",
    Certificate.type,
    Certificate.number,
    unique=True,
    sqlite_where=_NOT_CANCELLED,
    postgresql_where=_NOT_CANCELLED,
)
