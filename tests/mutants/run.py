"""`make mutants`: puts a fault into a copy of the product and sees that the tests notice.

Arguments name faults of the table; without any it is all of them, two at a time.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from queue import Queue

from .table import ROOT, Mutant, mutants

COPIES = 2
LONGEST_SECONDS = 300
DATABASES = {"sqlite": "not postgresql", "postgresql": "postgresql"}
GREEN, RED = 0, 1
FAILED = re.compile(r"^FAILED \S*::(\w+)", re.MULTILINE)


def main(wanted: Sequence[str]) -> int:
    chosen = [one for one in mutants() if not wanted or one.number in wanted]
    if unknown := set(wanted) - {one.number for one in chosen}:
        _say(f"There is no {', '.join(sorted(unknown))} in the table.")
        return 1
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="zj-mutants-") as folder:
        copies: Queue[Path] = Queue()
        for number in range(COPIES):
            copies.put(_copy(Path(folder) / str(number)))
        with ThreadPoolExecutor(COPIES) as pool:
            databases = dict.fromkeys(one.on for one in chosen)
            if not all(pool.map(partial(_is_green, copies, chosen), databases)):
                return 1
            killed = sum(pool.map(partial(_is_killed, copies), chosen))
    seconds = time.monotonic() - begun
    _say(f"{killed} of {len(chosen)} faults noticed, {seconds:.0f} s")
    return 0 if killed == len(chosen) else 1


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _copy(folder: Path) -> Path:
    """The product as it is in the working folder, with its times, so that caches hold."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, found.stdout.split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


@contextmanager
def _taken(copies: Queue[Path]) -> Iterator[Path]:
    copy = copies.get()
    try:
        yield copy
    finally:
        copies.put(copy)


def _run(copy: Path, on: str, tests: Iterable[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(
        [*command, "-k", DATABASES[on], *tests],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS,
    )


def _is_green(copies: Queue[Path], chosen: Iterable[Mutant], on: str) -> bool:
    """Whether the tests pass without a fault; else nobody could tell who made them fail."""
    tests = dict.fromkeys(test for one in chosen if one.on == on for test in one.tests)
    with _taken(copies) as copy:
        done = _run(copy, on, tests)
    if done.returncode != GREEN:
        _say(f"Red without any fault, on {on}:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    return done.returncode == GREEN


def _is_killed(copies: Queue[Path], mutant: Mutant) -> bool:
    """Whether a test goes red; says so in one line."""
    begun = time.monotonic()
    with _taken(copies) as copy:
        word, what = ("STALE", "") if mutant.is_stale else _try(copy, mutant)
    seconds = time.monotonic() - begun
    _say(f"{mutant.number:<4}{word:<9}{seconds:4.0f} s  {mutant.fault}  {what}".rstrip())
    return word == "killed"


def _try(copy: Path, mutant: Mutant) -> tuple[str, str]:
    """What became of a fault, and by which test."""
    file = copy / mutant.file
    sound = file.read_text()
    file.write_text(mutant.applied_to(sound))
    try:
        done = _run(copy, mutant.on, mutant.tests)
    except subprocess.TimeoutExpired:
        return "ENDLESS", ""
    finally:
        file.write_text(sound)
    if done.returncode == GREEN:
        return "SURVIVED", ""
    failed = FAILED.search(done.stdout)
    if done.returncode == RED and failed:
        return "killed", f"({failed[1]})"
    # The fault broke more than a test: it says nothing about them.
    return "BROKEN", f"\n{done.stdout[-1500:]}{done.stderr[-500:]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
