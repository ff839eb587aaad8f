"""Every SELECT about people and certificates."""

from .conditions import holds_valid, of_retirement_age, on_duty, past_retirement
from .effects import EFFECTS
from .finder import people_found
from .incomplete import lacks_facts
from .kept import KEPT, kept_structure, rows_to_keep
from .registrations import (
    certified_among,
    groups,
    holds_valid_certificate,
    is_certified,
    is_known_elsewhere,
    is_number_used,
    is_offered,
    offered_among,
    pictured_among,
    registrations,
)
from .rosters import (
    first_versions_of,
    movable_people,
    on_roster_since,
    own_person,
    person_to_move,
    roster_names,
    roster_of,
    rosters_of,
    versions_of,
)
from .structure import (
    SHOWN_OF_PEOPLE,
    cells_of_people,
    leaders_among,
    people_in_cells,
    people_with_cells,
    readable_people,
    staff_structure,
)

__all__ = [
    "EFFECTS",
    "KEPT",
    "SHOWN_OF_PEOPLE",
    "cells_of_people",
    "certified_among",
    "first_versions_of",
    "groups",
    "holds_valid",
    "holds_valid_certificate",
    "is_certified",
    "is_known_elsewhere",
    "is_number_used",
    "is_offered",
    "kept_structure",
    "lacks_facts",
    "leaders_among",
    "movable_people",
    "of_retirement_age",
    "offered_among",
    "on_duty",
    "on_roster_since",
    "own_person",
    "past_retirement",
    "people_found",
    "people_in_cells",
    "people_with_cells",
    "person_to_move",
    "pictured_among",
    "readable_people",
    "registrations",
    "roster_names",
    "roster_of",
    "rosters_of",
    "rows_to_keep",
    "staff_structure",
    "versions_of",
]
