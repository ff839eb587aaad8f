"""Starts Redis, worker, schedule and web server in order, and stops them in the other.

The three of ours are forked from this process, which imports the application once: they share the
memory of it, and one that has died is back within a moment.
"""

from __future__ import annotations

import http.client
import shutil
import signal
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import config
from app.core.base.processes import STOPS, Child, Process, end, fork, spawn
from app.serve import redis_server
from app.serve.announcement import announcement
from app.serve.checks import StartRefusal

if TYPE_CHECKING:
    from flask import Flask

_ANSWER_WITHIN = 60.0
# A running report is finished before the worker goes; a second signal ends the waiting.
_WORKER_GRACE = 60.0
_DISK_FULL = ("disk is full", "No space left on device")


class Stopping:
    """The wish to stop: the first signal asks, the second stops waiting for running jobs."""

    def __init__(self) -> None:
        self.asked, self._hurry = threading.Event(), False
        for number in STOPS:
            # Under nohup the closing of the terminal stays ignored.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self._hurry = self.asked.is_set()
        self.asked.set()

    def hurry(self) -> bool:
        return self._hurry


class Supervisor:
    """All processes of one installation, from the first start to the last stop."""

    def __init__(
        self, values: dict[str, Any], environment: dict[str, str], stopping: Stopping
    ) -> None:
        self._values, self._stopping = values, stopping
        self._own_redis = not environment.get("REDIS_URL")
        self._demo = values["APP_ENV"] != "production" and environment.get("DEMO") != "0"
        self._socket = Path(values["REDIS_URL"].removeprefix("unix://"))
        self._run = Path(values["INSTANCE_DIR"]) / "run"
        self._running: list[Child] = []

    def serve(self) -> None:
        try:
            if self._own_redis:
                self._start_redis()
            self._start_children(self._prepare())
            self._wait_for_answer()
            if not self._stopping.asked.is_set():
                print(announcement(self._values), flush=True)
            while not self._stopping.asked.wait(0.3):
                self._tend()
        finally:
            print("Stopping …", flush=True)
            for child in reversed(self._running):
                child.stop(self._stopping.hurry)
            self._forget_socket_folder()

    def _start_redis(self) -> None:
        redis_server.make_room(self._socket)
        command = redis_server.command(self._socket, self._run)
        child = Child("redis", lambda: spawn(command))
        self._running.append(child)
        redis_server.wait(self._socket, child.start())

    def _forget_socket_folder(self) -> None:
        """Remove the socket's temporary folder; that of an installation is not empty and stays."""
        if self._own_redis:
            with suppress(OSError):
                self._socket.parent.rmdir()

    def _prepare(self) -> Flask:
        print("Preparing the database …", flush=True)
        # Here, so that a refused start, or Redis, does not wait for it.
        from app.factory import make_ready
        from app.serve.prepare import prepare
        from run import app

        log = self._run / "prepare.log"
        process = fork(lambda: prepare(app, demo=self._demo, log=log), "zj-prepare")
        make_ready(app)
        while process.poll() is None and not self._stopping.asked.wait(0.05):
            pass
        if process.poll() is None:
            end(process, grace=10.0, hurry=self._stopping.hurry)
        elif process.returncode != 0:
            raise StartRefusal(_failure(log))
        return app

    def _start_children(self, app: Flask) -> None:
        """Stopped in the opposite order: the worker outlives those who give it work."""
        if self._stopping.asked.is_set():
            return
        self._running += [
            Child("worker", lambda: _forked("worker", app), grace=_WORKER_GRACE),
            Child("schedule", lambda: _forked("schedule", app)),
            Child("web", lambda: fork(_serve_pages, "zj-web"), grace=25.0),
        ]
        self._tend()

    def _tend(self) -> None:
        for child in self._running:
            if happened := child.tend():
                print(happened, file=sys.stderr, flush=True)

    def _wait_for_answer(self) -> None:
        deadline = time.monotonic() + _ANSWER_WITHIN
        while not self._stopping.asked.wait(0.1) and not self._answers():
            self._tend()
            if self._running[-1].failures > 1 or time.monotonic() > deadline:
                raise StartRefusal("The web server does not start; its messages are above.")

    def _answers(self) -> bool:
        host = self._values["HOST"]
        line = http.client.HTTPConnection(
            "127.0.0.1" if host in config.EVERY_ADDRESS else host, self._values["PORT"], timeout=5
        )
        with suppress(OSError, http.client.HTTPException), closing(line):
            name = self._values["TRUSTED_HOSTS"][0].lstrip(".")
            line.request("GET", "/healthz", headers={"Host": name, "Connection": "close"})
            return line.getresponse().status == 200
        return False


def _forked(command: str, app: Flask) -> Process:
    """The same command as by hand, in a process that has the application already."""

    def run() -> None:
        with app.app_context():
            app.cli.main(args=[command], prog_name="flask", standalone_mode=False)

    return fork(run, f"zj-{command}")


def _serve_pages() -> None:
    """The same web server as by hand; it finds `run:app` imported."""
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", "-c", str(config.ROOT / "deploy" / "gunicorn.conf.py")]
    run()


def _failure(log: Path) -> str:
    text = log.read_text(errors="replace")
    # On a full disk the message itself may have found no room.
    full = shutil.disk_usage(log.parent).free < 2**20
    if full or any(words in text for words in _DISK_FULL):
        return f"The disk is full: make room at {log.parent.parent} and start again."
    last = (text.strip().splitlines() or ["no message"])[-1]
    return f"The database could not be prepared: {last} (all of it: {log})"
