"""An application of the tests: its settings, and clients for the cast."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from . import cast

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
        key = self.application.secret_key
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(plain))


def make_app(folder: Path, url: str, **more: Any) -> Flask:
    """An application with an instance folder and a database of its own."""
    from app import create_app

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


def leave(app: Flask) -> None:
    """Let go of the database."""
    from app.core.db import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def entrance(app: Flask) -> Enter:
    """Clients that are signed in as one of the cast, by user name."""

    def enter(username: str) -> FlaskClient:
        client = app.test_client()
        answer = client.post("/login/", data={"username": username, "password": cast.PASSWORD})
        assert answer.status_code == 302, answer.text[:500]
        return client

    return enter
