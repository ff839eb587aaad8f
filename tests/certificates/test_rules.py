"""What follows from the dates of a certificate; no database."""

from __future__ import annotations

import datetime as dt

import pytest

from app.certificates.rules import valid_until

# First day, months, last day: the day before the same one, or the last of a month that lacks it.
TERMS = (
    ("2024-03-01", 36, "2027-02-28"),
    ("2024-03-01", 24, "2026-02-28"),
    ("2024-02-28", 24, "2026-02-27"),
    ("2024-02-29", 24, "2026-02-28"),
    ("2024-02-29", 48, "2028-02-28"),
    ("2026-03-01", 24, "2028-02-29"),
    ("2024-08-30", 6, "2025-02-28"),
    ("2024-08-31", 6, "2025-02-28"),
    ("2024-01-31", 1, "2024-02-29"),
    ("2024-03-31", 3, "2024-06-30"),
    ("2024-01-31", 24, "2026-01-30"),
    ("2024-01-01", 12, "2024-12-31"),
)


@pytest.mark.parametrize(
    ("first", "months", "last"), TERMS, ids=[f"{first}+{months}" for first, months, _ in TERMS]
)
def test_a_term_is_counted_in_whole_months(first: str, months: int, last: str) -> None:
    assert valid_until(dt.date.fromisoformat(first), months).isoformat() == last
