"""Writes of the engine: a workbook comes in, is checked, corrected, stored, taken back, forgotten.

A batch is changed under its lock and by its state. All its rows are stored in one transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from app.attachments.content_check import FileContent
from app.core.access import audit
from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.access.sign_in import own_transaction
from app.core.base import clock, file_store
from app.core.base.db import db, one_at_a_time
from app.core.base.errors import Conflict, Refused
from app.core.base.file_names import clean_file_name
from app.core.configuration.parameters import parameter
from app.core.jobs import Job
from app.core.models import JobRun
from app.core.web.notify import tell

from . import queries, storage
from .archive import refuse_at_sight
from .choices import ImportState
from .declaration import ImportKind
from .models import ImportBatch, ImportRow
from .parcel import refuse_parcel_at_sight
from .registry import kind_named
from .sent_rows import SentRow, TypedCell, changes, check
from .words import ROWS, Wording

UNNAMED = dt.timedelta(days=1)
PAGE = "/imports/show/{}"
MOST_WORDS = 2000
NO_FILES: Mapping[int, FileContent] = {}


def send_batch(
    kind: ImportKind, file_name: str, content: bytes, *, actor: Actor, language: str, job: Job
) -> ImportBatch:
    """Keep a workbook that was sent, and ask for its check. Raises Refused."""
    (refuse_parcel_at_sight if kind.parcel else refuse_at_sight)(content, file_name)
    suffix = ".zip" if kind.parcel else ".xlsx"
    _refuse_too_many(actor)
    batch = ImportBatch(
        organization_id=actor.organization_id,
        kind=kind.key,
        file_name=clean_file_name(file_name[: -len(suffix)], suffix),
        sent_by=actor.user_id,
        sent_at=clock.now(),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    db.session.add(batch)
    db.session.flush()
    batch.stored_as = storage.keep(batch.id, content)
    _ask(batch, job, actor, language)
    return batch


def _refuse_too_many(actor: Actor) -> None:
    one_at_a_time(db.session, f"imports of {actor.user_id}")
    limit = parameter("imports_at_once")
    if queries.count_under_way(actor.user_id) >= limit:
        words = _("您已有 %(limit)d 个导入任务在进行，请等待完成后再上传", limit=limit)
        raise Refused.because("", "file", words)


def _ask(batch: ImportBatch, job: Job, actor: Actor, language: str) -> None:
    """Ask for a job about a batch, and let the batch know it."""
    batch.job = job.request(
        key=f"import:{batch.id}:{job.name}:{clock.now().timestamp()}",
        actor=actor,
        language=language,
        arguments={"batch_id": batch.id},
    )


# --- check ----------------------------------------------------------------------------------


def keep_checked(
    batch_id: int,
    rows: Sequence[SentRow],
    *,
    columns: Mapping[str, int],
    unknown: Sequence[str],
) -> None:
    """Keep the rows of a checked workbook, beside a job that only reads; again as often as run."""
    values = _row_values(batch_id, rows)
    with own_transaction() as session:
        batch = session.get(ImportBatch, batch_id, with_for_update=True)
        if batch is None or batch.stage is not ImportState.CHECKING:
            return
        session.execute(delete(ImportRow).where(ImportRow.batch_id == batch_id))
        session.execute(insert(ImportRow), values)
        batch.columns, batch.unknown = dict(columns), list(unknown)[:50]
        _count(batch, rows)
        batch.stage = ImportState.CHECKED
        _tell_checked(session, batch)


def _row_values(batch_id: int, rows: Sequence[SentRow]) -> list[dict[str, object]]:
    return [
        {
            "batch_id": batch_id,
            "number": row.number,
            "is_faulty": bool(row.faults),
            "is_noted": bool(row.notes),
            "content": row.sealed(),
        }
        for row in rows
    ]


def _count(batch: ImportBatch, rows: Sequence[SentRow]) -> None:
    batch.row_count, batch.faulty_count = len(rows), _faulty(rows)


def _faulty(rows: Sequence[SentRow]) -> int:
    return sum(bool(row.faults) for row in rows)


def refuse_batch(batch_id: int, refused: Refused) -> None:
    """Say why a workbook as such cannot be imported."""
    with own_transaction() as session:
        batch = session.get(ImportBatch, batch_id, with_for_update=True)
        if batch is None or batch.stage is not ImportState.CHECKING:
            return
        batch.stage, batch.settled_at = ImportState.REFUSED, clock.now()
        batch.message = "\n".join(error.message for error in refused.errors)[:MOST_WORDS]
        _tell_checked(session, batch)


def _tell_checked(session: Session, batch: ImportBatch) -> None:
    file_name, rows, faulty = batch.file_name, batch.row_count, batch.faulty_count
    message, of = batch.message, _words_of(batch).of

    def words() -> tuple[str, str]:
        told = _("共 %(rows)s，有问题 %(faulty)s。", rows=of(rows), faulty=of(faulty))
        return _("导入检查完成：%(file)s", file=file_name), message or told

    key = f"import:{batch.id}:checked"
    tell(session, batch.sent_by, words, key=key, link=PAGE.format(batch.id))


def correct_rows(
    batch: ImportBatch, typed: Mapping[int, Mapping[str, TypedCell]], actor: Actor
) -> None:
    """Put in what was typed over cells, and check the whole file again.

    CellsOvertaken when somebody else has changed one of them since it was shown. Personal numbers
    are mended by who sent them.
    """
    held = _held(batch, ImportState.CHECKED)
    kind = kind_of(held)
    kept, rows = queries.kept_rows(held.id)
    is_own = held.sent_by == actor.user_id
    open_keys = {one.key for one in kind.columns if is_own or not one.mask}
    for row, key, text in changes(rows, typed, open_keys):
        row.correct(key, text)
    check(kind, rows, actor)
    _keep_again(kept, rows)
    _count(held, rows)


def _keep_again(kept: Sequence[ImportRow], rows: Sequence[SentRow]) -> None:
    """Write the rows that have become others."""
    for one, row in zip(kept, rows, strict=True):
        if (content := row.sealed()) != one.content:
            one.is_faulty, one.is_noted = bool(row.faults), bool(row.notes)
            one.content = content


def record_fetched(batch: ImportBatch) -> None:
    """Keep in the audit trail that a marked workbook was fetched, beside a request that reads."""
    told = {"kind": batch.kind, "file_name": batch.file_name, "rows": batch.row_count}
    entry = audit.entry(
        "download", object_type="import_batch", object_id=str(batch.id), changes=told
    )
    with own_transaction() as session:
        session.add(entry)


# --- store ----------------------------------------------------------------------------------


def ask_to_store(batch: ImportBatch, *, actor: Actor, language: str, job: Job) -> None:
    """导入有效行: let a job store every row without faults."""
    held = _held(batch, ImportState.CHECKED)
    if not kind_of(held).storable(held):
        raise Refused.because("", "", str(_words_of(held).none_sound))
    held.stage, held.message = ImportState.STORING, None
    _ask(held, job, actor, language)


def store_batch(batch_id: int, actor: Actor, files: Mapping[int, FileContent] = NO_FILES) -> bool:
    """Store the rows of a batch in the caller's transaction, checked once more.

    What has come to be wrong since the check sends the batch back with its faults; nothing is
    stored then. Whoever comes second finds the batch stored. Says whether rows were made.
    """
    batch = queries.locked(batch_id)
    if batch is None or batch.stage is not ImportState.STORING:
        return False
    kind = kind_of(batch)
    # Two files with the same people wait for each other, so that the second finds the first.
    one_at_a_time(db.session, f"import of {kind.key}")
    kept, rows = queries.kept_rows(batch_id, ImportRow.is_faulty.is_(False))
    found = check(kind, rows, actor)
    if any(row.faults for row in rows):
        _send_back(batch, kept, rows)
        return False
    found = [replace(row, file=files.get(row.number)) for row in found]
    made = list(kind.store(found, actor))
    for one, made_id in zip(kept, made, strict=True):
        one.made_id = made_id
    batch.stage, batch.settled_at = ImportState.STORED, clock.now()
    batch.stored_count = len(made)
    _tell_stored(batch)
    return True


def _send_back(batch: ImportBatch, kept: Sequence[ImportRow], rows: Sequence[SentRow]) -> None:
    _keep_again(kept, rows)
    batch.faulty_count += _faulty(rows)
    batch.stage = ImportState.CHECKED
    words = _("检查之后有数据发生变化，%(nothing)s，请核对下面的问题后重新导入。")
    batch.message = words % {"nothing": _words_of(batch).nothing}


def _tell_stored(batch: ImportBatch) -> None:
    file_name, count, of = batch.file_name, batch.stored_count, _words_of(batch).of

    def words() -> tuple[str, str]:
        return _("导入完成：%(file)s", file=file_name), _("已导入 %(n)s。", n=of(count))

    key = f"import:{batch.id}:stored"
    tell(db.session(), batch.sent_by, words, key=key, link=PAGE.format(batch.id))


def give_up(session: Session, job: JobRun) -> None:
    """A job about a batch has failed for good: say so, and let people go on."""
    batch = queries.of_job(session, job.id)
    if batch is None:
        return
    cause = (job.error or "")[:MOST_WORDS]
    if batch.stage is ImportState.CHECKING:
        batch.stage, batch.message, batch.settled_at = ImportState.REFUSED, cause, clock.now()
    elif batch.stage is ImportState.STORING:
        batch.stage = ImportState.CHECKED
        words = _("导入未成功，%(nothing)s：%(cause)s")
        batch.message = words % {"nothing": _words_of(batch).nothing, "cause": cause}


# --- end ------------------------------------------------------------------------------------


def cancel_batch(batch: ImportBatch) -> str | None:
    """取消: nothing is imported, and nothing is kept of what was sent.

    Gives the stored name of the workbook, which is removed once that is committed.
    """
    held = _held(batch, ImportState.CHECKED)
    held.stage, held.settled_at = ImportState.CANCELLED, clock.now()
    return _forget(db.session(), held)


def undo_batch(batch: ImportBatch, actor: Actor) -> None:
    """撤销导入: take back what was made while nothing depends on it. Raises Refused."""
    held = _held(batch, ImportState.STORED)
    kind = kind_of(held)
    assert held.settled_at is not None
    if kind.kept_by_year and clock.local(held.settled_at).year < clock.year():
        words = _("%(why)s，只能撤销 %(year)d 年内的导入", why=kind.kept_by_year, year=clock.year())
        raise Refused.because("", "", words)
    kind.undo(queries.made_ids(held.id), actor)
    held.stage, held.settled_at = ImportState.UNDONE, clock.now()


def _held(batch: ImportBatch, state: ImportState) -> ImportBatch:
    """The batch under its lock; Conflict when it has gone on meanwhile."""
    held = queries.locked(batch.id)
    if held is None or held.stage is not state:
        raise Conflict
    return held


def kind_of(batch: ImportBatch) -> ImportKind:
    """The kind of a batch; Refused when the product has it no more."""
    kind = kind_named(batch.kind)
    if kind is None:
        raise Refused.because("", "", _("此类导入已不再提供"))
    return kind


def _words_of(batch: ImportBatch) -> Wording:
    """How what it brings is called, also of a kind that there is no more."""
    kind = kind_named(batch.kind)
    return kind.words if kind is not None else ROWS


def _forget(session: Session, batch: ImportBatch) -> str | None:
    """Forget workbook and texts of a batch; which rows were made stays known. The stored name."""
    of_batch = ImportRow.batch_id == batch.id
    session.execute(delete(ImportRow).where(of_batch, ImportRow.made_id.is_(None)))
    emptied = update(ImportRow).where(of_batch).values(content=SentRow(0, {}).sealed())
    session.execute(emptied)
    stored_as, batch.stored_as = batch.stored_as, None
    return stored_as


def throw_away_expired(moment: dt.datetime) -> None:
    """Forget what was sent longer ago than workbooks are kept; what waited is cancelled."""
    before = moment - dt.timedelta(days=parameter("import_days"))
    names = []
    with own_transaction() as session, unscoped("the daily job throws away for everybody"):
        for batch in queries.expired(session, before):
            if batch.stage is ImportState.CHECKED:
                batch.stage, batch.settled_at = ImportState.CANCELLED, moment
            names.append(_forget(session, batch))
    for stored_as in filter(None, names):
        storage.remove(stored_as)


def throw_away_orphans(moment: dt.datetime) -> None:
    """Delete workbooks that no row knows of."""
    with own_transaction() as session:
        named = queries.stored_names(session)
    for stored_as in list(file_store.older_than(storage.FOLDER, moment - UNNAMED)):
        if stored_as not in named:
            storage.remove(stored_as)
