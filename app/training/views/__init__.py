"""Screens of the module."""

from .continuing import ContinuingView
from .inductions import InductionView
from .quotas import AllocationView
from .result_people import ContinuingResultView, InductionResultView
from .results import ResultView
from .sessions import SessionView

__all__ = [
    "AllocationView",
    "ContinuingResultView",
    "ContinuingView",
    "InductionResultView",
    "InductionView",
    "ResultView",
    "SessionView",
]
