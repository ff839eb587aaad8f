"""A database that does not answer: a page that says so, and a few lines in the log."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from app.core.base.db import db
from app.core.web import outage
from tests.support import application
from tests.support.services import Services


@pytest.fixture
def gone(tmp_path: Path) -> Flask:
    """The application in front of a server that is not there."""
    return application.make_app(tmp_path, "postgresql+psycopg://nobody@/none?host=/nowhere")


def asked(app: Flask, **headers: str):
    """What somebody who is signed in gets."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"sid": "x", "_user_id": "1", "_fresh": True})
    return client.get("/", headers=headers)


def test_an_outage_is_a_page_that_says_when_to_come_back(gone: Flask) -> None:
    answer = asked(gone)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "系统暂时无法使用" in answer.text
    assert "数据库没有响应，内容未保存，请稍后刷新重试" in answer.text
    assert "重新登录" not in answer.text


def test_a_script_is_told_in_its_own_form(gone: Flask) -> None:
    answer = asked(gone, Accept="application/json")

    assert (answer.status_code, answer.json["error"]) == (503, "系统暂时无法使用")


def test_an_outage_is_a_few_lines_of_log(
    gone: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage._log, "due", 0.0)
    with caplog.at_level(logging.WARNING):
        for _time in range(20):
            assert asked(gone).status_code == 503

    (line,) = [record for record in caplog.records if record.name.startswith("app")]
    assert "the database does not answer" in line.getMessage()
    assert line.exc_info is None


@pytest.mark.both_databases
def test_a_fault_of_ours_is_no_outage(app: Flask) -> None:
    with app.app_context(), pytest.raises(Exception, match=r"no_such_table") as failure:
        db.session.execute(text("SELECT * FROM no_such_table"))
    assert not outage.is_outage(failure.value)


def test_a_connection_that_was_cut_is_an_outage(services: Services) -> None:
    """A server that stops; a file has no connection to cut."""
    engine = create_engine(services.fresh_database("cut"))
    try:
        with engine.connect() as line, pytest.raises(DBAPIError) as failure:
            line.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    finally:
        engine.dispose()
    assert outage.is_outage(failure.value)


def deadlock(address: str) -> DBAPIError:
    """What the server tells one of two transactions that wait for each other."""
    engine = create_engine(address)
    found: list[DBAPIError] = []

    def change(first: int, second: int) -> None:
        with engine.connect() as line:
            try:
                line.execute(text("UPDATE pair SET n = n + 1 WHERE n = :n"), {"n": first})
                both.wait(10)
                line.execute(text("UPDATE pair SET n = n + 1 WHERE n = :n"), {"n": second})
            except DBAPIError as error:
                found.append(error)

    with engine.begin() as line:
        line.execute(text("CREATE TABLE pair (n integer)"))
        line.execute(text("INSERT INTO pair VALUES (10), (20)"))
    both = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(change, (10, 20), (20, 10)))
    engine.dispose()
    (error,) = found
    return error


def test_who_gives_way_to_another_is_told_to_try_again(app: Flask, services: Services) -> None:
    error = deadlock(services.fresh_database("deadlock"))
    assert outage.is_deadlock(error)
    assert not outage.is_outage(error)
    with app.test_request_context():
        answer = app.make_response(app.handle_user_exception(error))
    assert answer.status_code == 409
    assert "他人正在办理相关事项，本次操作未保存，请稍后重试" in answer.get_data(as_text=True)
