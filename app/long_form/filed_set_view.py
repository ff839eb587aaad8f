"""Screens whose records begin with ticking rows, have a tab each, and are filed into a process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import Actor, current_actor
from app.core.screens.picker_views import Picking
from app.workflow import engine
from app.workflow.views import FlowView

from .set_view import FormSetView

FILE = "file"


class FiledSetView(Picking, FormSetView, FlowView):
    """Applications of several people in one submission: all filed by the move ``file``, or none.

    What was sent back is corrected with 修改, and filed again under its number. Rows have a
    ``number`` and a ``batch``.
    """

    unit = _l("件")
    submit_label = _l("提交")
    edited_message = _l("已重新提交")
    draft = True

    def item_name(self, item: Any) -> str:
        return f"{item.name} {item.number}"

    def finish_set(self, rows: Sequence[Any], actor: Actor) -> None:
        for row in rows:
            engine.fire(self.workflow, row, FILE, actor=actor, batch=row.batch)

    def set_message(self, rows: Sequence[Any]) -> Any:
        return _("已提交 %(n)d 件申请，批次号 %(batch)s", n=len(rows), batch=rows[0].batch)

    def after_write(self, form: Any, item: Any) -> None:
        super().after_write(form, item)
        engine.fire(self.workflow, item, FILE, actor=current_actor())
