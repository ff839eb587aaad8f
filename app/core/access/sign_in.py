"""Sign-in: sessions as rows, lock-out from the log of attempts, rules for passwords."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import current_app, g
from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext as _
from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session, aliased, joinedload, undefer_group
from werkzeug.security import check_password_hash, generate_password_hash

from app.core.base import clock
from app.core.base.db import db, looking, one_at_a_time, only_reads
from app.core.base.errors import FieldError, Refused
from app.core.base.typed_text import account_text, clean_edges, clean_line
from app.core.configuration.parameters import parameter
from app.core.models import LoginAttempt, PasswordHistory, Revision, UserSession
from app.core.models.access import WITH_THE_USER

from . import audit
from .scope import unscoped

LIFETIME = dt.timedelta(hours=12)
MINUTE = dt.timedelta(minutes=1)
KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")
# On zxcvbn's scale from 0 to 4; it reads no further than this.
STRONG, LONGEST_RATED = 3, 72
OBVIOUS = (
    "password",
    "passw0rd",
    "admin",
    "qwerty",
    "abc123",
    "123456",
    "hunan",
    "zhijian",
    "anjian",
)


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


# --- sessions -------------------------------------------------------------------------------


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(user: User, *, address: str, agent: str) -> str:
    """Open a sign-in and return the secret for the cookie."""
    secret = secrets.token_urlsafe(32)
    moment = clock.now()
    row = UserSession(
        id=_digest(secret),
        user_id=user.id,
        opened_at=moment,
        used_at=moment,
        address=address[:45],
        agent=agent[:200],
    )
    db.session.add(row)
    # Beside the object, whose changes are written down and move the counter of the configuration.
    db.session.execute(
        update(User.__table__).where(User.__table__.c.id == user.id).values(signed_in_at=moment)
    )
    return secret


# Every request asks this; it is put together once.
SIGNED_IN = (
    select(User, UserSession.id, UserSession.opened_at, UserSession.used_at, Revision.number)
    .join(UserSession, UserSession.user_id == User.id)
    .outerjoin(Revision, Revision.id == 1)
    .options(joinedload(User.organization), undefer_group(WITH_THE_USER))
    .where(UserSession.id == bindparam("session"), User.active)
)


def user_of(secret: str | None) -> User | None:
    """The user of a live sign-in, found with one query; nobody when it is idle or old."""
    if not secret:
        return None
    with unscoped("reads the signed-in user"):
        found = db.session.execute(SIGNED_IN, {"session": _digest(secret)}).first()
    if found is None:
        return None
    user, session_id, opened_at, used_at, number = found
    g.revision = number or 0
    moment = clock.now()
    idle = dt.timedelta(minutes=parameter("idle_minutes"))
    if moment - used_at > idle or moment - opened_at > LIFETIME:
        return None
    if moment - used_at > MINUTE:
        touch(session_id)
    return user


def touch(session_id: str) -> None:
    """Write the last use, at most once a minute, in a transaction of its own."""
    with own_transaction() as session:
        session.execute(
            update(UserSession).where(UserSession.id == session_id).values(used_at=clock.now())
        )


def close_session(secret: str | None) -> None:
    """Sign out."""
    if secret:
        # A transaction that began by reading could not become a writing one on SQLite.
        with own_transaction() as session:
            session.execute(delete(UserSession).where(UserSession.id == _digest(secret)))


def close_all(user_id: int) -> None:
    """Sign out everywhere: after a password or role change, on disabling."""
    db.session.execute(delete(UserSession).where(UserSession.user_id == user_id))


def forget(moment: dt.datetime) -> None:
    """Throw away sign-ins that are over for good, and attempts after ``login_log_days``."""
    db.session.execute(delete(UserSession).where(UserSession.opened_at < moment - LIFETIME))
    kept = dt.timedelta(days=parameter("login_log_days"))
    db.session.execute(delete(LoginAttempt).where(LoginAttempt.tried_at < moment - kept))


# --- lock-out -------------------------------------------------------------------------------


class Slowed(Exception):
    """The address tried too often; the password was not looked at."""


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
    is_last: bool


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
        if _wrong_by(session, address, address_since) >= most_of_address:
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
        found = Attempt(row.id, name, is_last=wrong + 1 >= most_of_name)
        return found if row.counts else None


def settle_attempt(attempt: Attempt, *, right: bool) -> None:
    """Say how it ended. The last wrong one locks, which is a row of the audit trail."""
    locked = audit.entry(
        "lock", object_type="login", object_id=attempt.username[:60], outcome="refused"
    )
    with own_transaction() as session:
        if right:
            session.execute(_row_of(attempt, update(LoginAttempt)).values(succeeded=True))
        elif attempt.is_last:
            session.add(locked)


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


# --- passwords ------------------------------------------------------------------------------


def hash_password(password: str) -> str:
    """Hash as the framework does (scrypt, unless the tests say otherwise)."""
    return generate_password_hash(
        password, method=current_app.config.get("FAB_PASSWORD_HASH_METHOD", "scrypt")
    )


def password_refusals(password: str, *, user: User) -> Iterator[FieldError]:
    """Say why a new password will not do."""
    # 12 MB of word lists, for new passwords alone.
    from zxcvbn import zxcvbn

    if not 10 <= len(password) <= 128:
        yield FieldError("PW1", "password", _("密码须为 10 至 128 个字符"))
    if sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
        yield FieldError("PW2", "password", _("密码须含大写字母、小写字母、数字、符号中的三种"))
    lowered = password.lower()
    obvious = user.username.lower() in lowered or any(word in lowered for word in OBVIOUS)
    if obvious or zxcvbn(password[:LONGEST_RATED], [user.username, *OBVIOUS])["score"] < STRONG:
        yield FieldError("PW3", "password", _("密码过于常见或含登录账号，请换一个"))


def is_right(stored: str | None, password: str) -> bool:
    """Whether a password fits; without a stored one it costs the same and never does.

    Slow by intent, so no transaction is open meanwhile.
    """
    fake = current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"]
    return check_password_hash(stored or fake, password) and stored is not None


def is_right_but_for_blanks(stored: str | None, password: str) -> bool:
    """Whether only blanks around it, as a copy brings along, keep a password from fitting."""
    bare = clean_edges(password)
    return bare != password and is_right(stored, bare)


def _recent_passwords(user: User) -> list[str]:
    """The hash in force, then the former ones that may not come back."""
    former = db.session.scalars(
        select(PasswordHistory.password)
        .where(PasswordHistory.user_id == user.id)
        .order_by(PasswordHistory.id.desc())
        .limit(parameter("password_history"))
    )
    return [one for one in (user.password, *former) if one]


def change_password(
    user: User, *, old: str, new: str, address: str = "", beside: Iterable[FieldError] = ()
) -> None:
    """Replace the user's own password; every sign-in of the user ends.

    Wrong old passwords count as wrong sign-ins. ``beside`` is what else is wrong with the form.
    """
    refusals = [*password_refusals(new, user=user), *beside]
    username = user.username
    recent = _recent_passwords(user)
    attempt = begin_attempt(username, address)
    if attempt is None:
        wait = parameter("login_fail_minutes")
        words = _("输错次数过多，请 %(n)d 分钟后再试", n=wait)
        raise Refused([FieldError("PW4", "old_password", words), *refusals])
    if not is_right(recent[0], old):
        settle_attempt(attempt, right=False)
        raise Refused([FieldError("PW4", "old_password", _("原密码不正确")), *refusals])
    withdraw_attempt(attempt)
    # Only whoever knows the password is told which ones it has been.
    if any(is_right(one, new) for one in recent):
        refusals.append(FieldError("PW5", "password", _("不能使用最近用过的密码")))
    Refused.if_any(refusals)
    _set_password(user, recent[0], hash_password(new))


def _set_password(user: User, before: str, after: str) -> None:
    stored = select(User.password).where(User.id == user.id).with_for_update()
    with unscoped("one's own row, also of who belongs to no organization"):
        unchanged = db.session.scalar(stored) == before
    if not unchanged:
        # Changed elsewhere while the new one was being looked at.
        raise Refused.because("PW4", "old_password", _("原密码不正确"))
    db.session.add(PasswordHistory(user_id=user.id, password=before, set_at=clock.now()))
    user.password = after
    user.must_change_password = False
    user.password_expires_at = None
    close_all(user.id)


def first_password() -> str:
    """A random password that satisfies the rules and reads without doubt."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    parts = [
        "".join(secrets.choice(letters) for _i in range(4)),
        "".join(secrets.choice(letters.upper()) for _i in range(4)),
        "".join(secrets.choice("23456789") for _i in range(4)),
    ]
    return "-".join(parts)
