"""Path of an item: its steps, and the working days that each has taken; no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.base import clock
from app.core.configuration.working_days import working_days_between

from .declaration import BEGIN, Transition, Workflow
from .labels import move_label, with_step, word_of
from .models import WorkflowEvent


@dataclass(frozen=True, slots=True)
class PathStep:
    """A move on the path, or where the item waits now; ``days`` are those that it took.

    The first move took none.
    """

    label: str
    at: dt.datetime | None
    actor: str
    days: int | None
    is_back: bool = False

    @property
    def is_now(self) -> bool:
        return self.at is None


def path_of(workflow: Workflow, item: Any, events: Sequence[WorkflowEvent]) -> list[PathStep]:
    """The moves of an item in their order, and where it waits now, if for somebody."""
    found: list[PathStep] = []
    before: dt.date | None = None
    for event in _told(events):
        day = clock.local(event.at).date()
        days = None if before is None else working_days_between(before, day)
        label = move_label(workflow, event)
        is_back = event.name in workflow and workflow[event.name].leads_out
        found.append(PathStep(label, event.at, event.actor_name, days, is_back))
        before = day
    waiting = _waiting(workflow, item)
    if before is not None and waiting:
        days = working_days_between(before, clock.today())
        step = word_of(item.step) if any(move.steps for move in waiting) else ""
        found.append(PathStep(with_step(word_of(item.state), step), None, "", days))
    return found


def _told(events: Sequence[WorkflowEvent]) -> Sequence[WorkflowEvent]:
    """All of them, but for a beginning that was handed in on the same day."""
    if len(events) < 2 or events[0].name != BEGIN:
        return events
    first, second = (clock.local(event.at).date() for event in events[:2])
    return events[1:] if first == second else events


def _waiting(workflow: Workflow, item: Any) -> list[Transition]:
    """The moves that somebody is waited for to make."""
    return [
        move
        for move in workflow.transitions
        if item.state in move.waits
        and (not move.steps or item.step in move.steps)
        and any(handler.seat.of(item) for handler in move.by)
    ]
