"""Deputies (代办): who acts in whose place, for how long and in which processes."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.base.column_types import Moment
from app.core.base.db import db

from .organizations import Organization


class Deputy(db.Model):
    """Somebody acts in the place of another person of the same organization, for some days.

    ``resources`` are the processes that it is about; none means every one. Names are those of
    the day on which it was arranged.
    """

    __tablename__ = "deputy"
    __table_args__ = (
        Index("ix_deputy_principal", "principal_id", "ends_on"),
        Index("ix_deputy_deputy", "deputy_id", "ends_on"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_its_start"),
        CheckConstraint("principal_id <> deputy_id", name="is_somebody_else"),
    )
    shared_because = "rights are looked up before a scope exists; its screen asks who may see a row"
    is_audited = True
    kept_in_memory = True

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    principal_name: Mapped[str] = mapped_column(String(60), info={"label": _l("委托人")})
    deputy_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    deputy_name: Mapped[str] = mapped_column(String(60), info={"label": _l("代办人")})
    starts_on: Mapped[dt.date] = mapped_column(info={"label": _l("开始日期")})
    ends_on: Mapped[dt.date] = mapped_column(info={"label": _l("结束日期")})
    reason: Mapped[str] = mapped_column(String(200), info={"label": _l("事由")})
    resources: Mapped[list[str]] = mapped_column(JSON, default=list)
    arranged_at: Mapped[dt.datetime] = mapped_column(Moment)
    # When it ended before its day, and when both were told that it began and that it ended.
    ended_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("终止时间")})
    begin_told_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    end_told_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)

    organization: Mapped[Organization] = relationship(Organization)

    def __repr__(self) -> str:
        return f"{self.deputy_name} / {self.principal_name}"
