"""The words a process is explained in: its steps in order, each with help and a screenshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core.base.registry import Registry
from app.workflow.declaration import Handler, Workflow


@dataclass(frozen=True, slots=True)
class Step:
    """A step as people know it.

    ``moves`` are the moves of ``workflow`` that are made in it. One without moves is a screen
    (``resource``) on which those of ``by`` work; nobody there: the system's own. ``help`` are the
    numbered instructions, ``needs`` what has to be at hand, ``picture`` says in words what the
    screenshot shows. Who may, when, and what is asked for, is read from the moves.
    """

    key: str
    label: Any
    help: tuple[Any, ...]
    picture: Any
    workflow: Workflow | None = None
    moves: tuple[str, ...] = ()
    by: tuple[Handler, ...] = ()
    resource: str = ""
    needs: tuple[Any, ...] = ()

    @property
    def screen(self) -> str:
        """The resource of the screen on which it is done."""
        return self.resource or (self.workflow.resource if self.workflow else "")


@dataclass(frozen=True, slots=True)
class ProcessGuide:
    """A process as 业务流程 shows it; it may join several declared ones (ruling 17).

    A step whose screen is not installed does not appear, a move that stands in none of the steps
    appears by itself.
    """

    key: str
    title: Any
    steps: tuple[Step, ...]

    @property
    def workflows(self) -> tuple[Workflow, ...]:
        """The declared processes that it joins, in the order of its steps."""
        found = {one.workflow.resource: one.workflow for one in self.steps if one.workflow}
        return tuple(found.values())


def picture_name(guide: str, step: str) -> str:
    """The file of a step's screenshot, among the static ones."""
    return f"help/{guide}.{step}.png"


def _refuse_unsound(guide: ProcessGuide) -> None:
    for problem in _problems(guide):
        raise ValueError(f"{guide.key}: {problem}")


def _problems(guide: ProcessGuide) -> Iterator[str]:
    keys = [step.key for step in guide.steps]
    if doubled := {key for key in keys if keys.count(key) > 1}:
        yield f"steps declared twice: {sorted(doubled)}"
    made = [(step.screen, move) for step in guide.steps for move in step.moves]
    if doubled_moves := {f"{one} {move}" for one, move in made if made.count((one, move)) > 1}:
        yield f"moves in two steps: {sorted(doubled_moves)}"
    for step in guide.steps:
        if not step.screen:
            yield f"{step.key} is done nowhere"
        if unknown := [one for one in step.moves if not step.workflow or one not in step.workflow]:
            yield f"{step.key} has moves that there are not: {unknown}"


GUIDES = Registry("process_guides", ProcessGuide, lambda guide: guide.key, _refuse_unsound)
