"""Child processes that end with their parent and are started again when they fail."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
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


class Process(Protocol):
    """A child process, whether it was started from a program or forked."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self) -> int: ...
    def terminate(self) -> None: ...


class Forked:
    """A child process that shares the memory of its parent, as long as neither writes to it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._look(os.WNOHANG)

    def wait(self) -> int:
        code = self._look(0)
        assert code is not None
        return code

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)

    def _look(self, how: int) -> int | None:
        if self.returncode is None:
            try:
                found, status = os.waitpid(self.pid, how)
            except ChildProcessError:
                # Whoever started us ignores SIGCHLD, and then the system keeps no result.
                found, status = self.pid, 1 << 8
            self.returncode = os.waitstatus_to_exitcode(status) if found else None
        return self.returncode


def fork(run: Callable[[], object], name: str) -> Forked:
    """Run a function in a child process, in a session of its own and under a name for ``ps``.

    To be called by a process with one thread and without a line to a database or Redis: the
    child would have them, too.
    """
    _flush()
    parent = os.getpid()
    # A stop that comes meanwhile waits until the child takes it as its own.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        pid = os.fork()
        if pid == 0:
            _live(run, name, parent)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    return Forked(pid)


def _live(run: Callable[[], object], name: str, parent: int) -> None:
    """The whole life of a forked process; nothing of its parent's goes on in it."""
    code = 1
    try:
        os.setsid()
        _LIBC.prctl(_PR_SET_NAME, name.encode())
        for number in STOPS:
            # What the parent ignores, as under nohup, its child does too.
            if callable(signal.getsignal(number)):
                signal.signal(number, signal.SIG_DFL)
        die_with_parent()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        if os.getppid() == parent:
            with Path(os.devnull).open("rb") as nothing:
                os.dup2(nothing.fileno(), 0)
            run()
            code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(bool(ending.code))
        if isinstance(ending.code, str):
            _say(ending.code)
    except BaseException:
        _say(traceback.format_exc())
    finally:
        # Nothing may lead out of here: what the parent does next is not for its child.
        try:
            _flush()
        finally:
            os._exit(code)


def _say(words: str) -> None:
    with suppress(Exception):
        sys.stderr.write(f"{words.rstrip()}\n")


def _flush() -> None:
    """Write out what waits; a closed or full output keeps nobody from going on."""
    for output in (sys.stdout, sys.stderr):
        with suppress(Exception):
            output.flush()


def end(process: Process, *, grace: float, hurry: Callable[[], bool]) -> None:
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

    def __init__(self, name: str, start: Callable[[], Process], *, grace: float = 10.0) -> None:
        self.name, self.grace, self.failures = name, grace, 0
        self._begin = start
        self._due = self._started = 0.0
        self.process: Process | None = None

    def start(self) -> Process:
        self._started = time.monotonic()
        self.process = self._begin()
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
