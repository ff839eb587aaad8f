"""Differences between what was sent back and what was handed in again; no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from .declaration import Workflow, ways
from .models import WorkflowEvent

MOST_TOLD = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after its correction; a marked one may be as it was."""

    label: str
    before: str
    after: str
    note: str = ""
    is_marked: bool = False

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Correction:
    """What was made of a return: marked fields first, then what was changed beside them."""

    back: WorkflowEvent
    differences: Sequence[Difference]

    @property
    def marked(self) -> int:
        return sum(one.is_marked for one in self.differences)

    @property
    def corrected(self) -> int:
        """How many of the marked fields are others now."""
        return sum(one.is_marked and one.is_changed for one in self.differences)

    @property
    def summary(self) -> str:
        """How much was changed, in one sentence."""
        changed = sum(one.is_changed for one in self.differences)
        if not self.marked:
            return _("退回后修改了 %(n)d 项", n=changed)
        return _(
            "退回后修改了 %(n)d 项；标记的 %(marked)d 处已改 %(corrected)d 处",
            n=changed,
            marked=self.marked,
            corrected=self.corrected,
        )

    @property
    def words(self) -> str:
        """The summary, and the first of the changes."""
        changed = [one for one in self.differences if one.is_changed]
        lines = [
            f"{one.label} {one.before or '—'} → {one.after or '—'}" for one in changed[:MOST_TOLD]
        ]
        if len(changed) > MOST_TOLD:
            lines.append(_("另有 %(n)d 项", n=len(changed) - MOST_TOLD))
        told = _("；").join(lines)
        return f"{self.summary}{_('：')}{told}" if told else self.summary


def is_way_back(workflow: Workflow, event: WorkflowEvent) -> bool:
    """Whether an event sent its item back with marks."""
    return event.name in workflow and workflow[event.name].marks


def sent_back_states(workflow: Workflow) -> set[str]:
    """The states in which an item waits to be corrected."""
    return {str(state) for one in workflow.transitions if one.marks for state in ways(one.target)}


def correction(workflow: Workflow, events: Sequence[WorkflowEvent]) -> Correction | None:
    """What has been corrected since an item was sent back, as long as nobody has answered it.

    ``events`` are those of the item, oldest first.
    """
    places = [place for place, event in enumerate(events) if is_way_back(workflow, event)]
    if not places:
        return None
    back, later = events[places[-1]], events[places[-1] + 1 :]
    if not later or later[0].source not in sent_back_states(workflow):
        return None
    if any(event.name != later[0].name for event in later):
        return None
    return Correction(back, differences(back, later[-1]))


def differences(back: WorkflowEvent, now: WorkflowEvent) -> list[Difference]:
    """Marked fields, changed or not, in the order of the form, then the other changed ones."""
    keys = list(dict.fromkeys((*back.snapshot, *now.snapshot)))
    found = [_difference(back, now, key) for key in keys]
    return [
        *(one for one in found if one.is_marked),
        *(one for one in found if one.is_changed and not one.is_marked),
    ]


def _difference(back: WorkflowEvent, now: WorkflowEvent, key: str) -> Difference:
    label, before = back.snapshot.get(key) or (now.snapshot[key][0], "")
    _label, after = now.snapshot.get(key) or (label, "")
    note = (back.mark_notes or {}).get(key, "")
    return Difference(str(label), str(before), str(after), note, key in back.marked)
