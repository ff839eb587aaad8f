"""The base class of every screen over a table (list, show, add, edit, delete, export, actions)."""

from __future__ import annotations

from .filters import Declared
from .interface import AppInterface
from .list_screen import Computed
from .listing import Button
from .row_markup import RowAction
from .rows_view import RowsView
from .screen import OURS
from .writing import Writing

__all__ = [
    "AppInterface",
    "AppModelView",
    "Button",
    "Computed",
    "Declared",
    "RowAction",
    "RowsView",
]


class AppModelView(Writing):
    """Derive from this one and declare; see :class:`app.core.screen.Screen` for the words."""


OURS.add(AppModelView)
