"""Nothing is written without the token of a form: a page elsewhere cannot write for anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.application import READING

YEAR = "/year/"


def send(client: FlaskClient, path: str, method: str = "POST", **more: Any) -> Any:
    """Send from the client's browser, but from a page that is not ours."""
    return FlaskClient.open(client, path, method=method, **more)


def writes(app: Flask) -> Iterator[tuple[str, str]]:
    """Every method and address of the product that may write."""
    for rule in app.url_map.iter_rules():
        one_of_a_choice = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
        path = re.sub(r"<[^>]*>", "1", one_of_a_choice)
        for method in sorted(rule.methods - set(READING)):
            yield method, path


@pytest.mark.parametrize("username", ["hn_admin", None])
def test_no_address_is_written_to_without_a_token(app, client, sign_in, username):
    client = sign_in(username) if username else client
    asked = list(writes(app))
    assert len(asked) > 50
    answers = [send(client, path, method) for method, path in asked]
    wrong = [
        (path, answer.status_code)
        for (_method, path), answer in zip(asked, answers, strict=True)
        if (answer.status_code, answer.headers.get("X-ZJ-Stale")) != (400, "1")
    ]
    assert wrong == []
    assert "页面已过期，请刷新后重新提交" in answers[0].text


def test_the_token_of_a_page_is_taken_from_its_form_and_from_its_script(sign_in):
    client = sign_in("yl_clerk")
    token = client.get("/token/").json["token"]
    form = {"year": "2024"}
    assert send(client, YEAR, data={**form, "csrf_token": token}).status_code == 303
    assert send(client, YEAR, data=form, headers={"X-CSRFToken": token}).status_code == 303


def test_a_token_of_another_session_or_of_nobody_is_refused(sign_in):
    client, other = sign_in("yl_clerk"), sign_in("yl_clerk")
    token = client.get("/token/").json["token"]
    for wrong in (other.get("/token/").json["token"], f"{token[:-1]}?", "1", ""):
        answer = send(client, YEAR, data={"year": "2024", "csrf_token": wrong})
        assert answer.status_code == 400
