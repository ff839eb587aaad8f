"""The web server is killed with -9 while a return is handed in: all of it is stored, or nothing."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from app.core.base import clock
from tests.support.forms import fields
from tests.support.returns import FUNDING, FUNDINGS
from tests.support.site import Site

ROUNDS = 20


class Clerk:
    """Somebody at a browser who does not give up."""

    def __init__(self, site: Site, username: str) -> None:
        self.site = site
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        account = site.account(username)
        sent = {"username": account["username"], "password": account["password"]}
        self.post("/login/", sent | {"csrf_token": self.token("/login/")})

    def get(self, path: str) -> str:
        with self.browser.open(self.site.address + path, timeout=20) as answer:
            return str(answer.read().decode())

    def token(self, path: str) -> str:
        return fields(self.get(path))["csrf_token"]

    def post(self, path: str, sent: dict[str, str]) -> None:
        data = urlencode(sent).encode()
        with self.browser.open(self.site.address + path, data, timeout=20) as answer:
            answer.read()


@pytest.fixture
def site(tmp_path: Path):
    found = Site(tmp_path)
    found.start()
    try:
        yield found
    finally:
        found.stop()


def family(pid: int) -> list[int]:
    """A process and its children, the children first."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [*(int(word) for word in found.stdout.split()), pid]


def kill_web_server(site: Site) -> None:
    """Kill -9 of the server and its workers; then an administrator starts it again."""
    web = site._processes.pop(1)
    for pid in family(web.pid):
        os.kill(pid, signal.SIGKILL)
    web.wait()


def start_again(site: Site) -> None:
    site._spawn("gunicorn", "-c", "deploy/gunicorn.conf.py", "run:app")
    site._processes.insert(1, site._processes.pop())
    site._wait()


def test_a_hand_in_is_stored_whole_or_not_at_all(site: Site) -> None:
    clerk = Clerk(site, "ty_clerk")
    whole = nothing = 0
    # The years of the demo data are closed; each of the others is tried until it is stored.
    years = list(range(2015, clock.year() - 3))
    for number in range(ROUNDS):
        if not years:
            break
        year = years[0]
        before = counts(site)
        sent = FUNDING | {"year": str(year), "act": "submit", "form_token": f"drill-{number}"}
        sent |= {"csrf_token": clerk.token(f"{FUNDINGS}/add?year={year}")}

        def hand_in(form: dict[str, str] = sent) -> None:
            # The answer is lost with the server.
            with contextlib.suppress(URLError, HTTPException, OSError):
                clerk.post(f"{FUNDINGS}/add", form)

        act = threading.Thread(target=hand_in)
        act.start()
        # Somewhere in the middle of a request; not a wait for anything.
        time.sleep(random.uniform(0.0, 0.4))
        kill_web_server(site)
        act.join()
        start_again(site)
        after = counts(site)
        rows, events, audits = (now - then for now, then in zip(after, before, strict=True))
        assert (rows, events) in ((0, 0), (1, 2)), (number, rows, events)
        assert (rows == 0) == (audits == 0), (number, rows, audits)
        whole, nothing = whole + rows, nothing + (rows == 0)
        years = years[rows:]
    assert whole
    assert nothing
    sys.stdout.write(f"\nkilled {whole + nothing} times: {whole} whole, {nothing} nothing\n")
    assert site.value("PRAGMA integrity_check") == "ok"


def counts(site: Site) -> tuple[int, int, int]:
    """Returns, their events, and what the audit trail says of them."""
    return (
        site.value("SELECT count(*) FROM funding_return"),
        site.value(
            "SELECT count(*) FROM workflow_event WHERE resource = 'organizations.funding_return'"
        ),
        site.value("SELECT count(*) FROM audit_entry WHERE object_type = 'funding_return'"),
    )
