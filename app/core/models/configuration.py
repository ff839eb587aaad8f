"""What an office may edit: dictionaries and parameters, and the counter that tells of changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class DictionaryEntry(db.Model):
    """One value of a dictionary.

    ``group`` names the class that reports count it in (a doctor and a master
    are both "postgraduate"), so an office can add values without a new release.
    """

    __tablename__ = "dictionary_entry"
    __table_args__ = (UniqueConstraint("dictionary", "code", name="uq_dictionary_entry_code"),)
    shared_because = "dictionaries are the same for all"

    id: Mapped[int] = mapped_column(primary_key=True)
    dictionary: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(100))
    group: Mapped[str | None] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    def __repr__(self) -> str:
        return self.label


class Parameter(db.Model):
    """One setting of the business rules; its default is declared in code."""

    __tablename__ = "parameter"
    shared_because = "parameters are the same for all"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Revision(db.Model):
    """A counter that rises with every change of what is kept in memory between requests.

    One row. It is read together with the signed-in user, so that roles, the
    tree, dictionaries and parameters need no query of their own and are still
    never older than the request.
    """

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)
    shared_because = "a counter"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
