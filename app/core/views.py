"""The base class of every screen over a table (list, show, add, edit, delete, export, actions)."""

from __future__ import annotations

from .interface import AppInterface
from .listing import Button, RowAction
from .writing import Writing

__all__ = ["AppInterface", "AppModelView", "Button", "RowAction"]


class AppModelView(Writing):
    """Derive from this one and declare; see :class:`app.core.screen.Screen` for the words."""
