"""批量催报 over the ticked rows of a list of organizations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.actions import ActionItem
from flask_babel import gettext as _

from app.core.access.security_manager import may
from app.core.screens.views import RowsView
from app.core.web.years import YEAR_ARGUMENT, shown_year


class UrgeAction(RowsView):
    """A list whose rows are organizations, with the action that leads to the question of 催报."""

    asking_actions = frozenset({"remind"})

    def bulk_actions(self) -> Sequence[Any]:
        """批量催报, for who may and where anybody but oneself is listed."""
        own = g.user.organization_id
        if not may("remind", "organizations.overview"):
            return ()
        if all(row.id == own for row in self.all_rows()):
            return ()
        words = _("批量催报")
        return [ActionItem("remind", words, None, "", multiple=True, single=False, func=None)]

    @expose("/action_post", methods=["POST"])
    @has_access
    def remind_ticked(self) -> Any:
        """The question before the ticked organizations are reminded, which the overview asks."""
        ticked = request.form.getlist("rowid")
        year: dict[str, Any] = {YEAR_ARGUMENT: shown_year()}
        return redirect(url_for("OverviewView.remind", rowid=ticked, **year), code=303)
