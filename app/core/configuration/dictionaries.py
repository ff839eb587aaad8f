"""Dictionaries as screens and reports read them; the entries themselves are rows.

What speaks of a year says so (``year=``): a closed year is read by the copy that was kept when it
was closed. Without a year, and for one that is open, entries are what they are today.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.core.base.db import db
from app.core.models import DictionaryEntry, FrozenEntry

from .cache import kept
from .dictionary_words import GROUPS
from .frozen_dictionaries import frozen_years


@dataclass(frozen=True, slots=True)
class DictionaryWord:
    """One value of a dictionary as it is kept in memory."""

    code: str
    label: str
    group: str | None
    is_active: bool


def entries(dictionary: str, year: int | None = None) -> Mapping[str, DictionaryWord]:
    """All entries by code, in their order, also those no longer offered."""
    if year is not None and year in frozen_years():
        return _entries_of(dictionary, year)
    return _entries_today(dictionary)


@kept
def _entries_today(dictionary: str) -> Mapping[str, DictionaryWord]:
    return _read(DictionaryEntry, DictionaryEntry.dictionary == dictionary)


@kept
def _entries_of(dictionary: str, year: int) -> Mapping[str, DictionaryWord]:
    return _read(FrozenEntry, FrozenEntry.dictionary == dictionary, FrozenEntry.year == year)


def _read(row: Any, *criteria: Any) -> Mapping[str, DictionaryWord]:
    rows = db.session.execute(
        select(row.code, row.label, row.group, row.is_active)
        .where(*criteria)
        .order_by(row.position, getattr(row, "id", row.code))
    )
    return {found.code: DictionaryWord(*found) for found in rows}


def label(dictionary: str, code: str | None, year: int | None = None) -> str:
    """How a code reads; an unknown one reads as itself."""
    if code is None:
        return ""
    entry = entries(dictionary, year).get(code)
    return entry.label if entry else code


def choices(
    dictionary: str, current: str | None = None, year: int | None = None
) -> list[tuple[str, str]]:
    """What a form offers: the active entries and, if it has been retired since, the current."""
    return offered(dictionary, (current,), year)


def offered(
    dictionary: str, current: Collection[str | None] = (), year: int | None = None
) -> list[tuple[str, str]]:
    """The same where several may be chosen."""
    return [
        (entry.code, entry.label)
        for entry in entries(dictionary, year).values()
        if entry.is_active or entry.code in current
    ]


def codes_in(dictionary: str, *groups: str, year: int | None = None) -> list[str]:
    """The codes that are counted in one of these groups."""
    return [entry.code for entry in entries(dictionary, year).values() if entry.group in groups]


def groups(dictionary: str) -> list[tuple[str, Any]]:
    """The classes that the entries of a dictionary are counted in, with their words."""
    return list(GROUPS.get(dictionary, {}).items())
