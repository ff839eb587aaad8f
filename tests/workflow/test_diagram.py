"""Diagrams of processes: read from the declaration, and drawn so that they can be followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.workflow.declaration import Transition, Workflow
from app.workflow.diagram import Diagram, diagram_of, stages_of
from app.workflow.diagram_layout import END_WIDTH, Drawing, drawn
from app.workflow.registry import registered
from tests.workflow.errand import ERRAND, PROVINCE, State
from tests.workflow.transfer import TRANSFER

PROVINCE_STATION, CHANGSHA, YUELU = 1, 2, 4
STEP = re.compile(r"([MHV])(\d+)(?: (\d+))?")


def seen(app, process: Workflow, organization: int = YUELU, **counts: int) -> Diagram:
    with app.test_request_context():
        return diagram_of(
            process.title,
            stages_of(process),
            organization,
            lambda stage: sum(counts.get(move.name, 0) for move in stage.moves),
        )


def ways(diagram: Diagram, *, back: bool) -> set[tuple[str, str]]:
    names = [step.stage.key for step in diagram.steps]
    return {(names[one.start], names[one.end]) for one in diagram.ways if one.is_back is back}


def test_steps_lanes_and_ways_are_those_of_the_declaration(app):
    diagram = seen(app, ERRAND)
    assert [(one.stage.key, diagram.lanes[one.lane]) for one in diagram.steps] == [
        ("file", "申报机构"),
        ("review", "上级机构"),
        ("close", "省级机构"),
    ]
    assert ways(diagram, back=False) == {("file", "review"), ("review", "close")}
    assert ways(diagram, back=True) == {("review", "file"), ("close", "file")}
    assert [list(one.ways_out) for one in diagram.steps] == [[], ["退回"], ["退回"]]
    assert [one.stage.positions for one in diagram.steps] == ["经办、管理员", "管理员", "审核"]
    assert diagram.outcome == "closed"


def test_a_move_that_is_added_is_drawn(app):
    check = Transition("check", "复核", (State.REVIEWED,), State.REVIEWED, (PROVINCE,))
    more = replace(ERRAND, transitions=(*ERRAND.transitions[:2], check, *ERRAND.transitions[2:]))
    diagram = seen(app, more)
    assert [one.stage.key for one in diagram.steps] == ["file", "review", "check", "close"]
    assert {("review", "check"), ("check", "close")} <= ways(diagram, back=False)


def test_steps_of_one_place_are_told_apart_by_their_desk(app):
    diagram = seen(app, TRANSFER)
    assert {("file", "agree"), ("file", "review"), ("file", "accept")} <= ways(diagram, back=False)
    # What the receiver has agreed to does not come back to it.
    assert ("review", "agree") not in ways(diagram, back=False) | ways(diagram, back=True)
    file = diagram.steps[0]
    assert "申请人撤回" in file.ways_out


@pytest.mark.parametrize(
    ("organization", "own"),
    [
        (PROVINCE_STATION, ["close"]),
        (CHANGSHA, ["file", "review"]),
        (YUELU, ["file"]),
    ],
)
def test_one_s_own_steps_are_those_that_the_organization_can_make(app, organization, own):
    diagram = seen(app, ERRAND, organization)
    assert [one.stage.key for one in diagram.steps if one.is_own] == own


def test_a_step_says_how_much_waits_for_the_viewer(app):
    diagram = seen(app, ERRAND, CHANGSHA, review=3)
    assert [one.count for one in diagram.steps] == [0, 3, 0]


# --- the drawing ----------------------------------------------------------------------------


def pieces(path: str) -> Iterator[tuple[int, int, int, int]]:
    """The straight pieces of a line, from its beginning on."""
    x = y = 0
    for kind, first, second in STEP.findall(path):
        to = (
            (int(first), int(second))
            if kind == "M"
            else ((int(first), y) if kind == "H" else (x, int(first)))
        )
        if kind != "M":
            yield x, y, *to
        x, y = to


def crossed(drawing: Drawing) -> list[str]:
    """Steps whose box some line runs through."""
    found = []
    for line in drawing.lines:
        for x1, y1, x2, y2 in pieces(line.path):
            left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
            found += [
                box.step.stage.key
                for box in drawing.boxes
                if left < box.right and right > box.left and top < box.bottom and bottom > box.top
            ]
    return found


def test_no_line_of_any_process_runs_through_a_box(app):
    with app.app_context():
        processes = [*registered().values(), ERRAND, TRANSFER]
    assert len(processes) > 6
    for process in processes:
        drawing = drawn(seen(app, process))
        assert crossed(drawing) == [], process.resource
        assert all(box.left >= 0 and box.right < drawing.end[0] for box in drawing.boxes)
        assert drawing.end[0] + END_WIDTH < drawing.width
