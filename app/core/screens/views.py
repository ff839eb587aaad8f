"""Base view of every screen over a table: list, show, add, edit, delete, export, actions."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from .declared_filters import Declared
from .list_page import Button
from .list_screen import Computed
from .list_totals import Total
from .list_views import Listing
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
    "list_url",
    "show_url",
]


class AppModelView(Writing):
    """Derive from this one and declare; the words are those of :class:`.screen.Screen`."""


OURS.add(AppModelView)


def show_url(resource: str, pk: int) -> str | None:
    """The address of 查看 of a record; None where its resource has no such page."""
    view = _screen_of(resource, AppModelView)
    if view is None or "show" in view.exclude_route_methods:
        return None
    return f"{view.route_base}/show/{pk}"


def list_url(resource: str, **conditions: Any) -> str | None:
    """The address of a list with conditions by column; None where there is no such screen."""
    view = _screen_of(resource, Listing)
    if view is None:
        return None
    filters = {f"_flt_0_{name}": value for name, value in conditions.items()}
    return url_for(f"{type(view).__name__}.list", **filters)


def _screen_of(resource: str, kind: type[Any]) -> Any:
    views = current_app.extensions["appbuilder"].baseviews
    found = (one for one in views if isinstance(one, kind))
    return next((one for one in found if one.class_permission_name == resource), None)
