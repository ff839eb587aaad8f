"""The database handle, naming rules and what each database needs on connecting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from flask import has_request_context, request
from flask_appbuilder import Model
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine, event, func, select
from sqlalchemy.types import TypeDecorator

# Set before the framework's own tables are imported, so that theirs follow the rule too.
Model.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _render_plain_type(kind: str, item: Any, _context: Any) -> Any:
    """Write our column types into migrations as what they are in the database."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


db = SQLAlchemy(model_class=Model)
migrate = Migrate(
    directory=str(Path(__file__).parents[2] / "migrations"),
    render_as_batch=True,
    compare_type=True,
    render_item=_render_plain_type,
)
csrf = CSRFProtect()

READING = ("GET", "HEAD", "OPTIONS")
_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Only read in here: a long job must not hold SQLite's one write lock while it renders."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def looking() -> Iterator[None]:
    """Look something up in a transaction that ends with the block, also within a POST.

    What follows may take its time without holding SQLite's write lock.
    """
    db.session.rollback()
    with reading():
        yield
        db.session.rollback()


def steady() -> None:
    """From here to the end of the transaction every statement sees the data of one moment.

    On SQLite a transaction is that anyway.
    """
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def one_at_a_time(session: Any, *names: str) -> None:
    """Until the end of the transaction nobody else holds one of these names.

    On SQLite whoever may write is alone anyway.
    """
    if session.connection().dialect.name == "postgresql":
        for name in sorted(names):
            lock = func.pg_advisory_xact_lock(func.hashtextextended(name, 0))
            session.execute(select(lock))


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, SQLiteConnection):
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def only_reads() -> bool:
    """Whether what runs now writes nothing: a GET, or a job that said so."""
    return _reading.get() or (has_request_context() and request.method in READING)


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    """Take the write lock at once where a write may follow.

    A deferred transaction that reads first and writes later fails with
    "database is locked" at once, whatever the time-out says.
    """
    if connection.dialect.name != "sqlite":
        return
    deferred = only_reads() and not connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN" if deferred else "BEGIN IMMEDIATE")
