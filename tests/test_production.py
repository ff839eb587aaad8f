"""The production chapter of the README, letter by letter, up to a county that signs in."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.core.base.processes import end, spawn
from tests.support import first_setup
from tests.support.browser import Faults, open_window
from tests.support.first_setup import ACCOUNT, COUNTY
from tests.support.installation import OURS, ROOT
from tests.support.services import Services, free_port

NOT_THE_CODE = (".git", ".venv", ".test", "node_modules", "instance", "__pycache__", ".*_cache")
CHAPTER = re.compile(r"### The first installation\n.*?```sh\n(.*?)```", re.DOTALL)
# Making .venv anew takes its time.
PATIENCE = 900.0


def script() -> str:
    """The commands of the chapter."""
    found = CHAPTER.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def with_values(text: str, **values: str) -> str:
    """The same with the values that the reader is asked to put in; there is no https here."""
    for line in (
        ("/opt/zj", values["code"]),
        ("HTTPS=1 BEHIND_PROXY=1 TRUSTED_HOSTS=zj.example.gov.cn", "TRUSTED_HOSTS=127.0.0.1"),
        ("PUBLIC_URL=https://zj.example.gov.cn", "PUBLIC_URL=http://127.0.0.1"),
        ("postgresql://zj:password@db/zj", f"'{values['database']}'"),
        ("redis://queue:6379/0", values["redis"]),
        ("/var/lib/zj", values["instance"]),
    ):
        assert line[0] in text, line[0]
        text = text.replace(*line)
    return text


@pytest.fixture
def production(services: Services, tmp_path: Path) -> Iterator[str]:
    """What the chapter leaves: its address, once it answers."""
    code, log, port = tmp_path / "code", tmp_path / "log.txt", free_port()
    shutil.copytree(ROOT, code, ignore=shutil.ignore_patterns(*NOT_THE_CODE))
    values = {
        "code": str(code),
        "database": services.fresh_database("readme"),
        "redis": services.redis_url(),
        "instance": str(tmp_path / "instance"),
    }
    (tmp_path / "chapter.sh").write_text("set -e\n" + with_values(script(), **values))
    left_out = (*OURS.split(), "CLOCK_FILE", "PYTHONPATH", "VIRTUAL_ENV")
    clean = {name: value for name, value in os.environ.items() if name not in left_out}
    named = {"ADMIN_USERNAME": ACCOUNT["username"], "ADMIN_PASSWORD": ACCOUNT["password"]}
    with log.open("wb") as output:
        process = spawn(
            ["bash", str(tmp_path / "chapter.sh")],
            environment=clean | named | {"PORT": str(port)},
            folder=tmp_path,
            output=output,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, log)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        end(process, grace=30.0, hurry=lambda: False)
    assert "flask fab" not in log.read_text()
    assert "Traceback" not in log.read_text()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(1)
    raise AssertionError(log.read_text())


@pytest.mark.whole_suite
@pytest.mark.timeout(2 * PATIENCE)
def test_the_chapter_leads_to_a_county_that_signs_in(production: str, chromium: Browser) -> None:
    faults = Faults(production)
    page = open_window(chromium, production, faults)
    first_setup.sign_in(page, **ACCOUNT)
    first_setup.make_province(page)
    first_setup.make_levels(page)
    made = first_setup.make_accounts(page)
    first_setup.decide(page)
    county = open_window(chromium, production, faults)
    first_setup.change_password(county, *made[f"{COUNTY} admin_43010201"])
    county.get_by_text(COUNTY).first.wait_for()
    assert faults.found == []
    for window in (page, county):
        window.context.close()


def test_the_chapter_names_each_value_that_is_the_reader_s() -> None:
    names = ("code", "database", "redis", "instance")
    told = with_values(script(), **{name: f"/{name}" for name in names})
    assert "zj.example.gov.cn" not in told
    assert "flask --app run create-admin" in told
