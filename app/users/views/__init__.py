"""Screens of accounts, and of applications for them and for rights."""

from .applications import ApplicationView
from .rights import RightApplicationView
from .users import OnlineView, UserView

__all__ = ["ApplicationView", "OnlineView", "RightApplicationView", "UserView"]
