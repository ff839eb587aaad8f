"""Every write of the module."""

from .enrolments import (
    begin_enrolments,
    correct_enrolment,
    free_types,
    remove_enrolment,
    seat_left,
    take_own_seat,
)
from .inductions import (
    OF_PERSON,
    begin_inductions,
    correct_induction,
    induction_refusals,
    lapse_left_over,
    lend_photos,
    remove_induction,
)
from .placements import (
    allocate_places,
    free_place,
    give_place_back,
    may_be_taken_back,
    may_take_a_place,
    place_refusal,
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
    "OF_PERSON",
    "add",
    "allocate",
    "allocate_places",
    "allocation_refusals",
    "begin_enrolments",
    "begin_inductions",
    "can_be_extended",
    "can_be_graded",
    "can_be_issued",
    "can_be_made_up",
    "cancel",
    "change",
    "closed_words",
    "correct_enrolment",
    "correct_induction",
    "end",
    "extend_certificates",
    "follow_person",
    "free_place",
    "free_types",
    "give_place_back",
    "hand_over_places",
    "hand_place_on",
    "hold_before",
    "hold_places",
    "induction_refusals",
    "issue_certificates",
    "lapse_late",
    "lapse_left_over",
    "lend_photos",
    "makeup_until",
    "may_be_taken_back",
    "may_take_a_place",
    "may_wait",
    "place_refusal",
    "publish",
    "put_in_line",
    "refusals",
    "remove",
    "remove_enrolment",
    "remove_induction",
    "seat_left",
    "take_own_seat",
    "take_place",
]
