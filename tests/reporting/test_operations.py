"""Files of exports: which stay, and which are thrown away."""

from __future__ import annotations

import datetime as dt
import os
import time

import pytest
from sqlalchemy import select

from app.core.access.scope import unscoped
from app.core.base import clock, file_store
from app.core.base.db import db
from app.core.models import User
from app.reporting import operations
from app.reporting.models import ReportRun


def made(stored_as: str, age: dt.timedelta) -> str:
    path = file_store.place(operations.FOLDER, stored_as)
    path.write_bytes(b"x")
    moment = time.time() - age.total_seconds()
    os.utime(path, (moment, moment))
    return stored_as


def export() -> ReportRun:
    asker = db.session.scalars(select(User).limit(1)).one()
    run = ReportRun(
        report="list",
        title="名单",
        format="xlsx",
        requested_by=asker.id,
        requested_at=clock.now(),
    )
    db.session.add(run)
    db.session.commit()
    return run


def test_what_a_killed_job_left_behind_goes_after_a_day(app):
    hour, days = dt.timedelta(hours=1), dt.timedelta(days=2)
    with app.app_context():
        run = export()
        named = made("aa/named.xlsx", days)
        operations.keep_run(run.id, named, 1)
        fresh, half = made("bb/fresh.xlsx", hour), made("bb/.half.xlsx.part", days)
        lost = made("cc/lost.pdf", days)
        assert operations.throw_away_orphans(clock.now()) == 2
        left = {n for n in (named, fresh, half, lost) if file_store.place("exports", n).exists()}
        assert left == {named, fresh}
        file_store.remove("exports", fresh)


def test_the_first_of_two_finished_files_stays(app):
    with app.app_context():
        run = export()
        first, second = (made(f"dd/{n}.xlsx", dt.timedelta()) for n in ("first", "second"))
        operations.keep_run(run.id, first, 1)
        operations.keep_run(run.id, second, 1)
        db.session.expire_all()
        assert db.session.get(ReportRun, run.id).stored_as == first
        assert not file_store.place("exports", second).exists()
        file_store.remove("exports", first)


@pytest.mark.parametrize(
    ("report", "parameters"),
    [
        ("list", {"view": "RetiredView", "arguments": {}}),
        ("retired_report", {}),
        ("annual_summary", {"year": 2026, "level": "prefecture", "prefecture": "999900"}),
    ],
)
def test_a_file_of_what_is_no_more_is_refused(app, sign_in, report, parameters):
    with app.app_context(), unscoped("an export of the tests"):
        asker = db.session.scalars(select(User).where(User.username == "cs_admin")).one()
        run = ReportRun(
            report=report,
            title="名单",
            format="xlsx",
            parameters=parameters,
            requested_by=asker.id,
            organization_id=asker.organization_id,
            requested_at=clock.now(),
            stored_as=made("ee/kept.xlsx", dt.timedelta()),
        )
        db.session.add(run)
        db.session.commit()
        number = run.id
    assert sign_in("cs_admin").get(f"/reports/runs/{number}/file").status_code == 403
    with app.app_context():
        file_store.remove("exports", "ee/kept.xlsx")
