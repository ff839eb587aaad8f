"""Requests that no page of ours sends, and what every answer says to browsers and proxies."""

from __future__ import annotations

import http.client
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import request
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

from app.core.access import passwords as signing_in
from tests.support import application
from tests.support.cast import PASSWORD
from tests.support.installation import Installation
from tests.support.together import together

PEOPLE = "/personnel/people/list/"
PAGES = (
    "/",
    PEOPLE,
    "/organizations/project-returns/list/",
    "/organizations/overview/list/",
    "/reports/annual_summary/conditions",
    "/settings/reports/list/",
)


@pytest.mark.parametrize(
    "wanted",
    ["xx", "xx-YY;q=9", "*", "zh-Hant-TW", "de,fr;q=0.9", ";;;,,q=", "en-GB" * 200],
    ids=range(7),
)
def test_a_language_that_nobody_knows_gets_chinese(client: Any, sign_in: Any, wanted: str) -> None:
    headers = {"Accept-Language": wanted}
    for one, path in ((client, "/login/"), (sign_in("yl_clerk"), "/")):
        answer = one.get(path, headers=headers)
        assert answer.status_code == 200
        assert '<html lang="zh-CN"' in answer.text


@pytest.mark.parametrize("path", ["/lang/xx", "/lang/en", "/lang/", "/lang/../en", "/lang/zh%00"])
def test_no_address_switches_the_language(sign_in: Any, path: str) -> None:
    assert sign_in("yl_clerk").get(path).status_code == 404


@pytest.mark.parametrize("language", ["xx", "", "zh-CN", "en\r\nX:1", "en" * 300])
def test_a_language_that_is_not_offered_is_refused(sign_in: Any, language: str) -> None:
    answer = sign_in("yl_clerk").post("/language/", data={"language": language})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page_PersonView=400", 200),
        ("page_PersonView=9999999", 400),
        ("page_PersonView=-1", 400),
        ("psize_PersonView=100000", 400),
        ("psize_PersonView=0", 400),
        ("_flt_0_name=" + "%E6%9D%8E" * 501, 400),
        ("x" * 101 + "=1", 400),
    ],
    ids=["deep", "too deep", "negative", "large", "none", "long", "name"],
)
def test_a_page_that_is_asked_for_too_far_is_refused(sign_in: Any, query: str, status: int) -> None:
    assert sign_in("yl_clerk").get(f"{PEOPLE}?{query}").status_code == status


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("headers", [{}, {"X-ZJ-Partial": "1"}], ids=["whole", "part"])
def test_no_page_is_kept_by_a_browser(sign_in: Any, path: str, headers: dict[str, str]) -> None:
    answer = sign_in("hn_admin").get(path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    if not headers:
        # 后退 asks for a page anew; htmx keeps no copies of parts either.
        (config,) = re.findall(r"<meta name=\"htmx-config\" content='([^']*)'", answer.text)
        assert '"historyEnabled":false' in config


# --- who asks -------------------------------------------------------------------------------


def enter(client: Any, password: str = PASSWORD, **headers: str) -> Any:
    sent = {"username": "yl_clerk", "password": password}
    return client.post("/login/", data=sent, headers=headers)


def test_six_windows_that_sign_in_at_once_are_all_signed_in(app: Any) -> None:
    clients = [app.test_client() for _window in range(6)]

    def press(client: Any) -> Any:
        def act(wait: Any) -> int:
            wait()
            return int(enter(client).status_code)

        return act

    assert together([press(client) for client in clients]) == [302] * 6
    assert [client.get("/").status_code for client in clients] == [200] * 6


def test_a_cookie_from_before_the_sign_in_opens_nothing(app: Any, client: Any) -> None:
    client.get("/login/")
    before = client.get_cookie("session")
    assert enter(client).status_code == 302
    after = client.get_cookie("session")
    thief = app.test_client()
    for cookie, status in ((before, 302), (after, 200)):
        thief.set_cookie("session", cookie.value)
        assert thief.get("/").status_code == status


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "X-Client-IP"]
)
def test_an_address_that_a_browser_claims_buys_no_new_tries(client: Any, header: str) -> None:
    for number in range(30):
        sent = {"username": f"nobody{number}", "password": "wrong"}
        client.post("/login/", data=sent, headers={header: f"10.0.0.{number}"})
    assert enter(client, **{header: "10.0.0.99"}).status_code == 429


def test_an_unknown_name_costs_what_a_known_one_costs(
    app: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    check = signing_in.check_password_hash

    def spy(stored: str, password: str) -> bool:
        looked_at.append(stored)
        return bool(check(stored, password))

    monkeypatch.setattr(signing_in, "check_password_hash", spy)
    for username in ("yl_clerk", "nobody_at_all"):
        client.post("/login/", data={"username": username, "password": "wrong"})
    assert len(looked_at) == 2
    in_earnest = generate_password_hash("x").partition("$")[0]
    assert looked_at[1].partition("$")[0] == in_earnest


# --- behind a proxy, and without ------------------------------------------------------------


@pytest.fixture
def behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An application that is reached by https through one proxy, or by http without any."""

    def make(**settings: Any) -> FlaskClient:
        monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
        url = f"sqlite:///{tmp_path / 'empty.db'}"
        return application.make_app(tmp_path, url, **settings).test_client()

    return make


def test_what_a_proxy_says_is_believed_behind_one_alone(behind: Any) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3"}
    for settings, scheme, address in (
        ({"BEHIND_PROXY": True}, "https", "10.1.2.3"),
        ({"BEHIND_PROXY": False}, "http", "127.0.0.1"),
    ):
        client = behind(**settings)
        with client:
            client.get("/healthz", headers=headers)
            assert (request.scheme, request.remote_addr) == (scheme, address)


def test_browsers_are_told_to_stay_with_https_where_there_is_https(behind: Any) -> None:
    told = {}
    for https in (True, False):
        answer = behind(HTTPS=https).get("/healthz", base_url="https://localhost")
        told[https] = answer.headers.get("Strict-Transport-Security", "")
    assert "max-age=31" in told[True]
    assert told[False] == ""


# --- before a request reaches the product ---------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The start command with its own web server."""
    installation = Installation(tmp_path_factory.mktemp("odd"), WEB_WORKERS="1")
    installation.start()
    yield installation
    installation.signal(signal.SIGTERM)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/healthz?" + "a" * 9_000, {}, 414),
        ("/healthz", {"X-Long": "a" * 60_000}, 431),
        ("/healthz", {f"X-{number}": "a" for number in range(200)}, 431),
        ("/healthz", {"Host": ""}, 400),
        ("/healthz", {"Host": "evil.example"}, 400),
        ("/healthz", {}, 200),
    ],
    ids=["address", "header", "headers", "no host", "host", "ours"],
)
def test_what_is_too_long_never_reaches_the_product(
    served: Installation, path: str, headers: dict[str, str], status: int
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    line.request("GET", path, headers=headers)
    assert line.getresponse().status == status
    line.close()
