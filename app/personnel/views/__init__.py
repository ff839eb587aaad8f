"""Screens of people: the roster, and moving from one to another."""

from .people import PersonView
from .transfers import TransferView

__all__ = ["PersonView", "TransferView"]
