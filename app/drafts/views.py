"""The addresses that a form's script saves to and asks for news."""

from __future__ import annotations

from typing import Any

from flask import abort, g, jsonify, request
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView

from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base.db import db
from app.core.base.errors import Refused

from . import operations, presentation, queries
from .declaration import DraftForm, NoSuchRecord
from .forms import read_discard, read_save
from .operations import TooOften
from .queries import Record
from .registry import registered


class DraftView(BaseView):
    """Drafts of the own organization, for whoever may fill in their records."""

    route_base = "/drafts"
    class_permission_name = "drafts"
    default_view = "news"

    @expose("/<string:resource>/<string:key>")
    def news(self, resource: str, key: str) -> Any:
        """What changed since a revision."""
        record, form, _refusal = self._record(resource, key)
        since = request.args.get("since", 0, type=int)
        return self._told(record, form, since, request.args.get("client", ""))

    @expose("/<string:resource>/<string:key>", methods=["POST"])
    def save(self, resource: str, key: str) -> Any:
        record, form, refusal = self._record(resource, key)
        try:
            window, since, sent = read_save(request.get_json(silent=True), form.takes)
            operations.save(record, window, sent, closed=refusal, actor=current_actor())
        except Refused as refused:
            return _refused(refused)
        db.session.commit()
        return self._told(record, form, since, window.client)

    @expose("/<string:resource>/<string:key>/discard", methods=["POST"])
    def discard(self, resource: str, key: str) -> Any:
        record, form, _refusal = self._record(resource, key)
        try:
            operations.discard(
                record, read_discard(request.get_json(silent=True)), actor=current_actor()
            )
        except Refused as refused:
            return _refused(refused)
        db.session.commit()
        return self._told(record, form, 0, "")

    @expose("/<string:resource>/<string:key>/take-back", methods=["POST"])
    def take_back(self, resource: str, key: str) -> Any:
        record, form, refusal = self._record(resource, key)
        try:
            operations.take_back(record, closed=refusal)
        except Refused as refused:
            return _refused(refused)
        db.session.commit()
        return self._told(record, form, 0, "")

    @staticmethod
    def _record(resource: str, key: str) -> tuple[Record, DraftForm, str]:
        """The record, its form, and why it takes no text; the form's rights are the draft's."""
        if not g.user.is_authenticated:
            abort(401)
        form = registered().get(resource)
        if form is None or len(key) > 60:
            abort(404)
        organization_id = g.user.organization_id
        if organization_id is None or not (may("create", resource) or may("update", resource)):
            abort(403)
        try:
            refusal = form.refusal(organization_id, key)
        except NoSuchRecord:
            abort(404)
        return Record(organization_id, resource, key), form, refusal

    @staticmethod
    def _told(record: Record, form: DraftForm, since: int, window: str) -> Any:
        held = queries.held(record, form.takes)
        return jsonify(presentation.answer(held, max(since, 0), window, actor=current_actor()))


def _refused(refused: Refused) -> Any:
    db.session.rollback()
    errors = [{"code": e.code, "field": e.field, "message": e.message} for e in refused.errors]
    return jsonify(errors=errors), 429 if isinstance(refused, TooOften) else 422
