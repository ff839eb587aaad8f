"""Screens of the module."""

from .reasons import ReasonListView

__all__ = ["ReasonListView"]
