"""Files as rows: whose, of which record, and where the bytes lie."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base.column_types import Moment
from app.core.base.db import db


class Attachment(OrgOwned, db.Model):
    """A file of a record. Until its form is saved it has no record (``item_id``) and waits."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_item", "resource", "item_id"),
        Index("ix_attachment_waiting", "item_id", "uploaded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource: Mapped[str] = mapped_column(String(60))
    item_id: Mapped[int | None]
    form_token: Mapped[str] = mapped_column(String(36), index=True)
    slot: Mapped[str] = mapped_column(String(40))
    # Among the files of its slot, where people have put them in an order of their own.
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    name: Mapped[str] = mapped_column(String(100))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(String(80), unique=True)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    uploaded_at: Mapped[dt.datetime] = mapped_column(Moment)
    removed_at: Mapped[dt.datetime | None] = mapped_column(Moment)

    @property
    def is_picture(self) -> bool:
        """Whether it is one of the pictures that we encoded ourselves."""
        return self.media_type == "image/jpeg"
