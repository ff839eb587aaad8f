"""Proof of the keys that a database was written with."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.base.db import db


class KeyProof(db.Model):
    """What the key of this name makes of its own name; another key makes something else of it."""

    __tablename__ = "key_proof"
    shared_because = "keys are those of the installation; a proof opens nothing"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    proof: Mapped[str] = mapped_column(String(64))
