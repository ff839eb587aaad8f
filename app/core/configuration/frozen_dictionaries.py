"""The copy of all dictionaries that a year keeps once it is closed.

Codes of a closed year are read by what they meant when it was closed: its label and its class.
An entry that is added later is kept for closed years as it began, so that each of its codes has
one meaning there for good.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, exists, insert, literal, select, true

from app.core.base.db import db
from app.core.models import DictionaryEntry, FrozenEntry

from .cache import bump, kept

COPIED = ("dictionary", "code", "label", "group", "position", "is_active")


@kept
def frozen_years() -> frozenset[int]:
    """The years that have a copy of their own."""
    return frozenset(db.session.scalars(select(FrozenEntry.year).distinct()))


def freeze(year: int) -> None:
    """Keep the dictionaries of this moment for a year.

    Whoever edits a dictionary holds the configuration, and so does this until the transaction
    ends: an edit is in the copy as a whole or not at all. Rows of an earlier copy stay.
    """
    # The update of the counter waits for an edit under way; only then is read what it left.
    bump()
    _copy(db.session, select(literal(year, Integer).label("year")).subquery())


def freeze_added(session: Any = None) -> None:
    """Keep entries that were added just now, as they begin, for every year that has a copy."""
    used = session or db.session
    bump(used)
    _copy(used, select(FrozenEntry.__table__.c.year).distinct().subquery())


def _copy(session: Any, years: Any) -> None:
    """Add each entry to the copy of each of the years, where it is missing."""
    entry, frozen = DictionaryEntry.__table__.c, FrozenEntry.__table__.c
    known = exists().where(
        frozen.year == years.c.year,
        frozen.dictionary == entry.dictionary,
        frozen.code == entry.code,
    )
    missing = (
        select(years.c.year, *(entry[name] for name in COPIED))
        .select_from(DictionaryEntry.__table__.join(years, true()))
        .where(~known)
    )
    # Nobody decided anything here, so it leaves no audit entries; closing the year does.
    session.execute(insert(FrozenEntry.__table__).from_select(["year", *COPIED], missing))
