"""Log of refused accesses in the audit trail, aggregated so that nobody can flood it."""

from __future__ import annotations

import datetime as dt
from typing import Any, NoReturn

from flask import abort, g, request
from sqlalchemy import select

from app.core.base import clock
from app.core.base.db import db, one_at_a_time
from app.core.models import RefusedAccess, User

from . import audit
from .sign_in import own_transaction

APART = dt.timedelta(minutes=1)
LONGEST = 60


def refuse(code: int, object_id: str) -> NoReturn:
    """Abort, and say what was asked for where it is not the pk of the address.

    Only what has been checked goes in here, never text of the request as it came.
    """
    g.refused_object = object_id
    abort(code)


def keep_refusal(code: int, object_id: str) -> None:
    """At most one row for a user, endpoint, object and minute; the next one counts the others."""
    refused = audit.entry(
        str(code),
        object_type=(request.endpoint or "")[:LONGEST],
        object_id=g.get("refused_object", object_id)[:LONGEST],
        outcome="refused",
    )
    # Naming the user may have read again, and on SQLite a POST reads under the write lock.
    db.session.rollback()
    with own_transaction() as session:
        repeated = _repeated_before(session, refused)
        if repeated is not None:
            refused.changes = _note(repeated)
            session.add(refused)


def _repeated_before(session: Any, refused: Any) -> int | None:
    """How often it happened since the last row; None when that one is too young for another."""
    one_at_a_time(session, f"refusals of {refused.user_id}")
    key = (refused.user_id, refused.object_type, refused.object_id)
    seen, moment = session.get(RefusedAccess, key), clock.now()
    if seen is None:
        session.add(
            RefusedAccess(
                user_id=key[0], endpoint=key[1], object_id=key[2], kept_at=moment, repeated=0
            )
        )
        return 0
    if moment - seen.kept_at < APART:
        seen.repeated += 1
        return None
    repeated, seen.kept_at, seen.repeated = seen.repeated, moment, 0
    return int(repeated)


def _note(repeated: int) -> dict[str, Any]:
    return {"repeated": repeated} if repeated else {}


def settle(moment: dt.datetime) -> None:
    """Write down what was refused again and never after; forget what was counted."""
    found = select(RefusedAccess, User).join(User, RefusedAccess.user_id == User.id)
    for seen, user in db.session.execute(found.where(RefusedAccess.kept_at < moment - APART)):
        if seen.repeated:
            audit.record(
                "refused_again",
                user_id=user.id,
                user_name=user.get_full_name(),
                organization_id=user.organization_id,
                object_type=seen.endpoint,
                object_id=seen.object_id,
                outcome="refused",
                changes=_note(seen.repeated),
            )
        db.session.delete(seen)
