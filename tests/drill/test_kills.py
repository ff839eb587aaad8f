"""Kill drills: whatever dies under a running export, it ends in exactly one whole file.

A real worker, a real Redis, a long list of 20,000 people and reports as PDF; `make drill`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask, g
from sqlalchemy import select

from app.core.access.actor import Actor
from app.core.access.scope import acting_as, unscoped
from app.core.base import clock
from app.core.base.choices import JobState
from app.core.base.db import db
from app.core.models import JobRun, User
from app.reporting import list_exports, operations
from app.reporting.archive import short
from app.reporting.jobs import render_report
from app.reporting.models import ReportRun
from app.reporting.question import read_question
from app.reporting.registry import registered
from tests.support.paper import pdf_pages
from tests.support.site import Site

PEOPLE = 20_000
PATIENCE = 150


def asker() -> User:
    """Whoever asks for the files."""
    with unscoped("nobody acts yet"):
        return db.session.scalars(select(User).where(User.username == "hn_admin")).one()


class Drill:
    """An installation with a long list, and an application beside it that asks and looks."""

    def __init__(self, site: Site, app: Flask) -> None:
        self.site, self.app = site, app

    def ask(self) -> int:
        """Ask for the whole roster as a spreadsheet."""
        with self.app.app_context():
            user = asker()
            with acting_as(user):
                run = operations.request_list_run(
                    "PersonView",
                    "在职工作人员基础数据",
                    {},
                    actor=Actor.of(user),
                    language="zh",
                    job=list_exports.export_list,
                )
                db.session.commit()
                return run.id

    def ask_report(self, name: str, file_format: str) -> int:
        """Ask for a report of the year that has ended, as its preview does."""
        with self.app.test_request_context():
            user = g.user = asker()
            with acting_as(user):
                question = read_question(registered()[name], user, {"year": clock.year() - 1})
                run = operations.request_run(
                    question,
                    file_format,
                    actor=Actor.of(user),
                    language="zh",
                    job=render_report,
                )
                db.session.commit()
                return run.id

    def check_pdf(self, number: int) -> None:
        """One file, whose footer names the number and the checksum that the row has."""
        stored = self.look(number)[3]
        assert [path.suffix for path in self.files()] == [".pdf"]
        text = "".join(pdf_pages(self.site.instance / "exports" / stored))
        with self.app.app_context():
            run = db.session.get(ReportRun, number)
            assert f"导出编号：{run.number}" in text
            assert f"校验码：{short(run.checksum)}" in text
            db.session.remove()
        kept = self.site.value("SELECT count(*) FROM report_content")
        told = self.site.value("SELECT count(*) FROM message WHERE kind = 'export'")
        assert (kept, told) == (1, 1)

    def look(self, number: int) -> tuple[JobState, int, int, str | None]:
        """State, attempts, rows done and the file of an export."""
        with self.app.app_context():
            run = db.session.get(ReportRun, number)
            job = db.session.get(JobRun, run.job_id)
            found = (job.state, job.attempts, job.done, run.stored_as)
            db.session.remove()
            return found

    def wait(self, number: int, wanted: Any, seconds: float = PATIENCE) -> float:
        """How long it took until the export was as wanted."""
        begun = time.monotonic()
        while not wanted(self.look(number)):
            if time.monotonic() - begun > seconds:
                raise AssertionError(f"{self.look(number)}\n{self.site.log[-2000:]}")
            time.sleep(0.2)
        return time.monotonic() - begun

    def files(self) -> list[Path]:
        """Every file in the export folder, finished or not."""
        folder = self.site.instance / "exports"
        return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []

    def check(self, number: int) -> None:
        """One file, and it holds every person once."""
        stored = self.look(number)[3]
        whole = openpyxl.load_workbook(self.site.instance / "exports" / stored, read_only=True)
        rows = sum(1 for row in whole.active.iter_rows(values_only=True) if row[0])
        expected = self.site.value("SELECT count(*) FROM person WHERE left_on IS NULL")
        assert rows - 2 <= expected <= rows
        finished = [path for path in self.files() if path.suffix == ".xlsx"]
        assert len(finished) == 1, finished


def horses(worker: subprocess.Popen[bytes]) -> list[int]:
    """The children of a worker: the processes in which jobs run."""
    found = []
    for entry in Path("/proc").iterdir():
        # A process may end between being listed and being read.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if entry.name.isdigit():
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[1]) == worker.pid:
                    found.append(int(entry.name))
    return found


@pytest.fixture
def drill(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Drill]:
    from app.factory import create_app

    site = Site(tmp_path)
    site.start()
    site._flask("load-demo", "--people", str(getattr(request, "param", PEOPLE)))
    for name in ("INSTANCE_DIR", "REDIS_URL"):
        monkeypatch.setenv(name, site._environment[name])
    try:
        yield Drill(site, create_app())
    finally:
        site.stop()


def tell(figure: str) -> None:
    """A figure of the drill, for whoever runs it."""
    sys.stdout.write(f"\n{figure}\n")


def is_busy(found: tuple[JobState, int, int, str | None]) -> bool:
    return found[0] is JobState.RUNNING and found[2] > 0


def is_done(found: tuple[JobState, int, int, str | None]) -> bool:
    return found[0] is JobState.DONE


def test_the_work_horse_is_killed(drill: Drill) -> None:
    number = drill.ask()
    drill.wait(number, is_busy)
    for pid in horses(drill.site._processes[-1]):
        os.kill(pid, signal.SIGKILL)
    seconds = drill.wait(number, is_done)
    drill.check(number)
    assert drill.look(number)[1] == 2
    tell(f"work-horse killed: whole file after {seconds:.0f} s")


def test_the_worker_is_killed_and_started_again(drill: Drill) -> None:
    number = drill.ask()
    drill.wait(number, is_busy)
    worker = drill.site._processes.pop()
    worker.kill()
    worker.wait()
    drill.site._spawn("flask", "worker")
    seconds = drill.wait(number, is_done)
    drill.check(number)
    tell(f"worker killed: whole file after {seconds:.0f} s")


def test_redis_is_killed_and_comes_back(drill: Drill) -> None:
    from app.serve import redis_server

    number = drill.ask()
    drill.wait(number, is_busy)
    old = drill.site._processes.pop(0)
    old.kill()
    old.wait()
    time.sleep(3)
    line = drill.site._redis
    line.unlink(missing_ok=True)
    redis = subprocess.Popen(redis_server.command(line, line.parent), stdout=subprocess.DEVNULL)
    drill.site._processes.insert(0, redis)
    # A worker may give up with its Redis; the start command would start it again.
    with contextlib.suppress(subprocess.TimeoutExpired):
        drill.site._processes[-1].wait(timeout=15)
        drill.site._processes.pop()
        drill.site._spawn("flask", "worker")
    seconds = drill.wait(number, is_done)
    drill.check(number)
    tell(f"redis killed: whole file after {seconds:.0f} s")


@pytest.mark.parametrize("drill", [100_000], indirect=True)
def test_a_hundred_thousand_rows_are_watched_as_they_grow(drill: Drill) -> None:
    number = drill.ask()
    seen: list[int] = []

    def watch(found: tuple[JobState, int, int, str | None]) -> bool:
        if found[0] is JobState.RUNNING and found[2] not in seen:
            seen.append(found[2])
        return is_done(found)

    seconds = drill.wait(number, watch, 600)
    with drill.app.app_context():
        run = db.session.get(ReportRun, number)
        assert run.rows == run.job.done == run.job.expected >= 99_000
        db.session.remove()
    assert seen == sorted(seen)
    assert len(seen) >= 10
    tell(f"100,000 rows: {len(seen)} growing values in {seconds:.0f} s")


def is_running(found: tuple[JobState, int, int, str | None]) -> bool:
    return found[0] is JobState.RUNNING


def test_the_work_horse_of_a_report_is_killed(drill: Drill) -> None:
    number = drill.ask_report("survey_all", "pdf")
    drill.wait(number, is_running)
    for pid in horses(drill.site._processes[-1]):
        os.kill(pid, signal.SIGKILL)
    seconds = drill.wait(number, is_done)
    assert drill.look(number)[1] == 2
    drill.check_pdf(number)
    tell(f"work-horse of a report killed: whole PDF after {seconds:.0f} s")


def test_cancelling_leaves_no_file(drill: Drill) -> None:
    from app.core import jobs

    number = drill.ask()
    drill.wait(number, is_busy)
    with drill.app.app_context():
        run = db.session.get(ReportRun, number)
        assert jobs.cancel(run.job_id, requested_by=run.requested_by)
        db.session.commit()
        db.session.remove()
    drill.wait(number, lambda _found: not horses(drill.site._processes[-1]))
    assert drill.look(number)[0] is JobState.CANCELLED
    assert drill.files() == []
