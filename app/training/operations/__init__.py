"""Every write of the module."""

from .enrolments import (
    begin_enrolments,
    correct_enrolment,
    free_types,
    remove_enrolment,
    seat_left,
)
from .finishing import finish_session
from .grading import record_sheets, sheet_refusals
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
    graded_result,
    grading_refusal,
    hold_examined,
    hold_holders,
    issue_certificates,
    made_up_result,
    makeup_refusal,
    makeup_until,
    needed_of,
    write_makeup,
    write_marks,
)
from .sessions import add, cancel, change, end, publish, refusals, remove

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
    "finish_session",
    "free_types",
    "give_place_back",
    "graded_result",
    "grading_refusal",
    "hold_examined",
    "hold_holders",
    "issue_certificates",
    "made_up_result",
    "makeup_refusal",
    "makeup_until",
    "may_be_taken_back",
    "may_take_a_place",
    "needed_of",
    "publish",
    "record_sheets",
    "refusals",
    "remove",
    "remove_enrolment",
    "seat_left",
    "sheet_refusals",
    "take_place",
    "write_makeup",
    "write_marks",
]
