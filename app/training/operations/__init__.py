"""Every write of the module."""

from .enrolments import (
    begin_enrolments,
    correct_enrolment,
    free_types,
    remove_enrolment,
    seat_left,
)
from .quotas import allocate, allocation_refusals, closed_words
from .sessions import add, cancel, change, end, publish, refusals, remove

__all__ = [
    "add",
    "allocate",
    "allocation_refusals",
    "begin_enrolments",
    "cancel",
    "change",
    "closed_words",
    "correct_enrolment",
    "end",
    "free_types",
    "publish",
    "refusals",
    "remove",
    "remove_enrolment",
    "seat_left",
]
