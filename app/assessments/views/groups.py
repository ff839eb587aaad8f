"""监督组考核: groups of the own organization, assessed once a quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload, undefer_group

from app.assessments import operations, presentation, queries, rules
from app.assessments.choices import GROUP
from app.assessments.choices import AssessmentKind as Kind
from app.assessments.forms import GROUP_FIELDS
from app.assessments.models import GroupAssessment, GroupMember
from app.assessments.workflows import GROUP_ASSESSMENT
from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.picker import Picker, Refusal
from app.core.screens.views import AppInterface, Button, Declared
from app.personnel.labels import LABELS as PERSON_LABELS
from app.personnel.models import Person
from app.personnel.presentation import may_reveal_people
from app.workflow import engine

from .common import AssessmentView, by_period

SAID = ["group_name", "assessed_on", "assessors"]
BEFORE_PROJECTS = ("submit", "withdraw", "reopen")


class MemberPicker(Picker):
    """被考核人员: people of 监督岗位 on the own roster, each once a quarter (V36)."""

    datamodel = AppInterface(Person)
    list_columns = ["name", "id_no", "position", "title_level", "certificate_kind"]
    search_columns = ["name", "id_no", "title_level"]
    order_columns = ["name", "position"]
    list_options = (undefer_group("certified"),)
    base_order = ("id", "asc")
    label_columns = PERSON_LABELS
    most = 20
    leads_to = "add"
    empty_hint = _l("本机构没有监督岗位的在职人员。")

    def heading(self) -> Any:
        return presentation.picker_heading()

    def base_conditions(self) -> Sequence[Any]:
        return queries.own_supervisors()

    def refusals(self, items: Sequence[Person]) -> Mapping[int, Refusal]:
        found = operations.reasons_against(items, queries.open_periods())
        return {
            number: Refusal(words, presentation.show_address(one.assessment) if one else "")
            for number, (words, one) in found.items()
        }

    def may_reveal(self) -> bool:
        return may_reveal_people()


def _has_member(codes: Sequence[str]) -> Any:
    """The criterion for assessments of somebody of a name."""
    return GroupAssessment.members.any(GroupMember.name.contains(codes[0], autoescape=True))


class GroupAssessmentView(AssessmentView):
    """监督组考核."""

    datamodel = AppInterface(GroupAssessment)
    class_permission_name = GROUP
    route_base = presentation.BASES[Kind.GROUP]
    workflow = GROUP_ASSESSMENT
    picker, pick_label = MemberPicker, _l("新增被考核人员")
    narrows_to_own = True
    list_title = show_title = _l("监督组考核")
    add_title, edit_title = _l("新增被考核人员"), _l("修改考核信息")
    list_columns = [
        "number",
        "organization",
        "year",
        "period",
        "group_name",
        "member_names",
        "assessed_on",
        "project_count",
        "score",
        "grade",
        "state",
    ]
    search_columns = ["year", "period", "organization", "member", "grade", "state"]
    order_columns = ["number", "organization", "assessed_on", "score", "state"]
    list_options = (selectinload(GroupAssessment.members),)
    filters = {
        "period": by_period(GroupAssessment, presentation.QUARTERS),
        "member": Declared(_has_member),
    }
    label_columns = {
        "organization": _l("机构名称"),
        "period": _l("季度"),
        "member": _l("被考核人员"),
        "member_names": _l("被考核人员"),
    }
    wrapped_columns = ("organization", "member_names")
    show_columns = [
        "number",
        "organization",
        "year",
        "period",
        "group_name",
        "member_names",
        "assessed_on",
        "assessors",
        "state",
        "score",
        "grade",
        "comment",
        "demands",
        "late_reason",
        "submitted_on",
    ]
    add_columns = ["year", "period", *SAID]
    edit_columns = SAID
    add_form_extra_fields = GROUP_FIELDS
    dialog_moves = BEFORE_PROJECTS
    empty_hint = _l("每季度对监督组进行规范化考核，在这里勾选被考核人员。")
    update = staticmethod(operations.change)
    remove = staticmethod(operations.remove_group)

    def further_buttons(self) -> list[Button]:
        return [Button(_("未考核人员"), url_for("UnassessedView.list"), "users", permission="list")]

    # --- 新增被考核人员 -----------------------------------------------------------------------

    def new_source(self) -> Any:
        people = self._people()
        year, quarter = self._quarter(people)
        return SimpleNamespace(
            people=people,
            year=year,
            period=quarter,
            group_name=queries.last_group_name(current_actor().organization_id or 0),
            assessed_on=clock.today(),
            assessors=None,
        )

    def _people(self) -> Sequence[Person]:
        keys = request.args.getlist("of")
        return self._sent_rows(keys) if request.method == "POST" and keys else self.picked(keys)

    @staticmethod
    def _quarter(people: Sequence[Person]) -> tuple[int, int]:
        """The first quarter that is open and in which none of them is assessed yet."""
        quarters = queries.open_periods()
        free = (q for q in quarters if not operations.reasons_against(people, [q]))
        return next(free, quarters[-1])

    def _create(self, form: Any) -> GroupAssessment:
        values = {**form.values(), "form_token": request.form.get("form_token", "")[:36] or None}
        item = operations.begin(values, form.made_of.people, current_actor())
        engine.begin(self.workflow, item, actor=current_actor())
        return item

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        if item is None:
            return operations.group_faults(values, self._people())
        return rules.assessor_faults(values["assessors"], [one.name for one in item.members])

    def form_facts(self, form: Any) -> Sequence[GivenFacts]:
        people = getattr(form.made_of, "people", ())
        lines = [(one.name, one.certificate_kind) for one in people]
        return [GivenFacts(_("被考核人员"), lines)] if lines else ()

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        found = super().form_context(form, item)
        if item is not None:
            return found
        return {**found, "back_url": self.pick_url(one.id for one in form.made_of.people)}
