"""Screens of accounts and of applications for them."""

from .applications import ApplicationView
from .users import OnlineView, UserView

__all__ = ["ApplicationView", "OnlineView", "UserView"]
