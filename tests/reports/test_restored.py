"""Database and folder copied to another machine: the same figures, files, numbers and proofs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core.base import clock
from app.core.base.db import db
from tests.reporting.exports import ask, state
from tests.support import application
from tests.support.paper import drawn_texts
from tests.support.services import Services, driver_address

pytestmark = pytest.mark.both_databases

YEAR = clock.year() - 1
PROVINCE = {"year": str(YEAR), "level": "province"}
PAGES = (
    f"/reports/annual_summary/preview?year={YEAR}&level=province",
    f"/reports/survey_all/preview?year={YEAR}",
)


def told(client: Any) -> list[list[str]]:
    return [drawn_texts(client.get(page).text) for page in PAGES]


def copy_of_database(app: Flask, folder: Path, services: Services) -> str:
    """What an administrator does by hand: pg_dump and pg_restore, or SQLite's own backup."""
    with app.app_context():
        url = db.engine.url
        address = url.render_as_string(hide_password=False)
    if url.get_backend_name() == "sqlite":
        target = folder / "restored.db"
        with closing(sqlite3.connect(str(url.database))) as old, sqlite3.connect(target) as new:
            old.backup(new)
        return f"sqlite:///{target}"
    restored = services.fresh_database("restored", template="template0")
    dumped = folder / "all.dump"
    for command in (
        ["pg_dump", "-Fc", "-n", "public", "-f", str(dumped), "-d", driver_address(address)],
        ["pg_restore", "--no-owner", "-c", "--if-exists", "-d", driver_address(restored), dumped],
    ):
        subprocess.run(command, check=True, capture_output=True, env=os.environ)
    return restored


@pytest.fixture
def restore(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Flask], Flask]:
    def do(app: Flask) -> Flask:
        folder = tmp_path / "instance"
        shutil.copytree(app.config["INSTANCE_DIR"], folder, ignore=shutil.ignore_patterns("*.db*"))
        monkeypatch.setenv("INSTANCE_DIR", str(folder))
        url = copy_of_database(app, tmp_path, services)
        return application.make_app(folder, url, REDIS_URL=app.config["REDIS_URL"])

    return do


def test_a_copy_says_what_the_first_one_said_and_counts_on(
    app: Flask, sign_in: Any, figures: Any, worker: Any, restore: Callable[[Flask], Flask]
) -> None:
    client = sign_in("hn_admin")
    run = ask(client, PROVINCE)
    worker()
    file = client.get(state(client, run)["file_url"], buffered=True).data
    before = told(client)
    other = restore(app)
    try:
        there = application.entrance(other)("hn_admin")
        assert told(there) == before
        assert there.get(state(client, run)["file_url"], buffered=True).data == file
        first, second = (f"BB{clock.year()}-00000{number}" for number in (1, 2))
        proof = there.get("/reports/verification/", query_string={"number": first}).text
        assert "与校验码相符" in proof
        assert ask(there, PROVINCE)["number"] == second
    finally:
        application.leave(other)
