"""Speed beside a stock ModelView, a page written by hand and the bare spreadsheet writer.

    make bench
    .venv/bin/python tests/bench/run.py --people 5000 50000 --databases sqlite --rounds 3

What is measured is CPU time, not waiting: of the process that answers (each application has
its own, called through WSGI without a network between) and of PostgreSQL's own processes
behind its connections. Everything takes turns in the same run, and of the rounds the median
counts. The first run builds the installations (about ten minutes) in .test/bench; delete
that folder to build them anew.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import report
from tests.bench.samples import samples
from tests.bench.sheets import IMPORTED
from tests.bench.worlds import KEPT, ROOT, World, Worlds

APPLICATIONS = ("ours", "stock", "plain")
SHEETS = {
    "raw": 100_000,
    "ours": 100_000,
    "ours, few rows": 20_000,
    "reported": 100_000,
    "reported, few rows": 20_000,
    "printed": 5_000,
    "calamine": IMPORTED,
}
Figures = dict[tuple[str, str, str], dict[str, Any]]


class Worker:
    """One application over one installation, in a process of its own."""

    def __init__(self, kind: str, world: World, asked: dict[str, Any]) -> None:
        self._log = (KEPT / f"{kind}-{world.name}.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.worker", kind, json.dumps(asked)],
            cwd=ROOT,
            env=world.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.cases: list[str] = []

    def start(self) -> None:
        self.cases = self._answer()["cases"]

    def measure(self, case: str, times: int) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"case": case, "times": times}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._log.close()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"An application ended; see {self._log.name}")
        found: dict[str, Any] = json.loads(line)
        return found


def pages(worlds: Worlds, rounds: int) -> Figures:
    """The median of every request of every application in every installation."""
    workers = {
        (kind, world.name): Worker(kind, world, samples(_address(world)))
        for world in worlds
        for kind in APPLICATIONS
    }
    try:
        for worker in workers.values():
            worker.start()
        return _rounds(workers, rounds)
    finally:
        for worker in workers.values():
            worker.stop()


def _rounds(workers: dict[tuple[str, str], Worker], rounds: int) -> Figures:
    cases = list(dict.fromkeys(case for worker in workers.values() for case in worker.cases))
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for number in range(rounds + 1):
        for case in cases:
            for (kind, world), worker in workers.items():
                if case not in worker.cases:
                    continue
                measured = worker.measure(case, _times(found.get((kind, world, case))))
                # The first round warms caches up and tells how long a request takes.
                if number == 1:
                    found[kind, world, case] = []
                found.setdefault((kind, world, case), []).append(measured)
        sys.stdout.write(f"\rround {number} of {rounds} ")
        sys.stdout.flush()
    sys.stdout.write("\n")
    return {key: _median(values) for key, values in found.items()}


def _times(before: list[dict[str, Any]] | None) -> int:
    """A tenth of a second's worth of requests, two at least, twenty at most."""
    if not before:
        return 2
    return max(2, min(20, int(100_000_000 / max(before[-1]["cpu"], 1))))


def _median(values: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        **values[-1],
        "cpu": median(value["cpu"] for value in values),
        "database": median(value["database"] for value in values),
    }


def _address(world: World) -> str:
    return world.environment.get("DATABASE_URL") or f"sqlite:///{world.folder / 'app.db'}"


def sheets(rounds: int) -> dict[str, dict[str, float]]:
    """The median of the spreadsheets, written in turns."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in SHEETS}
    for _number in range(rounds):
        for name, count in SHEETS.items():
            found[name].append(_sheet(name.partition(",")[0], count, None))
    return {
        name: {key: median(one[key] for one in values) for key in values[0]}
        for name, values in found.items()
    }


def _sheet(name: str, count: int, world: World | None) -> dict[str, float]:
    return _answer_of("tests.bench.sheets", name, str(count), world=world)


def _answer_of(module: str, *words: str, world: World | None) -> dict[str, float]:
    """What a program prints as figures, run alone over an installation."""
    answer = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env=world.environment if world else None,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ).stdout
    measured: dict[str, float] = json.loads(answer)
    return measured


def exports(worlds: Worlds) -> dict[str, dict[str, float]]:
    """A list of the largest installations as a file, from the database to the disk."""
    largest = max(world.people for world in worlds)
    found = {
        f"{world.name}, {count:,} rows": _sheet("exported", count, world)
        for world in worlds
        if world.people == largest
        for count in (min(20_000, largest), min(100_000, largest))
    }
    smallest = min(world.people for world in worlds)
    for world in worlds:
        if world.people == smallest:
            found[f"{world.name}, R06 preview"] = _sheet("previewed", 1, world)
            found[f"{world.name}, import"] = _sheet("imported", IMPORTED, world)
    return found


def structures(worlds: Worlds) -> dict[str, dict[str, float]]:
    """CPU seconds of 人员结构 by what was asked for, in every installation."""
    return {world.name: _answer_of("tests.bench.structures", world=world) for world in worlds}


def places(worlds: Worlds) -> dict[str, dict[str, float]]:
    """CPU seconds of what stands behind 额度分配, in every installation."""
    return {world.name: _answer_of("tests.bench.places", world=world) for world in worlds}


def certificates(worlds: Worlds) -> dict[str, dict[str, float]]:
    """CPU seconds of 发证 for a whole session, in every installation."""
    return {world.name: _answer_of("tests.bench.certificates", world=world) for world in worlds}


def assessed(worlds: Worlds) -> dict[str, dict[str, float]]:
    """CPU seconds of the pad and of R24, in every installation."""
    return {world.name: _answer_of("tests.bench.assessed", world=world) for world in worlds}


def main() -> None:
    """Build what is missing, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, nargs="+", default=[5_000, 500_000])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--without-sheets", action="store_true")
    asked = parser.parse_args()
    worlds = Worlds(asked.databases, asked.people)
    try:
        found = pages(worlds, asked.rounds)
        report.pages(found, asked.databases, asked.people)
        report.structures(structures(worlds))
        report.places(places(worlds))
        report.certificates(certificates(worlds))
        report.assessed(assessed(worlds))
        if not asked.without_sheets:
            report.sheets(sheets(3), exports(worlds))
    finally:
        worlds.stop()


if __name__ == "__main__":
    main()
