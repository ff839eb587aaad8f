"""The framework with only those of its own screens that this product uses."""

from __future__ import annotations

from flask_appbuilder import AppBuilder


class Framework(AppBuilder):
    """Without its switch of languages by GET and its address that leads back."""

    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()
