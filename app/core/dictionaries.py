"""Dictionaries as screens and reports read them; the entries themselves are rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from .db import db
from .dictionary_words import GROUPS
from .models import DictionaryEntry
from .revision import kept


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a dictionary as it is kept in memory."""

    code: str
    label: str
    group: str | None
    is_active: bool


@kept
def entries(dictionary: str) -> Mapping[str, Entry]:
    """All entries by code, in their order, also those no longer offered."""
    row = DictionaryEntry
    rows = db.session.execute(
        select(row.code, row.label, row.group, row.is_active)
        .where(row.dictionary == dictionary)
        .order_by(row.position, row.id)
    )
    return {found.code: Entry(*found) for found in rows}


def label(dictionary: str, code: str | None) -> str:
    """How a code reads; an unknown one reads as itself."""
    if code is None:
        return ""
    entry = entries(dictionary).get(code)
    return entry.label if entry else code


def choices(dictionary: str, current: str | None = None) -> list[tuple[str, str]]:
    """What a form offers: the active entries and, if it has been retired since, the current."""
    return offered(dictionary, (current,))


def offered(dictionary: str, current: Collection[str | None] = ()) -> list[tuple[str, str]]:
    """The same where several may be chosen."""
    return [
        (entry.code, entry.label)
        for entry in entries(dictionary).values()
        if entry.is_active or entry.code in current
    ]


def codes_in(dictionary: str, *groups: str) -> list[str]:
    """The codes that are counted in one of these groups."""
    return [entry.code for entry in entries(dictionary).values() if entry.group in groups]


def groups(dictionary: str) -> list[tuple[str, Any]]:
    """The classes that the entries of a dictionary are counted in, with their words."""
    return list(GROUPS.get(dictionary, {}).items())
