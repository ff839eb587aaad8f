"""An installation in which nobody and nothing is yet: what the commands of a first start leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from app.core.access import first_admin
from app.core.access.permission_sync import sync
from app.core.access.scope import unscoped
from tests.support import application, kept
from tests.support.services import Services
from tests.support.worlds import FileWorlds, ServerWorlds, Worlds

NOTHING, FILE = "nothing_yet", "nothing.db"
ADMIN, PASSWORD = "tech_admin", "Neue-Zeile-97"


def _begin(app: Flask) -> None:
    with app.app_context():
        upgrade()
        sync(app.appbuilder)  # type: ignore[attr-defined]
        with unscoped("a first start"):
            first_admin.create(ADMIN, PASSWORD)


def _make_file(folder: Path) -> None:
    folder.mkdir()
    app = application.make_app(folder, f"sqlite:///{folder / FILE}")
    _begin(app)
    application.leave(app)


@pytest.fixture(scope="session")
def _bare_databases(services: Services, tmp_path_factory: Any) -> Iterator[Callable[[str], Worlds]]:
    """An empty installation on a database, built when it is first asked for."""
    built: dict[str, Worlds] = {}

    def find(name: str) -> Worlds:
        if name not in built:
            folder = tmp_path_factory.mktemp(f"bare-{name}")
            in_file = name == "sqlite"
            if in_file:
                kept.bring(NOTHING, folder, _make_file)
            url = f"sqlite:///{folder / FILE}" if in_file else services.fresh_database("bare")
            app = application.make_app(folder, url, REDIS_URL=services.redis_url(), WORLD=name)
            if not in_file:
                _begin(app)
            built[name] = FileWorlds(app, folder / FILE) if in_file else ServerWorlds(app, url)
            built[name].keep(NOTHING)
        return built[name]

    yield find
    for one in built.values():
        one.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: Any, _bare_databases: Callable[[str], Worlds]) -> Iterator[Flask]:
    """The empty installation, as it was at the beginning."""
    worlds = _bare_databases(request.param)
    worlds.bring_back(NOTHING)
    application.forget_costs(worlds.app)
    yield worlds.app
    worlds.let_go()


@pytest.fixture
def admin(bare: Flask) -> Any:
    """A client of the technical administrator."""
    return application.entrance(bare)(ADMIN)
