"""Rules of the module: functions of plain values."""

from app.core.base.tenths import TENTHS, number_of, tenths_of

from .candidates import candidate_refusal, certificate_faults, fits, missing_types
from .conditions import Requirements, doubts, explanation_faults
from .enrolments import certificate_refusal, extendable, is_open, type_faults, window_refusal
from .proposals import Share, proposal
from .quotas import allocation_faults
from .results import (
    ATTENDED,
    HEADINGS,
    NAME,
    NUMBER,
    ORGANIZATION,
    REMARK,
    RESULT,
    Sheet,
    extended_to,
    hours_needed,
    makeup_faults,
    mark_key,
    missing_subjects,
    passes,
    result_of,
    sheet_faults,
    sheet_of,
)
from .sessions import (
    GRADED_BY,
    SETTLED,
    graded_refusals,
    handed_on_refusals,
    phase,
    refusals,
    settled_refusals,
    usual_refusals,
)

__all__ = [
    "ATTENDED",
    "GRADED_BY",
    "HEADINGS",
    "NAME",
    "NUMBER",
    "ORGANIZATION",
    "REMARK",
    "RESULT",
    "SETTLED",
    "TENTHS",
    "Requirements",
    "Share",
    "Sheet",
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
    "is_open",
    "makeup_faults",
    "mark_key",
    "missing_subjects",
    "missing_types",
    "number_of",
    "passes",
    "phase",
    "proposal",
    "refusals",
    "result_of",
    "settled_refusals",
    "sheet_faults",
    "sheet_of",
    "tenths_of",
    "type_faults",
    "usual_refusals",
    "window_refusal",
]
