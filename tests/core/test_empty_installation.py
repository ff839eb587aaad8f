"""A new installation before anybody is in it: every page opens, nothing comes by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.const import LOGMSG_WAR_SEC_NO_USER
from flask_migrate import upgrade
from sqlalchemy import func, select

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import Organization
from tests.support import application
from tests.support.services import Services

ACCOUNT = {"username": "first_admin", "password": "Neue-Zeile-97"}


def command(app: Flask, *words: str) -> Any:
    """What `flask --app run` does with these words."""
    with app.app_context():
        answer = app.test_cli_runner().invoke(args=list(words))
        db.session.remove()
    return answer


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def empty(
    request: Any, services: Services, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """What the commands of a first set-up leave."""
    folder: Path = tmp_path_factory.mktemp(f"empty-{request.param}")
    in_file = request.param == "sqlite"
    url = f"sqlite:///{folder / 'app.db'}" if in_file else services.fresh_database("empty")
    app = application.make_app(folder, url, REDIS_URL=services.redis_url())
    with app.app_context():
        upgrade()
    admin = ["create-admin", "--username", ACCOUNT["username"], "--password", ACCOUNT["password"]]
    first = command(app, "sync-permissions")
    assert first.exit_code == 0, first.output
    assert "create-admin" in first.output
    answer = command(app, *admin)
    assert answer.exit_code == 0, answer.output
    yield app
    application.leave(app)


def pages(app: Flask) -> list[str]:
    """Every address of a page that needs nothing to be there."""
    rules = app.url_map.iter_rules()
    return sorted(rule.rule for rule in rules if "GET" in rule.methods and not rule.arguments)


def test_every_page_opens_over_an_empty_tree(empty: Flask) -> None:
    with empty.app_context(), unscoped("look"):
        assert db.session.scalar(select(func.count(Organization.id))) == 0
        db.session.remove()
    client = empty.test_client()
    assert client.post("/login/", data=ACCOUNT).status_code == 302
    answers = {path: client.get(path).status_code for path in pages(empty)}
    assert [(path, status) for path, status in answers.items() if status >= 500] == []
    opened = {path for path, status in answers.items() if status == 200}
    assert {"/", "/organizations/overview/list/", "/personnel/people/list/"} <= opened
    assert len(opened) > 15


def test_a_second_set_up_changes_nothing(empty: Flask) -> None:
    def counts() -> dict[str, Any]:
        with empty.app_context(), unscoped("look"):
            made = db.inspect(db.engine).get_table_names()
            tables = [table for table in db.metadata.sorted_tables if table.name in made]
            found = {
                table.name: db.session.scalar(select(func.count()).select_from(table))
                for table in tables
            }
            db.session.remove()
        return found

    before = counts()
    answer = command(empty, "sync-permissions")
    assert (answer.exit_code, counts()) == (0, before)


def test_nobody_is_sent_to_a_command_that_goes_round_our_rules(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logging.getLogger("flask_appbuilder.security.manager").warning(LOGMSG_WAR_SEC_NO_USER)
    assert caplog.text == ""


def test_a_name_that_no_account_may_have_makes_nobody(empty: Flask) -> None:
    answer = command(empty, "create-admin", "--username", "a b", "--password", "Neue-Zeile-97")
    assert answer.exit_code == 1
    assert "登录账号为 4 至 20 位" in answer.output
    answer = command(empty, "create-admin", "--username", "FIRST_ADMIN", "--password", "x")
    assert "已存在" in answer.output
    assert "密码须为 10 至 128 个字符" in answer.output


def test_production_gets_no_demo_data(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(empty.config, "APP_ENV", "production")
    answer = command(empty, "load-demo")
    assert answer.exit_code == 1
    assert "演示数据不能装入生产环境" in answer.output
    with empty.app_context(), unscoped("look"):
        assert db.session.scalar(select(func.count(Organization.id))) == 0
        db.session.remove()


@pytest.mark.parametrize("password", ["short", "password123", "first_admin-97A", "aaaaaaaaaaaa"])
def test_a_weak_first_password_makes_nobody(empty: Flask, password: str) -> None:
    answer = command(empty, "create-admin", "--username", "second_admin", "--password", password)
    assert answer.exit_code == 1
    assert "密码" in answer.output
