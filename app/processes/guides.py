"""Finder of the processes that are installed, with their steps as they are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from app.workflow.declaration import Transition, Workflow
from app.workflow.diagram import Stage, stages_of
from app.workflow.registry import registered

from .declaration import GUIDES, ProcessGuide, Step


@dataclass(frozen=True, slots=True)
class MenuPlace:
    """Where a screen stands in the menu."""

    group: str
    group_label: Any
    label: Any
    view: Any
    number: int


@dataclass(frozen=True, slots=True)
class GuidedStage:
    """A step as it is drawn, with its help where there is some."""

    stage: Stage
    resource: str
    step: Step | None = None

    @property
    def key(self) -> str:
        return self.stage.key


@dataclass(frozen=True, slots=True)
class Process:
    """A process of 业务流程 with the steps that are installed."""

    key: str
    title: Any
    stages: tuple[GuidedStage, ...]
    place: MenuPlace

    @property
    def resources(self) -> frozenset[str]:
        """The resources of its screens."""
        return frozenset(one.resource for one in self.stages)

    def find(self, key: str) -> GuidedStage | None:
        """The step of a key that the office has now."""
        return next((one for one in self.shown if one.key == key), None)

    @property
    def shown(self) -> tuple[GuidedStage, ...]:
        """The steps that the office has now; a setting may take one out."""
        return tuple(one for one in self.stages if one.stage.is_on)


def menu_places() -> Mapping[str, MenuPlace]:
    """The screens of the menu, by their resources."""
    found: dict[str, MenuPlace] = {}
    for group in current_app.extensions["appbuilder"].menu.menu:
        for entry in group.childs or ():
            if entry.baseview is not None:
                found[entry.name] = MenuPlace(
                    group.name, group.label, entry.label, entry.baseview, len(found)
                )
    return found


def processes() -> list[Process]:
    """Every process that is installed, as the menu has its screens.

    One that nobody explains is drawn from its declaration alone.
    """
    places = menu_places()
    declared = GUIDES.registered().values()
    explained = {one.resource for guide in declared for one in guide.workflows}
    found = [_explained(guide, places) for guide in declared]
    found += [
        _unexplained(workflow, places[workflow.resource])
        for workflow in registered().values()
        if workflow.resource not in explained and workflow.resource in places
    ]
    return sorted((one for one in found if one is not None), key=lambda one: one.place.number)


def process_of(key: str) -> Process | None:
    """The process of a key."""
    return next((one for one in processes() if one.key == key), None)


def _explained(guide: ProcessGuide, places: Mapping[str, MenuPlace]) -> Process | None:
    stages = tuple(one for one in _stages(guide) if one.resource in places)
    if not stages:
        return None
    (first, *_others) = (*(one.resource for one in guide.workflows), stages[0].resource)
    return Process(guide.key, guide.title, stages, places[first])


def _unexplained(workflow: Workflow, place: MenuPlace) -> Process:
    stages = tuple(GuidedStage(one, workflow.resource) for one in stages_of(workflow))
    return Process(workflow.resource, workflow.title, stages, place)


def _stages(guide: ProcessGuide) -> Iterator[GuidedStage]:
    """The steps in their order; moves in none of them stand behind the last of their process."""
    last = {step.workflow.resource: step.key for step in guide.steps if step.workflow}
    for step in guide.steps:
        yield GuidedStage(_stage(step), step.screen, step)
        if step.workflow is not None and last[step.workflow.resource] == step.key:
            for move in _left_over(guide, step.workflow):
                key = f"{step.workflow.resource}.{move.name}"
                stage = Stage(key, move.label, step.workflow, (move,))
                yield GuidedStage(stage, step.workflow.resource)


def _stage(step: Step) -> Stage:
    moves = tuple(step.workflow[name] for name in step.moves) if step.workflow else ()
    return Stage(step.key, step.label, step.workflow if moves else None, moves, step.by)


def _left_over(guide: ProcessGuide, workflow: Workflow) -> list[Transition]:
    """The moves of a process that stand in none of the steps."""
    named = {name for step in guide.steps if step.workflow is workflow for name in step.moves}
    return [move for move in workflow.transitions if move.name not in named]
