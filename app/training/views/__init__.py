"""Screens of the module."""

from .continuing import ContinuingView
from .inductions import InductionView
from .quotas import AllocationView
from .sessions import SessionView

__all__ = ["AllocationView", "ContinuingView", "InductionView", "SessionView"]
