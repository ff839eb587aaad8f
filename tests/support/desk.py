"""Somebody of the cast at work, beside any request."""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.models import User
from app.core.scope import acting_as


class As:
    """One of the cast in a context of their own; what they did is committed at the end."""

    def __init__(self, app: Flask, username: str) -> None:
        self.app, self.username = app, username

    def __enter__(self) -> Actor:
        self.context = self.app.app_context()
        self.context.__enter__()
        g.user = db.session.scalars(select(User).where(User.username == self.username)).one()
        self.scope = acting_as(g.user)
        self.scope.__enter__()
        return Actor.of(g.user)

    def __exit__(self, *error: Any) -> None:
        db.session.commit() if error[0] is None else db.session.rollback()
        self.scope.__exit__(*error)
        db.session.remove()
        self.context.__exit__(*error)
