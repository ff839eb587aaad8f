"""What is measured: a web application in its own process, called as its server would call it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import process_time_ns
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Engine, event
from werkzeug.test import EnvironBuilder, run_wsgi_app

TICK = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
Environ = dict[str, Any]


class Subject:
    """An application, its signed-in browser and the named requests that are measured."""

    def __init__(self, wsgi: Any) -> None:
        self.wsgi = wsgi
        self.cases: dict[str, Callable[[], Environ]] = {}
        self.statements: list[str] = []
        self.backends: set[int] = set()

    def watch(self) -> None:
        """Note every statement, and the server's process of every connection."""

        @event.listens_for(Engine, "before_cursor_execute")
        def _note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                self.statements.append(statement)

        @event.listens_for(Engine, "connect")
        def _meet(connection: Any, _record: Any) -> None:
            self.meet(connection)

    def meet(self, connection: Any) -> None:
        """Remember the server's process behind a connection, if there is one."""
        if hasattr(connection, "info"):
            self.backends.add(connection.info.backend_pid)

    def page(self, case: str, path: str, cookie: str, **query: Any) -> None:
        """A page that is asked for by its address."""
        address = f"{path}?{urlencode(query)}" if query else path
        self.cases[case] = lambda: get(address, cookie)

    def measure(self, name: str, times: int) -> dict[str, Any]:
        """CPU of the process and of its database server in nanoseconds a request, and more."""
        prepare = self.cases[name]
        server = database = 0
        answer: tuple[bytes, int] = (b"", 0)
        for _turn in range(times):
            environ = prepare()
            self.statements.clear()
            began, spent = process_time_ns(), self.database_cpu()
            answer = call(self.wsgi, environ)
            server += process_time_ns() - began
            database += self.database_cpu() - spent
        return {
            "cpu": (server + database) / times,
            "database": database / times,
            "statements": len(self.statements),
            "bytes": len(answer[0]),
            "rows": answer[0].count(b"<tr"),
            "status": answer[1],
        }

    def database_cpu(self) -> int:
        """Nanoseconds on a processor of our backends and of their finished parallel helpers."""
        spent, parents = 0, set()
        for backend in self.backends:
            with suppress(FileNotFoundError, ProcessLookupError):
                spent += int(Path(f"/proc/{backend}/schedstat").read_text().split()[0])
                parents.add(int(_fields(backend)[1]))
        for parent in parents:
            spent += sum(int(ticks) for ticks in _fields(parent)[13:15]) * TICK
        return spent


def _fields(process: int) -> list[str]:
    """The fields of a process's status from the third on; its name may hold blanks."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def get(address: str, cookie: str = "", **headers: str) -> Environ:
    """A request for a page."""
    return _environ(address, headers={"Cookie": cookie, **headers})


def post(address: str, cookie: str, values: Any, **headers: str) -> Environ:
    """A form that is sent."""
    return _environ(address, method="POST", data=values, headers={"Cookie": cookie, **headers})


def _environ(address: str, **more: Any) -> Environ:
    path, _mark, query = address.partition("?")
    builder = EnvironBuilder(path, query_string=query, base_url="http://127.0.0.1/", **more)
    try:
        return builder.get_environ()
    finally:
        builder.close()


def call(wsgi: Any, environ: Environ) -> tuple[bytes, int]:
    """Call an application and read its whole answer; a refusal ends the measurement."""
    parts, status, _headers = run_wsgi_app(wsgi, environ)
    body = b"".join(parts)
    if int(status[:3]) >= 400:
        raise RuntimeError(f"{environ['PATH_INFO']} answers {status}: {body[:500]!r}")
    return body, int(status[:3])


def sign_in(client: Any, username: str, password: str) -> str:
    """Sign in at an application's own page; the cookie of the session."""
    form = client.get("/login/").text
    token = form.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    answer = client.post(
        "/login/", data={"username": username, "password": password, "csrf_token": token}
    )
    # The first page puts the key of the forms into the session.
    client.get("/", follow_redirects=True)
    cookie = client.get_cookie("session")
    if answer.status_code not in (302, 303) or cookie is None:
        raise RuntimeError(f"{username} cannot sign in: {answer.status}")
    return f"session={cookie.value}"
