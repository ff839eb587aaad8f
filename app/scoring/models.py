"""Tables of score sheets: a version with its items, what is deducted in them, and its vetoes."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.base.column_types import Moment, stored
from app.core.base.db import db
from app.scoring.choices import SheetKind

SHARED = "the province's sheets are for every organization"
PART = "a part of a sheet, which is shared"


class ScoreSheet(db.Model):
    """A version of a 评分表: a draft until it is published, and what it was ever since.

    An assessment of a year takes the last one that is published for that year or an earlier one,
    and keeps it.
    """

    __tablename__ = "score_sheet"
    __table_args__ = (
        Index("uq_score_sheet_issue", "kind", "issue", unique=True),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="has_year"),
    )
    shared_because = SHARED
    is_audited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SheetKind] = mapped_column(stored(SheetKind), info={"label": _l("评分表")})
    issue: Mapped[int] = mapped_column(info={"label": _l("版本")})
    title: Mapped[str] = mapped_column(String(100), info={"label": _l("名称")})
    year: Mapped[int] = mapped_column(info={"label": _l("适用年度起"), "min": 2000, "max": 2100})
    published_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("发布时间")})
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    items: Mapped[list[ScoreItem]] = relationship(
        cascade="all, delete-orphan", order_by="ScoreItem.position"
    )
    vetoes: Mapped[list[ScoreVeto]] = relationship(
        cascade="all, delete-orphan", order_by="ScoreVeto.position"
    )

    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        return self.title


class ScoreItem(db.Model):
    """考核项目 of a sheet, in its 类别."""

    __tablename__ = "score_item"
    __table_args__ = (
        Index("uq_score_item_number", "sheet_id", "number", unique=True),
        CheckConstraint("most > 0", name="is_worth_something"),
    )
    shared_because = PART

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id", ondelete="CASCADE"))
    position: Mapped[int]
    section: Mapped[str] = mapped_column(String(40), info={"label": _l("类别")})
    number: Mapped[str] = mapped_column(String(10), info={"label": _l("序号")})
    title: Mapped[str] = mapped_column(String(60), info={"label": _l("考核项目")})
    # In tenths, as all points.
    most: Mapped[int] = mapped_column(info={"label": _l("分值")})

    # With the items, so that a whole sheet is four statements.
    points: Mapped[list[DeductionPoint]] = relationship(
        cascade="all, delete-orphan", order_by="DeductionPoint.position", lazy="selectin"
    )


class DeductionPoint(db.Model):
    """扣分内容 of an item: what is deducted each time that it is found."""

    __tablename__ = "deduction_point"
    __table_args__ = (
        Index("ix_deduction_point_item", "item_id"),
        CheckConstraint("points > 0", name="deducts_something"),
    )
    shared_because = PART

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("score_item.id", ondelete="CASCADE"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(20), info={"label": _l("代码")})
    text: Mapped[str] = mapped_column(String(200), info={"label": _l("扣分内容")})
    points: Mapped[int] = mapped_column(info={"label": _l("扣分")})
    unit: Mapped[str] = mapped_column(String(10), info={"label": _l("单位")})


class ScoreVeto(db.Model):
    """一票否决 of a sheet: a project for which it is ticked is 不合格."""

    __tablename__ = "score_veto"
    __table_args__ = (Index("ix_score_veto_sheet", "sheet_id"),)
    shared_because = PART

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id", ondelete="CASCADE"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(20), info={"label": _l("代码")})
    text: Mapped[str] = mapped_column(String(200), info={"label": _l("扣分内容")})
