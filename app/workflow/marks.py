"""Marks of fields: boxes beside the values while an item is sent back, signs while it waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.core.base.typed_text import clean_text
from app.core.web.markup import icon

# What begins the name of a mark's note.
NOTE = "note-"
LONGEST_NOTE = 100
BOX = Markup(
    '<label class="zj-mark"><input type="checkbox" name="marked" value="%s"%s id="mark-%s"'
    ' data-mark="%s" data-label="%s" aria-label="%s"><span>%s</span>%s</label>'
)
SIGN = Markup('<span class="zj-markedv">%s<small class="zj-marked">%s%s</small></span>')
LAST = Markup('<small class="zj-last">%s %s</small>')


@dataclass(frozen=True)
class FieldMarks:
    """How the fields of an item are shown: ``marks(key, shown)`` in the templates of 查看.

    ``fields`` are those of the process, key → (label, text). While a move marks (``is_open``)
    each has a box, with what it was last year beside it; otherwise what is sent back has a sign.
    """

    fields: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    is_open: bool = False
    marked: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, key: str, shown: Any) -> Any:
        if self.is_open:
            if key not in self.fields:
                return shown
            label, _text = self.fields[key]
            ticked = Markup(" checked") if key in self.marked else ""
            said = label if shown == label else f"{label} {shown}"
            return BOX % (key, ticked, key, key, label, said, shown, self._last(key))
        if key in self.marked:
            note = self.marked[key]
            words = _("退回：%(note)s", note=note) if note else _("退回")
            return SIGN % (shown, icon("undo", "zj-ico--s"), words)
        return shown

    def _last(self, key: str) -> Markup:
        last = self.last.get(key, "")
        return LAST % (_("上年"), last) if last else Markup()


def sent_notes(sent: Mapping[str, str], marked: list[str]) -> dict[str, str]:
    """The notes of the marks, as a dialog sent them."""
    found = {key: clean_text(sent.get(f"{NOTE}{key}", ""))[:LONGEST_NOTE] for key in marked}
    return {key: note for key, note in found.items() if note}
