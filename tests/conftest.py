"""The application on both databases, the fixed cast, and clients for them.

Every test begins with the same small world (organizations, roles, users) and
may commit: the database is thrown away after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import application
from tests.support import cast as people
from tests.support.browser import chromium  # noqa: F401 - fixtures of every browser test
from tests.support.services import Services
from tests.support.site import _site, site, visits  # noqa: F401 - the installation with demo data

WORLD = "world.db"


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
    url = (
        f"sqlite:///{folder}/{WORLD}"
        if request.param == "sqlite"
        else services.fresh_database("world_template")
    )
    app = application.make_app(
        folder, url, REDIS_URL=services.redis_url(), WTF_CSRF_ENABLED=False, WORLD=request.param
    )
    with app.app_context():
        people.build_world(app)
    application.leave(app)
    if request.param == "sqlite":
        application.keep_as_template(folder / WORLD)
    return app


@pytest.fixture
def app(_application: Flask, services: Services) -> Iterator[Flask]:
    """The application with the world as it was at the beginning."""
    from app.core.db import db

    _application.extensions.pop("kept", None)
    if _application.config["WORLD"] == "sqlite":
        yield _application
        application.leave(_application)
        application.bring_back(Path(_application.config["INSTANCE_DIR"]) / WORLD)
        return
    with _application.app_context():
        engines = db.engines
        original = engines[None]
    address = services.fresh_database("world", template="world_template")
    import sqlalchemy as sa

    engines[None] = sa.create_engine(address, **_application.config["SQLALCHEMY_ENGINE_OPTIONS"])
    yield _application
    with _application.app_context():
        db.session.remove()
    engines[None].dispose()
    engines[None] = original


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
