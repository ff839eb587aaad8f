"""Parcels with files: below the pages on both databases, and as a served application."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.attachments import operations
from app.attachments.models import Attachment
from app.core.access.scope import unscoped
from app.core.base.db import db
from tests.attachments import parcel, samples
from tests.attachments.parcel import RESOURCE, Parcel
from tests.support import application, cast
from tests.support.acting import As
from tests.support.served import served


class Parcels:
    """Parcels of the test application and the files that people send to them."""

    def __init__(self, app: Flask, sign_in: application.Enter) -> None:
        self.app, self.sign_in = app, sign_in
        self._clients: dict[str, Any] = {}

    def client(self, who: str) -> Any:
        if who not in self._clients:
            self._clients[who] = self.sign_in(who)
        return self._clients[who]

    def send(self, who: str, slot: str, name: str, data: bytes, token: str, **more: Any) -> Any:
        """The answer to sending a file."""
        form = {"resource": RESOURCE, "slot": slot, "files_token": token, **more}
        form["file"] = FileStorage(io.BytesIO(data), filename=name)
        boundary, body = encode_multipart(form)
        return self.client(who).post(
            "/attachments/",
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers={"Accept": "application/json"},
        )

    def get(self, who: str, address: str) -> Any:
        """An answer, read to its end and closed: a file must not stay open."""
        return self.client(who).get(address, buffered=True)

    def upload(self, who: str, slot: str, token: str, *, data: bytes | None = None) -> int:
        """The number of a file that waits for its form."""
        sound = samples.pdf() if slot == "approval" else samples.jpeg()
        name = "approval.pdf" if slot == "approval" else f"{slot}.jpg"
        answer = self.send(who, slot, name, data or sound, token)
        assert answer.status_code == 201, answer.text
        return int(answer.json["id"])

    def make(self, who: str = "yl_clerk", **slots: int) -> tuple[int, list[int]]:
        """A parcel with so many files in each slot: its number and theirs."""
        token = new_token()
        ids = [
            self.upload(who, slot, token) for slot, count in slots.items() for _i in range(count)
        ]
        with As(self.app, who) as actor:
            item = Parcel(organization_id=actor.organization_id, title="一件")
            db.session.add(item)
            db.session.flush()
            number = item.id
            self._attach(item, actor, token, ids, complete=False)
        return number, ids

    def attach(self, who: str, number: int, token: str, ids: list[int], **more: Any) -> list[int]:
        """What the record has after its form was saved with these files."""
        with As(self.app, who) as actor:
            item = db.session.get(Parcel, number)
            return self._attach(item, actor, token, ids, **more)

    @staticmethod
    def _attach(item: Any, actor: Any, token: str, ids: list[int], **more: Any) -> list[int]:
        kept = operations.attach(
            item, resource=RESOURCE, form_token=token, wanted_ids=ids, actor=actor, **more
        )
        return [file.id for file in kept]

    def folder(self) -> Path:
        return Path(self.app.config["INSTANCE_DIR"]) / "files"

    def row(self, file_id: int) -> Attachment:
        """The row of a file, whoever it belongs to."""
        with self.app.app_context(), unscoped("the tests look a row up"):
            found = db.session.get_one(Attachment, file_id)
            db.session.expunge_all()
            return found

    def place(self, file_id: int) -> Path:
        """Where a file lies on the disk."""
        return self.folder() / self.row(file_id).stored_as


def new_token() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def parcels(app: Flask, sign_in: application.Enter) -> Iterator[Parcels]:
    builder: Any = app.appbuilder  # type: ignore[attr-defined]
    declared, granted = app.extensions["holders"], builder.grants
    with app.app_context():
        parcel.declare(app)
        parcel.make_table(app)
    yield Parcels(app, sign_in)
    builder.grants = granted
    app.extensions["holders"] = declared


@pytest.fixture(scope="session")
def parcel_address(tmp_path_factory: Any) -> Iterator[str]:
    """The application with the parcel screens, served over HTTP with its form tokens."""
    folder = tmp_path_factory.mktemp("parcels")
    app = application.make_app(folder, f"sqlite:///{folder / 'parcels.db'}")
    parcel.register(app)
    with app.app_context():
        cast.build_world(app)
        parcel.make_table(app)
    with served(app) as address:
        yield address
