"""Every SELECT about the logs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, literal, or_, select

from app.core.base import clock
from app.core.base.db import db
from app.core.models import AuditEntry, LoginAttempt

from .choices import CheckState
from .models import AuditCheck, AuditCopy
from .rules import SEALED, START, Head

# Moves of processes, and imports.
GROUNDS = ("workflow_event", "import_batch")


def newest(actions: Sequence[str], most: int) -> Sequence[AuditEntry]:
    """The newest entries of some acts."""
    asked = select(AuditEntry).where(AuditEntry.action.in_(actions))
    return db.session.scalars(asked.order_by(AuditEntry.id.desc()).limit(most)).all()


def reasons(request_ids: Collection[str]) -> Sequence[AuditEntry]:
    """What was done in some requests that is the ground of whatever else was done there."""
    asked = select(AuditEntry).where(
        AuditEntry.request_id.in_(request_ids), AuditEntry.object_type.in_(GROUNDS)
    )
    return db.session.scalars(asked.order_by(AuditEntry.id)).all()


def beginnings(keys: Collection[tuple[str, str]]) -> Sequence[AuditEntry]:
    """The entries that tell how some records came about."""
    by_table: dict[str, list[str]] = {}
    for table, number in keys:
        by_table.setdefault(table, []).append(number)
    records = [
        and_(AuditEntry.object_type == table, AuditEntry.object_id.in_(numbers))
        for table, numbers in sorted(by_table.items())
    ]
    asked = select(AuditEntry).where(AuditEntry.action == "create", or_(*records))
    return db.session.scalars(asked.order_by(AuditEntry.id)).all()


def newest_failures(most: int) -> Sequence[LoginAttempt]:
    """The newest tries to sign in that did not succeed."""
    asked = select(LoginAttempt).where(LoginAttempt.succeeded.is_(False))
    return db.session.scalars(asked.order_by(LoginAttempt.id.desc()).limit(most)).all()


# --- the chain --------------------------------------------------------------------------------

ENTRY = AuditEntry.__table__
SEALED_COLUMNS = [ENTRY.c[name] for name in (*SEALED, "seq", "hash")]
UNSEALED = and_(AuditEntry.seq.is_(None), AuditEntry.hash.is_(None))
AT_ONCE = 1_000
COUNTED_TO = 9_999
# Sealed every few minutes, an entry waits so long only where nothing seals.
LATE = dt.timedelta(hours=1)


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


def unsealed() -> int:
    """How many entries are not sealed yet, counted no further than anybody reads."""
    some = select(literal(1)).select_from(AuditEntry).where(UNSEALED).limit(COUNTED_TO + 1)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


@dataclass(frozen=True, slots=True)
class SealState:
    """How far entries are sealed, checked and copied."""

    seq: int
    sealed_to: dt.datetime | None
    unsealed: int
    # Of when the oldest entry is that is not sealed yet.
    waiting_since: dt.datetime | None
    check: AuditCheck | None
    copy: AuditCopy | None

    @property
    def is_late(self) -> bool:
        """Whether entries wait that should have been sealed long ago."""
        return self.waiting_since is not None and clock.now() - self.waiting_since > LATE

    @property
    def is_broken(self) -> bool:
        """Whether the last check found a link that does not hold."""
        return self.check is not None and self.check.state is CheckState.BROKEN


def seal_state(address: str) -> SealState:
    """How it stands now; ``address`` is where the copy goes, if there is one."""
    sealed = select(AuditEntry.seq, AuditEntry.at).where(AuditEntry.seq.is_not(None))
    last = db.session.execute(sealed.order_by(AuditEntry.seq.desc()).limit(1)).one_or_none()
    waiting = select(AuditEntry.at).where(UNSEALED).order_by(AuditEntry.id).limit(1)
    check = select(AuditCheck).where(AuditCheck.state != CheckState.RUNNING)
    return SealState(
        seq=last.seq if last is not None else 0,
        sealed_to=last.at if last is not None else None,
        unsealed=unsealed(),
        waiting_since=db.session.scalar(waiting),
        check=db.session.scalars(check.order_by(AuditCheck.id.desc()).limit(1)).first(),
        copy=db.session.get(AuditCopy, address) if address else None,
    )


def is_checking() -> bool:
    """Whether a check is under way."""
    running = select(AuditCheck.id).where(AuditCheck.state == CheckState.RUNNING).limit(1)
    return db.session.scalar(running) is not None


def checked_heads() -> list[Head]:
    """The end of the chain as the last check found it."""
    asked = select(AuditCheck.seq, AuditCheck.hash).where(AuditCheck.state == CheckState.INTACT)
    found = db.session.execute(asked.order_by(AuditCheck.id.desc()).limit(1))
    return [Head(row.seq, row.hash) for row in found if row.seq]
