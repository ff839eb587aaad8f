"""Layout of a process diagram: where its lanes, boxes and lines lie, in units of the drawing.

Every step has a column of its own, so that no upright line ever crosses a box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from .diagram import Diagram, DiagramStep, Way

HEAD, COLUMN, LANE, GAP, EDGE = 112, 162, 130, 8, 8
WIDTH, HEIGHT = 140, 88
END_WIDTH, END_HEIGHT = 84, 36
# Room for an arrow head, and how far lines keep from the border of a lane.
HEAD_ROOM, MARGIN = 3, 10


@dataclass(frozen=True, slots=True)
class Box:
    """A step and its place; the middle is (``x``, ``y``)."""

    step: DiagramStep
    left: int
    top: int

    @property
    def x(self) -> int:
        return self.left + WIDTH // 2

    @property
    def y(self) -> int:
        return self.top + HEIGHT // 2

    @property
    def right(self) -> int:
        return self.left + WIDTH

    @property
    def bottom(self) -> int:
        return self.top + HEIGHT

    @property
    def floor(self) -> int:
        """The height at which lines run below the boxes of its lane."""
        return self.top + (LANE + HEIGHT) // 2 - MARGIN


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the path of an SVG; its words stand at (``x``, ``y``)."""

    path: str
    is_back: bool
    words: str = ""
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a template needs to draw a diagram."""

    diagram: Diagram
    width: int
    height: int
    lanes: Sequence[tuple[str, int]]
    boxes: Sequence[Box]
    lines: Sequence[Line]
    end: tuple[int, int]
    lane_height: ClassVar[int] = LANE
    box_width: ClassVar[int] = WIDTH
    box_height: ClassVar[int] = HEIGHT
    end_width: ClassVar[int] = END_WIDTH
    end_height: ClassVar[int] = END_HEIGHT


def drawn(diagram: Diagram) -> Drawing:
    """A diagram with its places."""
    boxes = [
        Box(step, HEAD + EDGE + place * COLUMN, _top(step.lane) + (LANE - HEIGHT) // 2)
        for place, step in enumerate(diagram.steps)
    ]
    last = boxes[-1]
    end = last.left + COLUMN, last.y - END_HEIGHT // 2
    lines = [_line(way, boxes) for way in diagram.ways]
    lines.append(Line(f"M{last.right} {last.y}H{end[0] - HEAD_ROOM}", is_back=False))
    return Drawing(
        diagram,
        end[0] + END_WIDTH + EDGE,
        _top(len(diagram.lanes)),
        [(words, _top(place)) for place, words in enumerate(diagram.lanes)],
        boxes,
        lines,
        end,
    )


def _top(lane: int) -> int:
    return GAP + lane * (LANE + GAP)


def _line(way: Way, boxes: Sequence[Box]) -> Line:
    start, end = boxes[way.start], boxes[way.end]
    if way.is_back:
        return Line(_back(start, end), is_back=True)
    if start.step.lane != end.step.lane:
        edge = end.top - HEAD_ROOM if end.top > start.top else end.bottom + HEAD_ROOM
        is_free = all(one.step.lane != start.step.lane for one in boxes[way.start + 1 : way.end])
        leave = f"M{start.right} {start.y}" if is_free else _down(start)
        x, y = end.x + MARGIN, start.y + 2 * MARGIN
        return Line(f"{leave}H{end.x}V{edge}", is_back=False, words=way.words, x=x, y=y)
    if way.end == way.start + 1:
        return Line(f"M{start.right} {start.y}H{end.left - HEAD_ROOM}", is_back=False)
    return Line(_below(start, end), is_back=False)


def _back(start: Box, end: Box) -> str:
    """Below the own lane's boxes, then up or down to the step that takes the case again."""
    goal = end.left + WIDTH // 4
    edge = end.top - HEAD_ROOM if end.top > start.top else end.bottom + HEAD_ROOM
    return f"M{start.x} {start.bottom}V{start.floor}H{goal}V{edge}"


def _below(start: Box, end: Box) -> str:
    """Past the boxes between two steps of one lane."""
    return f"{_down(start)}H{end.left + WIDTH // 4}V{end.bottom + HEAD_ROOM}"


def _down(start: Box) -> str:
    """From a box to below those of its lane."""
    return f"M{start.right - WIDTH // 4} {start.bottom}V{start.floor}"
