"""层级考核: organizations below the own one, assessed once in half a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assessments import operations, presentation, queries
from app.assessments.choices import (
    HIERARCHICAL,
    RECTIFICATION_TONES,
    TONES,
    AssessmentKind,
)
from app.assessments.forms import HIERARCHY_FIELDS
from app.assessments.models import HierarchicalAssessment
from app.assessments.workflows import HIERARCHICAL_ASSESSMENT
from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.models import Organization
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.picker import Picker, Refusal
from app.core.screens.views import AppInterface
from app.scoring.choices import TONES as GRADE_TONES
from app.workflow import engine

from .common import AssessmentView, by_period

SAID = ["assessed_on", "assessors"]
MOVES = ("submit", "reply", "confirm", "withdraw", "reopen")


class OrganizationPicker(Picker):
    """被考核机构: 辖区内监督机构, each once in half a year (V36)."""

    datamodel = AppInterface(Organization)
    list_title = _l("辖区内监督机构选择")
    unit = _l("个机构")
    list_columns = ["name", "level", "kind", "status"]
    search_columns = ["name", "level", "kind"]
    order_columns = ["name", "level"]
    base_order = ("id", "asc")
    label_columns = {
        "name": _l("机构名称"),
        "level": _l("机构级别"),
        "kind": _l("机构类别"),
        "status": _l("机构状态"),
    }
    leads_to = "add"
    empty_hint = _l("辖区内没有可以考核的监督机构。")

    def base_conditions(self) -> Sequence[Any]:
        return queries.own_jurisdiction()

    def refusals(self, items: Sequence[Organization]) -> Mapping[int, Refusal]:
        halves = queries.open_periods(queries.HALF)
        found = operations.reasons_against_organizations(items, halves, current_actor())
        return {
            number: Refusal(words, presentation.show_address(one))
            for number, (words, one) in found.items()
        }


class HierarchicalAssessmentView(AssessmentView):
    """层级考核."""

    datamodel = AppInterface(HierarchicalAssessment)
    class_permission_name = HIERARCHICAL
    route_base = presentation.BASES[AssessmentKind.HIERARCHICAL]
    workflow = HIERARCHICAL_ASSESSMENT
    picker, pick_label = OrganizationPicker, _l("新增被考核机构")
    list_title = show_title = _l("层级考核")
    add_title, edit_title = _l("新增被考核机构"), _l("修改考核信息")
    list_columns = [
        "number",
        "target_id",
        "year",
        "period",
        "organization",
        "assessed_on",
        "project_count",
        "score",
        "grade",
        "step",
        "state",
    ]
    search_columns = ["year", "period", "target_id", "organization", "grade", "state", "step"]
    order_columns = ["number", "target_id", "organization", "assessed_on", "score", "state"]
    filters = {"period": by_period(HierarchicalAssessment, presentation.HALVES)}
    tags = {"grade": GRADE_TONES, "state": TONES, "step": RECTIFICATION_TONES}
    label_columns = {
        "target_id": _l("被考核机构"),
        "organization": _l("考核机构"),
        "period": _l("半年"),
        "assessors": _l("考核组成员"),
        "comment": _l("综合评价意见"),
        "demands": _l("整改要求"),
    }
    wrapped_columns = ("target_id", "organization")
    show_columns = [
        "number",
        "target_id",
        "year",
        "period",
        "organization",
        "assessed_on",
        "assessors",
        "state",
        "score",
        "grade",
        "comment",
        "feedback",
        "demands",
        "rectify_by",
        "step",
        "reply",
        "replied_on",
        "late_reason",
        "submitted_on",
    ]
    add_columns = ["year", "period", *SAID]
    edit_columns = SAID
    add_form_extra_fields = HIERARCHY_FIELDS
    dialog_moves = MOVES
    empty_hint = _l("每半年对辖区内监督机构进行层级考核，在这里勾选被考核机构。")
    update = staticmethod(operations.change_hierarchy)
    remove = staticmethod(operations.remove)

    def item_name(self, item: HierarchicalAssessment) -> str:
        return f"{item.target_name} {item.number}"

    # --- 新增被考核机构 -----------------------------------------------------------------------

    def new_source(self) -> Any:
        year, half = self._half(self._organizations())
        return SimpleNamespace(year=year, period=half, assessed_on=clock.today(), assessors=None)

    def _organizations(self) -> Sequence[Organization]:
        keys = request.args.getlist("of")
        return self._sent_rows(keys) if request.method == "POST" and keys else self.picked(keys)

    @staticmethod
    def _half(organizations: Sequence[Organization]) -> tuple[int, int]:
        """The first half-year that is open and in which none of them is assessed yet."""
        halves, actor = queries.open_periods(queries.HALF), current_actor()
        against = operations.reasons_against_organizations
        free = (half for half in halves if not against(organizations, [half], actor))
        return next(free, halves[-1])

    def _create(self, form: Any) -> HierarchicalAssessment:
        values = {**form.values(), "form_token": request.form.get("form_token", "")[:36] or None}
        actor = current_actor()
        items = operations.begin_each(values, self._organizations(), actor)
        engine.begin_each(self.workflow, items, actor=actor)
        return items[0]

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        if item is not None:
            return ()
        return operations.hierarchy_faults(values, self._organizations(), current_actor())

    def form_facts(self, form: Any) -> Sequence[GivenFacts]:
        if "pk" in (request.view_args or {}):
            return ()
        lines = [(one.name, one.kind.label) for one in self._organizations()]
        return [GivenFacts(_("被考核机构"), lines)]

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        found = super().form_context(form, item)
        if item is not None:
            return found
        return {**found, "back_url": self.pick_url(one.id for one in self._organizations())}
