"""Tables of training: sessions with their places, and who is enrolled."""

from .enrolments import ContinuingEnrolment, Enrolment, InductionEnrolment
from .sessions import (
    OrganizationQuota,
    SessionLesson,
    SessionQuota,
    SessionSubject,
    TrainingSession,
)

__all__ = [
    "ContinuingEnrolment",
    "Enrolment",
    "InductionEnrolment",
    "OrganizationQuota",
    "SessionLesson",
    "SessionQuota",
    "SessionSubject",
    "TrainingSession",
]
