"""记分事由 as data: a list of reasons in versions."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.base.column_types import Moment, stored
from app.core.base.db import db
from app.demerits.choices import Suggestion


class ReasonList(db.Model):
    """A version of 记分事由: a draft until it is published, and what it was ever since.

    The last one that was published is in force; a record keeps a copy of what it was made by.
    """

    __tablename__ = "reason_list"
    __table_args__ = (Index("uq_reason_list_issue", "issue", unique=True),)
    shared_because = "the province's reasons are for every organization"
    is_audited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    issue: Mapped[int] = mapped_column(info={"label": _l("版本")})
    title: Mapped[str] = mapped_column(String(100), info={"label": _l("名称")})
    published_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("发布时间")})
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    reasons: Mapped[list[DemeritReason]] = relationship(
        cascade="all, delete-orphan", order_by="DemeritReason.position"
    )

    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        return self.title


class DemeritReason(db.Model):
    """A 记分事由 of a list, in its group."""

    __tablename__ = "demerit_reason"
    __table_args__ = (
        Index("uq_demerit_reason_code", "list_id", "code", unique=True),
        CheckConstraint("points > 0", name="costs_something"),
    )
    shared_because = "a part of a list, which is shared"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("reason_list.id", ondelete="CASCADE"))
    position: Mapped[int]
    # 类别: a column of the summary of points.
    group: Mapped[str] = mapped_column(String(20), info={"label": _l("类别")})
    code: Mapped[str] = mapped_column(String(20), info={"label": _l("代码")})
    text: Mapped[str] = mapped_column(String(200), info={"label": _l("记分事由")})
    points: Mapped[int] = mapped_column(info={"label": _l("分值")})
    needs_project: Mapped[bool] = mapped_column(default=False, info={"label": _l("涉及工程")})
    suggestion: Mapped[Suggestion] = mapped_column(
        stored(Suggestion), default=Suggestion.NONE, info={"label": _l("系统建议")}
    )
