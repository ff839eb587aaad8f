"""系统首页."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import IndexView, expose, has_access


class HomeView(IndexView):
    """What waits for the user, first; how far the returns are, next."""

    class_permission_name = "home"
    method_permission_name = {"index": "read"}
    index_template = "home/index.html"

    @expose("/")
    @has_access
    def index(self) -> Any:
        return self.render_template(self.index_template)
