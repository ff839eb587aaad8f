"""The start command as its user meets it: what it starts, says, refuses and leaves behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.base.processes import fork
from app.serve import checks
from tests.support.installation import Installation
from tests.support.services import Services
from tests.support.waiting import until

ACCOUNT = {
    "username": "yuelu",
    "password": "T7-pass",
    "name": "李四",
    "role": "填报员",
    "level": "区县",
    "organization": "岳麓区站",
}
FORKED = ("zj-web", "zj-worker", "zj-schedule")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def get(address: str) -> dict[str, str]:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - always http
        found: dict[str, str] = json.load(answer)
        return found


def status(number: int | None, word: str) -> int:
    """A figure of what the system says about a process."""
    return _figure(Path(f"/proc/{number}/status"), word)


def memory(number: int | None, word: str) -> int:
    """Kilobytes of a process."""
    return _figure(Path(f"/proc/{number}/smaps_rollup"), word)


def _figure(file: Path, word: str) -> int:
    found = re.search(rf"^{word}:\s+(\d+)", file.read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])


def is_well(installation: Installation) -> bool:
    try:
        return get(f"{installation.address}/readyz")["status"] == "ok"
    except OSError:
        return False


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Started once, in a folder whose name is too long for a socket."""
    installation = Installation(tmp_path_factory.mktemp("监督" * 20))
    installation.start()
    yield installation
    installation.signal(signal.SIGTERM)


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Installation]:
    installation = Installation(tmp_path)
    yield installation
    if installation.process is not None and installation.process.poll() is None:
        installation.signal(signal.SIGTERM)


def test_a_first_start_serves_pages_and_jobs(running: Installation) -> None:
    assert get(f"{running.address}/healthz") == {"status": "ok"}
    assert f"湖南省建设工程质量安全监督机构管理系统: {running.address}" in running.output
    until(lambda: is_well(running))


@pytest.mark.parametrize("name", ["secret.key", "data.key", "audit.key", "app.db"])
def test_keys_and_data_are_for_their_owner_alone(running: Installation, name: str) -> None:
    assert mode(running.instance / name) == 0o600


def test_redis_is_for_its_owner_alone(running: Installation) -> None:
    assert (mode(running.socket), mode(running.socket.parent)) == (0o600, 0o700)


def test_one_installation_is_served_once(running: Installation) -> None:
    assert running.process is not None
    refused = running.run()
    assert refused.returncode == 1
    assert refused.stderr == (
        f"{running.instance} is being served already (process {running.process.pid}).\n"
    )


def test_one_import_of_the_product_serves_all(running: Installation) -> None:
    """Web server, worker and schedule share most of their memory with the start command."""
    assert running.process is not None
    until(lambda: is_well(running))
    for word in FORKED:
        number = running.oldest(word)
        assert status(number, "PPid") == running.process.pid
        private = memory(number, "Private_Clean") + memory(number, "Private_Dirty")
        assert private < memory(number, "Rss") / 2


def test_the_start_command_has_nothing_that_children_must_not_share(running: Installation) -> None:
    """No line to a database or Redis, no second thread."""
    assert running.process is not None
    number = running.process.pid
    opened = {str(link.readlink()) for link in Path(f"/proc/{number}/fd").iterdir()}
    assert not [name for name in opened if "app.db" in name or name.startswith("socket:")]
    assert status(number, "Threads") == 1


def test_a_job_that_outlives_the_start_command_does_not_hold_up_the_next(tmp_path: Path) -> None:
    told = tmp_path / "number"

    def job() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        told.with_suffix(".new").write_text(str(os.getpid()))
        told.with_suffix(".new").rename(told)
        time.sleep(60)

    def start() -> None:
        with checks.only_one(tmp_path):
            fork(job, "zj-test")
            until(told.exists)
            os.kill(os.getpid(), signal.SIGKILL)

    assert fork(start, "zj-test").wait() == -signal.SIGKILL
    try:
        with checks.only_one(tmp_path):
            pass
    finally:
        os.kill(int(told.read_text()), signal.SIGKILL)


def test_what_dies_is_started_again(running: Installation) -> None:
    until(lambda: is_well(running))
    words = (*FORKED, "redis-server")
    killed = [running.oldest(word) for word in words]
    for number in killed:
        assert number is not None
        os.kill(number, signal.SIGKILL)
    for word, number in zip(words, killed, strict=True):
        until(lambda word=word, number=number: running.oldest(word) not in (None, number))
    until(lambda: is_well(running), seconds=40)


def test_a_second_start_goes_well_however_the_first_one_ended(stopped: Installation) -> None:
    stopped.start()
    assert len(stopped.processes()) >= 6
    assert stopped.signal(signal.SIGINT) == 0
    assert stopped.processes() == {}
    (stopped.instance / "demo-accounts.json").write_text(json.dumps([ACCOUNT]))

    stopped.start()
    assert (
        "username  password  name  role    level  organization\n"
        "yuelu     T7-pass   李四  填报员  区县   岳麓区站\n"
    ) in stopped.output
    stopped.signal(signal.SIGKILL)
    until(lambda: stopped.processes() == {})

    stopped.start()
    assert get(f"{stopped.address}/healthz") == {"status": "ok"}
    assert stopped.signal(signal.SIGTERM) == 0
    assert stopped.processes() == {}
    assert not stopped.socket.exists()


def test_servers_of_the_house_take_the_place_of_the_built_in_ones(
    tmp_path: Path, services: Services
) -> None:
    installation = Installation(
        tmp_path,
        DATABASE_URL=services.fresh_database("served").replace("+psycopg", ""),
        REDIS_URL=services.redis_url(),
    )
    try:
        installation.start()
        until(lambda: is_well(installation))
        assert not (installation.instance / "app.db").exists()
        assert installation.oldest(str(installation.socket)) is None
    finally:
        installation.signal(signal.SIGTERM)


def test_a_stop_during_the_preparation_is_heard(stopped: Installation) -> None:
    stopped.start_without_waiting()
    until(lambda: "Preparing" in stopped.output)
    assert stopped.signal(signal.SIGTERM) == 0
    assert stopped.processes() == {}


def test_a_taken_port_is_named_with_a_way_out(stopped: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", stopped.port))
        other.listen()
        refused = stopped.run()
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Port {stopped.port} on 127.0.0.1 is taken;"
        f" choose another: PORT={stopped.port + 1} make run\n"
    )
    assert not (stopped.instance / "app.db").exists()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"MIN_FREE_MB": "900000000"}, "The disk is full: "),
        ({"PATH": "/nowhere"}, "redis-server is missing: apt-get install redis-server"),
        ({"PORT": "eighty"}, "PORT must be a number from 1 to 65535, not 'eighty'."),
        ({"WEB_WORKERS": "0"}, "WEB_WORKERS must be a number from 1 to 64, not '0'."),
        ({"HOST": "203.0.113.7"}, "HOST=203.0.113.7 is no address of this machine."),
        ({"HOST": "0.0.0.0"}, "HOST=0.0.0.0 needs TRUSTED_HOSTS"),  # noqa: S104
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with postgresql:// or sqlite"),
        ({"APP_ENV": "production"}, "SECRET_KEY is missing: set it, or make "),
    ],
)
def test_a_start_that_cannot_be_is_refused_in_one_line(
    stopped: Installation, variables: dict[str, str], words: str
) -> None:
    refused = stopped.run(**variables)
    assert refused.returncode == 1
    assert refused.stderr.startswith(words)
    assert refused.stderr.count("\n") == 1


def test_a_database_that_cannot_be_reached_is_named_in_one_line(stopped: Installation) -> None:
    refused = stopped.run(DATABASE_URL="postgresql://nobody@/none?host=/nowhere")
    assert refused.returncode == 1
    assert refused.stderr.startswith("The database could not be prepared: ")
    assert refused.stderr.count("\n") == 1
    assert stopped.processes() == {}


def test_a_start_under_another_key_is_refused_in_one_line(stopped: Installation) -> None:
    stopped.start()
    stopped.signal(signal.SIGTERM)
    refused = stopped.run(DATA_KEY="b" * 43 + "=")
    assert refused.returncode == 1
    assert "DATA_KEY cannot be the key that this database was written with" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert stopped.processes() == {}
