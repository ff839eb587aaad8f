"""监督组考核: groups of the own organization, assessed once a quarter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload, undefer_group

from app.assessments import operations, presentation, queries, rules
from app.assessments.choices import GROUP, TONES
from app.assessments.forms import GROUP_FIELDS
from app.assessments.models import GroupAssessment, GroupMember
from app.assessments.workflows import GROUP_ASSESSMENT
from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.errors import FieldError
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.picker import Picker, Refusal
from app.core.screens.picker_views import Picking
from app.core.screens.views import AppInterface, Button, Declared, RowAction
from app.personnel.labels import LABELS as PERSON_LABELS
from app.personnel.models import Person
from app.personnel.presentation import may_reveal_people
from app.reporting.buttons import summary_buttons
from app.scoring.choices import TONES as GRADE_TONES
from app.workflow import engine
from app.workflow.declaration import Transition
from app.workflow.views import FlowView

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
        found = operations.reasons_against(items, queries.open_quarters())
        return {
            number: Refusal(words, presentation.address(one.assessment_id) if one else "")
            for number, (words, one) in found.items()
        }

    def may_reveal(self) -> bool:
        return may_reveal_people()


def _has_member(codes: Sequence[str]) -> Any:
    """The criterion for assessments of somebody of a name."""
    return GroupAssessment.members.any(GroupMember.name.contains(codes[0], autoescape=True))


def _in_quarters(codes: Sequence[str]) -> Any:
    return GroupAssessment.period.in_([int(code) for code in codes if code.isdigit()])


def _quarters() -> list[tuple[str, Any]]:
    return [(str(n), words) for n, words in presentation.QUARTERS.items()]


class GroupAssessmentView(Picking, FlowView):
    """监督组考核."""

    datamodel = AppInterface(GroupAssessment)
    class_permission_name = GROUP
    route_base = presentation.BASE
    workflow = GROUP_ASSESSMENT
    picker, pick_label = MemberPicker, _l("新增被考核人员")
    has_add_button = False
    method_permission_name = {"pad": "update"}
    exclude_route_methods = {"export", "lookup", "action", "action_post"}
    narrows_to_own = True
    goes_on = True
    list_title = show_title = _l("监督组考核")
    add_title, edit_title = _l("新增被考核人员"), _l("修改考核信息")
    submit_label = _l("提交")
    added_message = _l("已新增，请录入项目")
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
    base_order = ("id", "desc")
    list_options = (selectinload(GroupAssessment.members),)
    filters = {
        "period": Declared(_in_quarters, _quarters),
        "member": Declared(_has_member),
    }
    formatters = {
        "period": presentation.quarter_words,
        "score": lambda item: presentation.score_text(item.score),
    }
    tags = {"grade": GRADE_TONES, "state": TONES}
    label_columns = {
        "organization": _l("机构名称"),
        "period": _l("季度"),
        "member": _l("被考核人员"),
        "member_names": _l("被考核人员"),
    }
    folded_columns = ("year",)
    wrapped_columns = ("organization", "member_names")
    table_css = "zj-many"
    most_links = 4
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
    show_template = "assessments/show.html"
    add_columns = ["year", "period", *SAID]
    edit_columns = SAID
    add_form_extra_fields = GROUP_FIELDS
    dialog_moves = BEFORE_PROJECTS
    empty_hint = _l("每季度对监督组进行规范化考核，在这里勾选被考核人员。")
    update = staticmethod(operations.change)
    remove = staticmethod(operations.remove)

    def buttons(self) -> list[Button]:
        left = Button(_("未考核人员"), url_for("UnassessedView.list"), "users", permission="list")
        return [*super().buttons(), left, *summary_buttons(GROUP)]

    def row_actions(self, item: GroupAssessment) -> list[RowAction]:
        """查看, 考核, the moves, and the rest."""
        show, *others = self.standard_actions(item)
        pad = [RowAction(_("考核"), presentation.pad_address(item.id))]
        return [show, *(pad if self._is_open(item) else []), *self.move_actions(item), *others]

    def _is_open(self, item: GroupAssessment) -> bool:
        """Whether whoever asks may go on with an assessment."""
        return self.can("pad") and self.may_edit(item)

    def edit_refusal(self, item: GroupAssessment) -> Any:
        return operations.closed_words(item) or self.write_refusal(item)

    def move_facts(self, transition: Transition, item: GroupAssessment) -> Sequence[Any]:
        """Projects, score and grade in the dialog of 提交."""
        return presentation.submission_facts(item) if transition.name == "submit" else ()

    def show_context(self, item: GroupAssessment) -> Mapping[str, Any]:
        found = super().show_context(item)
        return {**found, "projects": presentation.shown_projects(item)}

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
        quarters = queries.open_quarters()
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

    def after_add_url(self, item: GroupAssessment) -> str:
        return presentation.pad_address(item.id)

    @expose("/pad/<pk>")
    @has_access
    def pad(self, pk: str) -> Any:
        """考核: on to the first project, or to a new one."""
        item = self.item(pk)
        projects = queries.projects_of(item.id)
        if not self.may_edit(item):
            return redirect(presentation.address(item.id), code=303)
        return redirect(presentation.project_address(item, projects[:1]), code=303)
