"""人员结构 as it was archived at the end of the last three years."""

from __future__ import annotations

import datetime as dt

from app.core.base import clock
from app.organizations.models import StaffSnapshot, checksum
from app.organizations.queries import posts_now
from app.personnel.cells import RULE_VERSION
from app.personnel.queries import people_with_cells, staff_structure

from . import bulk
from .years import years


def load() -> None:
    """Snapshots for an empty table, counted as every other one is."""
    if not bulk.is_empty(StaffSnapshot):
        return
    for year in years():
        if year < clock.year():
            bulk.insert_numbered(StaffSnapshot, _archive(year))


def _archive(year: int) -> list[bulk.Row]:
    day = dt.date(year, 12, 31)
    people = people_with_cells(day)
    posts = posts_now(sorted(people), year)
    return [
        {
            "organization_id": number,
            "year": year,
            "version": 1,
            "taken_at": bulk.moment(day, 23, 50),
            "is_late": False,
            "cells": cells,
            "people": people[number],
            "posts": posts.get(number),
            "rule_version": RULE_VERSION,
            "checksum": checksum(number, year, posts.get(number), cells, people[number]),
        }
        for number, cells in staff_structure(sorted(people), day).items()
    ]
