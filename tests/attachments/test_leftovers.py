"""Files that nobody needs any more are swept, and lost ones are told."""

from __future__ import annotations

import datetime as dt
import os
import time

from sqlalchemy import func, select, update

from app.attachments import jobs, operations, storage
from app.attachments.content_check import FileContent
from app.attachments.models import Attachment
from app.core.access import audit
from app.core.access.actor import SYSTEM
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import JobRun
from tests.attachments import samples
from tests.attachments.conftest import Parcels, new_token
from tests.attachments.parcel import HOLDER
from tests.support.acting import As


def age(stored, days: float) -> None:
    moment = time.time() - days * 86_400
    os.utime(stored, (moment, moment))


def sweep(parcels: Parcels, run_jobs) -> JobRun:
    """Run the daily job as the clock would; its row afterwards."""
    with parcels.app.app_context():
        row = jobs.sweep.request(key=f"sweep:{new_token()}", actor=SYSTEM, arguments={})
        db.session.commit()
        number = row.id
    run_jobs()
    with parcels.app.app_context():
        found = db.session.get(JobRun, number)
        db.session.expunge_all()
        return found


def test_a_file_whose_row_was_never_committed_is_swept_after_a_day(parcels, run_jobs):
    with As(parcels.app, "yl_clerk") as actor:
        content = FileContent("a.pdf", "application/pdf", samples.pdf())
        slot = HOLDER.slot("other")
        found = operations.receive(
            content, holder=HOLDER, slot=slot, form_token=new_token(), actor=actor
        )
        lost = parcels.folder() / found.stored_as
        # The process dies here.
        db.session.rollback()
    half = lost.with_suffix(storage.UNFINISHED)
    half.write_bytes(b"%PDF-1")
    kept = parcels.place(parcels.upload("yl_clerk", "other", new_token()))

    for stored in (lost, half, kept):
        age(stored, 0)
    sweep(parcels, run_jobs)
    assert lost.exists()
    for file in (lost, half, kept):
        age(file, 1.1)
    sweep(parcels, run_jobs)

    assert (lost.exists(), half.exists(), kept.exists()) == (False, False, True)


def test_files_whose_form_was_never_saved_go_after_a_week(parcels, run_jobs):
    _number, (attached,) = parcels.make(other=1)
    old, new = (parcels.upload("yl_clerk", "other", new_token()) for _i in range(2))
    places = {file_id: parcels.place(file_id) for file_id in (attached, old, new)}
    with parcels.app.app_context(), unscoped("time passes"):
        week = clock.now() - dt.timedelta(days=7, minutes=1)
        db.session.execute(
            audit.bulk(
                update(Attachment)
                .where(Attachment.id.in_([attached, old]))
                .values(uploaded_at=week),
                because="the test",
            )
        )
        db.session.commit()

    sweep(parcels, run_jobs)

    assert [file_id for file_id, place in places.items() if place.exists()] == [attached, new]
    with parcels.app.app_context(), unscoped("count"):
        ids = select(Attachment.id).where(Attachment.id.in_(places))
        assert sorted(db.session.scalars(ids)) == sorted([attached, new])


def test_a_row_without_its_file_is_told_and_counted(parcels, run_jobs, caplog):
    ids = [parcels.upload("yl_clerk", "other", new_token()) for _i in range(3)]
    lost = parcels.place(ids[1])
    lost.unlink()

    row = sweep(parcels, run_jobs)

    with parcels.app.app_context(), unscoped("count"):
        rows = db.session.scalar(select(func.count()).select_from(Attachment))
    assert (row.expected, row.done) == (rows, rows - 1)
    assert any(lost.name in record.getMessage() for record in caplog.records)
    assert parcels.get("yl_clerk", f"/attachments/{ids[1]}/a.pdf").status_code == 404
