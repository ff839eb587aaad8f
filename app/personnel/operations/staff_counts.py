"""Writing the kept figures of rosters anew, and dropping the changes that they have seen."""

from __future__ import annotations

import datetime as dt

from app.core.base.db import db
from app.personnel import queries
from app.personnel.models import clear, keep


def count_anew(day: dt.date, *, before: dt.datetime) -> None:
    """Count everybody in scope on a day; changes from before a moment go, with every old figure."""
    connection = db.session.connection()
    clear(connection, before)
    keep(connection, queries.rows_to_keep(day))
