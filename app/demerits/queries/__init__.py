"""SELECTs of the module."""

from .people import (
    certificates_in,
    employer_of,
    hold_identities,
    numbers_of,
    people_of,
    recorded_among,
    records_about,
    records_of_person,
    supervisors,
)
from .reasons import WHOLE, in_force, last_list, next_issue, offered
from .records import (
    WITH_ITEMS,
    alike,
    measures_of,
    of_batch,
    on_screen,
    suspended_identities,
    thresholds,
    total_beside,
    total_of,
    waiting_measures,
)

__all__ = [
    "WHOLE",
    "WITH_ITEMS",
    "alike",
    "certificates_in",
    "employer_of",
    "hold_identities",
    "in_force",
    "last_list",
    "measures_of",
    "next_issue",
    "numbers_of",
    "of_batch",
    "offered",
    "on_screen",
    "people_of",
    "recorded_among",
    "records_about",
    "records_of_person",
    "supervisors",
    "suspended_identities",
    "thresholds",
    "total_beside",
    "total_of",
    "waiting_measures",
]
