"""Addresses where files are sent and turned, one at a time, and the one that serves them."""

from __future__ import annotations

import io
import logging
from dataclasses import asdict
from typing import Any

from flask import Response, abort, g, jsonify, request, send_file
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView

from app.core.access import audit
from app.core.access.actor import Actor, current_actor
from app.core.access.sign_in import own_transaction
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.base.ids import is_id

from . import access, operations, pictures, presentation, queries, storage
from .content_check import FileContent, examined, limit, turned
from .declaration import FileKind, Holder, Slot
from .forms import TOKEN, is_token
from .jobs import sweep  # noqa: F401 - the worker and the clock know the jobs of known views
from .models import Attachment
from .registry import registered

log = logging.getLogger("app.attachments")
# A file is never a page of ours, whatever is in it.
FILE_POLICY = "default-src 'none'; sandbox"


class AttachmentView(BaseView):
    """Files of records; who may do what is asked of their holder."""

    route_base = "/attachments"
    class_permission_name = "attachments"
    default_view = "upload"

    @expose("/", methods=["POST"])
    def upload(self) -> Any:
        """Take one file for a form; the answer is the file as the form shows it."""
        holder, slot = self._wanted()
        token, actor = self._form_of(holder)
        sent = request.files.get("file")
        if sent is None:
            abort(400)
        # Looking into a file takes its time, in which SQLite's one write lock is for others.
        db.session.rollback()
        try:
            data = sent.stream.read(limit(slot) + 1)
            db.session.rollback()
            content = examined(sent.filename or "", data, slot)
        except Refused as refused:
            return _refused(refused)
        return self._received(content, holder, slot, token, actor)

    @expose("/turn", methods=["POST"])
    def turn(self) -> Any:
        """Take a picture of a form anew, turned to the right by a quarter.

        What is stored stays as it is until the form is saved with the turned one in its place.
        """
        holder, slot = self._wanted()
        token, actor = self._form_of(holder)
        found = self._readable(request.form.get("file", ""))
        if (found.resource, found.slot) != (holder.resource, slot.key) or not _is_photo(found):
            abort(404)
        return self._received(turned(found), holder, slot, token, actor)

    @staticmethod
    def _form_of(holder: Holder) -> tuple[str, Actor]:
        """The token of the form that files are for, and who sends them."""
        token, actor = request.form.get(TOKEN, ""), current_actor()
        if actor.organization_id is None or not access.may_start(holder):
            abort(403)
        return (token, actor) if is_token(token) else abort(400)

    @staticmethod
    def _received(
        content: FileContent, holder: Holder, slot: Slot, token: str, actor: Actor
    ) -> Any:
        try:
            found = operations.receive(
                content, holder=holder, slot=slot, form_token=token, actor=actor
            )
            db.session.commit()
        except Refused as refused:
            return _refused(refused)
        return jsonify(asdict(presentation.shown_file(found))), 201

    @staticmethod
    def _wanted() -> tuple[Holder, Slot]:
        holder = registered().get(request.form.get("resource", ""))
        slot = holder.slot(request.form.get("slot", "")) if holder is not None else None
        if holder is None or slot is None:
            abort(404)
        return holder, slot

    @expose("/<pk>/<string:name>")
    def file(self, pk: str, name: str) -> Any:
        """A file for whoever may read its record; the name in the address is only for people."""
        found = self._readable(pk)
        is_photo = _is_photo(found)
        if is_photo and "small" in request.args:
            return _guarded(_small(found))
        if not is_photo:
            _keep_download(found)
        return _guarded(_whole(found))

    @staticmethod
    def _readable(pk: str) -> Attachment:
        """A file that is there and that the asker may read."""
        found = queries.file(int(pk)) if is_id(pk) else None
        holder = registered().get(found.resource) if found is not None else None
        if found is None or holder is None:
            abort(404)
        try:
            access.check_reading(holder, found, current_actor())
        except access.NotThere:
            abort(404)
        except access.NotAllowed:
            abort(403)
        if not storage.path_of(found.stored_as).is_file():
            log.error("an attachment has lost its file: %s", found.stored_as)
            abort(404)
        return found


def _refused(refused: Refused) -> Any:
    db.session.rollback()
    return jsonify(error=refused.errors[0].message), 422


def _is_photo(found: Attachment) -> bool:
    """Whether it is a picture of a slot that takes pictures to look at."""
    slot = registered()[found.resource].slot(found.slot)
    return found.is_picture and slot is not None and slot.kind is FileKind.PHOTO


def _small(found: Attachment) -> Response:
    data = pictures.small(storage.path_of(found.stored_as))
    return send_file(io.BytesIO(data), mimetype=found.media_type)


def _whole(found: Attachment) -> Response:
    """Only pictures of our own encoding open in the browser, everything else is saved."""
    return send_file(
        storage.path_of(found.stored_as),
        mimetype=found.media_type,
        as_attachment=not found.is_picture or "save" in request.args,
        download_name=found.name,
    )


def _guarded(response: Response) -> Response:
    g.content_policy = FILE_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _keep_download(found: Attachment) -> None:
    """Who took which paper is a row of the audit trail, written before the first byte goes out."""
    entry = audit.entry(
        "download",
        object_type="attachment",
        object_id=str(found.id),
        changes={"resource": found.resource, "item_id": found.item_id, "name": found.name},
    )
    taken = registered()[found.resource].taken
    kept = [taken(found.item_id, found.name)] if taken and found.item_id is not None else []
    with own_transaction() as transaction:
        transaction.add_all([entry, *kept])
