"""Files that go along: with a record to another one, or as copies to another resource."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused

from . import queries, rules, storage
from .models import Attachment
from .registry import registered

log = logging.getLogger("app.attachments")


def hand_over(records: Sequence[tuple[Any, Any]]) -> None:
    """The files of each first record are the second one's from now on, and its organization's.

    Both may be one row that has come to another organization. Nothing is committed.
    """
    heirs = {
        (resource, before.id): after
        for before, after in records
        for resource in _resources_of(type(before))
    }
    for resource in {resource for resource, _number in heirs}:
        ids = [number for of, number in heirs if of == resource]
        for file in queries.ever_held(resource, ids):
            heir = heirs[resource, file.item_id]
            file.item_id, file.organization_id = heir.id, heir.organization_id
    db.session.flush()


def copy_files(source: Any, target: Any, *, resource: str, slots: Mapping[str, str]) -> None:
    """Copies of a record's files for another one: slot of the source → slot of the target.

    What the target had in a slot that is filled is taken off it and kept, as where a form
    replaces a file. The bytes are copied, too, for a stored file is one row's. Refused where they
    are lost. Nothing is committed.
    """
    (origin,) = _resources_of(type(source))
    wanted = [file for file in queries.files_of(origin, source.id) if file.slot in slots]
    filled = {slots[file.slot] for file in wanted}
    for before in queries.files_of(resource, target.id):
        if before.slot in filled:
            before.removed_at = clock.now()
    db.session.add_all(_copy(file, target, resource, slots[file.slot]) for file in wanted)
    db.session.flush()


def lend_files(
    pairs: Sequence[tuple[Any, Any]], *, resource: str, slots: Mapping[str, str]
) -> None:
    """Copies for pairs of records, where a slot of the target is empty; what it has, it keeps.

    Sources are of one table, and few statements find the files of all of them.
    """
    if not pairs:
        return
    (origin,) = _resources_of(type(pairs[0][0]))
    sources = queries.files_of_each(origin, {source.id for source, _target in pairs})
    held = queries.files_of_each(resource, {target.id for _source, target in pairs})
    for source, target in pairs:
        filled = {file.slot for file in held[target.id]}
        db.session.add_all(
            _copy(file, target, resource, slots[file.slot])
            for file in sources[source.id]
            if file.slot in slots and slots[file.slot] not in filled
        )
    db.session.flush()


KEPT = ("form_token", "name", "media_type", "size", "sha256", "uploaded_by", "uploaded_at")


def _copy(file: Attachment, target: Any, resource: str, slot: str) -> Attachment:
    try:
        content = storage.path_of(file.stored_as).read_bytes()
    except FileNotFoundError:
        log.error("an attachment has lost its file: %s", file.stored_as)
        words = _("附件“%(name)s”的文件已丢失，请重新上传后再办理", name=file.name)
        raise Refused.because("V17", "", words) from None
    return Attachment(
        organization_id=target.organization_id,
        resource=resource,
        item_id=target.id,
        slot=slot,
        stored_as=storage.keep(content, rules.EXTENSIONS[file.media_type][0]),
        **{name: getattr(file, name) for name in KEPT},
    )


def _resources_of(model: type[Any]) -> list[str]:
    """The resources whose files hang on rows of a table."""
    return [one.resource for one in registered().values() if issubclass(model, one.model)]
