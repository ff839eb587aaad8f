"""Every write of the drafts.

Texts go by plain statements under the draft's row lock: the audit trail names who
began, threw away and took back a draft, not every few letters of its text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Delete, Insert, Update, and_, delete, insert, or_, update
from sqlalchemy.exc import IntegrityError

from app.core.access import audit
from app.core.access.actor import Actor
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.configuration.parameters import parameter

from . import queries, rules
from .models import DraftField, FormDraft
from .queries import Record
from .rules import Sent

MINUTE, DISCARDED_KEPT = dt.timedelta(minutes=1), dt.timedelta(days=1)


class TooOften(Refused):
    """More saves in a minute than any typing makes."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where a text comes from: the open page, and the record's version that it shows."""

    client: str
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """What a window held when it stored the record: revision shown, last edit sent."""

    client: str
    revision: int
    number: int


def save(
    record: Record, window: Window, sent: Sequence[Sent], *, actor: Actor, closed: str = ""
) -> None:
    """Write a window's texts.

    ``closed`` says why the record takes no text any more. What the window has stored with the
    record that it closed thereby, and sent a moment before, is late and no fault.
    Raises TooOften and Refused when the limits are passed; nothing is committed.
    """
    draft = _draft(record)
    _count_save(draft)
    stored = queries.texts_of(draft.id, {one.name for one in sent})
    handed_in = draft.handed_in.get(window.client, 0)
    fresh = [
        one for one in sent if not rules.is_late(stored[one.name], one, window.client, handed_in)
    ]
    if not fresh:
        return
    _refuse_closed(closed)
    gone = [
        text.id for one in fresh for text in rules.settled(stored[one.name], one, window.client)
    ]
    held = queries.count_texts(draft.id)
    if held - len(gone) + len(fresh) > rules.MOST_FIELDS:
        raise Refused.because("DR1", "", _("草稿内容过多，请先暂存或提交"))
    _remove(DraftField.id.in_(gone))
    revision, moment = draft.revision + 1, clock.now()
    _write(draft, window, fresh, revision=revision, moment=moment, actor=actor)
    begun = {} if held else {"base_version": window.base_version}
    _update(draft, revision=revision, changed_at=moment, **begun)


def _write(
    draft: FormDraft,
    window: Window,
    fresh: Iterable[Sent],
    *,
    revision: int,
    moment: dt.datetime,
    actor: Actor,
) -> None:
    rows = [
        {
            "organization_id": draft.organization_id,
            "draft_id": draft.id,
            "name": one.name,
            "client": window.client,
            "number": one.number,
            "value": one.value,
            "revision": revision,
            "user_id": actor.user_id,
            "user_name": actor.name,
            "changed_at": moment,
            "discarded": 0,
        }
        for one in fresh
    ]
    _at_once(insert(DraftField), rows)


def discard(record: Record, client: str | None, *, actor: Actor) -> None:
    """放弃草稿, or the texts of one window; they are kept a day."""
    draft = queries.locked_draft(record)
    if draft is None:
        return
    revision, moment = draft.revision + 1, clock.now()
    chosen = [DraftField.draft_id == draft.id, DraftField.discarded == 0]
    if client:
        chosen.append(DraftField.client == client)
    _at_once(update(DraftField).where(*chosen).values(discarded=revision))
    _update(
        draft,
        revision=revision,
        discarded_revision=revision,
        discarded_by=actor.name,
        discarded_at=moment,
    )
    audit.record("discard", object_type="form_draft", object_id=str(draft.id))


def take_back(record: Record, *, closed: str = "") -> None:
    """What was thrown away last counts again, beside whatever was typed since."""
    _refuse_closed(closed)
    draft = queries.locked_draft(record)
    if draft is None:
        return
    lost = queries.thrown_away(draft)
    stored = queries.texts_of(draft.id, {text.name for text in lost})
    revision = draft.revision + 1
    for newer, texts in _by_newer(lost, stored):
        values = {"discarded": 0} if newer else {"discarded": 0, "revision": revision}
        chosen = DraftField.id.in_([text.id for text in texts])
        _at_once(update(DraftField).where(chosen).values(**values))
    _update(draft, revision=revision, changed_at=clock.now())
    audit.record("take_back", object_type="form_draft", object_id=str(draft.id))


def _refuse_closed(reason: str) -> None:
    if reason:
        raise Refused.because("V40", "", reason)


def _by_newer(
    lost: Iterable[DraftField], stored: dict[str, list[DraftField]]
) -> list[tuple[bool, list[DraftField]]]:
    """Taken back beside newer texts, or as the only one; a window's own newer text replaces it."""
    beside: list[DraftField] = []
    alone: list[DraftField] = []
    for text in lost:
        others = stored[text.name]
        if not any(other.client == text.client for other in others):
            (beside if others else alone).append(text)
    return [(True, beside), (False, alone)]


def close(record: Record, handed: Handed, *, actor: Actor) -> None:
    """The record has been stored with what this window showed; that much of the draft is done.

    What others typed and the window had not shown yet goes on as a draft.
    """
    if handed.client and handed.number:
        # Its first save may still be under way: what comes then is late, not a new draft.
        _draft(record)
    close_each({record: handed}, actor=actor)


def close_each(handed: Mapping[Record, Handed], *, actor: Actor) -> None:
    """``close`` for several records that are stored together."""
    drafts = queries.locked_drafts(handed) if handed else {}
    if not drafts:
        return
    _remove(
        DraftField.discarded == 0,
        or_(*(_shown(draft, handed[record]) for record, draft in drafts.items())),
    )
    # Those of which the same windows stored something are written at once: mostly all.
    alike: dict[str, tuple[dict[str, int], list[int]]] = {}
    for record, draft in drafts.items():
        windows = _windows(draft, handed[record])
        alike.setdefault(json.dumps(windows), (windows, []))[1].append(draft.id)
    for windows, ids in alike.values():
        _update_each(
            ids,
            revision=FormDraft.revision + 1,
            changed_at=clock.now(),
            stored_revision=FormDraft.revision + 1,
            stored_by=actor.name,
            handed_in=windows,
        )


def _shown(draft: FormDraft, handed: Handed) -> ColumnElement[bool]:
    """The texts of a draft that the window had before its eyes."""
    own, seen = DraftField.client == handed.client, DraftField.revision <= handed.revision
    return and_(DraftField.draft_id == draft.id, or_(own, seen))


def _windows(draft: FormDraft, handed: Handed) -> dict[str, int]:
    """The windows that stored the record, the latest last, each with its last edit."""
    others = {k: v for k, v in draft.handed_in.items() if k != handed.client}
    kept = list(others.items())[1 - rules.MOST_HANDED_IN :]
    return dict(kept) | ({handed.client: handed.number} if handed.client else {})


def throw_away_old(moment: dt.datetime) -> None:
    """Drafts that nobody touched for ``draft_days``, and what was discarded a day ago."""
    untouched = moment - dt.timedelta(days=parameter("draft_days"))
    old = queries.drafts_before(untouched)
    _remove(DraftField.draft_id.in_(old))
    _at_once(delete(FormDraft).where(FormDraft.id.in_(old)))
    lapsed = queries.discarded_before(moment - DISCARDED_KEPT)
    _remove(DraftField.draft_id.in_(lapsed), DraftField.discarded > 0)


def _draft(record: Record) -> FormDraft:
    """The locked draft of a record, begun when there is none."""
    if found := queries.locked_draft(record):
        return found
    begun = FormDraft(
        organization_id=record.organization_id,
        resource=record.resource,
        record_key=record.key,
        changed_at=clock.now(),
        handed_in={},
    )
    try:
        with db.session.begin_nested():
            db.session.add(begun)
    except IntegrityError:
        # Somebody else began it in this very moment.
        pass
    found = queries.locked_draft(record)
    assert found is not None
    return found


def _count_save(draft: FormDraft) -> None:
    moment = clock.now()
    if draft.minute is None or moment - draft.minute > MINUTE:
        _update(draft, minute=moment, saves=1)
        return
    if draft.saves >= rules.SAVES_A_MINUTE:
        raise TooOften.because("DR2", "", _("自动保存过于频繁，请稍后再试"))
    _update(draft, saves=FormDraft.saves + 1)


def _update(draft: FormDraft, **values: object) -> None:
    _update_each([draft.id], **values)


def _update_each(draft_ids: Sequence[int], **values: object) -> None:
    _at_once(update(FormDraft).where(FormDraft.id.in_(draft_ids)).values(**values))


def _remove(*chosen: ColumnElement[bool]) -> None:
    _at_once(delete(DraftField).where(*chosen))


def _at_once(
    statement: Insert | Update | Delete, rows: Sequence[Mapping[str, object]] = ()
) -> None:
    db.session.execute(
        audit.bulk(statement, because="what is typed is no record yet"), rows or None
    )
