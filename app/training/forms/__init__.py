"""Forms of the module."""

from .enrolments import EnrolmentForm
from .inductions import INDUCTION_FIELDSETS, NEVER_KEPT, InductionForm, start_of
from .quotas import AllocationForm
from .sessions import FIELDS, SessionForm

__all__ = [
    "FIELDS",
    "INDUCTION_FIELDSETS",
    "NEVER_KEPT",
    "AllocationForm",
    "EnrolmentForm",
    "InductionForm",
    "SessionForm",
    "start_of",
]
