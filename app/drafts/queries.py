"""Every SELECT of the drafts; always of one organization, also for who may read more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from app.core.base.db import db

from .models import DraftField, FormDraft


@dataclass(frozen=True, slots=True)
class Record:
    """Whose draft of which record."""

    organization_id: int
    resource: str
    key: str


@dataclass(frozen=True, slots=True)
class DraftWithTexts:
    """A draft with its texts by field, those that count and those thrown away last."""

    draft: FormDraft
    texts: dict[str, list[DraftField]] = field(default_factory=dict)
    discarded: list[DraftField] = field(default_factory=list)


def _is(record: Record) -> tuple[Any, ...]:
    return (
        FormDraft.organization_id == record.organization_id,
        FormDraft.resource == record.resource,
        FormDraft.record_key == record.key,
    )


def locked_draft(record: Record) -> FormDraft | None:
    """The draft, after whoever writes it now."""
    statement = select(FormDraft).where(*_is(record)).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def locked_drafts(records: Iterable[Record]) -> dict[Record, FormDraft]:
    """The drafts that there are of these records, after whoever writes them now."""
    wanted = [and_(*_is(record)) for record in records]
    statement = select(FormDraft).where(or_(*wanted)).order_by(FormDraft.id).with_for_update()
    found = db.session.scalars(statement.execution_options(populate_existing=True))
    return {Record(one.organization_id, one.resource, one.record_key): one for one in found}


def revisions(records: Iterable[Record]) -> dict[Record, int]:
    """How far the drafts of these records have come."""
    wanted = [and_(*_is(record)) for record in records]
    found = db.session.scalars(select(FormDraft).where(or_(*wanted)))
    return {Record(o.organization_id, o.resource, o.record_key): o.revision for o in found}


def held(record: Record, takes: Callable[[str], bool] = bool) -> DraftWithTexts | None:
    """The draft with its texts, as of one moment; those of fields that ``takes`` does not know
    are left out."""
    rows = db.session.execute(
        select(FormDraft, DraftField)
        .outerjoin(DraftField, DraftField.draft_id == FormDraft.id)
        .where(*_is(record))
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        return None
    found = DraftWithTexts(rows[0][0])
    texts: list[DraftField | None] = [row[1] for row in rows]
    for text in filter(None, texts):
        if not takes(text.name):
            continue
        if not text.discarded:
            found.texts.setdefault(text.name, []).append(text)
        elif text.discarded == found.draft.discarded_revision:
            found.discarded.append(text)
    return found


def unfinished(organization_id: int, resources: Iterable[str]) -> dict[str, list[str]]:
    """The keys of records with text that is not handed in, by resource, the last touched first."""
    has_text = exists().where(
        DraftField.draft_id == FormDraft.id,
        DraftField.discarded == 0,
        DraftField.value.is_not(None),
    )
    found: dict[str, list[str]] = {}
    for resource, key in db.session.execute(
        select(FormDraft.resource, FormDraft.record_key)
        .where(
            FormDraft.organization_id == organization_id,
            FormDraft.resource.in_(list(resources)),
            has_text,
        )
        .order_by(FormDraft.changed_at.desc())
    ):
        found.setdefault(resource, []).append(key)
    return found


def texts_of(draft_id: int, names: Iterable[str]) -> dict[str, list[DraftField]]:
    """The texts that count of some fields, by name."""
    found: dict[str, list[DraftField]] = {name: [] for name in names}
    rows = db.session.scalars(
        select(DraftField).where(
            DraftField.draft_id == draft_id,
            DraftField.discarded == 0,
            DraftField.name.in_(found),
        )
    )
    for text in rows:
        found[text.name].append(text)
    return found


def count_texts(draft_id: int) -> int:
    """How many texts of a draft count."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(DraftField)
            .where(DraftField.draft_id == draft_id, DraftField.discarded == 0)
        )
        or 0
    )


def thrown_away(draft: FormDraft) -> list[DraftField]:
    """What the last throwing away took."""
    return list(
        db.session.scalars(
            select(DraftField).where(
                DraftField.draft_id == draft.id,
                DraftField.discarded > 0,
                DraftField.discarded == draft.discarded_revision,
            )
        )
    )


def drafts_before(moment: dt.datetime) -> list[int]:
    """The drafts that nobody has touched since."""
    return list(db.session.scalars(select(FormDraft.id).where(FormDraft.changed_at < moment)))


def discarded_before(moment: dt.datetime) -> list[int]:
    """The drafts whose text was thrown away before."""
    return list(db.session.scalars(select(FormDraft.id).where(FormDraft.discarded_at < moment)))
