"""A web server inside the process of the test, for applications that only a test declares."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.serving import make_server

PATIENCE = 10.0


class Gate:
    """A WSGI middleware that counts the requests at work, and lets nobody in once closed.

    A page that a test leaves may still be asking; its answer must not fall into the database
    of the next test.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._inside, self._closed = 0, False
        self._changed = threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with self._changed:
            if self._closed:
                return ServiceUnavailable()(environ, start)
            self._inside += 1
        try:
            return self._app(environ, start)
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Wait for those who are inside."""
        with self._changed:
            self._closed = True
            assert self._changed.wait_for(lambda: not self._inside, PATIENCE)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of the application, as long as the block lasts."""
    gate: Any = Gate(app)
    server = make_server("127.0.0.1", 0, gate, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    gate.close()
    server.server_close()
