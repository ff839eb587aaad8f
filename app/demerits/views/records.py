"""动态考核记分: people are ticked, get points for reasons, and a leader decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer
from sqlalchemy.orm import undefer_group

from app.core.access.actor import current_actor
from app.core.access.scope import may_read
from app.core.base.errors import FieldError
from app.core.screens.fieldsets import GivenFacts
from app.core.screens.picker import Picker
from app.core.screens.picker_views import Picking
from app.core.screens.views import AppInterface, Button, Computed, Declared, RowAction
from app.demerits import forms, operations, presentation, queries
from app.demerits.choices import COUNTING, NOTICE, RECORD, SHEET, STATE_TONES, DemeritState
from app.demerits.files import RECORD_FILES
from app.demerits.models import DemeritRecord
from app.demerits.workflows import RECORDING, ROUTE
from app.long_form.kept_form import KeptFormView
from app.personnel.labels import LABELS as PERSON_LABELS
from app.personnel.models import Person
from app.personnel.presentation import may_reveal_people
from app.reporting.buttons import form_actions, summary_buttons
from app.workflow import engine
from app.workflow.declaration import Transition
from app.workflow.views import FlowView

# The moves of 审核, which share a dialog, and the others by which something is decided.
REVIEW = ("pass", "return")
DECIDING = (*REVIEW, "appeal", "uphold", "revoke", "overrule")


class SupervisorPicker(Picker):
    """辖区内监督人员: who is on a roster in reach and has a certificate."""

    datamodel = AppInterface(Person)
    list_title = _l("选择被记分人员")
    submit_label = _l("确定")
    leads_to = "record"
    list_columns = ["name", "id_no", "organization", "position", "certificate_kind"]
    search_columns = ["name", "id_no", "organization"]
    order_columns = ["name", "organization"]
    list_options = (undefer_group("certified"),)
    base_order = ("id", "asc")
    label_columns: Mapping[str, Any] = {**PERSON_LABELS, "organization": _l("所属机构")}
    empty_hint = _l("辖区内没有持证的在职人员。")

    def base_conditions(self) -> Sequence[Any]:
        return queries.supervisors()


class RecordView(Picking, KeptFormView, FlowView):
    """动态考核记分."""

    datamodel = AppInterface(DemeritRecord)
    workflow = RECORDING
    class_permission_name = RECORD
    route_base = ROUTE
    method_permission_name = {"reveal": "read", "record": "create", "review": "read"}
    exclude_route_methods = {"add", "export", "lookup"}
    picker, pick_label = SupervisorPicker, _l("新增考核记分")
    list_title = show_title = _l("动态考核记分")
    add_title, edit_title = _l("新增考核记分"), _l("修改考核记分")
    unit, submit_label, delete_label = _l("条"), _l("提交"), _l("确定")
    added_message = edited_message = _l("已提交")
    list_columns = [
        "number",
        "name",
        "subject_id",
        "certificates",
        "reasons",
        "points",
        "happened_on",
        "total",
        "organization",
        "state",
    ]
    search_columns = [
        "number",
        "name",
        "id_no",
        "subject_id",
        "organization",
        "cycle",
        "happened_on",
        "points",
        "state",
    ]
    order_columns = ["number", "name", "points", "happened_on", "total", "organization", "state"]
    show_columns = [
        "number",
        "batch",
        "organization",
        "recorded_by",
        "recorded_on",
        "source",
        "name",
        "id_no",
        "subject_id",
        "certificates",
        "happened_on",
        "cycle",
        "reasons",
        "points",
        "project",
        "builder",
        "facts",
        "total",
        "state",
        "handled_by",
        "handled_on",
        "opinion",
        "appealed_on",
        "appeal",
    ]
    base_order = ("id", "desc")
    list_options = queries.WITH_ITEMS
    computed = {"total": Computed(Integer, queries.total_beside)}
    filters = {"state": Declared(DemeritRecord.state.in_, presentation.state_choices)}
    formatters = {
        "certificates": presentation.certificate_types,
        "reasons": presentation.reason_words,
        "source": presentation.source_words,
    }
    label_columns = presentation.LABELS
    tags = {"state": STATE_TONES}
    wrapped_columns = ("subject_id", "organization", "reasons")
    table_css = "zj-many"
    add_form = edit_form = forms.RecordForm
    add_columns = edit_columns = forms.RECORD_COLUMNS
    field_spans = {"reasons": 12, "facts": 12}
    holder, files_title = RECORD_FILES, _l("证据附件")
    show_template = "demerits/record.html"
    dialog_moves = (*DECIDING, "withdraw", "give_up")
    bulk_moves = ("pass",)
    most_links = 4
    empty_hint = _l("监督人员有应予记分的行为时，在这里新增考核记分。")
    update = staticmethod(operations.correct_record)
    remove = staticmethod(operations.remove_record)

    def base_conditions(self) -> Sequence[Any]:
        return (*super().base_conditions(), *queries.on_screen())

    def may_reveal(self) -> bool:
        return may_reveal_people()

    def item_name(self, item: DemeritRecord) -> str:
        return f"{item.name} {item.number}"

    def buttons(self) -> list[Button]:
        return [*super().buttons(), *summary_buttons(RECORD)]

    def row_actions(self, item: DemeritRecord) -> list[RowAction]:
        """查看, the moves, 导出 of the person (R23), and 记分通知书 of what counts."""
        notice = form_actions(NOTICE, item.id) if item.state in COUNTING else []
        return [
            *self.standard_actions(item),
            *self.move_actions(item),
            *self._sheet_action(item),
            *notice,
        ]

    def move_actions(self, item: DemeritRecord) -> list[RowAction]:
        """审核 in the place of what it decides."""
        found = self.moves(item)
        others = [one for one in super().move_actions(item) if not one.url.endswith(REVIEW)]
        if not any(one.name in REVIEW for one in found):
            return others
        return [RowAction(_("审核"), f"{ROUTE}/review/{item.id}", "dialog"), *others]

    @expose("/review/<pk>", methods=["GET", "POST"])
    @has_access
    def review(self, pk: Any) -> Any:
        """动态考核记分审核: what was recorded, and 通过 or 退回."""
        item = self.item(pk)
        moves = [one for one in self.moves(item) if one.name in REVIEW]
        if not moves:
            abort(403)
        chosen, *others = moves
        errors: tuple[FieldError, ...] = ()
        status = 200
        if request.method == "POST":
            sent = request.form.get("act")
            chosen = next((one for one in others if one.name == sent), chosen)
            answer, errors, status = self._attempt(item, chosen)
            if answer is not None:
                return answer
            item, chosen = self.item(pk), moves[0]
        title = _("动态考核记分审核 · %(name)s", name=self.item_name(item))
        shown = self._dialog(
            chosen,
            title,
            errors,
            alternatives=others,
            version=request.form.get("version") or item.version,
            facts=self.move_facts(chosen, item),
        )
        return shown, status

    def _sheet_action(self, item: DemeritRecord) -> list[RowAction]:
        """导出 asks for its conditions first, the person of the row among them."""
        if not self.has_right("export") or not may_read(item.subject_id):
            return []
        address = url_for(
            "ReportView.conditions", name=SHEET, person=item.person_id, year=item.cycle
        )
        return [RowAction(_("导出"), address, "dialog")]

    def edit_refusal(self, item: DemeritRecord) -> Any:
        """修改 of what was sent back, by the organization that recorded it."""
        if item.state is not DemeritState.RETURNED:
            return _("只有已退回的记分可以修改，当前状态为“%(state)s”", state=item.state.label)
        return self.write_refusal(item)

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        return operations.record_refusals(values, current_actor(), item)

    def move_facts(self, transition: Transition, item: DemeritRecord) -> Sequence[Any]:
        """What is decided about, so that nobody has to look it up."""
        return presentation.decision_facts(item) if transition.name in DECIDING else ()

    # --- new ones: one form for all who were ticked -----------------------------------------

    @expose("/record", methods=["GET", "POST"])
    @has_access
    def record(self) -> Any:
        """新增考核记分 of the people who were ticked: a record each, all or none."""
        self._people()
        return self.add()

    def _people(self) -> Sequence[Person]:
        return self.picked(request.args.getlist("of"))

    def form_facts(self, form: Any) -> Sequence[GivenFacts]:
        is_new = "pk" not in (request.view_args or {})
        return presentation.people_facts(self._people()) if is_new else ()

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        found = super().form_context(form, item)
        if item is not None:
            return found
        return {**found, "back_url": self.pick_url(request.args.getlist("of"))}

    def _create(self, form: Any) -> DemeritRecord:
        values = {**form.values(), "form_token": request.form.get("form_token", "")[:36] or None}
        people = [one.id for one in self._people()]
        return operations.begin_records(self.workflow, people, values, current_actor())[0]

    def after_write(self, form: Any, item: DemeritRecord) -> None:
        """Files go with every record, and each is handed in."""
        super().after_write(form, item)
        rows = [item] if form.item_id is not None else [*queries.of_batch(item.batch)]
        if form.item_id is None:
            operations.lend_evidence(rows)
        for row in rows:
            engine.fire(self.workflow, row, "file", actor=current_actor(), batch=row.batch)
