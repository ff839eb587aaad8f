"""考核记分: a record of one person, with a copy of the reasons that it was made by."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import OrgOwned, SoftDeleted
from app.core.base import clock
from app.core.base.column_types import SealedText, stored
from app.core.base.db import db
from app.core.screens.search import SpelledName
from app.core.tree.organization_tree import organization_names
from app.demerits.choices import DemeritSource, DemeritState
from app.personnel.models import Person


class DemeritRecord(OrgOwned, SoftDeleted, SpelledName, db.Model):
    """Points that an organization gave a person for what happened on a day; its year is the cycle.

    It belongs to the organization that recorded it, and hangs on the human. ``subject_id`` is the
    organization that employs the person, and follows the person.
    """

    __tablename__ = "demerit_record"
    parties = ("subject_id",)
    __table_args__ = (
        Index("ix_demerit_record_cycle", "identity_id", "cycle", "state"),
        Index("ix_demerit_record_state", "state", "organization_id"),
        Index("ix_demerit_record_subject", "subject_id", "cycle"),
        Index("ix_demerit_record_person", "person_id"),
        CheckConstraint("points > 0", name="costs_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        String(30), unique=True, info={"label": _l("记分编号"), "reads": "code"}
    )
    batch: Mapped[str] = mapped_column(String(30), info={"label": _l("批次号"), "reads": "code"})
    cycle: Mapped[int] = mapped_column(info={"label": _l("记分周期")})
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    name: Mapped[str] = mapped_column(String(40), info={"label": _l("被记分人"), "reads": "name"})
    id_no: Mapped[str] = mapped_column(
        SealedText, info={"label": _l("身份证号"), "mask": "id_number"}
    )
    id_no_hash: Mapped[str] = mapped_column(String(40), index=True)
    # Certificate type → number, as they were on the day of the record.
    certificates: Mapped[dict[str, str]] = mapped_column(
        JSON, default=dict, info={"label": _l("证书类别")}
    )
    happened_on: Mapped[dt.date] = mapped_column(info={"label": _l("记分时间")})
    points: Mapped[int] = mapped_column(info={"label": _l("分值")})
    project: Mapped[str | None] = mapped_column(String(100), info={"label": _l("涉及工程名称")})
    builder: Mapped[str | None] = mapped_column(String(100), info={"label": _l("建设单位")})
    facts: Mapped[str] = mapped_column(String(1000), info={"label": _l("事实说明")})
    source: Mapped[DemeritSource] = mapped_column(
        stored(DemeritSource), default=DemeritSource.MANUAL, info={"label": _l("来源")}
    )
    # The assessment that proposed it.
    source_id: Mapped[int | None]
    recorded_on: Mapped[dt.date] = mapped_column(
        default=clock.today, info={"label": _l("录入时间")}
    )
    recorded_by: Mapped[str] = mapped_column(String(60), info={"label": _l("记分人")})
    handled_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("审核时间")})
    handled_by: Mapped[str | None] = mapped_column(String(60), info={"label": _l("审核人")})
    opinion: Mapped[str | None] = mapped_column(String(500), info={"label": _l("审核意见")})
    appealed_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("申诉时间")})
    appeal: Mapped[str | None] = mapped_column(String(1000), info={"label": _l("申诉理由")})
    state: Mapped[DemeritState] = mapped_column(
        stored(DemeritState), default=DemeritState.DRAFT, info={"label": _l("审核状态")}
    )
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    items: Mapped[list[DemeritItem]] = relationship(
        back_populates="record", cascade="all, delete-orphan", order_by="DemeritItem.position"
    )
    person: Mapped[Person] = relationship(Person)

    __mapper_args__ = {"version_id_col": version}

    @property
    def reasons(self) -> list[str]:
        """记分事由: the codes, as its form ticks them."""
        return [one.code for one in self.items]

    @property
    def subject(self) -> str:
        """所属机构."""
        return organization_names().get(self.subject_id, "")

    def __repr__(self) -> str:
        return self.number


class DemeritItem(OrgOwned, db.Model):
    """A 记分事由 of a record, as the list said it then."""

    __tablename__ = "demerit_item"
    follows = "record"
    __table_args__ = (Index("uq_demerit_item_code", "record_id", "code", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("demerit_record.id"))
    position: Mapped[int]
    group: Mapped[str] = mapped_column(String(20), info={"label": _l("类别")})
    code: Mapped[str] = mapped_column(String(20), info={"label": _l("代码")})
    text: Mapped[str] = mapped_column(String(200), info={"label": _l("记分事由")})
    points: Mapped[int] = mapped_column(info={"label": _l("分值")})

    record: Mapped[DemeritRecord] = relationship(DemeritRecord, back_populates="items")
