"""记分措施: what followed from totals, and the 约谈 that a leader records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base.errors import FieldError
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.views import AppInterface
from app.demerits import forms, operations, presentation
from app.demerits.choices import MEASURE, MEASURE_TONES
from app.demerits.files import MEASURE_FILES
from app.demerits.models import DemeritMeasure
from app.long_form.kept_form import KeptFormView
from app.personnel.presentation import may_reveal_people


class MeasureView(KeptFormView):
    """What followed from the totals of people in reach, the newest first."""

    datamodel = AppInterface(DemeritMeasure)
    class_permission_name = MEASURE
    route_base = presentation.MEASURES_AT
    method_permission_name = {"reveal": "read"}
    exclude_route_methods = {"add", "delete", "export", "lookup", "action", "action_post"}
    list_title = show_title = _l("记分措施")
    edit_label, edit_title = _l("约谈记录"), _l("约谈记录")
    unit = _l("条")
    list_columns = [
        "name",
        "organization",
        "cycle",
        "kind",
        "total",
        "reached_on",
        "standing",
        "done_on",
    ]
    search_columns = ["name", "id_no", "organization", "cycle", "kind"]
    order_columns = ["name", "organization", "cycle", "kind", "total", "reached_on", "done_on"]
    show_columns = [
        "name",
        "id_no",
        "organization",
        "cycle",
        "kind",
        "total",
        "reached_on",
        "standing",
        "done_on",
        "talked_by",
        "content",
        "settled",
    ]
    base_order = ("id", "desc")
    label_columns = presentation.MEASURE_LABELS
    tags = {"kind": MEASURE_TONES}
    wrapped_columns = ("organization",)
    edit_form = forms.TalkForm
    edit_columns = forms.TALK_COLUMNS
    field_spans = {"content": 12}
    holder, files_title = MEASURE_FILES, _l("约谈附件")
    empty_hint = _l("累计记分达到规定分值后，应采取的措施列在这里。")
    update = staticmethod(operations.record_talk)

    def base_conditions(self) -> Sequence[Any]:
        return (*super().base_conditions(), DemeritMeasure.void_on.is_(None))

    def may_reveal(self) -> bool:
        return may_reveal_people()

    def edit_refusal(self, item: DemeritMeasure) -> Any:
        """约谈记录 of the own people."""
        return operations.talk_words(item) or self.write_refusal(item)

    def form_facts(self, form: Any) -> Sequence[GivenFacts]:
        return presentation.talk_facts(self.item((request.view_args or {}).get("pk")))

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        return operations.talk_refusals(item, values)

    def item_name(self, item: DemeritMeasure) -> str:
        return _("%(name)s（%(cycle)d 年）", name=item.name, cycle=item.cycle)
