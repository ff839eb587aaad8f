"""Screens of the module."""

from .reasons import ReasonListView
from .records import RecordView

__all__ = ["ReasonListView", "RecordView"]
