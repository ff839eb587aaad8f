"""The seal: a chain over all entries, and a check that names the first one that is broken."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.audit import jobs, operations, queries
from app.audit.choices import CheckState, Fault
from app.audit.models import AuditCheck
from app.core.access.actor import SYSTEM
from app.core.access.scope import EVERYTHING, under
from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry
from tests.support.tampering import unprotected
from tests.support.together import Wait, together

pytestmark = pytest.mark.both_databases


@pytest.fixture
def chain(app: Flask) -> Iterator[Callable[..., None]]:
    """Adds entries, and seals all that there are unless asked not to."""
    head_file(app).unlink(missing_ok=True)

    def grow(count: int = 6, *, sealed: bool = True) -> None:
        write(count)
        if sealed:
            operations.seal(clock.now() + dt.timedelta(days=1))

    with app.app_context(), under(EVERYTHING):
        yield grow
        db.session.rollback()
    head_file(app).unlink(missing_ok=True)


def head_file(app: Flask) -> Path:
    return Path(app.config["INSTANCE_DIR"]) / operations.HEAD_FILE


def write(count: int, at: dt.datetime | None = None) -> list[int]:
    """Entries with values of every kind; their numbers."""
    rows = [
        AuditEntry(
            at=at or clock.now(),
            user_name="岳麓 😀",
            action="update",
            object_type="person",
            object_id=str(n),
            changes={"name": ["甲", "乙"], "rate": [1.5, None], "版本": [n, {"b": 1, "a": []}]},
        )
        for n in range(count)
    ]
    db.session.add_all(rows)
    db.session.flush()
    numbers = [row.id for row in rows]
    db.session.commit()
    return numbers


def checked() -> AuditCheck:
    """The result of a check that is made now."""
    number = operations.begin_check(SYSTEM).id
    db.session.commit()
    operations.check(number)
    db.session.rollback()
    found = db.session.get(AuditCheck, number, populate_existing=True)
    assert found is not None
    return found


def run(statement: str, **values: Any) -> None:
    db.session.execute(text(statement), values)


def places() -> list[tuple[int | None, int]]:
    asked = select(AuditEntry.seq, AuditEntry.id).order_by(AuditEntry.id)
    found = [(row.seq, row.id) for row in db.session.execute(asked)]
    db.session.rollback()
    return found


COPY = (
    "INSERT INTO audit_entry (at, user_name, address, request_id, action, object_type, object_id,"
    " outcome, changes, seq, hash) SELECT at, user_name, address, request_id, action, object_type,"
    " object_id, outcome, changes, :seq, hash FROM audit_entry WHERE seq = 4"
)
SHIFT = (
    "UPDATE audit_entry SET seq = -seq WHERE seq >= :seq",
    "UPDATE audit_entry SET seq = 1 - seq WHERE seq < 0",
)


# --- what holds -----------------------------------------------------------------------------


def test_every_entry_is_sealed_once_and_in_order(chain):
    chain(3)
    before = places()
    chain(2)
    after = places()
    assert after[: len(before)] == before
    assert [seq for seq, _id in after] == list(range(1, len(after) + 1))
    found = checked()
    assert (found.state, found.seq, found.broken_seq) == (CheckState.INTACT, len(after), None)
    # The check is an entry, too, and not sealed yet.
    assert found.unsealed == 1


def test_more_entries_than_go_into_one_transaction_are_sealed(chain, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 4)
    chain(11)
    assert None not in [seq for seq, _id in places()]
    assert checked().state is CheckState.INTACT


def test_entries_younger_than_the_gap_wait_and_late_ones_are_not_lost(chain, at):
    chain(2)
    (late,) = write(1, at=clock.now() - dt.timedelta(hours=2))
    young = write(1)
    jobs.seal(None)
    held = {number: seq for seq, number in places()}
    assert held[late] is not None
    assert held[young[0]] is None
    assert checked().state is CheckState.INTACT


def test_two_workers_at_once_seal_nothing_twice(app, chain):
    chain(40, sealed=False)

    def seal(wait: Wait) -> None:
        wait()
        with app.app_context(), under(EVERYTHING):
            operations.seal(clock.now() + dt.timedelta(days=1))

    together([seal] * 4)
    assert sorted(seq for seq, _id in places()) == list(range(1, len(places()) + 1))
    assert checked().state is CheckState.INTACT


# --- what does not --------------------------------------------------------------------------


def test_a_changed_entry_is_found_by_its_number(chain):
    chain()
    with unprotected():
        run("UPDATE audit_entry SET user_name = '别人' WHERE seq = 4")
        run("UPDATE audit_entry SET changes = '{}' WHERE seq = 6")
    found = checked()
    assert (found.state, found.fault) == (CheckState.BROKEN, Fault.CHANGED)
    assert (found.broken_seq, found.seq) == (4, 3)
    assert db.session.get(AuditEntry, found.broken_id).seq == 4


@pytest.mark.parametrize(
    "change",
    [
        "at = '2001-01-01 00:00:00+00:00'",
        "user_id = 77",
        "organization_id = 77",
        "address = '10.0.0.1'",
        "request_id = 'x'",
        "action = 'x'",
        "object_type = 'x'",
        "object_id = 'x'",
        "outcome = 'x'",
        'changes = \'{"name": ["甲", "丙"]}\'',
        "id = id + 900",
    ],
)
def test_no_part_of_an_entry_is_changed_unseen(chain, change):
    chain()
    with unprotected():
        run(f"UPDATE audit_entry SET {change} WHERE seq = 3")
    found = checked()
    assert (found.broken_seq, found.fault) == (3, Fault.CHANGED)


def test_a_deleted_entry_is_missed(chain):
    chain()
    with unprotected():
        run("DELETE FROM audit_entry WHERE seq = 3")
    found = checked()
    assert (found.broken_seq, found.fault, found.broken_id) == (3, Fault.MISSING, None)


def test_the_last_entries_are_missed_by_what_was_written_down_elsewhere(chain):
    chain()
    with unprotected():
        run("DELETE FROM audit_entry WHERE seq > 4")
    found = checked()
    assert (found.broken_seq, found.fault) == (5, Fault.MISSING)
    # What is sealed in their place does not hide it.
    chain(5)
    found = checked()
    assert found.state is CheckState.BROKEN
    assert found.broken_seq is not None
    assert found.broken_seq > 4


def test_the_last_entries_are_missed_by_the_last_check_where_the_file_is_gone(app, chain):
    chain()
    assert checked().state is CheckState.INTACT
    head_file(app).unlink()
    with unprotected():
        run("DELETE FROM audit_entry WHERE seq >= 5")
    found = checked()
    assert (found.broken_seq, found.fault) == (5, Fault.MISSING)


def test_an_inserted_entry_is_found(chain):
    chain()
    with unprotected():
        for statement in SHIFT:
            run(statement, seq=3)
        run(COPY, seq=3)
    found = checked()
    assert (found.broken_seq, found.fault) == (3, Fault.INSERTED)


def test_an_entry_that_is_added_at_the_end_is_found(chain):
    chain()
    last = max(seq for seq, _id in places() if seq is not None)
    with unprotected():
        run(COPY, seq=last + 1)
    found = checked()
    assert (found.broken_seq, found.fault) == (last + 1, Fault.INSERTED)


def test_an_entry_that_somebody_else_has_sealed_is_found(chain):
    chain()
    (number,) = write(1)
    # The triggers allow it, once.
    run("UPDATE audit_entry SET hash = 'x' WHERE id = :id", id=number)
    db.session.commit()
    found = checked()
    assert (found.fault, found.broken_id) == (Fault.INSERTED, number)


def test_two_entries_that_are_swapped_are_found_at_the_first(chain):
    chain()
    with unprotected():
        for old, new in ((3, -3), (5, 3), (-3, 5)):
            run("UPDATE audit_entry SET seq = :new WHERE seq = :old", old=old, new=new)
    found = checked()
    assert (found.broken_seq, found.fault) == (3, Fault.REPLACED)


def test_a_chain_under_another_key_does_not_hold(app, chain):
    right = app.config["AUDIT_KEY"]
    chain()
    app.config["AUDIT_KEY"] = "x" * 43 + "="
    try:
        assert checked().broken_seq == 1
    finally:
        app.config["AUDIT_KEY"] = right
    assert checked().state is CheckState.INTACT


def test_the_end_of_the_chain_is_kept_where_the_others_cannot_read_it(app, chain):
    chain()
    path = head_file(app)
    kept = json.loads(path.read_text())
    last = max(seq for seq, _id in places() if seq is not None)
    assert kept == {"seq": last, "hash": queries.hash_at(db.session, last)}
    assert path.stat().st_mode & 0o077 == 0
