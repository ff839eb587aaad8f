"""PostgreSQL, Redis and Chromium for the tests, private to one run and gone with it."""

from __future__ import annotations

import atexit
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from app.core.base.processes import end, spawn
from app.serve import redis_server

PREFIX = "zj-tests-"
PATIENCE = 30.0
# A test database is thrown away, so nothing waits for the disk.
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


class Services:
    """Servers that start when first asked for; each lives in one temporary folder.

    They listen on unix sockets alone, so no port can be taken, and end with this
    process even if it is killed. A later run clears what a killed one left in the folder.
    A cluster may lie elsewhere, to be there again next time.
    """

    def __init__(self, cluster: Path | None = None) -> None:
        _clear_leftovers()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self._cluster = cluster or self.folder / "postgres"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._postgres: str | None = None
        self._redis: str | None = None
        atexit.register(self.stop)

    def postgres(self) -> str:
        """The address of the maintenance database of a running cluster."""
        if self._postgres is None:
            self._postgres = self._start_postgres()
        return self._postgres

    def fresh_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database anew, as a copy of another; nobody may be connected to that one."""
        for word in (name, template):
            assert re.fullmatch(r"[a-z][a-z0-9_]*", word), word
        with psycopg.connect(driver_address(self.postgres()), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.postgres().replace("/postgres?", f"/{name}?")

    def redis_url(self) -> str:
        if self._redis is None:
            self._redis = self._start_redis()
        return self._redis

    def chromium_path(self) -> str:
        for name in ("chromium-headless-shell", "chromium", "google-chrome"):
            if found := shutil.which(name):
                return found
        raise RuntimeError("Chromium is missing: apt-get install chromium-headless-shell")

    def stop(self) -> None:
        atexit.unregister(self.stop)
        for process in reversed(self._processes):
            process.send_signal(signal.SIGINT)
            end(process, grace=10.0, hurry=lambda: False)
        self._processes.clear()
        self._postgres = self._redis = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_postgres(self) -> str:
        programs, user = _postgres_programs(), _unprivileged_user()
        data, line = self._cluster, self.folder / "pg"
        self.folder.chmod(0o711)
        for folder in (data, line):
            folder.mkdir(mode=0o700, exist_ok=True)
            if user:
                shutil.chown(folder, user)
        if not (data / "PG_VERSION").exists():
            _make_cluster(programs / "initdb", data, user)
        settings = [word for setting in HASTE for word in ("-c", setting)]
        command = [
            str(programs / "postgres"),
            "-D",
            str(data),
            "-k",
            str(line),
            "-h",
            "",
            *settings,
        ]
        with (self.folder / "postgres.log").open("wb") as output:
            # An interrupt makes it end at once, without waiting for its clients.
            process = spawn(
                command + settings, folder=data, output=output, user=user, last_signal=signal.SIGINT
            )
        self._processes.append(process)
        address = f"postgresql+psycopg://postgres@/postgres?host={line}"
        _wait_for_postgres(address, process, self.folder / "postgres.log")
        return address

    def _start_redis(self) -> str:
        data, path = self.folder / "redis", self.folder / "redis" / "redis.sock"
        redis_server.make_room(path)
        process = spawn(redis_server.command(path, data))
        self._processes.append(process)
        redis_server.wait(path, process)
        return f"unix://{path}"


def _make_cluster(initdb: Path, data: Path, user: str | None) -> None:
    words = ["-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(
        [initdb, *words, "--locale=C.UTF-8"],
        check=True,
        cwd=data,
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        stdout=subprocess.DEVNULL,
    )


def free_port() -> int:
    """A port of the loopback address that nobody uses at this moment."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def driver_address(address: str) -> str:
    """The address as the driver itself reads it, without SQLAlchemy's word."""
    return address.replace("postgresql+psycopg://", "postgresql://")


def _postgres_programs() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    if elsewhere := shutil.which("initdb"):
        return Path(elsewhere).resolve().parent
    raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; its package brings a user."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _wait_for_postgres(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(driver_address(address), connect_timeout=2).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start:\n{log.read_text()}") from None
            time.sleep(0.05)
        else:
            return


def _clear_leftovers() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if not Path(f"/proc/{owner}").exists():
            shutil.rmtree(folder, ignore_errors=True)
