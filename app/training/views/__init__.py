"""Screens of the module."""

from .continuing import ContinuingView
from .quotas import AllocationView
from .result_people import ContinuingResultView, InductionResultView
from .results import ResultView
from .sessions import SessionView

__all__ = [
    "AllocationView",
    "ContinuingResultView",
    "ContinuingView",
    "InductionResultView",
    "ResultView",
    "SessionView",
]
