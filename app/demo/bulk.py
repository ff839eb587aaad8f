"""Plain inserts in bulk: no objects, no audit entries, ids given out here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, text

from app.core.base import clock
from app.core.base.db import db

Row = dict[str, Any]
_numbered: set[str] = set()


def execute(statement: Any) -> Any:
    """Read beside the session, whose events would leave out deleted rows."""
    return db.session.connection().execute(statement)


def is_empty(model: Any) -> bool:
    """Whether there is no row at all of a table, or of a kind of its rows."""
    return execute(select(model.id).limit(1)).first() is None


def next_id(model: Any) -> int:
    """The first id that is free; `finish_step` moves the database's own counter behind."""
    _numbered.add(model.__tablename__)
    highest: int | None = execute(select(func.max(model.__table__.c.id))).scalar()
    return (highest or 0) + 1


def insert(model: Any, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns."""
    if rows:
        db.session.connection().execute(model.__table__.insert(), rows)


def insert_numbered(model: Any, rows: list[Row]) -> None:
    """Give the rows their ids and insert them."""
    first = next_id(model)
    insert(model, [{"id": first + i, **row} for i, row in enumerate(rows)])


def finish_step() -> None:
    """Commit; PostgreSQL does not notice ids that were given out by hand."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        for table in sorted(_numbered):
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608 - ours
                    f" (SELECT max(id) FROM {table}))"
                )
            )
    _numbered.clear()
    db.session.commit()


def moment(day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment of a working day in Shanghai, never in the future."""
    local = dt.datetime.combine(day, dt.time(hour, minute), clock.SHANGHAI)
    return min(local.astimezone(dt.UTC), clock.now())
