"""人员证书变更, 人员证书注销 and 人员证书补办: one screen each over one process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload, undefer_group

from app.core.access.actor import Actor, current_actor
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.form_set import Member
from app.core.screens.picker import Picker, Refusal
from app.core.screens.views import AppInterface, Button, Declared, RowAction
from app.core.web.markup import paragraphs
from app.long_form.filed_set_view import FiledSetView
from app.long_form.sent_records import SentRecord
from app.personnel.choices import CertificateType
from app.personnel.labels import LABELS as PERSON_LABELS
from app.personnel.models import Person
from app.personnel.presentation import may_reveal_people, short_types
from app.reporting.buttons import form_actions, summary_buttons
from app.workflow.declaration import Transition

from . import forms, presentation, queries, submissions
from .choices import SHOWN, CaseKind, CaseState, ChangeType
from .files import CANCELLATION_FILES, CHANGE_FILES, REISSUE_FILES
from .labels import LABELS
from .models import (
    NEW,
    CancellationCase,
    CaseCertificate,
    CertificateCase,
    ChangeCase,
    ReissueCase,
)
from .workflows import PROCESSES

# In the order in which they stand at a row.
BEFORE = ("agree", "decline", "review", "review_return", "accept", "return", "refuse")
CLOSING = ("close", "sign")
MOVES = (*BEFORE, *CLOSING, "decline_case", "withdraw")
APPLICATION = [
    "number",
    "batch",
    "organization",
    "applied_by",
    "applied_on",
    "state",
    "step",
    "name",
    "id_no",
]
OUTCOME = ["accepted_on", "handled_by", "opinion", "closed_on"]


def _has_type(codes: Sequence[str]) -> Any:
    """The criterion for applications about certificates of some types."""
    return CertificateCase.certificates.any(CaseCertificate.type.in_(codes))


def _offered(members: Any) -> Any:
    return lambda: [(one.value, one.label) for one in members]


class CertifiedPicker(Picker):
    """选择人员: those of the own roster who have a certificate, or had one."""

    datamodel = AppInterface(Person)
    list_columns = ["name", "id_no", "position", "title_level", "certificate_kind", "post_type"]
    search_columns = ["name", "id_no", "title_level", "post_type"]
    order_columns = ["name", "position"]
    list_options = (undefer_group("certified"),)
    base_order = ("id", "asc")
    label_columns = PERSON_LABELS
    empty_hint = _l("本机构没有持证的在职人员。")

    def base_conditions(self) -> Sequence[Any]:
        return queries.own_certified()

    def refusals(self, items: Sequence[Person]) -> Mapping[int, Refusal]:
        return {
            number: Refusal(words, presentation.address(case.kind, case.id) if case else "")
            for number, (words, case) in queries.reasons_against(items).items()
        }


class ReissuePicker(CertifiedPicker):
    """The one whose certificates are reissued (ruling 11)."""

    single = True


class CaseView(FiledSetView):
    """What the three screens have in common."""

    picker = CertifiedPicker

    kind: CaseKind
    form_report: str
    method_permission_name = {"reveal": "read"}
    exclude_route_methods = {"add", "export", "lookup"}
    narrows_to_own = True
    search_columns = [
        "number",
        "organization",
        "name",
        "id_no",
        "types",
        "state",
        "step",
        "applied_on",
    ]
    order_columns = ["number", "organization", "name", "applied_on", "state"]
    base_order = ("id", "desc")
    list_options = (selectinload(CertificateCase.certificates),)
    filters = {
        "types": Declared(_has_type, _offered(CertificateType)),
        "state": Declared(CertificateCase.state.in_, _offered(SHOWN)),
    }
    formatters = {
        "types": lambda case: short_types(case.types),
        "step": presentation.step_words,
        "old_numbers": lambda case: paragraphs(presentation.old_numbers(case)),
    }
    wrapped_columns = ("organization", "opinion", "change_types")
    table_css = "zj-many"
    label_columns = LABELS
    tags = {"state": presentation.TONES}
    added_message = _l("已提交申请")
    removed_message = _l("已删除")
    field_spans = {"change_types": 12, "types": 12, "reason": 12}
    dialog_moves = MOVES
    most_links = 4
    bulk_moves = ("accept", *CLOSING)
    show_template = "certificate_cases/show.html"

    def base_conditions(self) -> Any:
        """The own ones and those of subordinates, and those by which somebody comes."""
        return queries.on_screen(self.kind)

    def buttons(self) -> list[Button]:
        return [*summary_buttons(self.class_permission_name), *super().buttons()]

    def row_actions(self, item: CertificateCase) -> list[RowAction]:
        """查看, 导出 and the rest; the form of an application is printed from its row."""
        form = form_actions(self.form_report, item.id)
        return [*self.standard_actions(item), *form, *self.move_actions(item)]

    def edit_refusal(self, item: CertificateCase) -> Any:
        """修改 of what was sent back, by the own organization."""
        if item.state is not CaseState.RETURNED:
            return _("只有已退回的申请可以修改，当前状态为“%(state)s”", state=item.state.label)
        return self.write_refusal(item)

    def may_reveal(self) -> bool:
        return may_reveal_people()

    def move_facts(self, transition: Transition, item: CertificateCase) -> Sequence[Any]:
        """What 办结 will do, for it cannot be taken back."""
        return presentation.closing_facts(item) if transition.name in CLOSING else ()

    # --- new ones: a tab for each person ----------------------------------------------------

    def members_of(self, items: Sequence[Person]) -> Sequence[Member]:
        whom = queries.applicants(items)
        return [
            Member(
                str(one.id),
                one.name,
                self.start(forms.About(one, whom[one.id])),
            )
            for one in items
        ]

    def start(self, about: forms.About) -> Any:
        """What the form of a person starts with: the certificates that may be applied for."""
        free = [one.type.value for one in about.applicant.certificates if not one.running]
        return SimpleNamespace(about=about, types=free)

    def form_facts(self, form: forms.CaseForm) -> Sequence[GivenFacts]:
        return presentation.form_facts(self.kind, form.about.person, form.about.applicant)

    def create_set(self, entries: Sequence[SentRecord], actor: Actor) -> Sequence[CertificateCase]:
        return submissions.begin_cases(self.kind, entries, actor)

    def draft_takes(self, name: str) -> bool:
        return not name.endswith(forms.NEVER_KEPT) and super().draft_takes(name)

    # --- what was sent back -----------------------------------------------------------------

    def _update(self, form: Any, item: CertificateCase) -> Any:
        submissions.correct_case(item, form.values(), current_actor())
        return item

    def _remove(self, item: CertificateCase) -> Any:
        submissions.remove_case(item, current_actor())
        return item

    # --- 查看 -------------------------------------------------------------------------------

    def show_context(self, item: CertificateCase) -> Mapping[str, Any]:
        return {
            **super().show_context(item),
            "comparisons": presentation.comparisons(item),
            "changed_since": presentation.changed_since(item),
            "facts": presentation.shown_facts(item),
        }


class ChangeView(CaseView):
    """人员证书变更."""

    datamodel = AppInterface(ChangeCase)
    kind = CaseKind.CHANGE
    form_report = "change_form"
    workflow = PROCESSES[CaseKind.CHANGE]
    class_permission_name = CaseKind.CHANGE.resource
    route_base = presentation.ROUTES[CaseKind.CHANGE]
    list_title = show_title = _l("人员证书变更")
    pick_label = _l("新增变更")
    set_title = _l("监督人员证书变更申请")
    edit_title = _l("修改证书变更申请")
    list_columns = [
        "number",
        "organization",
        "name",
        "id_no",
        "change_types",
        "types",
        "old_numbers",
        "new_numbers",
        "applied_on",
        "state",
        "opinion",
    ]
    search_columns = [*CaseView.search_columns[:4], "change_types", *CaseView.search_columns[4:]]
    filters = {
        **CaseView.filters,
        "change_types": Declared(queries.changes_of, _offered(ChangeType)),
    }
    formatters = {
        **CaseView.formatters,
        "change_types": lambda case: presentation.change_words(case.change_types),
        "new_numbers": lambda case: paragraphs(presentation.new_numbers(case)),
    }
    show_columns = [
        *APPLICATION,
        "new_id_no",
        "change_types",
        "types",
        "receiver_name",
        "reason",
        *OUTCOME,
    ]
    set_form = edit_form = forms.ChangeForm
    set_columns = forms.CHANGE_COLUMNS
    set_fieldsets = edit_fieldsets = forms.CHANGE_FIELDSETS
    holder = CHANGE_FILES
    empty_hint = _l("证书信息、工作单位、姓名或身份证号有变化时，在这里申请变更。")

    def start(self, about: forms.About) -> Any:
        found = super().start(about)
        found.change_types = [ChangeType.INFORMATION.value]
        for held in about.applicant.certificates:
            for name in NEW:
                setattr(found, f"{held.type.value}_{name}", held.says(name))
        return found


class CancellationView(CaseView):
    """人员证书注销."""

    datamodel = AppInterface(CancellationCase)
    kind = CaseKind.CANCELLATION
    form_report = "cancellation_form"
    workflow = PROCESSES[CaseKind.CANCELLATION]
    class_permission_name = CaseKind.CANCELLATION.resource
    route_base = presentation.ROUTES[CaseKind.CANCELLATION]
    list_title = show_title = _l("人员证书注销")
    pick_label = _l("新增注销")
    set_title = _l("监督人员证书注销申请")
    edit_title = _l("修改证书注销申请")
    list_columns = [
        "number",
        "organization",
        "name",
        "id_no",
        "types",
        "old_numbers",
        "cancel_reason",
        "original_paper",
        "applied_on",
        "state",
        "opinion",
    ]
    search_columns = [*CaseView.search_columns, "cancel_reason"]
    show_columns = [
        *APPLICATION,
        "types",
        "cancel_reason",
        "reason",
        "original_paper",
        "leaves",
        *OUTCOME,
    ]
    label_columns = {**LABELS, "types": _l("注销证书类别"), "reason": _l("原因说明")}
    set_form = edit_form = forms.CancellationForm
    set_columns = edit_columns = ["types", "cancel_reason", "original_paper", "leaves", "reason"]
    holder = CANCELLATION_FILES
    empty_hint = _l("监督人员调离监督岗位、退休等情况，在这里申请注销证书。")


class ReissueView(CaseView):
    """人员证书补办."""

    datamodel = AppInterface(ReissueCase)
    kind = CaseKind.REISSUE
    form_report = "reissue_form"
    workflow = PROCESSES[CaseKind.REISSUE]
    class_permission_name = CaseKind.REISSUE.resource
    route_base = presentation.ROUTES[CaseKind.REISSUE]
    list_title = show_title = _l("人员证书补办")
    set_title = _l("监督人员证书补办申请")
    edit_title = _l("修改证书补办申请")
    list_columns = [
        "number",
        "organization",
        "name",
        "id_no",
        "types",
        "old_numbers",
        "reissue_reason",
        "notice_in",
        "applied_on",
        "state",
        "times",
        "opinion",
    ]
    search_columns = [*CaseView.search_columns, "reissue_reason"]
    show_columns = [
        *APPLICATION,
        "types",
        "reissue_reason",
        "lost_on",
        "lost_at",
        "notice_in",
        "noticed_on",
        "reason",
        *OUTCOME,
        "times",
    ]
    label_columns = {**LABELS, "types": _l("补办证书种类"), "reason": _l("说明")}
    set_form = edit_form = forms.ReissueForm
    set_columns = edit_columns = [
        "types",
        "reissue_reason",
        "lost_on",
        "lost_at",
        "notice_in",
        "noticed_on",
        "reason",
    ]
    holder = REISSUE_FILES
    picker, pick_label = ReissuePicker, _l("新增补办")
    empty_hint = _l("证书遗失、损毁或印制有误时，在这里申请补办，编号不变。")

    def start(self, about: forms.About) -> Any:
        found = super().start(about)
        found.reissue_reason = next(iter(queries.lost_codes()), None)
        return found
