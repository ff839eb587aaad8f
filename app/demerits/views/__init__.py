"""Screens of the module."""

from .measures import MeasureView
from .reasons import ReasonListView
from .records import RecordView

__all__ = ["MeasureView", "ReasonListView", "RecordView"]
