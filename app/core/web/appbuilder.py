"""Subclass of AppBuilder with only those of its own screens that this product uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_appbuilder import AppBuilder


class ProductAppBuilder(AppBuilder):
    """AppBuilder without the views that change the language by GET and redirect back."""

    # Entries of the menu that come and go, and what says whether they are there.
    menu_conditions: Mapping[str, Callable[[], bool]] = {}

    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()
