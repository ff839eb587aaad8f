"""Writes of the engine: keeping what was sent, attaching it to a record, sweeping."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from app.core.access import audit
from app.core.access.actor import Actor
from app.core.access.scope import OrgOwned, unscoped
from app.core.access.sign_in import own_transaction
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused, ScopeViolation
from app.core.base.parts import in_parts
from app.core.configuration.parameters import parameter

from . import access, queries, rules, storage
from .content_check import FileContent
from .declaration import Holder, Slot
from .forms import SentFiles
from .models import Attachment
from .registry import registered

log = logging.getLogger("app.attachments")
UNNAMED = dt.timedelta(days=1)


def receive(
    content: FileContent, *, holder: Holder, slot: Slot, form_token: str, actor: Actor
) -> Attachment:
    """Keep a file that was sent to a form; it waits there until the form is saved.

    The bytes are on the disk before the row: a row that is committed has its file.
    """
    in_form, in_all = queries.count_waiting(actor.user_id, form_token)
    _refuse_more(in_form, parameter("waiting_files"), slot)
    _refuse_more(in_all, parameter("waiting_files_in_all"), slot)
    found = _written(content, holder, slot, form_token, actor)
    db.session.flush()
    return found


def _written(
    content: FileContent, holder: Holder, slot: Slot, form_token: str, actor: Actor
) -> Attachment:
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
    return found


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file that comes to a record without a form."""

    item: Any
    slot: Slot
    content: FileContent


def place_each(files: Sequence[PlacedFile], *, resource: str, actor: Actor) -> list[Attachment]:
    """Add examined files to stored records beside those that are there; nothing is committed.

    Raises Refused for a record whose files the actor may not change, or that takes no more.
    """
    holder = registered()[resource]
    items = {one.item.id: one.item for one in files}
    queries.lock_records(holder, list(items))
    present = queries.files_of_each(resource, list(items))
    token = str(uuid.uuid4())
    placed = [_written(one.content, holder, one.slot, token, actor) for one in files]
    for one, added in zip(files, placed, strict=True):
        present[one.item.id].append(added)
    Refused.if_any(
        error
        for number, item in items.items()
        for error in _refusals(
            holder, ListedFiles(item, token, ()), present[number], [], complete=False
        )
    )
    for one, added in zip(files, placed, strict=True):
        _join(one.item, [added])
    with _writing([ListedFiles(item, token, ()) for item in items.values()]):
        db.session.flush()
    return placed


def take_off(ids: Sequence[int], *, resource: str) -> None:
    """Take files off their records again; those that are off already stay so."""
    for some in in_parts(list(ids)):
        for file in queries.present_among(resource, some):
            file.removed_at = clock.now()
    db.session.flush()


def _refuse_more(count: int, most: int, slot: Slot) -> None:
    if count >= most:
        words = _("您有 %(most)d 个附件尚未随表单保存，请先保存表单", most=most)
        raise Refused.because("V17", slot.field, words)


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
    listed = ListedFiles(item, form_token, tuple(wanted_ids), shown_ids)
    return attach_each([listed], resource=resource, actor=actor, complete=complete)[0]


@dataclass(frozen=True, slots=True)
class ListedFiles:
    """The files that one box of a form lists for a record, in their order.

    ``prefix`` begins its errors' fields; ``required`` are slots that this form asks for beyond
    what is declared.
    """

    item: Any
    form_token: str
    wanted: Collection[int]
    shown: Collection[int] | None = None
    prefix: str = ""
    required: Collection[str] = ()

    @classmethod
    def of(cls, item: Any, sent: SentFiles, required: Collection[str] = ()) -> ListedFiles:
        """What a box sent for a record."""
        return cls(item, sent.token, sent.wanted, sent.shown, sent.prefix, required)


def attach_each(
    boxes: Sequence[ListedFiles], *, resource: str, actor: Actor, complete: bool = True
) -> list[list[Attachment]]:
    """``attach`` for several records of a resource: all are refused for one that is."""
    holder = registered()[resource]
    db.session.flush()
    found = _found(holder, boxes, actor)
    sorted_out = [
        (box, *_sorted_out(files, box.wanted, box.shown))
        for box, files in zip(boxes, found, strict=True)
    ]
    Refused.if_any(
        error
        for box, kept, dropped in sorted_out
        for error in _refusals(holder, box, kept, dropped, complete=complete)
    )
    for box, kept, dropped in sorted_out:
        _join(box.item, kept)
        _put_in_order(box.wanted, kept)
        for file in dropped:
            file.removed_at = clock.now()
    with _writing(boxes):
        db.session.flush()
    return [kept for _box, kept, _dropped in sorted_out]


def objections_to(
    boxes: Sequence[ListedFiles], *, resource: str, actor: Actor, complete: bool = True
) -> list[FieldError]:
    """What ``attach_each`` would refuse, for records that are refused anyway and may have no row
    yet; one statement for any number of them."""
    holder = registered()[resource]
    ids = [box.item.id for box in boxes if box.item.id is not None]
    wanted = {file_id for box in boxes for file_id in box.wanted}
    found = queries.candidates(holder, ids, {box.form_token for box in boxes}, wanted, actor)
    errors = []
    for box in boxes:
        files = [file for file in found if _is_of(file, box)]
        kept, dropped = _sorted_out(files, box.wanted, box.shown)
        errors += _refusals(holder, box, kept, dropped, complete=complete)
    return errors


def _writing(boxes: Sequence[ListedFiles]) -> AbstractContextManager[None]:
    """Files of a record that no organization keeps are of whoever may change the record."""
    if any(isinstance(box.item, OrgOwned) and not box.item.province_keeps for box in boxes):
        return nullcontext()
    return unscoped("files follow their record, which whoever acts may change")


def _found(holder: Holder, boxes: Sequence[ListedFiles], actor: Actor) -> list[list[Attachment]]:
    """The files of each record and of its box, locked; an id that is of neither is not there."""
    item_ids = [box.item.id for box in boxes]
    queries.lock_records(holder, item_ids)
    tokens = {box.form_token for box in boxes}
    wanted = {file_id for box in boxes for file_id in box.wanted}
    files = queries.to_attach(holder, item_ids, tokens, wanted, actor)
    found, given = [], set[int]()
    for box in boxes:
        own = [file for file in files if _is_of(file, box) and file.id not in given]
        if set(box.wanted) - {file.id for file in own}:
            raise ScopeViolation("a file of another record or form")
        given |= {file.id for file in own}
        found.append(own)
    return found


def _is_of(file: Attachment, box: ListedFiles) -> bool:
    if file.item_id is not None:
        return bool(file.item_id == box.item.id)
    return file.form_token == box.form_token and file.id in box.wanted


def _refusals(
    holder: Holder,
    box: ListedFiles,
    kept: Sequence[Attachment],
    dropped: Sequence[Attachment],
    *,
    complete: bool,
) -> list[FieldError]:
    is_changed = bool(dropped) or any(file.item_id is None for file in kept)
    if is_changed and not access.may_change(holder, box.item):
        return [FieldError("V17", "", _("您不能修改这条记录的附件"))]
    most = parameter("files_of_record")
    return [
        replace(error, field=f"{box.prefix}{error.field}" if error.field else "")
        for error in rules.number_refusals(
            holder, box.item, kept, most=most, complete=complete, required=box.required
        )
    ]


def _join(item: Any, files: Sequence[Attachment]) -> None:
    last = max((file.position for file in files), default=0)
    for file in files:
        if file.item_id is None:
            file.item_id, file.position = item.id, last
            # A file goes with its record, also where the record is another organization's.
            file.organization_id = getattr(item, "organization_id", file.organization_id)


def _put_in_order(wanted: Collection[int], kept: Sequence[Attachment]) -> None:
    """Keep the order in which a form listed the files, where it is another one than theirs.

    What it did not list, because a colleague added it meanwhile, stands behind then.
    """
    places = {file_id: place for place, file_id in enumerate(wanted)}
    present = sorted(kept, key=lambda file: (file.position, file.id))
    listed = [places[file.id] for file in present if file.id in places]
    if listed == sorted(listed):
        return
    present.sort(key=lambda file: places.get(file.id, len(places)))
    for place, file in enumerate(present):
        file.position = place


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
class SweepResult:
    """What a sweep threw away, and what it missed."""

    forgotten: int
    orphans: int
    rows: int
    missing: int


def sweep(moment: dt.datetime) -> SweepResult:
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
    return SweepResult(forgotten, len(orphans), len(named), len(missing))


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
