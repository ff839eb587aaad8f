"""Subclass of AppBuilder with only those of its own screens that this product uses."""

from __future__ import annotations

from flask_appbuilder import AppBuilder


class ProductAppBuilder(AppBuilder):
    """AppBuilder without the views that change the language by GET and redirect back."""

    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()
