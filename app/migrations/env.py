"""Runs migrations on the application's own engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection


def run() -> None:
    """One transaction for each pending migration, where the database allows it."""
    migrate = current_app.extensions["migrate"]
    with migrate.db.engine.connect() as connection, _copied_tables(connection):
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            transaction_per_migration=True,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _copied_tables(connection: Connection) -> Iterator[None]:
    """Let a table be replaced by its changed copy while others refer to it.

    SQLite changes a table only so, and would take every row that refers to it for an orphan.
    Afterwards it is asked for real orphans.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        orphans = driver.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
    if orphans:
        raise RuntimeError(f"rows refer to others that are gone: {orphans[:20]}")


run()
