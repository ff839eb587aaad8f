"""What must hold before anything starts, each refused in one line."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import config
from app.serve import redis_server

_PORT_WITHIN = 2.0


class StartRefusal(Exception):
    """Why the product does not start, in one line."""


def check_disk(folder: Path, environ: Mapping[str, str]) -> None:
    needed = config.number(environ, "MIN_FREE_MB", config.LEAST_FREE_MB, most=10**9)
    free = shutil.disk_usage(folder).free // 2**20
    if free < needed:
        raise StartRefusal(
            f"The disk is full: {free} MB are free at {folder}, {needed} MB are needed."
        )


def check_programs(environ: Mapping[str, str]) -> None:
    if not environ.get("REDIS_URL"):
        redis_server.server_binary()
    if not shutil.which("wkhtmltopdf"):
        # It is in no Debian after 12; what is short is drawn without it.
        sys.stderr.write("wkhtmltopdf is missing: PDFs of more than 200 rows cannot be made.\n")


@contextmanager
def only_one(instance: Path) -> Iterator[None]:
    """Hold the installation: two starts on one database would run every schedule twice."""
    run = instance / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    with (run / "serve.pid").open("a+") as file:
        try:
            # Of the two kinds of lock the one that forked children do not hold as well.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            number = file.read().strip()
            raise StartRefusal(f"{instance} is being served already (process {number}).") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def check_port(host: str, port: int) -> None:
    deadline = time.monotonic() + _PORT_WITHIN
    while (error := _error_of_listening(host, port)) is not None:
        # What a killed start left behind lets go of the port within a moment.
        if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
            raise StartRefusal(_reason(error, host, port))
        time.sleep(0.1)


def _error_of_listening(host: str, port: int) -> OSError | None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind(address)
    except OSError as error:
        return error
    return None


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8080
        return f"Port {port} on {host} is taken; choose another: PORT={other} make run"
    if error.errno == errno.EACCES:
        return f"Port {port} may be used by root alone; choose another: PORT=8080 make run"
    return f"HOST={host} is no address of this machine."
