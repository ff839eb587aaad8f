"""查看权限: what one user may do, and why."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _

from app.core.base.ids import is_id
from app.core.base.responses import page
from app.core.web.page_frame import mark_menu
from app.rights import presentation, queries, rules
from app.rights.choices import USER
from app.workflow.registry import registered


class UserRightsView(BaseView):
    """The tree of menus and buttons of a user whose organization is in reach."""

    class_permission_name = USER
    method_permission_name = {"show": "read"}
    route_base = "/rights/users"
    default_view = "show"

    @expose("/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        user = queries.user_in_reach(int(pk)) if is_id(pk) else None
        if user is None:
            abort(404)
        mark_menu(USER)
        grants = queries.grants_in_force(user)
        held = queries.sources_of(user, grants)
        return page(
            self,
            "rights/user.html",
            title=_("查看权限"),
            user=user,
            grants=grants,
            groups=presentation.rights_tree(held),
            clashes=list(rules.clashes(held, registered())),
            words=presentation,
        )
