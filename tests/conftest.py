"""The application on both databases, the fixed cast, and clients for them.

Every test begins with the same small world (organizations, roles, users) and
may commit: the database is thrown away after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from tests.support import application
from tests.support import cast as people
from tests.support.browser import chromium  # noqa: F401 - fixtures of every browser test
from tests.support.services import Services
from tests.support.site import _site, site, visits  # noqa: F401 - the installation with demo data
from tests.support.worlds import FileWorlds, ServerWorlds, Worlds

WORLD, CAST = "world", "cast"
Grown = Callable[[str, Callable[[], None]], Flask]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What may run side by side: one database beside the other, and the browser beside both."""
    for item in items:
        is_of_server = "postgresql" in getattr(getattr(item, "callspec", None), "id", "")
        in_browser = "browser" in Path(item.path).parts
        group = "browser" if in_browser else "postgresql" if is_of_server else "sqlite"
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    found = Services()
    yield found
    found.stop()


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Switch pytest-flask's own off: it would let requests share one g and one session."""


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def _application(request: Any, services: Services, tmp_path_factory: Any) -> Flask:
    folder = tmp_path_factory.mktemp(f"instance-{request.param}")
    in_file = request.param == "sqlite"
    url = f"sqlite:///{folder}/{WORLD}.db" if in_file else services.fresh_database(WORLD)
    app = application.make_app(folder, url, REDIS_URL=services.redis_url(), WORLD=request.param)
    with app.app_context():
        people.build_world(app)
    return app


@pytest.fixture(scope="session")
def worlds(_application: Flask, services: Services) -> Worlds:
    """The database of the application, with the cast kept in it."""
    found: Worlds
    if _application.config["WORLD"] == "sqlite":
        folder = Path(_application.config["INSTANCE_DIR"])
        found = FileWorlds(_application, folder / f"{WORLD}.db")
    else:
        found = ServerWorlds(_application, services, WORLD)
    found.keep(CAST)
    return found


@pytest.fixture
def app(worlds: Worlds) -> Iterator[Flask]:
    """The application with the world as it was at the beginning."""
    worlds.bring_back(CAST)
    yield worlds.app
    application.leave(worlds.app)


@pytest.fixture
def grown(app: Flask, worlds: Worlds) -> Grown:
    """Let a world with more in it be there: built the first time, brought back from then on."""

    def grow(name: str, build: Callable[[], None]) -> Flask:
        # What is built speaks of its day.
        name = f"{name}_{clock.today():%Y%m%d}"
        if name in worlds.names:
            worlds.bring_back(name)
            return app
        with app.app_context():
            build()
        worlds.keep(name)
        return app

    return grow


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> application.Enter:
    """A client that is signed in as one of the cast, by user name."""
    return application.entrance(app)


@pytest.fixture
def run_jobs(app: Flask) -> Any:
    """Run what is queued, as a worker would, until the queues are empty."""
    from redis import Redis
    from rq import SimpleWorker
    from rq.serializers import JSONSerializer

    from app.core import jobs

    Redis.from_url(app.config["REDIS_URL"]).flushall()

    def run() -> None:
        with app.app_context():
            queues = [jobs.queue(name) for name in jobs.QUEUES]
            SimpleWorker(queues, connection=jobs.redis(), serializer=JSONSerializer).work(
                burst=True, logging_level="WARNING"
            )

    return run
