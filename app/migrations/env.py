"""Runs migrations on the application's own engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy import Connection, func, inspect, select, table

LOCK = "SELECT pg_advisory_lock(hashtextextended('migrations', 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('migrations', 0))"
LOSING = "lose-rows"


def run() -> None:
    """One transaction for each pending migration, where the database allows it."""
    migrate = current_app.extensions["migrate"]
    with (
        migrate.db.engine.connect() as connection,
        _alone_and_unhurried(connection),
        _copied_tables(connection),
    ):
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            transaction_per_migration=True,
            on_version_apply=_Losses(connection).refuse,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _alone_and_unhurried(connection: Connection) -> Iterator[None]:
    """No other migration at the same time, and no limit of pages, which an index may exceed.

    A table that a living application holds is still waited for no longer than pages would.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.exec_driver_sql("SET lock_timeout = 0")
    connection.exec_driver_sql("SET statement_timeout = 0")
    connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")
    connection.exec_driver_sql(LOCK)
    connection.exec_driver_sql("RESET lock_timeout")
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql(UNLOCK)
        connection.exec_driver_sql("RESET ALL")
        connection.commit()


class _Losses:
    """How many rows each table has, step by step on the way down; none may be lost unsaid."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._asked_for = context.get_x_argument(as_dictionary=True).get(LOSING) == "yes"
        self._before = self._counts()
        connection.rollback()

    def refuse(self, *, step: Any, **_more: Any) -> None:
        """After a step, within its transaction: an error takes it back."""
        now = self._counts()
        # What the product makes anew by itself, a migration names so.
        spare = getattr(step.up_revision.module, "made_anew", ())
        lost = {
            name: rows - now.get(name, 0)
            for name, rows in self._before.items()
            if rows > now.get(name, 0) and name not in spare
        }
        if lost and not step.is_upgrade and not self._asked_for:
            words = ", ".join(f"{rows} of {name}" for name, rows in sorted(lost.items()))
            raise CommandError(
                f"The database stays at {step.up_revision_id}: the way back would lose rows"
                f" ({words}). Make a backup; whoever wants to lose them adds -x {LOSING}=yes."
            )
        self._before = now

    def _counts(self) -> dict[str, int]:
        names = inspect(self._connection).get_table_names()
        counts = {
            name: self._connection.scalar(select(func.count()).select_from(table(name)))
            for name in names
            if name != "alembic_version"
        }
        return {name: rows for name, rows in counts.items() if rows}


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
