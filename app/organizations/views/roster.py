"""本年度人员核对完成: the dialog that says who lacks what, and who said when that all is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _

from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.base.responses import done, page
from app.core.screens.added_buttons import AddedButton
from app.core.screens.list_page import Button
from app.core.web.years import shown_year, years_on_record
from app.organizations import operations, queries

RESOURCE = "organizations.roster_check"


class RosterCheckView(BaseView):
    """核对 of the own roster, year by year."""

    route_base = "/organizations/roster-checks"
    class_permission_name = RESOURCE
    method_permission_name = {"check": "update", "undo": "update"}
    default_view = "check"

    @expose("/check/<int:year>", methods=["GET", "POST"])
    @has_access
    def check(self, year: int) -> Any:
        """Ask on GET, say it on POST."""
        message = _("%(year)d 年度人员核对已完成", year=year)
        return self._act(year, operations.check_roster, message)

    @expose("/undo/<int:year>", methods=["POST"])
    @has_access
    def undo(self, year: int) -> Any:
        """Take it back."""
        return self._act(year, operations.uncheck_roster, _("已撤销核对"))

    def _act(self, year: int, operation: Callable[..., Any], message: str) -> Any:
        actor, errors, status = current_actor(), [], 200
        if actor.organization_id is None or year not in years_on_record():
            abort(404)
        if request.method == "POST":
            try:
                operation(year, actor)
                db.session.commit()
                return done(message, url_for("PersonView.list"))
            except Refused as refused:
                db.session.rollback()
                errors, status = [one.message for one in refused.errors], 422
        found = queries.roster_check(actor.organization_id, year)
        is_locked = queries.is_locked(actor.organization_id, year)
        answer = page(
            self,
            "organizations/roster_check.html",
            title=_("%(year)d 年度人员核对", year=year),
            year=year,
            errors=errors,
            found=found,
            is_locked=is_locked,
            changed=queries.changed_since(found) if found and not is_locked else [],
            lacking=queries.people_lacking(actor.organization_id),
            count=queries.roster_count(actor.organization_id),
            list_url=url_for("PersonView.list"),
        )
        return answer, status


def _button() -> Button | None:
    """Above the roster, for who files and has a roster of the own; says when it was done."""
    owner, year = current_actor().organization_id, shown_year()
    if owner is None or not may("update", RESOURCE):
        return None
    address = url_for("RosterCheckView.check", year=year)
    found = queries.told_check(owner, year)
    if found is None:
        return Button(_("本年度人员核对完成"), address, "check", "dialog")
    checked_at, has_changed = found
    words = _("已核对 %(day)s", day=f"{clock.local(checked_at):%m-%d}")
    # A closed year stays as it was checked, whatever the roster has become.
    if has_changed and not queries.is_locked(owner, year):
        words = _("%(words)s，核对后有变动", words=words)
        return Button(words, address, "warn", "dialog")
    return Button(words, address, "check", "dialog")


BUTTONS = (AddedButton("personnel.person", "roster_check", _button),)
