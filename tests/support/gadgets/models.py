"""The table of the tests' module."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.scope import OrgOwned
from app.core.base.db import db


class Gadget(OrgOwned, db.Model):
    """Something that an organization has."""

    __tablename__ = "test_gadget"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    number: Mapped[str | None] = mapped_column(String(40))
