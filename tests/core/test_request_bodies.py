"""Bodies of requests: too many values, too long or too deep is refused before it is parsed."""

from __future__ import annotations

import io
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from app.core.base import clock
from tests.support.served import served

pytestmark = pytest.mark.one_database

LOGIN = "/login/"
DRAFT = f"/drafts/organizations.project_return/{clock.year() - 2}"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MANY_NAMES = "&".join(f"k{number}=1" for number in range(300_000)).encode()
LONG_NAME = b"k=" + b"1" * 5_000_000
MANY_VALUES = b"[" + b"0," * 100_000 + b"0]"
LONG_JSON = b'"' + b"x" * 600_000 + b'"'
TOO_MUCH = {
    "names": (FORM, MANY_NAMES),
    "long name": (FORM, LONG_NAME),
    "values": (JSON, MANY_VALUES),
    "long text": (JSON, LONG_JSON),
}
WORDS = "单次提交的内容过多，请减少后分次提交"


def in_pieces(client: FlaskClient, path: str, kind: str, body: bytes) -> Any:
    """The answer to a body whose length nobody said, as a server hands a chunked one on."""
    return client.post(
        path,
        content_type=kind,
        input_stream=io.BytesIO(body),
        environ_overrides={"wsgi.input_terminated": True},
    )


def seconds(send: Any) -> float:
    """The processor time of a call, the shortest of three."""
    taken = []
    for _time in range(3):
        begun = time.process_time()
        send()
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize("kind", ["names", "long name"])
def test_a_stranger_is_refused_at_once(client, kind):
    content_type, body = TOO_MUCH[kind]

    answer = client.post(LOGIN, content_type=content_type, data=body)

    assert (answer.status_code, WORDS in answer.text) == (413, True)
    assert in_pieces(client, LOGIN, content_type, body).status_code == 413
    assert seconds(lambda: client.post(LOGIN, content_type=content_type, data=body)) < 0.1
    assert seconds(lambda: in_pieces(client, LOGIN, content_type, body)) < 0.1


@pytest.mark.parametrize("kind", ["values", "long text"])
def test_a_draft_is_refused_at_once(sign_in, kind):
    clerk, (content_type, body) = sign_in("yl_clerk"), TOO_MUCH[kind]

    assert clerk.post(DRAFT, content_type=content_type, data=body).status_code == 413
    assert in_pieces(clerk, DRAFT, content_type, body).status_code == 413
    assert seconds(lambda: in_pieces(clerk, DRAFT, content_type, body)) < 0.1


def test_a_form_of_ours_is_read(client):
    names = "&".join(f"k{number}=1" for number in range(4_000))

    answer = client.post(LOGIN, content_type=FORM, data=names + "&username=yl_clerk&password=x")

    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 50_000,
        b'{"a":' * 100_000,
        b'"\\"' + b"[" * 5_000,
        ('"' + "\u5b22" * 3 + '"' + "[" * 5_000).encode("utf-16-le"),
        b"[" * 21 + b"]" * 21,
    ],
)
def test_what_is_nested_deeply_cannot_be_read(sign_in, body):
    answer = sign_in("yl_clerk").post(DRAFT, content_type=JSON, data=body)

    assert answer.status_code == 422
    assert "草稿内容无法识别" in answer.json["errors"][0]["message"]


def test_brackets_within_a_text_are_text(sign_in):
    fields = [{"name": "talks", "value": '\\"' + "[" * 500 + ",", "number": 1, "over": []}]
    sent = {"client": "11111111-1111", "since": 0, "base_version": None, "fields": fields}

    assert sign_in("yl_clerk").post(DRAFT, json=sent).status_code == 200


def test_a_form_with_files_is_limited_by_its_parts(client):
    parts = {f"k{number}": "1" for number in range(600)}

    assert client.post(LOGIN, content_type="multipart/form-data", data=parts).status_code == 413
    few = {"username": "yl_clerk", "password": "x"}
    assert client.post(LOGIN, content_type="multipart/form-data", data=few).status_code == 401


def test_a_body_of_no_known_kind_is_limited_too(sign_in):
    clerk = sign_in("yl_clerk")

    answer = clerk.post(DRAFT, content_type="text/plain", data=b"x" * 600_000)

    assert answer.status_code in (413, 422)


def test_pieces_on_the_wire_are_counted_while_they_are_read(app):
    """A sender that never ends is answered as soon as it has sent too much."""
    with served(app) as address:
        place = urlsplit(address)
        with socket.create_connection((place.hostname, place.port), timeout=20) as line:
            line.sendall(
                f"POST {LOGIN} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
                "Transfer-Encoding: chunked\r\n\r\n".encode()
            )
            piece = b"k=1&" * 16_384
            for _time in range(70):
                line.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            answer = line.recv(200)

    assert answer.split()[1] == b"413"
