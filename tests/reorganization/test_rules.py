"""On which day an organization may change, and where it may stand; no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask

from app.core.base.choices import Level
from app.reorganization.rules import day_refusals, superior_refusals

TODAY = dt.date(2026, 11, 29)
LOCKED = dt.date(2025, 12, 31)


@pytest.fixture(autouse=True)
def _words(app: Flask) -> Iterator[None]:
    """A context for the language of the words."""
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (TODAY, []),
        (dt.date(2026, 11, 30), ["RO1"]),
        (dt.date(2026, 3, 1), []),
        (dt.date(2026, 2, 28), ["RO2"]),
        (LOCKED, ["RO2", "RO3"]),
    ],
)
def test_the_day_of_a_change(day: dt.date, codes: list[str]) -> None:
    found = day_refusals(day, today=TODAY, last_change=dt.date(2026, 3, 1), locked_until=LOCKED)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("level", "superior", "is_right"),
    [
        (Level.PROVINCE, None, True),
        (Level.PREFECTURE, Level.PROVINCE, True),
        (Level.COUNTY, Level.PREFECTURE, True),
        (Level.COUNTY, Level.PROVINCE, True),
        (Level.COUNTY, None, False),
        (Level.PREFECTURE, Level.PREFECTURE, False),
        (Level.PREFECTURE, Level.COUNTY, False),
        (Level.PROVINCE, Level.PROVINCE, False),
    ],
)
def test_whose_superior_one_may_be(level: Level, superior: Level | None, is_right: bool) -> None:
    assert (list(superior_refusals(level, superior)) == []) is is_right
