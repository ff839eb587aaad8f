"""People of the province's office at work, each in a context of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import select

from app.core.access.actor import Actor
from app.core.access.scope import acting_as
from app.core.base.db import db
from app.core.models import User

Acting = Callable[[str], Any]


@pytest.fixture
def acting(app: Flask) -> Acting:
    """Somebody of the cast; what is not committed meanwhile is forgotten."""

    @contextmanager
    def act(username: str = "hn_admin") -> Iterator[Actor]:
        with app.app_context():
            user = db.session.scalars(select(User).where(User.username == username)).one()
            g.user = user
            # A request reads the counter together with the user, so each sees changes at once.
            with acting_as(user):
                yield Actor.of(user)
            db.session.rollback()
            db.session.remove()

    return act
