"""An installation of its own: the real start command on a free port in a temporary folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import config
from app.core.base.processes import spawn
from tests.support.services import free_port

ROOT = Path(__file__).resolve().parents[2]
OURS = (
    "APP_ENV BEHIND_PROXY DATABASE_URL DATA_KEY AUDIT_KEY DEBUG DEMO FLASK_DEBUG HOST HTTPS"
    " INSTANCE_DIR MIN_FREE_MB PORT PUBLIC_URL REDIS_URL SECRET_KEY TRUSTED_HOSTS WEB_WORKERS"
)


class Installation:
    """The start command, what it printed, and every process that came of it."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.instance, self.port = folder / "instance", free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._output = folder / "output.txt"
        clean = {name: value for name, value in os.environ.items() if name not in OURS.split()}
        self.environment = clean | {
            "INSTANCE_DIR": str(self.instance),
            "PORT": str(self.port),
            "DEMO": "0",
            **variables,
        }

    @property
    def socket(self) -> Path:
        """Where its private Redis listens."""
        url = config.settings({"INSTANCE_DIR": str(self.instance)})["REDIS_URL"]
        return Path(url.removeprefix("unix://"))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        return self._output.read_text()

    def run(self, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the start command to its end, for starts that are refused."""
        return subprocess.run(
            [sys.executable, "-m", "app.serve"],
            cwd=ROOT,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self) -> None:
        """Start and wait until it says where it is."""
        began = time.monotonic()
        self.start_without_waiting()
        assert self.process is not None
        while "Ctrl-C" not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() - began < 120, self.output
            time.sleep(0.05)

    def start_without_waiting(self) -> None:
        self._output.parent.mkdir(exist_ok=True)
        with self._output.open("wb") as output:
            self.process = spawn(
                [sys.executable, "-m", "app.serve"],
                environment=self.environment,
                folder=ROOT,
                output=output,
            )

    def signal(self, number: signal.Signals) -> int:
        """Send a signal to the start command alone and wait for its end; the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=90)

    def processes(self) -> dict[int, str]:
        """Every living process of this installation, whoever its parent is: name, command line."""
        mark = f"INSTANCE_DIR={self.instance}\0".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                names = ("comm", "cmdline", "environ")
                named, words, variables = ((folder / name).read_bytes() for name in names)
            except OSError:
                # It ended while it was being looked at.
                continue
            # Redis writes its title over its variables, and names its socket in it.
            if words and (mark in variables or os.fsencode(self.socket) in words):
                found[int(folder.name)] = (named + words.replace(b"\0", b" ")).decode().strip()
        return found

    def oldest(self, word: str) -> int | None:
        """The first process whose name or command line has the word."""
        return min((key for key, words in self.processes().items() if word in words), default=None)
