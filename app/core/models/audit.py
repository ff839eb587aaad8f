"""The audit trail: append-only, sealed later."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base.column_types import Moment
from app.core.base.db import db


class AuditEntry(db.Model):
    """Who did what to which record, when and from where, with masked old and new values.

    ``seq`` and ``hash`` are filled once by a sealing job; database triggers
    allow nothing else to change and nothing to be deleted.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_object", "object_type", "object_id"),
        Index("ix_audit_entry_at", "at"),
        Index("ix_audit_entry_user", "user_id", "id"),
        Index("ix_audit_entry_action", "action", "id"),
        Index("ix_audit_entry_request", "request_id"),
        # What the sealing job looks for; nearly every entry is sealed.
        Index(
            "ix_audit_entry_unsealed",
            "id",
            sqlite_where=text("seq IS NULL"),
            postgresql_where=text("seq IS NULL"),
        ),
    )
    shared_because = "read by the auditor only, who sees all of it"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[dt.datetime] = mapped_column(Moment)
    user_id: Mapped[int | None]
    user_name: Mapped[str] = mapped_column(String(130), default="")
    organization_id: Mapped[int | None] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(45), default="")
    request_id: Mapped[str] = mapped_column(String(32), default="")
    action: Mapped[str] = mapped_column(String(40))
    object_type: Mapped[str] = mapped_column(String(60), default="")
    object_id: Mapped[str] = mapped_column(String(60), default="")
    outcome: Mapped[str] = mapped_column(String(20), default="done")
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    hash: Mapped[str | None] = mapped_column(String(64))

    # Set by whoever tells it in words.
    told: ClassVar[Any] = None


class RefusedAccess(db.Model):
    """How often a user was refused something since the last entry about it."""

    __tablename__ = "refusal"
    shared_because = "counts for the audit trail, whoever was refused"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True
    )
    endpoint: Mapped[str] = mapped_column(String(60), primary_key=True)
    object_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    kept_at: Mapped[dt.datetime] = mapped_column(Moment)
    repeated: Mapped[int]
