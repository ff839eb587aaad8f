"""An application with forms that only the tests declare; each test begins with empty tables."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from app.core.db import db
from app.core.permissions import sync
from app.core.scope import unscoped
from tests.attachments import samples
from tests.long_form import rectification, transfer
from tests.support import application, cast

TABLES = (
    "test_rectification",
    "test_transfer",
    "form_draft_field",
    "form_draft",
    "attachment",
)
SCREENS = (rectification, transfer)


@pytest.fixture(scope="session")
def forms_app(tmp_path_factory: Any) -> Flask:
    """The application, with the cast in it."""
    folder: Path = tmp_path_factory.mktemp("forms")
    app = application.make_app(folder, f"sqlite:///{folder / 'forms.db'}")
    for screen in SCREENS:
        screen.register(app)
    with app.app_context():
        cast.build_world(app)
        for screen in SCREENS:
            screen.make_table()
        sync(app.appbuilder)  # type: ignore[attr-defined]
        db.session.remove()
    return app


@pytest.fixture
def forms(forms_app: Flask) -> Iterator[Flask]:
    """The application, and nothing left of what other tests stored."""
    yield forms_app
    with forms_app.app_context(), unscoped("the tests clear up"):
        for table in TABLES:
            db.session.execute(db.text(f"DELETE FROM {table}"))
        db.session.commit()
        db.session.remove()


@pytest.fixture
def enter(forms: Flask) -> application.Enter:
    """A client that is signed in as one of the cast."""
    return application.entrance(forms)


@pytest.fixture
def clerk(enter: application.Enter) -> Any:
    """The clerk of Yuelu."""
    return enter("yl_clerk")


Upload = Callable[..., str]


@pytest.fixture
def upload() -> Upload:
    """Send a photo to a form: the number under which it waits."""

    def send(client: Any, resource: str, slot: str, token: str) -> str:
        photo = FileStorage(io.BytesIO(samples.jpeg()), filename="photo.jpg")
        sent = {"resource": resource, "slot": slot, "files_token": token, "file": photo}
        answer = client.post("/attachments/", data=sent, headers={"Accept": "application/json"})
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])

    return send
