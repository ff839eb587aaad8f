"""The database of the tests by names: as it was with the cast alone, or with more in it.

What many tests build alike is built once, kept under a name and brought back for each.
"""

from __future__ import annotations

import shutil
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path

import psycopg
from flask import Flask

from app.core.base.db import db

from .application import leave
from .services import driver_address

Marks = dict[str, tuple[int, int]]


class Worlds(ABC):
    """One database of one application; nobody may be at work in it when it is changed."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.names: set[str] = set()

    def keep(self, name: str) -> None:
        """Remember the database as it is now."""
        self.let_go()
        self._keep(name)
        self.names.add(name)

    def bring_back(self, name: str) -> None:
        """Make the database what it was."""
        self.let_go()
        self.app.extensions.pop("kept", None)
        self._bring_back(name)

    def close(self) -> None:
        """The end of the tests."""
        leave(self.app)

    def let_go(self) -> None:
        """Nothing of a test holds the database any more."""
        leave(self.app)

    @abstractmethod
    def _keep(self, name: str) -> None: ...

    @abstractmethod
    def _bring_back(self, name: str) -> None: ...


class FileWorlds(Worlds):
    """An SQLite file and its copies."""

    def __init__(self, app: Flask, database: Path) -> None:
        super().__init__(app)
        self._database = database

    def _keep(self, name: str) -> None:
        with closing(sqlite3.connect(self._database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self._database, self._copy(name))

    def _bring_back(self, name: str) -> None:
        for ending in ("-wal", "-shm"):
            self._database.with_name(self._database.name + ending).unlink(missing_ok=True)
        shutil.copy(self._copy(name), self._database)

    def _copy(self, name: str) -> Path:
        return self._database.with_name(f"{name}.kept.db")


class ServerWorlds(Worlds):
    """A PostgreSQL database; each world lies beside it in a schema of its own.

    Only tables that were written to are filled again, which takes a twentieth of the time of
    making the database anew. Tables that a test has made go; those of a world are always there.
    """

    def __init__(self, app: Flask, url: str) -> None:
        super().__init__(app)
        self._line = psycopg.connect(driver_address(url), autocommit=True)
        # Neither foreign keys nor triggers: rows come back in any order, also append-only ones.
        self._line.execute("SET session_replication_role = replica")
        self._present = ""
        self._clean: Marks = {}

    def close(self) -> None:
        super().close()
        self._line.close()

    def let_go(self) -> None:
        # Connections may stay open, for the database stays the same one.
        with self.app.app_context():
            db.session.remove()

    def _keep(self, name: str) -> None:
        self._line.execute(f"CREATE SCHEMA {name}")
        for table in self._tables("public"):
            self._line.execute(f"CREATE TABLE {name}.{table} AS TABLE public.{table}")
        self._line.execute(
            f"CREATE TABLE {name}.numbers AS SELECT sequencename, last_value FROM pg_sequences"
            " WHERE schemaname = 'public'"
        )
        self._present, self._clean = name, self._marks()

    def _bring_back(self, name: str) -> None:
        # Whoever is still in the middle of something is a leftover of the test before.
        self._line.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state <> 'idle'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        kept = set(self._tables(name)) - {"numbers"}
        for table in set(self._tables("public")) - kept:
            self._line.execute(f"DROP TABLE public.{table} CASCADE")
        marks = self._marks()
        changed = [t for t in kept if self._present != name or marks[t] != self._clean[t]]
        if not changed:
            return
        with self._line.transaction():
            for table in changed:
                self._line.execute(
                    f"DELETE FROM public.{table};"
                    f" INSERT INTO public.{table} SELECT * FROM {name}.{table}"
                )
            self._line.execute(
                "SELECT setval(format('public.%I', sequencename)::regclass,"
                f" coalesce(last_value, 1), last_value IS NOT NULL) FROM {name}.numbers"
            )
        self._present, self._clean = name, self._marks()

    def _tables(self, schema: str) -> list[str]:
        found = self._line.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]
        )
        return [name for (name,) in found]

    def _marks(self) -> Marks:
        """How many rows each table has, and the last transaction that wrote one of them."""
        asked = " UNION ALL ".join(
            f"SELECT '{table}', count(*), coalesce(max(xmin::text::bigint), 0) FROM public.{table}"
            for table in self._tables("public")
        )
        return {table: (rows, last) for table, rows, last in self._line.execute(asked)}
