"""Base view of every screen over a table: list, show, add, edit, delete, export, actions."""

from __future__ import annotations

from flask import current_app, url_for

from .declared_filters import Declared
from .list_page import Button
from .list_screen import Computed
from .list_totals import Total
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
    "Total",
    "show_url",
]


class AppModelView(Writing):
    """Derive from this one and declare; the words are those of :class:`.screen.Screen`."""


OURS.add(AppModelView)


def show_url(resource: str, pk: int) -> str | None:
    """The address of 查看 of a record; None where its resource has no such page."""
    for view in current_app.extensions["appbuilder"].baseviews:
        if not isinstance(view, AppModelView) or "show" in view.exclude_route_methods:
            continue
        if view.class_permission_name == resource:
            return url_for(f"{type(view).__name__}.show", pk=pk)
    return None
