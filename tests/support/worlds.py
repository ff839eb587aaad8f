"""The database of the tests by names: as it was with the cast alone, or with more in it.

What many tests build alike is built once, kept under a name and brought back for each.
"""

from __future__ import annotations

import shutil
import sqlite3
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path

from flask import Flask

from .application import leave
from .services import Services


class Worlds(ABC):
    """One database of one application; nobody may hold it open when it is changed."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.names: set[str] = set()

    def keep(self, name: str) -> None:
        """Remember the database as it is now."""
        leave(self.app)
        self._keep(name)
        self.names.add(name)

    def bring_back(self, name: str) -> None:
        """Make the database what it was."""
        leave(self.app)
        self.app.extensions.pop("kept", None)
        self._bring_back(name)

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
    """A PostgreSQL database and the templates made of it."""

    def __init__(self, app: Flask, services: Services, database: str) -> None:
        super().__init__(app)
        self._services, self._database = services, database

    def _keep(self, name: str) -> None:
        self._services.fresh_database(self._template(name), template=self._database)

    def _bring_back(self, name: str) -> None:
        self._services.fresh_database(self._database, template=self._template(name))

    def _template(self, name: str) -> str:
        return f"{self._database}_{name}"
