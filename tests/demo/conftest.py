"""An installation with demo data, loaded once for a file of tests."""

from __future__ import annotations

import pytest
from flask_migrate import upgrade

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.demo import load
from tests.support.application import make_app


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def installation(request, services, tmp_path_factory):
    """An installation of its own with nothing in it but what load-demo brought."""
    folder = tmp_path_factory.mktemp(f"demo-{request.param}")
    url = (
        f"sqlite:///{folder}/app.db"
        if request.param == "sqlite"
        else services.fresh_database("demo_data")
    )
    app = make_app(folder, url, REDIS_URL=services.redis_url())
    with app.app_context():
        upgrade()
        answer = app.test_cli_runner().invoke(args=["sync-permissions"])
        assert answer.exit_code == 0, answer.output
        load()
        db.session.remove()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def demo(installation):
    with installation.app_context(), unscoped("test"):
        yield installation
        db.session.rollback()
        db.session.remove()
