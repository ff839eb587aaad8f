"""Labels of moves, states and steps in the history, also of those that no code has any more."""

from __future__ import annotations

import enum
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from .answers import KEPT_IN
from .declaration import BEGIN, Workflow
from .models import WorkflowEvent


def words_of(workflow: Workflow, event: WorkflowEvent) -> dict[str, str]:
    """What a new event keeps: its move, states and step in the language of the history."""
    with force_locale(KEPT_IN):
        return {
            "name": move_label(workflow, event),
            "source": state_label(workflow, event, "source"),
            "target": state_label(workflow, event, "target"),
            "step": step_label(workflow, event),
        }


def move_label(workflow: Workflow, event: WorkflowEvent) -> str:
    """What the move of an event is called."""
    if event.name in workflow:
        return str(workflow[event.name].label)
    if event.name == BEGIN:
        return _("新建")
    return _formerly(workflow, event, "name")


def state_label(workflow: Workflow, event: WorkflowEvent, end: str) -> str:
    """What the ``source`` or ``target`` of an event is called."""
    return _label(workflow, workflow.states, event, end)


def step_label(workflow: Workflow, event: WorkflowEvent) -> str:
    """What the step after an event is called; empty without one."""
    return _label(workflow, workflow.steps, event, "step")


def with_step(state: str, step: str) -> str:
    """What a state is called, with the step that stands in it, if any."""
    return _("%(state)s（%(step)s）", state=state, step=step) if step else state


def word_of(code: enum.StrEnum) -> str:
    """What a state or step of today is called."""
    return str(getattr(code, "label", code.value))


def kept_words(workflow: Workflow, item: Any) -> str:
    """Why an item is not deleted in its state; nothing where it may be."""
    if item.state in workflow.deletable_in:
        return ""
    states = _("、").join(word_of(one) for one in workflow.deletable_in)
    if not states:
        return _("此类记录不能删除")
    now = word_of(item.state)
    return _("只有%(states)s的记录可以删除，当前状态为“%(state)s”", states=states, state=now)


def closed_words(item: Any) -> str:
    """Why the content of an item is not changed in its state."""
    return _("当前状态为“%(state)s”，内容不能修改", state=word_of(item.state))


def _label(
    workflow: Workflow, codes: type[enum.StrEnum] | None, event: WorkflowEvent, what: str
) -> str:
    code = getattr(event, what)
    if code is None:
        return ""
    if codes is None or code not in {one.value for one in codes}:
        return _formerly(workflow, event, what)
    return word_of(codes(code))


def _formerly(workflow: Workflow, event: WorkflowEvent, what: str) -> str:
    """A name that a later version has dropped: as the declaration or the event itself tells it."""
    code = getattr(event, what)
    if code in workflow.former:
        return str(workflow.former[code])
    return str((event.words or {}).get(what) or code)
