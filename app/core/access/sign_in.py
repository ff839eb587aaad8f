"""Sign-in: tries, taken one after another, and the lock-out that is counted from them."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, aliased

from app.core.base import clock
from app.core.base.db import db, looking, one_at_a_time, only_reads
from app.core.base.services import Service
from app.core.base.typed_text import account_text, clean_line
from app.core.configuration.parameters import parameter
from app.core.models import LoginAttempt, User

from . import audit
from .scope import unscoped

MINUTE = dt.timedelta(minutes=1)


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A short transaction beside the request's own, for what must be kept whatever follows.

    SQLite has one writer, and what may write takes its lock with the first
    statement. So the request's transaction, which must not have written yet,
    ends first, or the two would wait for each other.
    """
    if db.engine.dialect.name == "sqlite" and not only_reads():
        db.session.rollback()
    engine = db.engine.execution_options(writes=True)
    with Session(engine) as session, unscoped("sign-in rows belong to no organization"):
        yield session
        session.commit()


class Alarm(enum.StrEnum):
    """What 安全管理员 are told of while ``lock_alarm`` is on."""

    LOCKED = "locked"
    SLOWED = "slowed"


class Slowed(Exception):
    """The address tried too often; the password was not looked at."""


class Outside(Exception):
    """All was right, but the account may not be used from this address."""


class BlankAround(Exception):
    """The password is right but for blanks around it; the try does not count."""


def _key(username: str) -> str:
    """The name that tries are counted by: the account's own, however it was typed."""
    return (account_text(username) or clean_line(username))[:128]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. It counts as a wrong one until its password has been found right."""

    id: int
    username: str
    address: str
    is_last: bool
    is_last_of_address: bool


def begin_attempt(username: str, address: str) -> Attempt | None:
    """Take one of the tries that a name has left; None when it is locked.

    The row is written before the password is looked at, one after another for a name and for
    an address, so that no more are looked at than the limit, however many guess at once.
    A try on a locked name is kept for its address alone: the lock is not prolonged, and the
    log grows no faster than an address may try.
    """
    name, address = _key(username), address[:45]
    with looking():
        most_of_name = parameter("login_fail_count")
        most_of_address = parameter("address_fail_count")
        name_since, address_since = _since("login"), _since("address")
    with own_transaction() as session:
        one_at_a_time(session, f"try by {address}", f"try of {name}")
        by_address = _wrong_by(session, address, address_since)
        if by_address >= most_of_address:
            raise Slowed
        wrong = _wrong_of(session, name, name_since)
        row = LoginAttempt(
            username=name,
            address=address,
            tried_at=clock.now(),
            succeeded=False,
            counts=wrong < most_of_name,
        )
        session.add(row)
        session.flush()
        found = Attempt(
            row.id,
            name,
            address,
            is_last=row.counts and wrong + 1 >= most_of_name,
            is_last_of_address=by_address + 1 >= most_of_address,
        )
        if row.counts:
            return found
        _alarm(session, found)
        return None


def settle_attempt(attempt: Attempt, *, right: bool) -> None:
    """Say how it ended. The last wrong one locks, which is a row of the audit trail."""
    locked = audit.entry(
        "lock", object_type="login", object_id=attempt.username[:60], outcome="refused"
    )
    with own_transaction() as session:
        if right:
            session.execute(_row_of(attempt, update(LoginAttempt)).values(succeeded=True))
            return
        if attempt.is_last:
            session.add(locked)
        _alarm(session, attempt)


def _alarm(session: Session, attempt: Attempt) -> None:
    """Tell of the wrong try that locked a name, and of the one that slowed an address.

    A lock is told once, an address once an hour; tries of a slowed address tell nothing.
    """
    tell = current_app.extensions[Service.ALARM]
    if not (attempt.is_last or attempt.is_last_of_address) or not parameter("lock_alarm"):
        return
    if attempt.is_last:
        tell(session, Alarm.LOCKED, attempt.username, key=f"locked {attempt.id}")
    if attempt.is_last_of_address:
        key = f"slowed {attempt.address} {clock.now():%Y-%m-%d %H}"
        tell(session, Alarm.SLOWED, attempt.address, key=key)


def withdraw_attempt(attempt: Attempt) -> None:
    """Take a try back that was right and yet no sign-in."""
    with own_transaction() as session:
        session.execute(_row_of(attempt, delete(LoginAttempt)))


def _row_of(attempt: Attempt, statement: Any) -> Any:
    return statement.where(LoginAttempt.id == attempt.id)


def _since(kind: str) -> dt.datetime:
    of_name = kind == "login"
    wait = parameter("login_fail_minutes") if of_name else parameter("address_fail_minutes")
    return clock.now() - MINUTE * int(wait)


def _wrong(since: dt.datetime, *conditions: Any) -> Any:
    wrong = (LoginAttempt.succeeded.is_(False), LoginAttempt.tried_at > since)
    return select(func.count()).select_from(LoginAttempt).where(*wrong, *conditions)


def _wrong_of(session: Any, name: str, since: dt.datetime) -> int:
    """Wrong passwords of a name since the last right one."""
    named = LoginAttempt.username == name
    last = select(func.max(LoginAttempt.tried_at)).where(named, LoginAttempt.succeeded)
    newer = LoginAttempt.tried_at > func.coalesce(last.scalar_subquery(), since)
    return int(session.scalar(_wrong(since, named, newer, LoginAttempt.counts)) or 0)


def _wrong_by(session: Any, address: str, since: dt.datetime) -> int:
    """Wrong passwords of an address: an account of one's own must not buy new tries."""
    return int(session.scalar(_wrong(since, LoginAttempt.address == address)) or 0)


def locked() -> Any:
    """SQL that says whether the name of a user's row is locked, as ``is_locked`` does."""
    tried, right = aliased(LoginAttempt), aliased(LoginAttempt)
    since, name = _since("login"), func.lower(User.username)
    last = select(func.max(right.tried_at)).where(right.username == name, right.succeeded)
    newer = tried.tried_at > func.coalesce(last.correlate(User).scalar_subquery(), since)
    wrong = select(func.count(tried.id)).where(
        tried.username == name, tried.succeeded.is_(False), tried.counts, tried.tried_at > since
    )
    found = wrong.where(newer).correlate(User).scalar_subquery()
    return found >= int(parameter("login_fail_count"))


def is_locked(username: str) -> bool:
    """Whether a name (known or not) had too many wrong passwords."""
    with looking():
        wrong = _wrong_of(db.session, _key(username), _since("login"))
        return wrong >= int(parameter("login_fail_count"))


def unlock(username: str) -> bool:
    """Lift the lock of a name; its wrong tries stay in the log and count no more. Commits."""
    name = _key(username)
    since = _since("login")
    if _wrong_of(db.session, name, since) < parameter("login_fail_count"):
        return False
    db.session.execute(
        update(LoginAttempt)
        .where(LoginAttempt.username == name, LoginAttempt.tried_at > since)
        .values(counts=False)
    )
    audit.record("unlock", object_type="login", object_id=name[:60])
    db.session.commit()
    return True


def forget(moment: dt.datetime) -> None:
    """Throw away tries after ``login_log_days``."""
    kept = dt.timedelta(days=parameter("login_log_days"))
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.tried_at < moment - kept))
