"""How processes and their steps read on the screen: who, where, with what, and how many wait."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _

from app.core.access.actor import Actor
from app.core.access.roles import LEVEL_OF
from app.core.access.security_manager import may
from app.core.base.choices import Level
from app.core.screens.added_buttons import AddedButton
from app.core.screens.list_page import Button
from app.core.web.assets import asset, assets
from app.workflow.access import handlers_of
from app.workflow.answers import answer_form
from app.workflow.declaration import Handler, Transition, Workflow, ways
from app.workflow.diagram import Stage, diagram_of, positions_of
from app.workflow.diagram_layout import Drawing, drawn
from app.workflow.time_limits import Term

from .declaration import ProcessGuide, picture_name
from .guides import GuidedStage, MenuPlace, Process, menu_places

RESOURCE, ROUTE = "processes.guide", "/processes"
Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class ActWords:
    """One act of a step: who makes it, what becomes of the case, and what it asks for."""

    label: str
    who: list[str]
    outcome: str
    needs: list[str]


@dataclass(frozen=True, slots=True)
class Way:
    """去办理: the list of what waits, and what it is called."""

    url: str
    label: str


def count_of(process: Process, step: GuidedStage, counts: Counts) -> int:
    """How much waits for the viewer at a step; what is no item of a process waits at the first
    step of its screen."""
    resource = step.resource
    found = sum(counts.get((resource, move.name), 0) for move in step.stage.moves)
    first = next(one for one in process.shown if one.resource == resource)
    return found + (counts.get((resource, ""), 0) if first is step else 0)


def waiting(process: Process, counts: Counts) -> int:
    """How much of a process waits for the viewer."""
    return sum(count_of(process, step, counts) for step in process.shown)


def drawing_of(process: Process, organization_id: int, counts: Counts) -> Drawing:
    """The diagram of a process for a member of an organization."""
    steps = {step.key: step for step in process.shown}

    def count(stage: Stage) -> int:
        return count_of(process, steps[stage.key], counts)

    stages = [step.stage for step in process.shown]
    return drawn(diagram_of(process.title, stages, organization_id, count))


def way_to(step: GuidedStage, place: MenuPlace, actor: Actor) -> Way | None:
    """去办理, for whoever may open the screen; filtered where the viewer decides by state."""
    if not may("read", step.resource):
        return None
    handled = [
        move
        for move in step.stage.moves
        if step.stage.workflow and handlers_of(step.stage.workflow, move, actor)
    ]
    asked = _conditions(handled, place.view.search_columns)
    address = f"{place.view.route_base}/list/"
    own = actor.organization_id or 0
    works = handled or (step.stage.by and step.stage.takes_part(own))
    label = _("去办理") if works else _("去查看")
    return Way(f"{address}?{urlencode(asked)}" if asked else address, label)


def _conditions(moves: Collection[Transition], columns: Collection[str]) -> list[tuple[str, str]]:
    """The filters of a list for what is in the state, and at the desk, in which it waits."""
    found = {"state": [], "step": []}  # type: dict[str, list[str]]
    for move in moves:
        if move.waits and move.is_on:
            found["state"] += [one.value for one in move.waits]
            found["step"] += [one.value for one in move.steps]
    return [
        (f"_flt_0_{name}", code)
        for name, codes in found.items()
        if name in columns
        for code in dict.fromkeys(codes)
    ]


def menu_path(place: MenuPlace) -> str:
    """Where a screen stands in the menu, as one would say it."""
    return f"{place.group_label} → {place.label}"


def picture_of(process: Process, step: GuidedStage) -> str:
    """The address of a step's screenshot; empty where there is none."""
    name = picture_name(process.key, step.key)
    return asset(name) if name in assets().files else ""


def acts_of(step: GuidedStage) -> list[ActWords]:
    """What is done in a step, read from the moves that run."""
    workflow = step.stage.workflow
    if workflow is None:
        return []
    return [_act(workflow, move) for move in step.stage.moves if move.is_on]


def workers_of(step: GuidedStage) -> list[str]:
    """Who works at a step, seat by seat."""
    return [_who(handler) for handler in step.stage.handlers] or [_("系统自动办理")]


def _act(workflow: Workflow, move: Transition) -> ActWords:
    states = [_word(one) for one in (*move.source, *ways(move.target))]
    before = _("、").join(states[: len(move.source)])
    after = _("、").join(states[len(move.source) :])
    return ActWords(
        str(move.label),
        [_who(handler) for handler in move.by],
        f"{before} → {after}" if before != after else before,
        list(_needs(workflow, move)),
    )


def _word(code: Any) -> str:
    return str(getattr(code, "label", code.value))


def _who(handler: Handler) -> str:
    levels = {LEVEL_OF[role] for role in handler.roles}
    return _(
        "%(seat)s（%(levels)s）：%(positions)s",
        seat=handler.seat.label,
        levels=_("、").join(str(one.label) for one in Level if one in levels),
        positions=positions_of([handler]),
    )


def _needs(workflow: Workflow, move: Transition) -> Iterator[str]:
    """What a move asks of whoever makes it, in words."""
    if move.opinion_required:
        yield _("须填写意见")
    if move.marks:
        yield _("可以标记有误的项目并附说明")
    if move.asks:
        labels = [str(field.label.text) for field in answer_form(move)]
        yield _("须填写：%(labels)s", labels=_("、").join(labels))
    if move.not_by:
        labels = [str(workflow[name].label) for name in move.not_by if name in workflow]
        yield _("不能由办理“%(acts)s”的本人办理", acts=_("、").join(labels))
    yield from _times(move)


def _times(move: Transition) -> Iterator[str]:
    """When a move is to be made."""
    if move.due_in:
        yield _("%(term)s内办理", term=_term(move.due_in))
    if move.open_for:
        yield _("%(term)s内可以办理", term=_term(move.open_for))
    if move.undoes:
        yield _("下一环节办理之前可以撤回")
    if move.automatic:
        yield _("到期由系统自动办理")


def _term(term: Term) -> str:
    days = term.days() if callable(term.days) else term.days
    return _("%(n)d 个工作日", n=days) if term.working else _("%(n)d 天", n=days)


def process_button(guide: ProcessGuide) -> AddedButton:
    """办理流程 above the list of the process that a guide explains."""
    (workflow, *_others) = guide.workflows

    def make() -> Button | None:
        if not may("read", RESOURCE):
            return None
        return Button(_("办理流程"), f"{ROUTE}/{guide.key}", "flow", "dialog")

    return AddedButton(workflow.resource, "process", make)


def place_of(step: GuidedStage) -> MenuPlace:
    """Where the screen of a step stands."""
    return menu_places()[step.resource]
