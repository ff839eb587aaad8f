"""Table of 首次设置: which of its steps somebody has settled."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base.column_types import Moment
from app.core.base.db import db


class SetupStep(db.Model):
    """A step that was settled, when and by whom; what can be counted needs no row."""

    __tablename__ = "setup_step"
    shared_because = "the installation is set up once"
    kept_in_memory = True

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    settled_at: Mapped[dt.datetime] = mapped_column(Moment)
    settled_by: Mapped[str] = mapped_column(String(130))
