"""The private Redis of an installation without a Redis server: one child, one unix socket."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import time
from contextlib import suppress
from pathlib import Path

import redis

from app.core.base.processes import Process

_PATIENCE = 10.0
_STEP = 0.02


class RedisUnavailable(Exception):
    """No Redis could be started; the text says what to do, in one line."""


def server_binary() -> str:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    raise RedisUnavailable("redis-server is missing: apt-get install redis-server")


def command(path: Path, data: Path) -> list[str]:
    """No TCP port; the socket is for its owner; jobs survive a crash by the append-only file."""
    words = {
        "--port": "0",
        "--unixsocket": str(path),
        "--unixsocketperm": "600",
        "--dir": str(data),
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",
        "--maxmemory": "128mb",
        "--maxmemory-policy": "noeviction",
        "--daemonize": "no",
        "--loglevel": "warning",
        "--logfile": str(data / "redis.log"),
    }
    return [server_binary(), *(word for pair in words.items() for word in pair)]


def make_room(path: Path) -> None:
    """Make the folder of the socket, and end a server that a killed start left on it."""
    folder = path.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise RedisUnavailable(f"{folder} belongs to somebody else: set REDIS_URL or INSTANCE_DIR.")
    folder.chmod(0o700)
    deadline = time.monotonic() + _PATIENCE
    while _listens(path):
        if time.monotonic() > deadline:
            raise RedisUnavailable(f"An old Redis on {path} does not stop.")
        _shut_down(path)
        time.sleep(_STEP)


def wait(path: Path, process: Process) -> None:
    """Return once the server answers, which it does only after reading its file."""
    deadline = time.monotonic() + _PATIENCE
    while not answers(path):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RedisUnavailable(f"Redis does not start on {path}: see redis.log.")
        time.sleep(_STEP)


def answers(path: Path) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(path), socket_timeout=2) as client:
            return bool(client.ping())
    except redis.exceptions.RedisError:
        return False


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(path)) == 0


def _shut_down(path: Path) -> None:
    # It goes before it can answer, which the client takes for an error.
    with (
        suppress(redis.exceptions.RedisError),
        redis.Redis(unix_socket_path=str(path), socket_timeout=2) as client,
    ):
        client.shutdown()
