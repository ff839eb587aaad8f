"""Writes of the engine: keeping what was sent, attaching it to a record, sweeping."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from app.core import audit, clock
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Refused, ScopeViolation
from app.core.parameters import parameter
from app.core.sign_in import own_transaction

from . import access, queries, rules, storage
from .contents import Content
from .declaration import Holder, Slot
from .models import Attachment
from .registry import registered

log = logging.getLogger("app.attachments")
UNNAMED = dt.timedelta(days=1)


def receive(
    content: Content, *, holder: Holder, slot: Slot, form_token: str, actor: Actor
) -> Attachment:
    """Keep a file that was sent to a form; it waits there until the form is saved.

    The bytes are on the disk before the row: a row that is committed has its file.
    """
    most = parameter("waiting_files")
    if queries.count_waiting(actor.user_id) >= most:
        words = _("您有 %(most)d 个附件尚未随表单保存，请先保存表单", most=most)
        raise Refused.because("V17", slot.field, words)
    found = Attachment(
        organization_id=actor.organization_id,
        resource=holder.resource,
        form_token=form_token,
        slot=slot.key,
        name=content.name,
        media_type=content.media_type,
        size=len(content.data),
        sha256=content.sha256,
        stored_as=storage.keep(content.data, rules.EXTENSIONS[content.media_type][0]),
        uploaded_by=actor.user_id,
        uploaded_at=clock.now(),
    )
    db.session.add(found)
    db.session.flush()
    return found


def attach(
    item: Any,
    *,
    resource: str,
    form_token: str,
    wanted_ids: Collection[int],
    actor: Actor,
    shown_ids: Collection[int] | None = None,
    complete: bool = True,
) -> list[Attachment]:
    """Make the files of a stored record what its form listed; returns them.

    Files that the form did not show, because a colleague added them meanwhile, stay;
    without ``shown_ids`` the form is taken to have shown all of them. ``complete`` is
    False at 暂存, where required slots may be empty. Raises Refused, or ScopeViolation
    (404) for an id that is not this record's or this form's. Nothing is committed.
    """
    holder = registered()[resource]
    db.session.flush()
    queries.lock_record(holder, item)
    found = queries.to_attach(holder, item, form_token, wanted_ids, actor)
    if set(wanted_ids) - {file.id for file in found}:
        raise ScopeViolation("a file of another record or form")
    kept, dropped = _sorted_out(found, wanted_ids, shown_ids)
    added = [file for file in kept if file.item_id is None]
    if (added or dropped) and not access.may_change(holder, item):
        raise Refused.because("V17", "", _("您不能修改这条记录的附件"))
    most = parameter("files_of_record")
    Refused.if_any(rules.number_refusals(holder, kept, most=most, complete=complete))
    for file in added:
        file.item_id = item.id
        # A file goes with its record, also where the record is another organization's.
        file.organization_id = getattr(item, "organization_id", file.organization_id)
    for file in dropped:
        file.removed_at = clock.now()
    db.session.flush()
    return kept


def _sorted_out(
    found: Sequence[Attachment], wanted: Collection[int], shown: Collection[int] | None
) -> tuple[list[Attachment], list[Attachment]]:
    """What the record has from now on, and what is taken off it."""
    present = [file for file in found if file.removed_at is None]
    dropped = [
        file for file in present if file.id not in wanted and (shown is None or file.id in shown)
    ]
    return [file for file in present if file not in dropped], dropped


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep threw away, and what it missed."""

    forgotten: int
    orphans: int
    rows: int
    missing: int


def sweep(moment: dt.datetime) -> Swept:
    """Throw away what nobody can reach any more; rows are gone before their files are."""
    forgotten = _forget_waiting(moment)
    named = set(queries.stored_names())
    orphans = [
        stored_as
        for stored_as in storage.written_before(moment - UNNAMED)
        if stored_as not in named
    ]
    for stored_as in orphans:
        storage.remove(stored_as)
    missing = sorted(name for name in named if not storage.path_of(name).is_file())
    for stored_as in missing:
        log.error("an attachment has lost its file: %s", stored_as)
    return Swept(forgotten, len(orphans), len(named), len(missing))


def _forget_waiting(moment: dt.datetime) -> int:
    """Delete rows whose form was never saved, and, once that is certain, their files."""
    before = moment - dt.timedelta(days=parameter("waiting_days"))
    with own_transaction() as session:
        names = session.scalars(
            audit.bulk(
                delete(Attachment).where(queries.forgotten(before)).returning(Attachment.stored_as),
                because="no record ever had these files",
            )
        ).all()
    for stored_as in names:
        storage.remove(stored_as)
    return len(names)
