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

from app.core.base import clock
from tests.support import application, evidence, kept, suite_clock
from tests.support import cast as people
from tests.support.browser import chromium  # noqa: F401 - fixtures of every browser test
from tests.support.services import Services
from tests.support.site import _site, site, visits  # noqa: F401 - the installation with demo data
from tests.support.worlds import FileWorlds, ServerWorlds, Worlds

WORLD, CAST, FILE = "world", "cast_alone", "world.db"
DATABASES = ("sqlite", "postgresql")
Grown = Callable[[str, Callable[[], None]], Flask]


suite_clock.start()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=("usual", "both", *DATABASES),
        default="usual",
        help="usual: SQLite, and PostgreSQL where a test is marked both_databases",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs the application on the databases that were asked for."""
    if "worlds" in metafunc.fixturenames:
        asked = metafunc.config.getoption("db")
        databases = _databases_of(metafunc.definition, asked)
        metafunc.parametrize("worlds", databases, indirect=True, scope="session")


def _databases_of(test: pytest.Item, asked: str) -> tuple[str, ...]:
    if asked in DATABASES:
        return (asked,)
    if test.get_closest_marker("one_database"):
        return ("sqlite",)
    return (
        DATABASES if asked == "both" or test.get_closest_marker("both_databases") else ("sqlite",)
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what looks into Chromium; what costs minutes is run with both databases alone."""
    if config.getoption("db") != "both":
        left_out = [item for item in items if item.get_closest_marker("whole_suite")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """Say where the pictures of a failure are."""
    report = yield
    if report.failed and report.when == "call" and (folder := evidence.collect(item)):
        report.sections.append(("What it looked like", str(folder)))
    return report


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    found = Services()
    yield found
    found.stop()


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Switch pytest-flask's own off: it would let requests share one g and one session."""


@pytest.fixture(autouse=True)
def _usual_time() -> Iterator[None]:
    yield
    suite_clock.to_usual()


@pytest.fixture
def at() -> suite_clock.At:
    """Let it be another moment in Shanghai, for every process, until the test ends."""
    return suite_clock.to


@pytest.fixture(scope="session")
def _databases(services: Services, tmp_path_factory: Any) -> Iterator[Callable[[str], Worlds]]:
    """The cast on a database, built when it is first asked for."""
    built: dict[str, Worlds] = {}

    def find(name: str) -> Worlds:
        if name not in built:
            built[name] = _build_worlds(name, services, tmp_path_factory.mktemp(f"instance-{name}"))
        return built[name]

    yield find
    for one in built.values():
        one.close()


def _build_worlds(name: str, services: Services, folder: Path) -> Worlds:
    in_file = name == "sqlite"
    if in_file:
        kept.bring(WORLD, folder, _make_world)
    url = f"sqlite:///{folder / FILE}" if in_file else services.fresh_database(WORLD)
    app = application.make_app(folder, url, REDIS_URL=services.redis_url(), WORLD=name)
    if not in_file:
        with app.app_context():
            people.build_world(app)
    found = FileWorlds(app, folder / FILE) if in_file else ServerWorlds(app, url)
    found.keep(CAST)
    return found


def _make_world(folder: Path) -> None:
    """The cast in an SQLite file, as it is kept from run to run."""
    folder.mkdir()
    app = application.make_app(folder, f"sqlite:///{folder / FILE}")
    with app.app_context():
        people.build_world(app)
    application.leave(app)


@pytest.fixture(scope="session")
def worlds(request: Any, _databases: Callable[[str], Worlds]) -> Worlds:
    """The database of the application, with the cast kept in it."""
    return _databases(request.param)


@pytest.fixture
def app(worlds: Worlds) -> Iterator[Flask]:
    """The application with the world as it was at the beginning."""
    worlds.bring_back(CAST)
    application.forget_costs(worlds.app)
    yield worlds.app
    worlds.let_go()


@pytest.fixture
def app_context(app: Flask) -> Iterator[None]:
    """Words need an application, and nothing else of it."""
    with app.app_context():
        yield


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
    from rq.serializers import JSONSerializer

    from app.core import jobs
    from tests.support.worker import Worker

    Redis.from_url(app.config["REDIS_URL"]).flushall()

    def run() -> None:
        with app.app_context():
            queues = [jobs.queue(name) for name in jobs.QUEUES]
            Worker(queues, connection=jobs.redis(), serializer=JSONSerializer).work(
                burst=True, logging_level="WARNING"
            )

    return run
