"""Every step has help in both languages and a screenshot of its own, every move stands in one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from flask import Flask
from flask_babel import force_locale
from PIL import Image, ImageChops

from app.processes.declaration import picture_name
from app.processes.guides import GuidedStage, Process, processes
from app.workflow.registry import registered
from tests.screenshots.shots import SHOTS
from tests.screenshots.take import MOST_BYTES, SIZE
from tests.support.words import CHINESE

STATIC = Path(__file__).resolve().parents[2] / "app/static"
# How screenshots are compared: shrunk and grey, and what part of the points must differ.
SMALL, DIFFERENT, LEAST = (320, 200), 24, 0.004


def steps(found: list[Process]) -> Iterator[tuple[Process, GuidedStage]]:
    for process in found:
        for step in process.stages:
            yield process, step


def unexplained(found: list[Process]) -> list[str]:
    """Steps, and moves by themselves, that nobody has written help for."""
    return [
        f"{process.key}.{step.key}"
        for process, step in steps(found)
        if step.step is None or not step.step.help or not str(step.step.picture)
    ]


def unseen(found: list[Process]) -> list[str]:
    """Steps without a screenshot."""
    names = (picture_name(process.key, step.key) for process, step in steps(found))
    return [name for name in names if not (STATIC / name).exists()]


def test_every_step_has_help_and_every_move_stands_in_one(app: Flask) -> None:
    with app.test_request_context():
        found = processes()
        assert unexplained(found) == []
        made = [
            (step.resource, move.name)
            for _process, step in steps(found)
            for move in step.stage.moves
        ]
        declared = [
            (resource, move.name)
            for resource, workflow in registered().items()
            for move in workflow.transitions
        ]
    assert sorted(made) == sorted(declared)


def test_help_is_written_in_both_languages(app: Flask) -> None:
    with app.test_request_context():
        for process, step in steps(processes()):
            assert step.step is not None
            words = (process.title, step.stage.label, step.step.picture, *step.step.help)
            for one in (*words, *step.step.needs):
                with force_locale("zh"):
                    assert CHINESE.search(str(one)), (process.key, step.key, str(one))
                with force_locale("en"):
                    assert not CHINESE.search(str(one)), (process.key, step.key, str(one))


def test_every_step_has_a_screenshot_of_its_own(app: Flask) -> None:
    with app.test_request_context():
        found = processes()
        assert unseen(found) == []
        wanted = {picture_name(process.key, step.key) for process, step in steps(found)}
    assert {f"help/{path.name}" for path in (STATIC / "help").iterdir()} == wanted
    assert {f"help/{name}.png" for name in SHOTS} == wanted
    files = {name: (STATIC / name).read_bytes() for name in sorted(wanted)}
    for name, content in files.items():
        assert len(content) <= MOST_BYTES, name
        assert Image.open(io.BytesIO(content)).width == SIZE["width"], name
    assert len(set(files.values())) == len(files)


def test_no_two_screenshots_look_alike(app: Flask) -> None:
    seen = {
        path.name: Image.open(path).convert("L").resize(SMALL, Image.Resampling.BOX)
        for path in sorted((STATIC / "help").iterdir())
    }
    alike = [
        (one, other)
        for one, other in combinations(seen, 2)
        if difference(seen[one], seen[other]) < LEAST
    ]
    assert alike == []


def difference(one: Image.Image, other: Image.Image) -> float:
    """The part of the points that are visibly another shade."""
    shades = ImageChops.difference(one, other).histogram()
    return sum(shades[DIFFERENT:]) / sum(shades)
