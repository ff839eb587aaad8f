"""The application with the test screens of twelve fields, and a browser in front of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.support import application, cast, twelve, twelve_lists
from tests.support.browser import PHONE, WIDE, new_context
from tests.support.served import served
from tests.support.worlds import FileWorlds

TWELVE = "twelve.db"
ROWS = 60
# Rows of Yuelu, Changsha, Liuyang and, out of reach of Changsha, Zhuzhou.
OWNERS = (4, 2, 6, 3)


@pytest.fixture(scope="session")
def _twelve(tmp_path_factory: Any) -> FileWorlds:
    folder = tmp_path_factory.mktemp("twelve")
    database = folder / TWELVE
    app = application.make_app(folder, f"sqlite:///{database}")
    twelve.register(app)
    twelve_lists.register(app)
    with app.app_context():
        cast.build_world(app)
        twelve.make_tables()
        twelve.fill(ROWS, OWNERS)
    found = FileWorlds(app, database)
    found.keep("rows")
    return found


@pytest.fixture
def twelve_app(_twelve: FileWorlds) -> Iterator[Flask]:
    """The application with sixty rows, as they were at the beginning."""
    _twelve.bring_back("rows")
    yield _twelve.app
    application.leave(_twelve.app)


@pytest.fixture
def enter(twelve_app: Flask) -> application.Enter:
    """A client that is signed in as one of the cast."""
    return application.entrance(twelve_app)


@pytest.fixture
def sql(twelve_app: Flask) -> Iterator[Callable[..., Any]]:
    """Plain SQL beside the application, for what a test expects."""
    connection = sqlite3.connect(Path(twelve_app.config["INSTANCE_DIR"]) / TWELVE)

    def ask(statement: str, *values: Any) -> Any:
        return connection.execute(statement, values).fetchall()

    yield ask
    connection.close()


@pytest.fixture
def twelve_url(twelve_app: Flask) -> Iterator[str]:
    """The application served over HTTP."""
    with served(twelve_app) as address:
        yield address


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def window(request: Any, chromium: Browser) -> Iterator[Page]:
    """A window of a desk and of a phone; whatever the console complains about fails the test."""
    context = new_context(chromium, size=request.param)
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: Any) -> None:
        # Answers of 404, 409 and 422 are news of the network, not faults of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    # What closing the window breaks off is no complaint.
    heard = list(complaints)
    context.close()
    assert heard == []
