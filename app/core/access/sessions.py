"""Sessions: live sign-ins as rows, how many one may have, and how they end."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from flask import g, has_request_context, session
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import joinedload, undefer_group

from app.core.base import clock
from app.core.base.choices import SessionEnd
from app.core.base.db import db, one_at_a_time
from app.core.configuration.parameters import parameter
from app.core.models import PendingSignIn, Revision, UserSession
from app.core.models.access import WITH_THE_USER

from .scope import unscoped
from .sign_in import MINUTE, own_transaction

LIFETIME = dt.timedelta(hours=12)


def digest(secret: str) -> str:
    """What is kept of the secret in somebody's cookie."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(user: User, *, address: str, agent: str) -> str:
    """Open a sign-in and return the secret for the cookie; one too many ends the oldest."""
    secret = secrets.token_urlsafe(32)
    moment = clock.now()
    _make_room(user.id)
    row = UserSession(
        id=digest(secret),
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


def _make_room(user_id: int) -> None:
    """End the oldest sign-ins where the one that follows would be one too many."""
    most = parameter("most_sessions")
    if not most:
        return
    one_at_a_time(db.session, f"sign-ins of {user_id}")
    surplus = live_sessions(user_id)[most - 1 :]
    end_sessions([row.id for row in surplus], SessionEnd.CROWDED_OUT)


# Every request asks this; it is put together once.
SIGNED_IN = (
    select(
        User,
        UserSession.id,
        UserSession.opened_at,
        UserSession.used_at,
        UserSession.ended_as,
        Revision.number,
    )
    .join(UserSession, UserSession.user_id == User.id)
    .outerjoin(Revision, Revision.id == 1)
    .options(joinedload(User.organization), undefer_group(WITH_THE_USER))
    .where(UserSession.id == bindparam("session"), User.active)
)


def user_of(secret: str | None) -> User | None:
    """The user of a live sign-in, found with one query; nobody when it is idle, old or ended."""
    if not secret:
        return None
    with unscoped("reads the signed-in user"):
        found = db.session.execute(SIGNED_IN, {"session": digest(secret)}).first()
    if found is None:
        return None
    user, session_id, opened_at, used_at, ended_as, number = found
    g.revision = number or 0
    if ended_as is not None:
        # For the words on the next page.
        g.session_end = ended_as
        return None
    moment = clock.now()
    if moment - used_at > _idle() or moment - opened_at > LIFETIME:
        return None
    if moment - used_at > MINUTE:
        touch(session_id)
    return user


def _idle() -> dt.timedelta:
    return dt.timedelta(minutes=parameter("idle_minutes"))


def touch(session_id: str) -> None:
    """Write the last use, at most once a minute, in a transaction of its own."""
    with own_transaction() as own:
        own.execute(
            update(UserSession).where(UserSession.id == session_id).values(used_at=clock.now())
        )


def is_live() -> Any:
    """The criterion of sign-ins that the next request would be let in by."""
    moment = clock.now()
    return (
        UserSession.ended_as.is_(None)
        & (UserSession.used_at >= moment - _idle())
        & (UserSession.opened_at >= moment - LIFETIME)
    )


def live_sessions(user_id: int) -> Sequence[UserSession]:
    """The live sign-ins of somebody, the newest first."""
    return db.session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user_id, is_live())
        .order_by(UserSession.opened_at.desc(), UserSession.id)
    ).all()


def own_session_id() -> str:
    """The row of this request's own sign-in."""
    secret = session.get("sid", "") if has_request_context() else ""
    return digest(secret)


def end_sessions(ids: Sequence[str], why: SessionEnd) -> int:
    """End sign-ins; the next request of each is told why. Returns how many there were."""
    live = update(UserSession).where(UserSession.id.in_(ids), UserSession.ended_as.is_(None))
    ended: Any = db.session.execute(live.values(ended_as=why))
    return int(ended.rowcount)


def close_session(secret: str | None) -> None:
    """Sign out."""
    if secret:
        # A transaction that began by reading could not become a writing one on SQLite.
        with own_transaction() as own:
            own.execute(delete(UserSession).where(UserSession.id == digest(secret)))


def close_all(user_id: int) -> None:
    """Sign out everywhere: after a password or role change, on disabling."""
    for table in (UserSession, PendingSignIn):
        db.session.execute(delete(table).where(table.user_id == user_id))


def forget(moment: dt.datetime) -> None:
    """Throw away sign-ins that are over for good."""
    for table in (UserSession, PendingSignIn):
        db.session.execute(delete(table).where(table.opened_at < moment - LIFETIME))
