"""Human beings, each the same one on every roster and for good."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base import clock
from app.core.base.column_types import Moment, SealedText
from app.core.base.db import db


class Identity(db.Model):
    """One human being. What stays with somebody who moves hangs on it (ruling 41)."""

    __tablename__ = "identity"
    shared_because = "a number without a name; names stand on the rosters"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)


class IdentityNumber(db.Model):
    """An ID number that somebody has or had; a corrected number keeps the identity."""

    __tablename__ = "identity_number"
    __table_args__ = (
        UniqueConstraint("id_no_hash", name="uq_identity_number_id_no_hash"),
        # What a row of a roster refers to.
        UniqueConstraint("identity_id", "id_no_hash", name="uq_identity_number_of_identity"),
    )
    shared_because = "found by its fingerprint alone, by whoever knows the number"

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identity.id"))
    id_no: Mapped[str] = mapped_column(SealedText, info={"mask": "id_number"})
    id_no_hash: Mapped[str] = mapped_column(String(40))
    since: Mapped[dt.datetime] = mapped_column(Moment, default=clock.now)
