"""Rules of the module: functions of plain values."""

from .enrolments import certificate_refusal, extendable, type_faults, window_refusal
from .quotas import allocation_faults
from .results import TENTHS, extended_to, hours_needed, passes, result_of
from .sessions import (
    SETTLED,
    graded_refusals,
    handed_on_refusals,
    phase,
    refusals,
    settled_refusals,
)

__all__ = [
    "SETTLED",
    "TENTHS",
    "allocation_faults",
    "certificate_refusal",
    "extendable",
    "extended_to",
    "graded_refusals",
    "handed_on_refusals",
    "hours_needed",
    "passes",
    "phase",
    "refusals",
    "result_of",
    "settled_refusals",
    "type_faults",
    "window_refusal",
]
