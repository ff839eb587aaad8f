"""Every write of the module."""

from .enrolments import (
    begin_enrolments,
    correct_enrolment,
    free_types,
    remove_enrolment,
    seat_left,
    take_own_seat,
)
from .placements import (
    give_place_back,
    may_be_taken_back,
    may_take_a_place,
    take_place,
)
from .quotas import allocate, allocation_refusals, closed_words
from .results import (
    can_be_extended,
    can_be_graded,
    can_be_issued,
    can_be_made_up,
    extend_certificates,
    issue_certificates,
    makeup_until,
)
from .sessions import add, cancel, change, end, publish, refusals, remove
from .successions import follow_person, hand_over_places
from .waiting import hand_place_on, hold_before, hold_places, lapse_late, may_wait, put_in_line

__all__ = [
    "add",
    "allocate",
    "allocation_refusals",
    "begin_enrolments",
    "can_be_extended",
    "can_be_graded",
    "can_be_issued",
    "can_be_made_up",
    "cancel",
    "change",
    "closed_words",
    "correct_enrolment",
    "end",
    "extend_certificates",
    "follow_person",
    "free_types",
    "give_place_back",
    "hand_over_places",
    "hand_place_on",
    "hold_before",
    "hold_places",
    "issue_certificates",
    "lapse_late",
    "makeup_until",
    "may_be_taken_back",
    "may_take_a_place",
    "may_wait",
    "publish",
    "put_in_line",
    "refusals",
    "remove",
    "remove_enrolment",
    "seat_left",
    "take_own_seat",
    "take_place",
]
