"""Context in which the application answers as it would answer somebody else, and keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer_group

from app.core.base.db import db, reading
from app.core.models.access import WITH_THE_USER

from .scope import unscoped


@contextmanager
def in_place_of(user_id: int) -> Iterator[User]:
    """Ask in here as a user: rights, scope and actor are the user's, whatever the account's state.

    It has a session of its own, which is rolled back: nothing that is loaded or changed in here
    gets to whoever asks but the words that are carried out.
    """
    wanted = select(User).where(User.id == user_id)
    with current_app.app_context(), reading():
        try:
            with unscoped("who is stood in for"):
                loaded = wanted.options(joinedload(User.organization), undefer_group(WITH_THE_USER))
                g.user = db.session.scalars(loaded).one()
            yield g.user
        finally:
            db.session.rollback()
