"""Every SELECT of the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.base.db import db

from .choices import UNDER_WAY, ImportState
from .models import ImportBatch, ImportRow
from .sent_rows import SentRow


def locked(batch_id: int) -> ImportBatch | None:
    """A batch that nobody else changes until the transaction ends."""
    return db.session.scalar(
        select(ImportBatch)
        .where(ImportBatch.id == batch_id)
        .with_for_update(of=ImportBatch)
        .execution_options(populate_existing=True)
    )


def count_under_way(user_id: int | None) -> int:
    """How many imports of a person are being checked or stored."""
    query = select(func.count()).select_from(ImportBatch)
    of_user = (ImportBatch.sent_by == user_id, ImportBatch.stage.in_(UNDER_WAY))
    return db.session.scalar(query.where(*of_user)) or 0


def rows(
    batch_id: int, *, faulty: bool | None = None, offset: int = 0, limit: int | None = None
) -> list[SentRow]:
    """The rows of a batch in their order, all or those with or without faults."""
    query = select(ImportRow.content).where(ImportRow.batch_id == batch_id)
    if faulty is not None:
        query = query.where(ImportRow.is_faulty.is_(faulty))
    found = db.session.scalars(query.order_by(ImportRow.number).offset(offset).limit(limit))
    return [SentRow.opened(content) for content in found]


def rows_numbered(batch_id: int, numbers: Collection[int]) -> list[SentRow]:
    """Some rows of a batch, in their order."""
    query = select(ImportRow.content).where(
        ImportRow.batch_id == batch_id, ImportRow.number.in_(numbers)
    )
    found = db.session.scalars(query.order_by(ImportRow.number))
    return [SentRow.opened(content) for content in found]


def kept_rows(batch_id: int, *which: Any) -> tuple[Sequence[ImportRow], list[SentRow]]:
    """Rows of a batch as they are kept, to be changed, and what each says; in their order."""
    query = select(ImportRow).where(ImportRow.batch_id == batch_id, *which)
    kept = db.session.scalars(query.order_by(ImportRow.number)).all()
    return kept, [SentRow.opened(one.content) for one in kept]


def noted_rows(batch_id: int, limit: int) -> list[SentRow]:
    """The first rows that are good but should be looked at."""
    query = select(ImportRow.content).where(
        ImportRow.batch_id == batch_id, ImportRow.is_noted, ImportRow.is_faulty.is_(False)
    )
    found = db.session.scalars(query.order_by(ImportRow.number).limit(limit))
    return [SentRow.opened(content) for content in found]


def made_ids(batch_id: int) -> Sequence[int]:
    """The rows that a batch has made, in its order."""
    query = select(ImportRow.made_id).where(
        ImportRow.batch_id == batch_id, ImportRow.made_id.is_not(None)
    )
    return [one for one in db.session.scalars(query.order_by(ImportRow.number)) if one is not None]


def stored_numbers(batch_id: int) -> set[int]:
    """The rows of the sheet of which something was made."""
    of_batch = (ImportRow.batch_id == batch_id, ImportRow.made_id.is_not(None))
    return set(db.session.scalars(select(ImportRow.number).where(*of_batch)))


def of_job(session: Session, job_id: int) -> ImportBatch | None:
    """The batch that a job works on."""
    return session.scalar(select(ImportBatch).where(ImportBatch.job_id == job_id))


def expired(session: Session, before: dt.datetime) -> Sequence[ImportBatch]:
    """Batches whose workbook has been kept long enough and that nobody works on, locked.

    Those that somebody changes at this moment are left for the next day.
    """
    query = select(ImportBatch).where(
        ImportBatch.sent_at < before,
        ImportBatch.stored_as.is_not(None),
        ImportBatch.stage.not_in(UNDER_WAY),
    )
    locked = query.with_for_update(of=ImportBatch, skip_locked=True)
    return session.scalars(locked.order_by(ImportBatch.id)).all()


def stored_names(session: Session) -> set[str]:
    """The workbooks that rows know of."""
    query = select(ImportBatch.stored_as).where(ImportBatch.stored_as.is_not(None))
    return {name for name in session.scalars(query) if name}


def earlier_twin(batch: ImportBatch) -> ImportBatch | None:
    """The same workbook, stored before."""
    return db.session.scalar(
        select(ImportBatch)
        .where(
            ImportBatch.organization_id == batch.organization_id,
            ImportBatch.kind == batch.kind,
            ImportBatch.sha256 == batch.sha256,
            ImportBatch.id < batch.id,
            ImportBatch.stage == ImportState.STORED,
        )
        .order_by(ImportBatch.id.desc())
        .limit(1)
    )
