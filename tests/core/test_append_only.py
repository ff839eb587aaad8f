"""Raw SQL beside the application neither replaces nor empties what may only grow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry
from app.organizations.models import StaffSnapshot

pytestmark = pytest.mark.both_databases

COLUMNS = {
    "audit_entry": "at, user_name, address, request_id, action, object_type, object_id, outcome"
    ", changes",
    "staff_snapshot": "year, version, taken_at, is_late, cells, people, organization_id",
}
# Each takes a row's place, by its number or by what else is unique.
REPLACEMENTS = (
    ("audit_entry", "id", "1"),
    ("audit_entry", "seq", "7"),
    ("staff_snapshot", "id", "1"),
    ("staff_snapshot", "", ""),
)


@pytest.fixture
def kept(app: Flask) -> Iterator[Any]:
    """One sealed entry, one that is not sealed yet, one snapshot."""
    with app.app_context(), unscoped("fixture"):
        db.session.execute(text("UPDATE audit_entry SET seq = 7, hash = 'x' WHERE id = 1"))
        db.session.add(AuditEntry(at=clock.now(), action="create"))
        db.session.add(
            StaffSnapshot(
                organization_id=4, year=2024, version=1, taken_at=clock.now(), cells={}, people=[]
            )
        )
        db.session.commit()
        yield stored_rows


def stored_rows() -> list[Any]:
    return [
        list(db.session.execute(text(f"SELECT * FROM {table} ORDER BY id"))) for table in COLUMNS
    ]


def refused(statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"append-only|read-only"):
        db.session.execute(text(statement))
    db.session.rollback()


@pytest.mark.parametrize(("table", "unique", "value"), REPLACEMENTS)
def test_no_row_takes_the_place_of_another(app, kept, table, unique, value):
    before, columns = kept(), COLUMNS[table]
    names, values = (f"{unique}, {columns}", f"{value}, {columns}") if unique else (columns,) * 2
    copy = f"INTO {table} ({names}) SELECT {values} FROM {table} ORDER BY id LIMIT 1"
    if db.engine.dialect.name == "sqlite":
        refused(f"INSERT OR REPLACE {copy}")
    else:
        target = unique or "organization_id, year, version"
        refused(f"INSERT {copy} ON CONFLICT ({target}) DO UPDATE SET id = 99")
    assert kept() == before


def test_sealing_an_entry_takes_no_other_s_place(app, kept):
    before = kept()
    if db.engine.dialect.name == "sqlite":
        refused("UPDATE OR REPLACE audit_entry SET seq = 7 WHERE seq IS NULL")
    else:
        with pytest.raises(DBAPIError, match="unique"):
            db.session.execute(text("UPDATE audit_entry SET seq = 7 WHERE seq IS NULL"))
        db.session.rollback()
    assert kept() == before


@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_is_not_emptied(app, kept, table):
    before = kept()
    is_sqlite = db.engine.dialect.name == "sqlite"
    refused(f"DELETE FROM {table}" if is_sqlite else f"TRUNCATE {table}")
    assert kept() == before


def test_new_rows_still_get_their_numbers(app, kept):
    with unscoped("test"):
        db.session.add_all(AuditEntry(at=clock.now(), action="create") for _i in range(3))
        db.session.commit()
    numbers = list(db.session.scalars(text("SELECT id FROM audit_entry ORDER BY id")))
    assert numbers == list(range(1, len(numbers) + 1))
