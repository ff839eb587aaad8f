"""Installations to measure: two sizes on two databases, built once and kept between runs."""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.support.services import Services

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".test" / "bench"
# An installation is built anew when these change.
SOURCES = ("app/migrations/versions/*.py", "app/data/*.csv", "tests/bench/applications.py")
OURS = ("APP_ENV", "DATABASE_URL", "INSTANCE_DIR", "REDIS_URL", "SECRET_KEY", "DATA_KEY", "DEBUG")


@dataclass(frozen=True, slots=True)
class World:
    """One installation: its database, its size, and the variables that lead to it."""

    database: str
    people: int
    environment: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.database}-{self.people}"

    @property
    def folder(self) -> Path:
        return Path(self.environment["INSTANCE_DIR"])


class Worlds:
    """The installations of a run and the server that half of them need."""

    def __init__(self, databases: list[str], sizes: list[int]) -> None:
        KEPT.mkdir(parents=True, exist_ok=True)
        self._services = Services(_cluster()) if "postgresql" in databases else None
        self.all = [self._world(name, people) for people in sizes for name in databases]

    def __iter__(self) -> Iterator[World]:
        return iter(self.all)

    def stop(self) -> None:
        if self._services is not None:
            self._services.stop()

    def _world(self, database: str, people: int) -> World:
        folder = KEPT / f"{database}-{people}"
        clean = {name: value for name, value in os.environ.items() if name not in OURS}
        world = World(database, people, clean | {"INSTANCE_DIR": str(folder)})
        if self._services is not None and database == "postgresql":
            address = self._services.postgres().replace("/postgres?", f"/bench_{people}?")
            world.environment["DATABASE_URL"] = address
        if not _is_ready(world):
            self._build(world)
        return world

    def _build(self, world: World) -> None:
        _say(f"building {world.name} …")
        (world.folder / "ready.json").unlink(missing_ok=True)
        if self._services is not None and world.database == "postgresql":
            _keep_still(self._services.postgres())
            self._services.fresh_database(f"bench_{world.people}")
        shutil.rmtree(world.folder, ignore_errors=True)
        world.folder.mkdir(parents=True)
        for words in ("db upgrade", "sync-permissions", f"load-demo --people {world.people}"):
            _run(world, "-m", "flask", "--app", "run", *words.split())
        _run(world, "-m", "tests.bench.account")
        _run(world, "-m", "tests.bench.applications")
        if world.database == "postgresql":
            _settle(world.environment["DATABASE_URL"])
        (world.folder / "ready.json").write_text(json.dumps(_state()))


def _run(world: World, *words: str) -> None:
    with (world.folder / "build.log").open("ab") as log:
        subprocess.run(
            [sys.executable, *words],
            check=True,
            cwd=ROOT,
            env=world.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _cluster() -> Path:
    """Where the server's data stay; its account must be able to go there."""
    inside = KEPT / "postgres"
    if os.getuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in inside.parents):
        return inside
    name = f"zj-bench-{hashlib.sha256(bytes(KEPT)).hexdigest()[:12]}"
    # The only folder that outlives a run and that every account can enter.
    return Path("/var/tmp") / name  # noqa: S108 - named after this copy of the project


def _state() -> dict[str, str]:
    """A fingerprint of everything that the rows come from, and of who made them."""
    found = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.read_bytes())
    return {"sources": found.hexdigest(), "account": pwd.getpwuid(os.getuid()).pw_name}


def _is_ready(world: World) -> bool:
    with suppress(OSError, ValueError, psycopg.Error):
        if json.loads((world.folder / "ready.json").read_text()) == _state():
            if world.database == "postgresql":
                psycopg.connect(plain(world.environment["DATABASE_URL"])).close()
            return True
    return False


def plain(address: str) -> str:
    """An address as the driver itself reads it."""
    return address.replace("postgresql+psycopg://", "postgresql://")


def _keep_still(address: str) -> None:
    """No housekeeping while it is measured; `_settle` does it once."""
    with psycopg.connect(plain(address), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")


def _settle(address: str) -> None:
    """What the server's own housekeeping would have done within minutes."""
    with psycopg.connect(plain(address), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
