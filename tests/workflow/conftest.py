"""A world in which people are transferred."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.core.access.permission_sync import sync
from app.core.base.db import db
from app.workflow import registry
from tests.support import application, cast
from tests.support.worlds import FileWorlds
from tests.workflow import screen, transfer
from tests.workflow.transfer import ROUTE, TRANSFER


@pytest.fixture
def transfers(app):
    """The application with the process of transfers."""
    with app.app_context():
        transfer.Transfer.__table__.create(db.engine)
        granted = app.appbuilder.grants
        app.appbuilder.grants = (*granted, *TRANSFER.grants())
        sync(app.appbuilder)
        declared, app.extensions["workflows"] = app.extensions["workflows"], {}
        registry.register([TRANSFER])
        db.session.remove()
    yield app
    app.appbuilder.grants = granted
    app.extensions["workflows"] = declared
    ROUTE["city_pre_review"] = False


@pytest.fixture(scope="session")
def _screens(tmp_path_factory: Any) -> FileWorlds:
    folder = tmp_path_factory.mktemp("transfers")
    app = application.make_app(folder, f"sqlite:///{folder / 'transfers.db'}")
    screen.register(app)
    with app.app_context():
        cast.build_world(app)
        transfer.Transfer.__table__.create(db.engine)
    found = FileWorlds(app, folder / "transfers.db")
    found.keep("empty")
    return found


@pytest.fixture
def screens(_screens: FileWorlds) -> Iterator[Flask]:
    """An application with a screen of transfers, and none yet."""
    _screens.bring_back("empty")
    yield _screens.app
    application.leave(_screens.app)


@pytest.fixture
def enter(screens: Flask) -> application.Enter:
    """A client that is signed in as one of the cast."""
    return application.entrance(screens)
