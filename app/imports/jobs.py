"""Checking and storing in the background, and the daily throwing away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.attachments.content_check import FileContent
from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base import clock
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.jobs import JobFailed, Progress, daily, job

from . import operations, queries, storage
from .choices import ImportState
from .declaration import ImportKind
from .models import ImportBatch
from .parcel import open_parcel
from .sent_rows import SentRow, check, content_of_row, rows_of, rows_of_files
from .workbook import read_content


def _allowed_kind(batch: ImportBatch) -> ImportKind:
    try:
        kind = operations.kind_of(batch)
    except Refused as refused:
        raise JobFailed(str(refused)) from refused
    if not may("import", kind.resource):
        raise JobFailed(_("您没有导入权限"))
    return kind


@job(queue="fast", timeout=300, only_reads=True, failed=operations.give_up)
def check_import(progress: Progress, batch_id: int) -> None:
    """Read a workbook and find everything that is wrong. A second run finds it checked."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is None or batch.stage is not ImportState.CHECKING or batch.stored_as is None:
        return
    kind = _allowed_kind(batch)
    content = storage.content_of(batch.stored_as)
    try:
        columns, unknown, rows = _rows_of(content, batch.file_name, kind)
    except Refused as refused:
        operations.refuse_batch(batch_id, refused)
        return
    progress.expect(len(rows))
    progress.reach(len(rows) // 2)
    check(kind, rows, current_actor())
    progress.finish(len(rows))
    operations.keep_checked(batch_id, rows, columns=columns, unknown=unknown)


def _rows_of(
    content: bytes, file_name: str, kind: ImportKind
) -> tuple[Mapping[str, int], Sequence[str], list[SentRow]]:
    """Where columns stand, headings that nothing is known of, and the rows. Raises Refused."""
    if kind.parcel is not None:
        places = {column.key: place for place, column in enumerate(kind.columns, 1)}
        return places, (), rows_of_files(open_parcel(content, file_name), kind)
    sheet = read_content(content, file_name, kind.headings)
    return sheet.columns, sheet.unknown, rows_of(sheet, kind)


@job(queue="fast", timeout=600, failed=operations.give_up)
def store_import(progress: Progress, batch_id: int) -> None:
    """Store the rows of a batch, all in one transaction. A second run finds them stored."""
    batch = db.session.get(ImportBatch, batch_id)
    if batch is None or batch.stage is not ImportState.STORING:
        return
    _allowed_kind(batch)
    try:
        _store(progress, batch)
    except (IntegrityError, Conflict, Refused):
        # Somebody was faster with one of these rows, or with what they are about: the check finds
        # it now, and sends the batch back.
        db.session.rollback()
        _store(progress, batch)


def _store(progress: Progress, batch: ImportBatch) -> None:
    progress.expect(batch.good_count)
    files = _files_of(batch)
    if operations.store_batch(batch.id, current_actor(), files):
        progress.finish(batch.stored_count)


def _files_of(batch: ImportBatch) -> dict[int, FileContent]:
    """The files of a parcel as they are kept, by row; none of a workbook.

    Pictures are painted before the transaction begins: others write meanwhile.
    """
    parcel = operations.kind_of(batch).parcel
    if parcel is None or batch.stored_as is None:
        return {}
    content, file_name = storage.content_of(batch.stored_as), batch.file_name
    rows = {row.number: row for row in queries.rows(batch.id, faulty=False)}
    db.session.rollback()
    files = enumerate(open_parcel(content, file_name), 1)
    return {
        number: content_of_row(rows[number], file, parcel)
        for number, file in files
        if number in rows
    }


@job(due=daily)
def throw_away(_progress: Progress) -> None:
    """Every day forget workbooks that were sent long ago."""
    operations.throw_away_expired(clock.now())
    operations.throw_away_orphans(clock.now())
