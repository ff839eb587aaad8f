"""Drafts as rows: one a record, and in it the text of each field from each window."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base.column_types import Moment, SealedText
from app.core.base.db import db


class FormDraft(OrgOwned, db.Model):
    """The draft of one record. It outlives its text, so that revisions only ever grow.

    ``base_version`` is that of the record when the text was begun. ``handed_in`` names
    the windows that stored the record, each with its last edit by then: what of theirs
    arrives later is old.
    """

    __tablename__ = "form_draft"
    __table_args__ = (
        UniqueConstraint("organization_id", "resource", "record_key", name="uq_form_draft_record"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource: Mapped[str] = mapped_column(String(60))
    record_key: Mapped[str] = mapped_column(String(60))
    base_version: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[dt.datetime] = mapped_column(Moment, index=True)
    handed_in: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    stored_revision: Mapped[int] = mapped_column(default=0)
    stored_by: Mapped[str] = mapped_column(String(60), default="")
    discarded_revision: Mapped[int] = mapped_column(default=0)
    discarded_by: Mapped[str] = mapped_column(String(60), default="")
    discarded_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    minute: Mapped[dt.datetime | None] = mapped_column(Moment)
    saves: Mapped[int] = mapped_column(default=0)


class DraftField(OrgOwned, db.Model):
    """What one window last typed into one field; no value: the field was taken out.

    ``number`` counts the window's edits, for answers and requests overtake each other.
    ``discarded`` is 0 while the text counts, else the revision that threw it away.
    """

    __tablename__ = "form_draft_field"
    __table_args__ = (
        UniqueConstraint("draft_id", "name", "client", "discarded", name="uq_form_draft_field"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("form_draft.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    client: Mapped[str] = mapped_column(String(36))
    number: Mapped[int]
    # Sealed: mobile numbers are typed into such forms too.
    value: Mapped[str | None] = mapped_column(SealedText)
    revision: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="SET NULL"))
    user_name: Mapped[str] = mapped_column(String(60))
    changed_at: Mapped[dt.datetime] = mapped_column(Moment)
    discarded: Mapped[int] = mapped_column(default=0)
