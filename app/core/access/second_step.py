"""The second step of a sign-in: a right password waits, without a session, for a code."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from flask import session
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.base import clock
from app.core.base.db import db, looking
from app.core.models import PendingSignIn, User

from .scope import unscoped
from .second_factor import take_code
from .sessions import digest
from .sign_in import Attempt, begin_attempt, own_transaction

WAITS = dt.timedelta(minutes=5)
COOKIE = "waiting"


def wait_for_code(user: User) -> None:
    """Keep in mind that the password of a user was right, for a short time. Does not commit."""
    secret = secrets.token_urlsafe(32)
    row = PendingSignIn(id=digest(secret), user_id=user.id, opened_at=clock.now())
    db.session.add(row)
    session[COOKIE] = secret


def waiting_user() -> User | None:
    """Whose password this browser gave rightly a short time ago."""
    waiting = (
        select(User)
        .join(PendingSignIn, PendingSignIn.user_id == User.id)
        .where(
            PendingSignIn.id == digest(session.get(COOKIE, "")),
            PendingSignIn.opened_at > clock.now() - WAITS,
            User.active,
        )
    )
    with unscoped("nobody is signed in yet"):
        return db.session.scalar(waiting)


def try_code(typed: str, address: str) -> tuple[Attempt | None, int, str]:
    """Use up a code of whoever waits, and the waiting with it.

    Returns the try, which counts as a wrong one until it is settled and is None for a locked
    name, the user's id, and the kind of the code, nothing for a wrong one.
    """
    with looking():
        user = waiting_user()
        user_id, name = (user.id, user.username) if user else (0, "")
    if not user_id:
        return None, 0, ""
    attempt = begin_attempt(name, address)
    if attempt is None:
        return None, user_id, ""
    with own_transaction() as own:
        kind = take_code(own, user_id, typed)
        if kind and not _end_waiting(own):
            # Somebody with the same cookie was faster: neither code nor waiting is there twice.
            own.rollback()
            kind = ""
    return attempt, user_id, kind


def _end_waiting(own: Session) -> bool:
    mine = PendingSignIn.id == digest(session.get(COOKIE, ""))
    ended: Any = own.execute(delete(PendingSignIn).where(mine))
    return bool(ended.rowcount == 1)
