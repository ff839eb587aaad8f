"""What several tables of people have: coded columns, and rows that hold from day to day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Index, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column


def coded(dictionary: str, *, nullable: bool = True) -> Any:
    """A column that holds the code of a dictionary entry."""
    return mapped_column(String(40), info={"dictionary": dictionary}, nullable=nullable)


def one_only(name: str, where: Any, *columns: Any) -> Index:
    """A unique index over some of the rows."""
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class ValidityPeriod:
    """A row that is true from ``from_day`` to the day before ``to_day``, or until further notice.

    Such a row is closed and followed by another, never changed, so that what is said of a past
    day stays said.
    """

    from_day: Mapped[dt.date]
    to_day: Mapped[dt.date | None]

    @classmethod
    def on(cls, day: Any) -> Any:
        """The criterion for rows that are true on a day."""
        return and_(cls.from_day <= day, or_(cls.to_day.is_(None), cls.to_day > day))
