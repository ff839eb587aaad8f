"""Child processes that end with their parent and are started again when they fail."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_STEP = 0.1
_LONGEST_DELAY = 30.0
_SETTLED_AFTER = 60.0


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """Ask the system to send this process the signal when its parent ends, however it ends."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, number)


def spawn(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    output: IO[bytes] | int | None = None,
    user: str | None = None,
    last_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that Ctrl-C reaches its parent alone.

    To be called from the main thread: the system counts the starting thread as the parent.
    """
    parent = os.getpid()
    account = None if user is None else pwd.getpwnam(user)

    def tie() -> None:
        # Runs after the change of user, which would clear the wish.
        die_with_parent(last_signal)
        if os.getppid() != parent:
            os.kill(os.getpid(), last_signal)

    return subprocess.Popen(
        list(command),
        env=None if environment is None else dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=account and [],
        start_new_session=True,
        preexec_fn=tie,  # noqa: PLW1509 - the parent has one thread, and no other call can do it
    )


def end(process: subprocess.Popen[bytes], *, grace: float, hurry: Callable[[], bool]) -> None:
    """Ask a process to end, and make its whole session end after the grace or in a hurry."""
    if process.poll() is None:
        process.terminate()
    deadline = time.monotonic() + grace
    while process.poll() is None and time.monotonic() < deadline and not hurry():
        time.sleep(_STEP)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Child:
    """A process that is kept alive: each end is followed by a start, more slowly each time."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        grace: float = 10.0,
    ) -> None:
        self.name, self.grace, self.failures = name, grace, 0
        self._command, self._environment, self._folder = command, environment, folder
        self._due = self._started = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        self._started = time.monotonic()
        self.process = spawn(self._command, environment=self._environment, folder=self._folder)
        return self.process

    def tend(self) -> str | None:
        """Look after the process; what happened, in words, if anything did."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._due:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.failures = 1 if now - self._started > _SETTLED_AFTER else self.failures + 1
        delay = min(2.0 ** (self.failures - 1), _LONGEST_DELAY)
        self.process, self._due = None, now + delay
        return f"{self.name} ended with code {code}; it starts again in {delay:.0f} s."

    def stop(self, hurry: Callable[[], bool]) -> None:
        if self.process is not None:
            end(self.process, grace=self.grace, hurry=hurry)
            self.process = None
