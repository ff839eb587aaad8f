"""Forms of the module."""

from .enrolments import EnrolmentForm
from .inductions import INDUCTION_FIELDSETS, NEVER_KEPT, InductionForm, start_of
from .quotas import AllocationForm
from .results import cell_of, mark_columns, marks_form, sheets_of
from .sessions import FIELDS, SessionForm

__all__ = [
    "FIELDS",
    "INDUCTION_FIELDSETS",
    "NEVER_KEPT",
    "AllocationForm",
    "EnrolmentForm",
    "InductionForm",
    "SessionForm",
    "cell_of",
    "mark_columns",
    "marks_form",
    "sheets_of",
    "start_of",
]
