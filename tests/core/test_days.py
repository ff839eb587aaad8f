"""Days and years are Shanghai's, where a day begins while it is still the day before in UTC."""

from __future__ import annotations

import datetime as dt

import pytest

from app.core.base import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-12-31 23:59", dt.date(2026, 12, 31)),
        ("2027-01-01 00:00", dt.date(2027, 1, 1)),
        ("2027-01-01 07:59", dt.date(2027, 1, 1)),
        ("2028-02-29 00:30", dt.date(2028, 2, 29)),
    ],
)
def test_a_day_begins_at_midnight_in_shanghai(at, moment, day):
    at(moment)
    assert clock.now() - dt.datetime.fromisoformat(f"{moment}+08:00") < dt.timedelta(seconds=30)
    assert (clock.today(), clock.year()) == (day, day.year)


def test_a_year_is_judged_by_its_last_day_and_the_running_one_by_today(at):
    at("2027-01-01 00:00")
    judged = [clock.last_day(year) for year in (2025, 2026, 2027)]
    assert judged == [dt.date(2025, 12, 31), dt.date(2026, 12, 31), dt.date(2027, 1, 1)]
