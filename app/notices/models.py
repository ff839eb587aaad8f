"""The table of notices."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import SoftDeleted
from app.core.base import clock
from app.core.base.db import db


class Notice(SoftDeleted, db.Model):
    """A notice of the province."""

    __tablename__ = "notice"
    shared_because = "what the province announces is for every organization"
    is_audited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100), info={"label": _l("标题")})
    published_on: Mapped[dt.date] = mapped_column(
        default=clock.today, index=True, info={"label": _l("发布日期")}
    )
    content: Mapped[str] = mapped_column(String(4000), info={"label": _l("内容")})
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)

    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        return self.title
