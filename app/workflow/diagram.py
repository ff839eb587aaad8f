"""Graph of a process: lanes, steps and ways, read from the declaration that runs.

Nothing is drawn by hand: a move that is added, or switched on by a setting, is there at
once. Where the boxes and lines lie is said in ``diagram_layout``.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.access.roles import LEVEL_OF, POSITIONS
from app.core.tree.organization_tree import tree

from .declaration import Fork, Handler, Transition, Workflow, ways


@dataclass(frozen=True, slots=True)
class DiagramStep:
    """A move that leads forward: who makes it, and how many cases wait for the viewer to make it.

    ``lane`` counts from 0. ``ways_out`` are the moves by which a case leaves the road here.
    """

    move: Transition
    number: int
    lane: int
    positions: str
    is_own: bool
    count: int
    ways_out: Sequence[str]

    @property
    def state(self) -> enum.StrEnum:
        """The state in which cases wait for the step."""
        return (self.move.waits or self.move.source)[0]


@dataclass(frozen=True, slots=True)
class Way:
    """A line from one step to another, by their places; ``words`` say when it is taken."""

    start: int
    end: int
    words: str = ""

    @property
    def is_back(self) -> bool:
        return self.end <= self.start


@dataclass(frozen=True, slots=True)
class Diagram:
    """A process as it runs now. ``outcome`` is the state that its last step leads to."""

    title: str
    lanes: Sequence[str]
    steps: Sequence[DiagramStep]
    ways: Sequence[Way]
    outcome: str


def diagram_of(workflow: Workflow, organization_id: int, counts: Mapping[str, int]) -> Diagram:
    """The diagram for a member of an organization; ``counts`` are the viewer's to-dos by move."""
    forward = [move for move in workflow.transitions if _leads_on(move)]
    out = [move for move in workflow.transitions if move.is_on and _leads_out(move)]
    seats = list(dict.fromkeys(move.by[0].seat for move in forward))
    steps = tuple(
        DiagramStep(
            move,
            number,
            seats.index(move.by[0].seat),
            _positions(move.by),
            any(_takes_part(handler, organization_id) for handler in move.by),
            counts.get(move.name, 0),
            [str(one.label) for one in out if _leaves(one, move)],
        )
        for number, move in enumerate(forward, 1)
    )
    last = ways(forward[-1].target)
    return Diagram(
        str(workflow.title),
        [str(seat.label) for seat in seats],
        steps,
        tuple(dict.fromkeys((*_forward_ways(forward), *_ways_back(forward, out)))),
        str(getattr(last[0], "label", last[0])),
    )


def _leads_out(move: Transition) -> bool:
    return move.danger or move.opinion_required or bool(move.undoes)


def _leads_on(move: Transition) -> bool:
    return bool(move.by) and move.is_on and not _leads_out(move)


def _leaves(out: Transition, step: Transition) -> bool:
    """Whether a case may leave the road at a step: at the same desk, in the same state."""
    if out.undoes:
        return step.name in out.undoes
    seats = {handler.seat for handler in step.by}
    return (
        any(handler.seat in seats for handler in out.by)
        and bool(set(out.source) & set(step.source))
        and _meet(out.steps, step.steps)
    )


def _meet(one: Sequence[enum.StrEnum], other: Sequence[enum.StrEnum]) -> bool:
    """Whether two moves can be made in the same 环节; none named is any."""
    return not one or not other or bool(set(one) & set(other))


def _leads_to(move: Transition, following: Transition) -> bool:
    """Whether what a move leaves behind can be taken up by another one."""
    targets, steps = set(ways(move.target)), ways(move.step)
    return bool(targets & set(following.source)) and _meet(steps, following.steps)


def _forward_ways(forward: Sequence[Transition]) -> Iterator[Way]:
    for start, move in enumerate(forward):
        for end in range(start + 1, len(forward)):
            if _leads_to(move, forward[end]):
                yield Way(start, end, _when(move, forward[end]))


def _when(move: Transition, following: Transition) -> str:
    """In which cases a fork leads to a step that takes up one of its ways alone."""
    if not isinstance(move.step, Fork) or len(following.steps) != 1:
        return ""
    return str(move.step.words.get(following.steps[0], ""))


def _ways_back(forward: Sequence[Transition], out: Sequence[Transition]) -> Iterator[Way]:
    """From where cases are sent back to the first step that takes them up again."""
    for move in out:
        end = next((i for i, one in enumerate(forward) if _leads_to(move, one)), None)
        for start, step in enumerate(forward):
            if end is not None and start > end and _leaves(move, step):
                yield Way(start, end)


def _takes_part(handler: Handler, organization_id: int) -> bool:
    """Whether an organization can be at the seat, with somebody of one of the roles."""
    node = tree().get(organization_id)
    levels = {LEVEL_OF[role] for role in handler.roles}
    return node is not None and node.level in levels and handler.seat.is_open_to(organization_id)


def _positions(handlers: Sequence[Handler]) -> str:
    found: dict[Any, None] = {}
    for handler in handlers:
        found.update(dict.fromkeys(str(POSITIONS[role]) for role in handler.roles))
    return _("、").join(found)
