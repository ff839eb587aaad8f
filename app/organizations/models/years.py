"""The year itself: what was checked, when it was closed, and for whom it was opened again."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base import clock
from app.core.base.column_types import Moment
from app.core.base.db import db


class YearLock(db.Model):
    """A year that is closed: its returns are read-only (V40)."""

    __tablename__ = "year_lock"
    shared_because = "the same for every organization"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    locked_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)
    locked_by: Mapped[str] = mapped_column(String(60))


class YearUnlock(OrgOwned, db.Model):
    """解锁: an exception from a closed year, for one organization, with its reason and end."""

    __tablename__ = "year_unlock"
    __table_args__ = (Index("ix_year_unlock_year", "year", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(info={"label": _l("年度")})
    reason: Mapped[str] = mapped_column(String(500), info={"label": _l("解锁原因")})
    until: Mapped[dt.date] = mapped_column(info={"label": _l("有效期至")})
    opened_by: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Moment)


class RosterCheck(OrgOwned, db.Model):
    """本年度人员核对完成: the organization says that its roster is right."""

    __tablename__ = "roster_check"
    __table_args__ = (UniqueConstraint("organization_id", "year", name="uq_roster_check_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    checked_by: Mapped[str] = mapped_column(String(60))
    checked_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)
