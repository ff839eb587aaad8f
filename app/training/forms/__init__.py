"""Forms of the module."""

from .enrolments import EnrolmentForm
from .quotas import AllocationForm
from .results import (
    cell_of,
    mark_columns,
    mark_key,
    marks_form,
    sheet_of,
    sheets_of,
)
from .sessions import FIELDS, SessionForm

__all__ = [
    "FIELDS",
    "AllocationForm",
    "EnrolmentForm",
    "SessionForm",
    "cell_of",
    "mark_columns",
    "mark_key",
    "marks_form",
    "sheet_of",
    "sheets_of",
]
