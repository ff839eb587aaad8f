"""What is known of a supervisor beside the roster: where somebody worked before."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base.db import db


class PersonResume(OrgOwned, db.Model):
    """工作简历: where a human worked from when to when; the rows move with the human."""

    __tablename__ = "person_resume"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_it_begins"),
        Index("ix_person_resume_identity", "identity_id", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    from_on: Mapped[dt.date] = mapped_column(info={"label": _l("起始日期")})
    to_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("终止日期")})
    employer: Mapped[str] = mapped_column(String(60), info={"label": _l("工作单位")})
    position: Mapped[str | None] = mapped_column(String(60), info={"label": _l("职务")})
    witness: Mapped[str | None] = mapped_column(String(40), info={"label": _l("证明人")})
