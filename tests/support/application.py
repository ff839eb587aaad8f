"""An application of the tests: its settings, and clients for the cast."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, event, select

KEY = base64.b64encode(b"k" * 32).decode()
# Hashing as slowly as in earnest would take longer than all the rest of a test.
PASSWORD_METHOD = "pbkdf2:sha256:1"
Enter = Callable[[str], FlaskClient]
READING = ("GET", "HEAD", "OPTIONS")


class Browser(FlaskClient):
    """A client that sends the form token of its session with every write, as our pages do."""

    def open(self, *args: Any, **more: Any) -> Any:
        if more.get("method", "GET") not in READING:
            token = {"HTTP_X_CSRFTOKEN": self.token()}
            more["environ_base"] = token | more.get("environ_base", {})
        return super().open(*args, **more)

    def token(self) -> str:
        """The token that a page of this session would carry, without loading one."""
        with self.session_transaction() as cookie:
            plain = cookie.setdefault("csrf_token", secrets.token_hex(20))
        key = str(self.application.secret_key)
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(plain))


def make_app(folder: Path, url: str, **more: Any) -> Flask:
    """An application with an instance folder and a database of its own."""
    from app.factory import create_app

    os.environ["INSTANCE_DIR"] = str(folder)
    app = create_app(
        {
            "TESTING": True,
            "APP_ENV": "test",
            "INSTANCE_DIR": str(folder),
            "SECRET_KEY": "test-" * 10,
            "DATA_KEY": KEY,
            "AUDIT_KEY": KEY,
            "SQLALCHEMY_DATABASE_URI": url,
            "FAB_PASSWORD_HASH_METHOD": PASSWORD_METHOD,
            **more,
        }
    )
    app.test_client_class = Browser
    return app


def extend(
    app: Flask,
    *screens: type[Any],
    grants: Iterable[Any] = (),
    declares: Iterable[Any] = (),
) -> None:
    """Put screens that only a test declares into an application, before its first request."""
    from app.core.base.registry import declare

    with app.app_context():
        builder: Any = app.appbuilder  # type: ignore[attr-defined]
        for screen in screens:
            builder.add_view_no_menu(screen)
        builder.grants = (*builder.grants, *grants)
        declare(declares)


@event.listens_for(Engine, "connect")
def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    """A database of a test is thrown away, so it need not survive a power cut."""
    if isinstance(connection, SQLiteConnection):
        connection.execute("PRAGMA synchronous=OFF")


def leave(app: Flask) -> None:
    """Let go of the database."""
    from app.core.base.db import db

    with app.app_context():
        db.session.remove()
        # A request that is still at work would see its file change under it.
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        db.engine.dispose()


def entrance(app: Flask) -> Enter:
    """Clients that are signed in as one of the cast, by user name.

    Signing in through the page is a subject of its own; here the row is written.
    """

    def enter(username: str) -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as session:
            session.update(_signed_in(app, username))
            session.permanent = True
        return client

    return enter


def _signed_in(app: Flask, username: str) -> dict[str, Any]:
    """What the cookie of a new sign-in holds."""
    from app.core.access.scope import unscoped
    from app.core.access.sessions import open_session
    from app.core.base.db import db
    from app.core.models import User

    with app.app_context(), unscoped("signs somebody in"):
        user = db.session.scalars(select(User).where(User.username == username)).one()
        assert (user.active, user.must_change_password) == (True, False), username
        secret = open_session(user, address="127.0.0.1", agent="tests")
        found = {"sid": secret, "_user_id": str(user.id), "_fresh": True}
        if user.language:
            found["locale"] = user.language
        db.session.commit()
        db.session.remove()
    return found


def forget_costs(app: Flask) -> None:
    """Nobody has spent anything of this minute, whatever the tests before have asked for."""
    from app.core import jobs

    with app.app_context():
        if spent := list(jobs.redis().scan_iter("spent:*")):
            jobs.redis().delete(*spent)
