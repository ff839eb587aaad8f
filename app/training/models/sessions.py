"""Tables of sessions: their places, subjects and lessons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import OrgOwned
from app.core.base.column_types import Moment, stored
from app.core.base.constraints import refuse_negatives
from app.core.base.db import db
from app.core.tree.organization_tree import organization_names
from app.training.choices import Coverage, TrainingKind

SHARED = "the province's sessions are for every organization"
PART = "a part of a session, which is shared"


class TrainingSession(db.Model):
    """A session (档期) of the province: a draft until it is published.

    How far it is follows from its days, so that no job has to be on time.
    """

    __tablename__ = "training_session"
    __table_args__ = (
        Index("ix_training_session_year", "year", "kind"),
        CheckConstraint("seats > 0", name="has_seats"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_its_start"),
    )
    shared_because = SHARED
    is_audited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        String(30), unique=True, info={"label": _l("档期编号"), "reads": "code"}
    )
    kind: Mapped[TrainingKind] = mapped_column(stored(TrainingKind), info={"label": _l("培训类型")})
    year: Mapped[int] = mapped_column(info={"label": _l("年度"), "min": 2000, "max": 2100})
    issue: Mapped[int] = mapped_column(info={"label": _l("期次"), "min": 1, "max": 99})
    name: Mapped[str] = mapped_column(String(100), info={"label": _l("档期名称")})
    covers: Mapped[Coverage] = mapped_column(stored(Coverage), info={"label": _l("适用证书")})
    starts_on: Mapped[dt.date] = mapped_column(index=True, info={"label": _l("培训开始日期")})
    ends_on: Mapped[dt.date] = mapped_column(info={"label": _l("培训结束日期")})
    checks_in_at: Mapped[dt.datetime] = mapped_column(Moment, info={"label": _l("报到时间")})
    place: Mapped[str] = mapped_column(String(100), info={"label": _l("培训地点")})
    organizer: Mapped[str] = mapped_column(String(100), info={"label": _l("承办单位")})
    contact: Mapped[str] = mapped_column(String(40), info={"label": _l("联系人"), "reads": "name"})
    contact_phone: Mapped[str] = mapped_column(
        String(30), info={"label": _l("联系电话"), "reads": "phone"}
    )
    enrol_from: Mapped[dt.date] = mapped_column(info={"label": _l("报名开始日期")})
    enrol_to: Mapped[dt.date] = mapped_column(info={"label": _l("报名截止日期")})
    allocate_by: Mapped[dt.date] = mapped_column(info={"label": _l("额度分配截止日期")})
    seats: Mapped[int] = mapped_column(info={"label": _l("总名额"), "min": 1, "max": 9999})
    hours: Mapped[int] = mapped_column(info={"label": _l("学时"), "min": 1, "max": 999})
    extension_months: Mapped[int | None] = mapped_column(
        info={"label": _l("证书有效期延长（月）"), "min": 1, "max": 120}
    )
    published_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("发布时间")})
    ended_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("结束时间")})
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("取消时间")})
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    quotas: Mapped[list[SessionQuota]] = relationship(
        cascade="all, delete-orphan", order_by="SessionQuota.organization_id"
    )
    subjects: Mapped[list[SessionSubject]] = relationship(
        cascade="all, delete-orphan", order_by="SessionSubject.position"
    )
    lessons: Mapped[list[SessionLesson]] = relationship(
        cascade="all, delete-orphan", order_by="SessionLesson.position"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def places(self) -> Mapping[str, Mapping[str, Any]]:
        """市州名额 as the form takes them: organization → its places."""
        return {str(one.organization_id): {"seats": one.seats} for one in self.quotas}

    @property
    def places_left(self) -> int:
        """Places that no prefecture has been given."""
        return self.seats - sum(one.seats for one in self.quotas)

    def __repr__(self) -> str:
        return self.name


class SessionQuota(db.Model):
    """市州名额: the places of a session that one prefecture, or the province itself, hands out.

    Whoever gives a place away or back holds this row.
    """

    __tablename__ = "session_quota"
    __table_args__ = (
        Index("uq_session_quota_once", "session_id", "organization_id", unique=True),
        CheckConstraint("seats >= 0", name="seats_not_negative"),
    )
    shared_because = PART
    is_audited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), info={"whole": True}
    )
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    seats: Mapped[int] = mapped_column(info={"label": _l("本市州名额"), "min": 0})

    session: Mapped[TrainingSession] = relationship(TrainingSession, overlaps="quotas")

    @property
    def organization(self) -> str:
        """The present name of the organization."""
        return organization_names().get(self.organization_id, "")


class SessionSubject(db.Model):
    """考核科目 of a session, with its full mark and the mark that passes."""

    __tablename__ = "session_subject"
    __table_args__ = (Index("ix_session_subject_session", "session_id"),)
    shared_because = PART
    is_audited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), info={"whole": True}
    )
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(40), info={"label": _l("科目")})
    full_mark: Mapped[int] = mapped_column(info={"label": _l("满分"), "min": 1})
    pass_mark: Mapped[int] = mapped_column(info={"label": _l("合格线"), "min": 0})


refuse_negatives(SessionSubject)


class SessionLesson(db.Model):
    """A line of the timetable (课程表)."""

    __tablename__ = "session_lesson"
    __table_args__ = (Index("ix_session_lesson_session", "session_id"),)
    shared_because = PART
    is_audited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), info={"whole": True}
    )
    position: Mapped[int]
    day: Mapped[dt.date] = mapped_column(info={"label": _l("日期")})
    topic: Mapped[str] = mapped_column(String(100), info={"label": _l("课程内容")})
    hours: Mapped[int] = mapped_column(info={"label": _l("学时"), "min": 0})
    teacher: Mapped[str | None] = mapped_column(String(40), info={"label": _l("授课人")})


refuse_negatives(SessionLesson)


class OrganizationQuota(OrgOwned, db.Model):
    """机构额度: how many of a prefecture's places one organization may fill with 继续教育.

    An organization that two prefectures guide has places of both. Whoever takes one of its places
    holds its rows, so that none is given twice.
    """

    __tablename__ = "organization_quota"
    __table_args__ = (
        Index("uq_organization_quota_once", "quota_id", "organization_id", unique=True),
        Index("ix_organization_quota_session", "session_id", "organization_id"),
        CheckConstraint("seats >= 0", name="seats_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("training_session.id", ondelete="CASCADE"), info={"whole": True}
    )
    quota_id: Mapped[int] = mapped_column(ForeignKey("session_quota.id", ondelete="CASCADE"))
    seats: Mapped[int] = mapped_column(info={"label": _l("机构额度"), "min": 0})

    session: Mapped[TrainingSession] = relationship(TrainingSession)
