"""Somebody of the cast at work below the pages: an actor with a scope and a transaction."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from sqlalchemy import select

from app.core.access.actor import Actor
from app.core.access.scope import acting_as, unscoped
from app.core.base.db import db
from app.core.models import User


class As:
    """Somebody of the cast at work, in a context of their own."""

    def __init__(self, app: Flask, username: str) -> None:
        self.app, self.username = app, username

    def __enter__(self) -> Actor:
        self.context = self.app.app_context()
        self.context.__enter__()
        with unscoped("somebody of the cast"):
            who = select(User).where(User.username == self.username)
            self.user = db.session.scalars(who).one()
        g.user = self.user
        self.scope = acting_as(self.user)
        self.scope.__enter__()
        return Actor.of(self.user)

    def __exit__(self, *error: Any) -> None:
        db.session.commit() if error[0] is None else db.session.rollback()
        self.scope.__exit__(*error)
        db.session.remove()
        self.context.__exit__(*error)
