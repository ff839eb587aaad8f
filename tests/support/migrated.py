"""A database of its own for migrations, and what it holds at a revision."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import Connection, MetaData, Table, create_engine, insert, select, text

from tests.support import application

ROOT = Path(__file__).resolve().parent.parent.parent
NO_REDIS = "unix:///nowhere.sock"


class Database:
    """A database of its own, and the application that brings it up and down."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self.app = application.make_app(folder, url, REDIS_URL=NO_REDIS)

    def upgrade(self, revision: str = "head") -> None:
        self._go(flask_migrate.upgrade, revision)

    def downgrade(self, revision: str, *, losing: bool = False) -> None:
        self._go(flask_migrate.downgrade, revision, x_arg="lose-rows=yes" if losing else None)

    def _go(self, way: Any, revision: str, **more: Any) -> None:
        try:
            with self.app.app_context():
                way(revision=revision, **more)
        finally:
            application.leave(self.app)

    def check(self) -> str:
        """What `flask db check` says, in a process of its own: no test table takes part."""
        settings = {"INSTANCE_DIR": str(self._folder), "DATABASE_URL": self._url}
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "run", "db", "check"],
            cwd=ROOT,
            env=os.environ | settings | {"REDIS_URL": NO_REDIS, "APP_ENV": "test"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def add(self, name: str, *rows: dict[str, Any]) -> None:
        """Store rows in a table as it is at this revision."""
        with self._begin() as connection:
            connection.execute(insert(_table(name, connection)), rows)

    def execute(self, statement: str) -> None:
        """Plain SQL beside the application."""
        with self._begin() as connection:
            connection.execute(text(statement))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table as it is at this revision, without its empty cells."""
        with self._begin() as connection:
            table = _table(name, connection)
            found = connection.execute(select(table).order_by(*table.primary_key)).mappings()
            return [
                {key: in_utc(value) for key, value in row.items() if value is not None}
                for row in found
            ]

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        engine = create_engine(self._url)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()


def _table(name: str, connection: Connection) -> Table:
    return Table(name, MetaData(), autoload_with=connection, resolve_fks=False)


def in_utc(value: Any) -> Any:
    """A moment alike on both databases; anything else as it is."""
    if not isinstance(value, dt.datetime):
        return value
    return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
