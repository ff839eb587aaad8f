"""The divisions and dictionaries that every installation starts with, read from app/data."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from app.core.base.registry import Registry
from app.core.models import DictionaryEntry, Division, DivisionVersion

from .frozen_dictionaries import freeze_added

FOLDER = Path(__file__).parents[2] / "data"
# Room between two divisions for a zone that an office adds.
STEP = 10
# The shipped divisions are taken for those of every year that can be filed.
BEGINNING = dt.date(2000, 1, 1)
OF_VERSION = ("code", "name", "level", "parent_code", "position")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReferenceRows:
    """Rows of a module that every installation starts with.

    ``add(session)`` adds those that are missing, keeps what an office made of the others, and says
    how many it added.
    """

    name: str
    add: Callable[[Any], int]


OF_MODULES = Registry("reference_rows", ReferenceRows, lambda one: one.name)


def sync(session: Any) -> int:
    """Add the rows that are missing and say how many; rows that exist keep every edit.

    It commits nothing. Plain inserts write no audit entries, for nobody decided
    anything here.
    """
    known_codes = set(session.scalars(select(Division.code)))
    shipped = list(division_rows())
    # Another province has brought its own; ours would stand beside them.
    is_ours = not known_codes or shipped[0]["code"] in known_codes
    divisions = [row for row in shipped if is_ours and row["code"] not in known_codes]
    known_entries = {
        (row.dictionary, row.code)
        for row in session.execute(select(DictionaryEntry.dictionary, DictionaryEntry.code))
    }
    entries = [row for row in entry_rows() if (row["dictionary"], row["code"]) not in known_entries]
    versions = [
        {"valid_from": BEGINNING} | {name: row[name] for name in OF_VERSION} for row in divisions
    ]
    added = ((Division, divisions), (DivisionVersion, versions), (DictionaryEntry, entries))
    for model, rows in added:
        if rows:
            session.execute(insert(model.__table__), rows)
    if entries:
        freeze_added(session)
    of_modules = sum(one.add(session) for one in OF_MODULES.registered().values())
    return len(divisions) + len(entries) + of_modules


def division_rows() -> Iterator[Row]:
    """The divisions in the official order, each after the one it lies in."""
    for number, row in enumerate(_read("divisions.csv")):
        yield {
            "code": row["code"],
            "name": row["name"],
            "level": row["level"],
            "parent_code": row["parent_code"] or None,
            "area_code": row["area_code"] or None,
            "postcode": row["postcode"] or None,
            "position": number * STEP,
            "is_custom": False,
        }


def entry_rows() -> Iterator[Row]:
    """The entries of all dictionaries, each numbered in the order of the file."""
    for number, row in enumerate(_read("dictionaries.csv")):
        yield {
            "dictionary": row["dictionary"],
            "code": row["code"],
            "label": row["label"],
            "group": row["group"] or None,
            "position": number * STEP,
            "is_active": True,
        }


def _read(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
