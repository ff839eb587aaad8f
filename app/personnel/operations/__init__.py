"""Writes about people: who somebody is, the roster, leaving it, and moving to another one."""

from .arrivals import enter_people, take_back_people
from .departures import leave, leaving_refusals, standing_refusals
from .identities import change_number, identity_of
from .moves import TRANSFERRED, move_person
from .offers import not_movable, offer_refusals
from .people import (
    FACTS,
    LOCKED,
    QUALIFICATION,
    add_person,
    edit_person,
    enter_person,
    person_refusals,
    touch,
)
from .staff_counts import count_anew

__all__ = [
    "FACTS",
    "LOCKED",
    "QUALIFICATION",
    "TRANSFERRED",
    "add_person",
    "change_number",
    "count_anew",
    "edit_person",
    "enter_people",
    "enter_person",
    "identity_of",
    "leave",
    "leaving_refusals",
    "move_person",
    "not_movable",
    "offer_refusals",
    "person_refusals",
    "standing_refusals",
    "take_back_people",
    "touch",
]
