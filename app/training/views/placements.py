"""分配 of 新进人员: who of a prefecture has a place of a session, and who is to have one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _

from app.core.access.actor import current_actor
from app.core.base.db import db
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.base.ids import is_id
from app.core.base.responses import done, page
from app.core.screens.views import AppModelView, RowAction
from app.training import operations, presentation, queries
from app.training.choices import TrainingKind
from app.training.models import InductionEnrolment, SessionQuota
from app.training.workflows import INDUCTION_ENROLMENT


class PlacingView(AppModelView):
    """A list of quotas, of which those of 新进 sessions are handed out by ticking people."""

    method_permission_name = {"people": "update"}

    def place_refusal(self, quota: SessionQuota) -> Any:
        """Why nobody is given a place here; what keeps places from being handed on at all."""
        raise NotImplementedError

    def row_actions(self, item: SessionQuota) -> Sequence[RowAction]:
        found = [*super().row_actions(item)]
        is_for_people = item.session.kind is TrainingKind.INDUCTION
        if is_for_people and self.can("people") and not self.place_refusal(item):
            url = f"{self.route_base}/people/{item.id}"
            found.insert(0, RowAction(self.edit_label, url, "dialog"))
        return found

    @expose("/people/<pk>", methods=["GET", "POST"])
    @has_access
    def people(self, pk: str) -> Any:
        """辖区内新进人员培训报名列表: those who have a place and those who wait, to be ticked."""
        quota = super().item(pk)
        if quota.session.kind is not TrainingKind.INDUCTION:
            abort(404)
        if self.place_refusal(quota):
            abort(403)
        if request.method == "GET":
            return self._places_page(quota)
        wanted = _enrolments(request.form.getlist("of"))
        shown = {int(key) for key in request.form.getlist("was") if is_id(key)}
        errors: tuple[FieldError, ...] = ()
        status = 422
        try:
            operations.allocate_places(
                INDUCTION_ENROLMENT, quota.id, wanted, shown, current_actor()
            )
            db.session.commit()
            return done(self.edited_message, f"{self.route_base}/list/")
        except Refused as refused:
            errors = refused.errors
        except Conflict as conflict:
            errors, status = (FieldError("V33", "", str(conflict)),), 409
        db.session.rollback()
        ticked = [int(key) for key in request.form.getlist("of") if is_id(key)]
        return self._places_page(super().item(pk), ticked, errors), status

    def _places_page(
        self,
        quota: SessionQuota,
        ticked: Sequence[int] | None = None,
        errors: Sequence[FieldError] = (),
    ) -> str:
        taken = queries.places_taken(quota.id)
        lines = presentation.place_lines(quota, ticked)
        return page(
            self,
            "training/placements.html",
            title=_("辖区内新进人员培训报名列表"),
            quota=quota,
            taken=taken,
            lines=lines,
            # What is there for those who are ticked: all but the places of whom nobody sees here.
            room=quota.seats - taken + sum(one.is_seated for one in lines),
            facts=presentation.allocation_facts(quota),
            words=[error.message for error in errors],
            post_url=request.path,
            list_url=f"{self.route_base}/list/",
        )


def _enrolments(keys: Sequence[str]) -> Sequence[InductionEnrolment]:
    """The enrolments of these ids, in reach; one missing is 404."""
    if not all(is_id(key) for key in keys):
        abort(404)
    ids = {int(key) for key in keys}
    found = queries.induction_enrolments(ids)
    return found if len(found) == len(ids) else abort(404)
