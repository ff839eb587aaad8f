"""新进人员培训报名: people without a certificate, or with one of two, are enrolled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer
from sqlalchemy.orm import joinedload

from app.core.access.actor import Actor
from app.core.base.responses import page
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.form_set import Member
from app.core.screens.picker import Refusal
from app.core.screens.views import AppInterface, Button, Computed, Declared
from app.long_form.sent_records import SentRecord
from app.personnel.models import Person
from app.training import forms, operations, presentation, queries
from app.training.choices import (
    INDUCTION,
    InductionCategory,
    InductionState,
    shown,
)
from app.training.files import INDUCTION_FILES
from app.training.models import Enrolment, InductionEnrolment
from app.training.workflows.induction import ENROLMENT, ROUTE, address
from app.workflow.declaration import Transition

from .enrolments import EnrolmentView, RosterPicker

MOVES = (
    "review",
    "review_return",
    "accept",
    "return",
    "refuse",
    "withdraw",
    "give_up",
    "close",
)


class CandidatePicker(RosterPicker):
    """选择培训报名人员: everybody on the own roster; who cannot be enrolled is shown with why."""

    category: InductionCategory
    list_title = _l("选择培训报名人员")
    base_order = ("off_by", "asc")
    empty_hint = _l("本机构没有在职人员。")

    def base_conditions(self) -> Sequence[Any]:
        return queries.own_roster()

    def refusals(self, items: Sequence[Person]) -> Mapping[int, Refusal]:
        found = queries.reasons_against_training(items, self.category)
        return {
            number: Refusal(words, address(one.id) if one else "")
            for number, (words, one) in found.items()
        }


class UncertifiedPicker(CandidatePicker):
    """Those without a certificate."""

    category = InductionCategory.UNCERTIFIED
    computed = {"off_by": Computed(Integer, partial(queries.off_by, 0))}


class SinglePicker(CandidatePicker):
    """Those with exactly one."""

    category = InductionCategory.SINGLE
    computed = {"off_by": Computed(Integer, partial(queries.off_by, 1))}


# The two buttons of 新增报名.
KINDS = {
    InductionCategory.UNCERTIFIED: _l("未持证人员报名"),
    InductionCategory.SINGLE: _l("持单证人员报名"),
}


class InductionView(EnrolmentView):
    """新进人员培训报名."""

    datamodel = AppInterface(InductionEnrolment)
    class_permission_name = INDUCTION
    route_base = ROUTE
    workflow = ENROLMENT
    # Their buttons stand in the dialog of 新增报名.
    pickers = {one.category.value: (one, None) for one in (UncertifiedPicker, SinglePicker)}
    set_title = _l("人员报名")
    edit_title = _l("修改人员报名")
    list_title = show_title = _l("新进人员培训报名")
    method_permission_name = {"reveal": "read", "begin": "create"}
    list_columns = [
        "number",
        "organization",
        "name",
        "id_no",
        "category",
        "types",
        "applied_on",
        "session.name",
        "state",
        "result",
    ]
    search_columns = [
        "number",
        "organization",
        "name",
        "id_no",
        "category",
        "session.name",
        "state",
        "year",
    ]
    order_columns = ["number", "organization", "name", "category", "applied_on", "state", "result"]
    list_options = (joinedload(InductionEnrolment.session),)
    filters = {"state": Declared(InductionEnrolment.state.in_, lambda: shown(InductionState))}
    formatters = {"types": presentation.wanted_types}
    label_columns = presentation.INDUCTION_LABELS
    show_columns = [
        "number",
        "batch",
        "organization",
        "name",
        "id_no",
        "mobile",
        "category",
        "types",
        "engineering_years",
        "supervising_years",
        "explanation",
        "recommendation",
        "session.name",
        "applied_on",
        "applied_by",
        "state",
        "step",
        "handled_by",
        "opinion",
    ]
    set_form = edit_form = forms.InductionForm
    set_fieldsets = edit_fieldsets = forms.INDUCTION_FIELDSETS
    set_columns = edit_columns = [
        name for _title, part in forms.INDUCTION_FIELDSETS for name in part["fields"]
    ]
    field_spans = {"types": 12, "explanation": 12, "recommendation": 12}
    holder, files_title = INDUCTION_FILES, _l("证书照片")
    dialog_moves = MOVES
    bulk_moves = ("review", "accept", "return", "refuse")
    show_template = "training/induction.html"
    empty_hint = _l("未持证或只持一种证书的人员，在这里报名新进人员培训。")
    update = staticmethod(operations.correct_induction)

    def starting_buttons(self) -> list[Button]:
        if not self.can("begin"):
            return []
        return [Button(_("新增报名"), f"{ROUTE}/begin", "plus", "dialog", primary=True, key="new")]

    @expose("/begin")
    @has_access
    def begin(self) -> Any:
        """新增报名: for whom, which leads to its picker."""
        return page(
            self,
            "training/begin.html",
            title=_("新增报名"),
            kinds=[(f"{ROUTE}/pick/{kind.value}", words) for kind, words in KINDS.items()],
            list_url=f"{ROUTE}/list/",
        )

    def edit_refusal(self, item: Enrolment) -> Any:
        """Nor of somebody who has left."""
        if words := super().edit_refusal(item):
            return words
        return "" if getattr(item, "about", item) is not None else _("该人员已不在本机构在职")

    def move_facts(self, transition: Transition, item: InductionEnrolment) -> Sequence[Any]:
        """受理 tells when and where to be."""
        is_told = transition.name == "accept" and item.session is not None
        return presentation.session_facts(item) if is_told else ()

    # --- new ones: a tab for each person ----------------------------------------------------

    def category(self) -> InductionCategory:
        """报名类别 of this request."""
        return InductionCategory.of(self.pick_kind())

    def set_kind(self) -> str:
        return self.pick_kind()

    def members_of(self, items: Sequence[Person]) -> Sequence[Member]:
        whom = queries.candidates(items, self.category())
        return [Member(str(one.id), one.name, forms.start_of(whom[one.id])) for one in items]

    def form_facts(self, form: forms.InductionForm) -> Sequence[GivenFacts]:
        return presentation.candidate_facts(form.about, form.shown_values())

    def draft_takes(self, name: str) -> bool:
        return not name.endswith(forms.NEVER_KEPT) and super().draft_takes(name)

    def create_set(
        self, entries: Sequence[SentRecord], actor: Actor
    ) -> Sequence[InductionEnrolment]:
        return operations.begin_inductions(self.workflow, self.category(), entries, actor)

    def finish_set(self, rows: Sequence[InductionEnrolment], actor: Actor) -> None:
        operations.lend_photos(rows)
        super().finish_set(rows, actor)

    # --- what was sent back -----------------------------------------------------------------

    def item(self, pk: Any, **more: Any) -> InductionEnrolment:
        """With what is known of the person, where the enrolment can be corrected."""
        found = super().item(pk, **more)
        if found.state is InductionState.RETURNED:
            people = queries.own_people([found.person_id], found.organization_id)
            whom = queries.candidates([*people.values()], found.category)
            found.about = whom.get(found.person_id)
            found.has_photo = found.about is not None and found.about.has_photo
        return found

    def after_write(self, form: Any, item: InductionEnrolment) -> None:
        operations.lend_photos([item])
        super().after_write(form, item)

    # --- 查看 -------------------------------------------------------------------------------

    def show_context(self, item: InductionEnrolment) -> Mapping[str, Any]:
        return {
            **super().show_context(item),
            "facts": presentation.filed_facts(item),
        }
