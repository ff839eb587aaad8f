"""Every SELECT about the logs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import and_, func, select

from app.core.base.db import db
from app.core.models import AuditEntry, LoginAttempt

from .choices import CheckState
from .models import AuditCheck
from .rules import SEALED, START, Head


def newest(actions: Sequence[str], most: int) -> Sequence[AuditEntry]:
    """The newest entries of some acts."""
    asked = select(AuditEntry).where(AuditEntry.action.in_(actions))
    return db.session.scalars(asked.order_by(AuditEntry.id.desc()).limit(most)).all()


def newest_failures(most: int) -> Sequence[LoginAttempt]:
    """The newest tries to sign in that did not succeed."""
    asked = select(LoginAttempt).where(LoginAttempt.succeeded.is_(False))
    return db.session.scalars(asked.order_by(LoginAttempt.id.desc()).limit(most)).all()


# --- the chain --------------------------------------------------------------------------------

ENTRY = AuditEntry.__table__
SEALED_COLUMNS = [ENTRY.c[name] for name in (*SEALED, "seq", "hash")]
UNSEALED = and_(AuditEntry.seq.is_(None), AuditEntry.hash.is_(None))
AT_ONCE = 1_000


def head(session: Any) -> Head:
    """The last entry that is sealed."""
    asked = select(ENTRY.c.seq, ENTRY.c.hash).where(ENTRY.c.seq.is_not(None))
    found = session.execute(asked.order_by(ENTRY.c.seq.desc()).limit(1)).one_or_none()
    return Head(found.seq, found.hash or START) if found is not None else Head(0, START)


def to_seal(session: Any, before: dt.datetime) -> Sequence[Any]:
    """The next entries that are older than a moment and not sealed yet."""
    asked = select(*SEALED_COLUMNS).where(ENTRY.c.seq.is_(None), ENTRY.c.hash.is_(None))
    asked = asked.where(ENTRY.c.at < before).order_by(ENTRY.c.id).limit(AT_ONCE)
    return session.execute(asked).mappings().all()


def sealed_after(seq: int) -> Sequence[Any]:
    """The next entries of the chain behind a place."""
    asked = select(*SEALED_COLUMNS).where(ENTRY.c.seq > seq).order_by(ENTRY.c.seq)
    return db.session.execute(asked.limit(AT_ONCE)).mappings().all()


def chain() -> Iterator[Any]:
    """Every entry of the chain, some at a time, so that the memory stays what it is."""
    seq = -(2**62)
    while rows := sealed_after(seq):
        yield from rows
        seq = rows[-1]["seq"]


def hash_at(session: Any, seq: int) -> str | None:
    """The hash of the entry at a place of the chain."""
    found: str | None = session.scalar(select(ENTRY.c.hash).where(ENTRY.c.seq == seq))
    return found


def half_sealed() -> int | None:
    """The number of an entry that has a hash and no place in the chain: nobody sealed it."""
    asked = select(ENTRY.c.id).where(ENTRY.c.seq.is_(None), ENTRY.c.hash.is_not(None))
    found: int | None = db.session.scalar(asked.order_by(ENTRY.c.id).limit(1))
    return found


def unsealed() -> tuple[int, dt.datetime | None]:
    """How many entries are not sealed yet, and of when the oldest is."""
    count, oldest = db.session.execute(
        select(func.count(), func.min(AuditEntry.at)).where(UNSEALED)
    ).one()
    return count, oldest


def last_check() -> AuditCheck | None:
    """The last check that has ended."""
    asked = select(AuditCheck).where(AuditCheck.state != CheckState.RUNNING)
    return db.session.scalars(asked.order_by(AuditCheck.id.desc()).limit(1)).first()


def checked_heads() -> list[Head]:
    """The end of the chain as the last check found it."""
    asked = select(AuditCheck.seq, AuditCheck.hash).where(AuditCheck.state == CheckState.INTACT)
    found = db.session.execute(asked.order_by(AuditCheck.id.desc()).limit(1))
    return [Head(row.seq, row.hash) for row in found if row.seq]
