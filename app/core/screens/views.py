"""Base view of every screen over a table: list, show, add, edit, delete, export, actions."""

from __future__ import annotations

from .declared_filters import Declared
from .list_page import Button
from .list_screen import Computed
from .row_markup import RowAction
from .rows_view import RowsView
from .screen import OURS
from .table_interface import AppInterface
from .write_views import Writing

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
    """Derive from this one and declare; the words are those of :class:`.screen.Screen`."""


OURS.add(AppModelView)
