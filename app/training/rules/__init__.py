"""Rules of the module: functions of plain values."""

from .candidates import candidate_refusal, certificate_faults, fits, missing_types
from .conditions import Requirements, doubts, explanation_faults
from .enrolments import certificate_refusal, extendable, type_faults, window_refusal
from .proposals import Share, proposal
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
    "Requirements",
    "Share",
    "allocation_faults",
    "candidate_refusal",
    "certificate_faults",
    "certificate_refusal",
    "doubts",
    "explanation_faults",
    "extendable",
    "extended_to",
    "fits",
    "graded_refusals",
    "handed_on_refusals",
    "hours_needed",
    "missing_types",
    "passes",
    "phase",
    "proposal",
    "refusals",
    "result_of",
    "settled_refusals",
    "type_faults",
    "window_refusal",
]
