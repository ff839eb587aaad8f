"""Forms of the module."""

from .enrolments import EnrolmentForm
from .quotas import AllocationForm
from .sessions import FIELDS, SessionForm

__all__ = ["FIELDS", "AllocationForm", "EnrolmentForm", "SessionForm"]
