"""Children of the start command: what they take over from it, and how they end."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.base import processes
from app.core.base.processes import Child, fork
from tests.support.waiting import until

CODES: list[tuple[Callable[[], object], int]] = [
    (lambda: None, 0),
    (lambda: sys.exit(3), 3),
    (lambda: sys.exit("words"), 1),
    (lambda: 1 / 0, 1),
]


@pytest.mark.parametrize(("run", "code"), CODES)
def test_the_end_of_a_child_is_its_exit_code(run: Callable[[], object], code: int) -> None:
    assert fork(run, "zj-test").wait() == code


def test_two_children_draw_different_numbers(tmp_path: Path) -> None:
    """Whatever is drawn at random after the fork, for example a name, is not drawn twice."""
    drawn = [tmp_path / "one", tmp_path / "other"]
    for file in drawn:
        fork(lambda file=file: file.write_text(str(random.random())), "zj-test").wait()
    assert drawn[0].read_text() != drawn[1].read_text()


@contextmanager
def deaf(number: signal.Signals) -> Iterator[None]:
    """This process takes a signal in a way that its children must not have."""
    before = signal.signal(number, lambda *_: None)
    yield
    signal.signal(number, before)


def test_a_stop_right_after_the_fork_ends_the_child() -> None:
    with deaf(signal.SIGTERM):
        child = fork(lambda: time.sleep(60), "zj-test")
        child.terminate()
        assert child.wait() == -signal.SIGTERM


def test_a_child_ends_with_its_parent_however_that_ends(tmp_path: Path) -> None:
    told = tmp_path / "number"

    def parent() -> None:
        child = fork(lambda: time.sleep(60), "zj-test")
        told.with_suffix(".new").write_text(str(child.pid))
        told.with_suffix(".new").rename(told)
        time.sleep(60)

    killed = fork(parent, "zj-test")
    until(told.exists)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    until(lambda: is_over(int(told.read_text())))


def is_over(number: int) -> bool:
    """Whether a process has ended; nobody may have asked for its end yet."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def test_each_failure_is_followed_by_a_slower_start(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    child = Child("worker", lambda: fork(lambda: sys.exit(3), "zj-test"))
    said = []
    for _time in range(4):
        now[0] += 60
        assert child.tend() is None
        assert child.process is not None
        child.process.wait()
        said.append(child.tend())
    assert said == [
        f"worker ended with code 3; it starts again in {delay} s." for delay in (1, 2, 4, 8)
    ]


def test_a_child_whose_output_is_full_ends_all_the_same(tmp_path: Path) -> None:
    """It would go on with what its parent does next, such as stopping everything."""
    escaped, me = tmp_path / "escaped", os.getpid()

    def run() -> None:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, 1)
        sys.stdout = os.fdopen(full, "w")
        sys.stdout.write("words that stay in the buffer")

    try:
        code = fork(run, "zj-test").wait()
    finally:
        if os.getpid() != me:
            escaped.touch()
            os._exit(9)
    assert code == 0
    assert not escaped.exists()
