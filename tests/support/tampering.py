"""Somebody with the database in hand, who goes past the triggers of the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from app.core.base.db import db


@contextmanager
def unprotected() -> Iterator[None]:
    """Somebody who may do anything to the database, and commits."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    if is_sqlite:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name"
        for name in db.session.scalars(text(triggers), {"name": "audit_entry"}).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
    else:
        db.session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
    yield
    if not is_sqlite:
        db.session.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER USER"))
    db.session.commit()
