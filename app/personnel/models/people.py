"""The roster of an organization: a row for each person, from joining to leaving."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlalchemy import ForeignKeyConstraint, Index, String, and_
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.core.access.scope import OrgOwned, SoftDeleted
from app.core.base import clock
from app.core.base.column_types import Moment, SealedText
from app.core.base.db import db
from app.core.base.encryption import tail_fingerprint
from app.core.base.formats import age_on
from app.core.screens.search import SpelledName
from app.personnel.choices import CertificateType

from .common import coded


def _tail(context: Any) -> str:
    return tail_fingerprint(context.get_current_parameters()["id_no"])


class Person(OrgOwned, SoftDeleted, SpelledName, db.Model):
    """One person on the roster of one organization, from joining to leaving.

    A person who moves leaves one roster and joins another as a new row of the same identity.
    Birth date and sex are kept beside the sealed ID number because figures need them.
    """

    __tablename__ = "person"
    __table_args__ = (
        # The number is one that this human has or had.
        ForeignKeyConstraint(
            ["identity_id", "id_no_hash"],
            ["identity_number.identity_id", "identity_number.id_no_hash"],
            name="fk_person_identity_number",
        ),
        Index("ix_person_identity", "identity_id", "organization_id"),
        Index("uq_person_form_token", "form_token", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(40), info={"reads": "name"})
    id_no: Mapped[str] = mapped_column(SealedText, info={"mask": "id_number"})
    id_no_hash: Mapped[str] = mapped_column(String(40))
    id_tail_hash: Mapped[str] = mapped_column(String(40), default=_tail, server_default="")
    born_on: Mapped[dt.date]
    sex: Mapped[str] = coded("sex", nullable=False)
    nation: Mapped[str | None] = coded("nation")
    politics: Mapped[str | None] = coded("politics")
    mobile: Mapped[str] = mapped_column(SealedText, info={"mask": "mobile"})
    mobile_hash: Mapped[str] = mapped_column(String(40), index=True)
    employ_type: Mapped[str] = coded("employ_type", nullable=False)
    duty_status: Mapped[str] = coded("duty_status", nullable=False)
    department: Mapped[str | None] = mapped_column(String(60))
    position: Mapped[str | None] = mapped_column(String(60))
    post_type: Mapped[str] = coded("post_type", nullable=False)
    supervision_field: Mapped[str | None] = coded("supervision_field")
    education: Mapped[str] = coded("education", nullable=False)
    degree: Mapped[str | None] = coded("degree")
    school: Mapped[str | None] = mapped_column(String(60))
    major: Mapped[str | None] = mapped_column(String(60))
    graduated_on: Mapped[dt.date | None]
    specialty: Mapped[str] = coded("specialty", nullable=False)
    title_level: Mapped[str] = coded("title_level", nullable=False)
    title_name: Mapped[str | None] = coded("title_name")
    title_on: Mapped[dt.date | None]
    work_from: Mapped[dt.date]
    engineering_from: Mapped[dt.date | None]
    supervising_from: Mapped[dt.date | None]
    joined_on: Mapped[dt.date]
    law_cert_no: Mapped[str | None] = mapped_column(String(40))
    law_cert_to: Mapped[dt.date | None]
    left_on: Mapped[dt.date | None]
    left_reason: Mapped[str | None] = coded("left_reason")
    remark: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now, onupdate=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(36))

    # Added where certificates are declared: what is 有效 today.
    first_certified: ClassVar[Any]
    last_certified: ClassVar[Any]
    certified_kinds: ClassVar[Any]

    __mapper_args__ = {"version_id_col": version}

    @validates("id_no")
    def _mark_tail(self, _key: str, id_no: str) -> str:
        self.id_tail_hash = tail_fingerprint(id_no)
        return id_no

    @property
    def age(self) -> int:
        """Full years today."""
        return age_on(self.born_on, clock.today())

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
_roster_index("uq_person_identity_on_roster", "identity_id", unique=True)
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
    "initials",
    "pinyin",
    "id_tail_hash",
):
    _roster_index(f"ix_person_roster_{_column}", _column, "organization_id", "id")
