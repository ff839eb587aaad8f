"""Graph of a process: lanes, steps and ways, read from the declaration that runs.

Nothing is drawn by hand: a move that is added, or switched on by a setting, is there at
once. Where the boxes and lines lie is said in ``diagram_layout``.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.access.roles import LEVEL_OF, POSITIONS
from app.core.tree.organization_tree import tree

from .declaration import Fork, Handler, Transition, Workflow, ways


@dataclass(frozen=True, slots=True)
class Stage:
    """A step before it is drawn: its name, and the moves that are made in it.

    One without moves is a screen on which those of ``by`` work; without these, too, it is the
    system's own.
    """

    key: str
    label: Any
    workflow: Workflow | None = None
    moves: tuple[Transition, ...] = ()
    by: tuple[Handler, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether the office has such a step now."""
        return not self.moves or any(move.is_on for move in self.moves)

    @property
    def forward(self) -> tuple[Transition, ...]:
        """Its moves that lead on."""
        return tuple(move for move in self.moves if _leads_on(move))

    @property
    def handlers(self) -> tuple[Handler, ...]:
        """Whoever leads a case on here; where nobody does, whoever can make a move."""
        moves = [move for move in self.forward if not move.automatic]
        moves = moves or [move for move in self.moves if move.is_on]
        return tuple(dict.fromkeys((*self.by, *(one for move in moves for one in move.by))))

    def takes_part(self, organization_id: int) -> bool:
        """Whether an organization can ever make one of its moves."""
        return any(_takes_part(handler, organization_id) for handler in self.handlers)

    @property
    def positions(self) -> str:
        """Those people by what their posts are called."""
        return positions_of(self.handlers)


@dataclass(frozen=True, slots=True)
class DiagramStep:
    """A step as it is drawn, and how many cases wait there for the viewer.

    ``lane`` counts from 0. ``ways_out`` are the moves by which a case leaves the road here.
    """

    stage: Stage
    number: int
    lane: int
    is_own: bool
    count: int
    ways_out: Sequence[str]


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
    """A process as it runs now. ``outcome`` is what its last step leads to."""

    title: str
    lanes: Sequence[str]
    steps: Sequence[DiagramStep]
    ways: Sequence[Way]
    outcome: str


def stages_of(workflow: Workflow) -> tuple[Stage, ...]:
    """A step for each move that leads on, with the moves by which a case may leave there."""
    found = {move.name: [move] for move in workflow.transitions if _leads_on(move)}
    for out in workflow.transitions:
        if not _leads_on(out):
            place = next((name for name, (one, *_) in found.items() if _leaves_at(out, one)), None)
            found.setdefault(place or out.name, []).append(out)
    return tuple(
        Stage(name, workflow[name].label, workflow, tuple(moves)) for name, moves in found.items()
    )


def diagram_of(
    title: Any,
    stages: Iterable[Stage],
    organization_id: int,
    count: Callable[[Stage], int],
) -> Diagram:
    """The diagram for a member of an organization; ``count`` says what waits for the viewer."""
    found = [stage for stage in stages if stage.is_on]
    lanes = list(dict.fromkeys(_lane(stage) for stage in found))
    steps = tuple(
        DiagramStep(
            stage,
            number,
            lanes.index(_lane(stage)),
            stage.takes_part(organization_id),
            count(stage),
            _ways_out(stage, found),
        )
        for number, stage in enumerate(found, 1)
    )
    found_ways = dict.fromkeys((*_forward_ways(found), *_ways_back(found)))
    return Diagram(str(title), lanes, steps, tuple(found_ways), _outcome(found[-1]))


def _lane(stage: Stage) -> str:
    return str(stage.handlers[0].seat.label) if stage.handlers else _("系统")


def _outcome(last: Stage) -> str:
    """The state that the last step leads to; the end, where it has none."""
    if not last.forward:
        return _("结束")
    (state, *_others) = ways(last.forward[-1].target)
    return str(getattr(state, "label", state))


def _leads_on(move: Transition) -> bool:
    return bool(move.by) and move.is_on and not move.leads_out


def _ways_out(stage: Stage, stages: Sequence[Stage]) -> list[str]:
    """How a case may leave the road at a step, in whichever step the move stands."""
    out = (move for one in stages if one.workflow is stage.workflow for move in _out(one))
    found = (move for move in out if any(_leaves_at(move, one) for one in stage.forward))
    return list(dict.fromkeys(str(move.label) for move in found))


def _out(stage: Stage) -> Iterator[Transition]:
    return (move for move in stage.moves if move.is_on and move.leads_out)


def _leaves_at(out: Transition, move: Transition) -> bool:
    if out.undoes:
        return move.name in out.undoes
    seats = {handler.seat for handler in move.by}
    return (
        any(handler.seat in seats for handler in out.by)
        and bool(set(out.source) & set(move.source))
        and _meet(out.steps, move.steps)
    )


def _meet(one: Sequence[enum.StrEnum], other: Sequence[enum.StrEnum]) -> bool:
    """Whether two moves can be made in the same 环节; none named is any."""
    return not one or not other or bool(set(one) & set(other))


def _leads_to(move: Transition, following: Transition) -> bool:
    """Whether what a move leaves behind can be taken up by another one."""
    targets, steps = set(ways(move.target)), ways(move.step)
    return bool(targets & set(following.source)) and _meet(steps, following.steps)


def _forward_ways(stages: Sequence[Stage]) -> Iterator[Way]:
    for start, stage in enumerate(stages):
        for end in range(start + 1, len(stages)):
            following = stages[end]
            if stage.workflow is not None and stage.workflow is following.workflow:
                yield from _ways_between(stage, following, start, end)
            elif end == start + 1:
                yield Way(start, end)


def _ways_between(stage: Stage, following: Stage, start: int, end: int) -> Iterator[Way]:
    for move in stage.forward:
        for one in following.forward:
            if _leads_to(move, one):
                yield Way(start, end, _when(move, one))


def _when(move: Transition, following: Transition) -> str:
    """In which cases a fork leads to a step that takes up one of its ways alone."""
    if not isinstance(move.step, Fork) or len(following.steps) != 1:
        return ""
    return str(move.step.words.get(following.steps[0], ""))


def _ways_back(stages: Sequence[Stage]) -> Iterator[Way]:
    """From where cases are sent back to the first step that takes them up again."""
    workflows = {one.workflow.resource: one.workflow for one in stages if one.workflow is not None}
    for workflow in workflows.values():
        places = [(n, one) for n, one in enumerate(stages) if one.workflow is workflow]
        for move in (out for _n, one in places for out in _out(one)):
            taken = (n for n, one in places if any(_leads_to(move, on) for on in one.forward))
            end = next(taken, len(stages))
            for start, stage in places:
                if start > end and any(_leaves_at(move, on) for on in stage.forward):
                    yield Way(start, end)


def _takes_part(handler: Handler, organization_id: int) -> bool:
    """Whether an organization can be at the seat, with somebody of one of the roles."""
    node = tree().get(organization_id)
    levels = {LEVEL_OF[role] for role in handler.roles}
    return node is not None and node.level in levels and handler.seat.is_open_to(organization_id)


def positions_of(handlers: Iterable[Handler]) -> str:
    """What people call those who work as these handlers."""
    found: dict[Any, None] = {}
    for handler in handlers:
        found.update(dict.fromkeys(str(POSITIONS[role]) for role in handler.roles))
    return _("、").join(found)
