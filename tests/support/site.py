"""A whole installation with demo data for the browser: database, Redis, web server, worker."""

from __future__ import annotations

import base64
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from playwright.sync_api import Browser, Page, ViewportSize

from app.core.base.processes import end, spawn
from app.serve import redis_server
from tests.support import kept
from tests.support.browser import Faults, open_window
from tests.support.installation import OURS, ROOT
from tests.support.services import Services, free_port

PATIENCE = 40.0
# Every entry, however young it is.
SEAL = """
import datetime as dt
from app.audit import operations
from app.core.access.scope import EVERYTHING, under
from app.core.base import clock
from run import app
with app.app_context(), under(EVERYTHING):
    operations.seal(clock.now() + dt.timedelta(days=1))
"""


class Site:
    """The running product: its address, its accounts, its database file."""

    def __init__(self, folder: Path) -> None:
        self.instance, self.port = folder / "instance", free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = folder / "log.txt"
        self._redis = folder / "redis" / "redis.sock"
        clean = {name: value for name, value in os.environ.items() if name not in OURS.split()}
        self._environment = clean | {
            "INSTANCE_DIR": str(self.instance),
            "REDIS_URL": f"unix://{self._redis}",
            "PORT": str(self.port),
            "WEB_WORKERS": "1",
            "FLASK_APP": "run",
        }
        self._processes: list[subprocess.Popen[bytes]] = []
        # The cookies of who has signed in already: one sign-in a person is enough.
        self.signed_in: dict[str, Any] = {}

    def start(self) -> None:
        """Everything that an administrator does, by the same commands."""
        kept.bring("site", self.instance, self._prepare)
        redis_server.make_room(self._redis)
        process = spawn(redis_server.command(self._redis, self._redis.parent))
        self._processes.append(process)
        redis_server.wait(self._redis, process)
        self._web = self._spawn("gunicorn", "-c", "deploy/gunicorn.conf.py", "run:app")
        self._worker = self._spawn("flask", "worker")
        self._wait()

    def _prepare(self, instance: Path) -> None:
        for command in ("db upgrade", "sync-permissions", "load-demo"):
            self._flask(*command.split(), INSTANCE_DIR=str(instance))

    def seal(self) -> None:
        """The job of every five minutes, alone: those of the day close years that tests fill in."""
        self._python("-c", SEAL)

    def kill_web(self) -> None:
        """The web server is gone at once, as in a power cut."""
        os.killpg(self._web.pid, signal.SIGKILL)
        self._web.wait()
        self._processes.remove(self._web)

    def start_web(self) -> None:
        """The web server comes back on the same port."""
        self._web = self._spawn("gunicorn", "-c", "deploy/gunicorn.conf.py", "run:app")
        self._wait()

    def pause_worker(self) -> None:
        """The worker is there and does nothing, as on a machine that is busy or swaps."""
        os.killpg(self._worker.pid, signal.SIGSTOP)

    def resume_worker(self) -> None:
        """It goes on where it was."""
        os.killpg(self._worker.pid, signal.SIGCONT)

    def stop(self) -> None:
        for process in reversed(self._processes):
            end(process, grace=5.0, hurry=lambda: False)

    def _flask(self, *words: str, **variables: str) -> None:
        self._python("-m", "flask", *words, **variables)

    def _python(self, *words: str, **variables: str) -> None:
        subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self._environment | variables,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=300,
        )

    def _spawn(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as output:
            process = spawn(
                [sys.executable, "-m", module, *words],
                environment=self._environment,
                folder=ROOT,
                output=output,
            )
        self._processes.append(process)
        return process

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as told:  # noqa: S310
                    if json.load(told)["worker"] == "ok":
                        return
                    raise OSError("the worker is not there yet")
            except (urllib.error.URLError, OSError) as error:
                ended = any(process.poll() is not None for process in self._processes)
                if ended or time.monotonic() > deadline:
                    raise RuntimeError(self._log.read_text()) from error
                time.sleep(0.1)

    @property
    def log(self) -> str:
        """What the server and the worker wrote."""
        return self._log.read_text()

    def account(self, username: str) -> Mapping[str, str]:
        """The line of demo-accounts.json."""
        found = json.loads((self.instance / "demo-accounts.json").read_text())
        return next(one for one in found if one["username"] == username)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the database itself, beside the product."""
        path = f"file:{self.instance / 'app.db'}?mode=ro"
        with closing(sqlite3.connect(path, uri=True)) as connection:
            return connection.execute(statement, values).fetchall()

    def change(self, statement: str, *values: Any) -> None:
        """What time or another machine does to the database."""
        with closing(sqlite3.connect(self.instance / "app.db")) as connection, connection:
            connection.execute(statement, values)

    def unsealed(self, sealed: bytes) -> str:
        """The text of an encrypted column, by the installation's own key."""
        key = base64.b64decode((self.instance / "data.key").read_text())
        nonce, body = sealed[1:13], sealed[13:]
        return AESGCM(key).decrypt(nonce, body, sealed[:1]).decode()

    def value(self, statement: str, *values: Any) -> Any:
        """The one value of a statement."""
        (row,) = self.sql(statement, *values)
        return row[0]


class Visits:
    """The people at their desks: each has a window, and none may see a fault."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site, self._browser = site, browser
        self._windows: list[Page] = []
        self._faults: list[Faults] = []

    def window(self, *, size: ViewportSize | None = None, expects: tuple[int, ...] = ()) -> Page:
        """A window of somebody who is not signed in."""
        faults = Faults(self.site.address, expects)
        page = open_window(self._browser, self.site.address, faults, size=size)
        self._windows.append(page)
        self._faults.append(faults)
        return page

    def enter(
        self, username: str, *, size: ViewportSize | None = None, expects: tuple[int, ...] = ()
    ) -> Page:
        """A window of one of the demo accounts, signed in through the sign-in page."""
        page = self.window(size=size, expects=expects)
        account = self.site.account(username)
        cookies = self.site.signed_in.get(username)
        if cookies:
            page.context.add_cookies(cookies)
        page.goto("/")
        # Another test may have ended the session that was kept.
        if "/login/" in page.url:
            self._sign_in(page, account)
        page.get_by_role("heading", level=1, name=account["name"]).wait_for()
        return page

    def _sign_in(self, page: Page, account: Mapping[str, str]) -> None:
        page.get_by_label("登录账号").fill(account["username"])
        page.get_by_label("密码", exact=True).fill(account["password"])
        page.get_by_role("button", name="登录", exact=True).click()
        page.get_by_role("heading", level=1, name=account["name"]).wait_for()
        self.site.signed_in[account["username"]] = page.context.cookies()

    def close(self) -> None:
        for window in self._windows:
            window.context.close()

    @property
    def faults(self) -> list[str]:
        return [fault for one in self._faults for fault in one.found]


@pytest.fixture(scope="session")
def _site(services: Services, tmp_path_factory: Any) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture
def site(_site: Site) -> Site:
    return _site


@pytest.fixture
def visits(_site: Site, chromium: Browser) -> Iterator[Visits]:
    # What somebody has set up in another test is not there in this one.
    _site.change("DELETE FROM list_preference")
    _site.change("UPDATE ab_user SET preferred_year = NULL, language = NULL")
    people, before = Visits(_site, chromium), len(_site.log)
    yield people
    people.close()
    assert not people.faults, "\n".join(people.faults)
    said = _site.log[before:]
    assert "Traceback" not in said, said
