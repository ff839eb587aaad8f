"""What was sent back of a record, as its form shows it: each mark at its field, with its note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.core.web.markup import icon
from app.workflow.declaration import Workflow
from app.workflow.models import WorkflowEvent

SIGN = Markup('<small class="zj-marked">%s%s</small>')


@dataclass(frozen=True, slots=True)
class MarkedField:
    """A field that was sent back. ``was`` are the texts that its controls held then, by name;
    None once other ones are stored."""

    key: str
    label: str
    note: str
    was: Mapping[str, str] | None

    @property
    def state(self) -> dict[str, Any]:
        """What the page steps through (form/sent-back.js)."""
        what = self.label
        if self.note:
            what = _("%(said)s（%(note)s）", said=self.label, note=self.note)
        return {"key": self.key, "what": what, "note": self.note, "was": self.was}


@dataclass(frozen=True)
class SentBack:
    """The event that sent a record back, and the fields that it marks, in their order."""

    event: WorkflowEvent
    fields: Sequence[MarkedField]

    @property
    def state(self) -> list[dict[str, Any]]:
        return [one.state for one in self.fields]

    def sign(self, name: str, label: Any = "") -> Markup:
        """What stands at a field that was sent back, or at the table of a row; else nothing."""
        found = [one for one in self.fields if name in (one.key, one.key.rpartition("-")[0])]
        if not found:
            return Markup()
        said = _("%(label)s：退回", label=label) if label else _("退回")
        notes = _("；").join(one.note for one in found if one.note)
        words = _("%(said)s（%(note)s）", said=said, note=notes) if notes else said
        return SIGN % (icon("undo", "zj-ico--s"), words)


def sent_back(
    workflow: Workflow, item: Any, event: WorkflowEvent, texts: Mapping[str, str]
) -> SentBack:
    """The marks of an event; ``texts`` are those of the form over what is stored now."""
    now = workflow.fields(item) if workflow.fields is not None and event.marked else {}
    notes = event.mark_notes or {}
    fields = []
    for key in event.marked:
        label, before = event.snapshot.get(key, (key, ""))
        is_same = key in now and str(now[key][1]) == str(before)
        was = {name: text for name, text in texts.items() if _is_of(name, key)}
        shown = str(now[key][0]) if key in now else str(label)
        fields.append(MarkedField(key, shown, notes.get(key, ""), was if is_same else None))
    return SentBack(event, fields)


def _is_of(name: str, key: str) -> bool:
    return name == key or name.startswith(f"{key}-")
