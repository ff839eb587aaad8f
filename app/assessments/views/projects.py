"""The pad: projects of an assessment, one a page, each scored by the tables of its sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import abort, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import lazy_gettext as _l

from app.assessments import operations, presentation, queries
from app.assessments.choices import GROUP, HIERARCHICAL, AssessmentKind
from app.assessments.files import HIERARCHY_FILES, PROJECT_FILES
from app.assessments.forms import TEAM_FIELDS, ProjectForm, TeamProjectForm
from app.assessments.models import AssessedProject, Assessment
from app.core.access.actor import current_actor
from app.core.access.narrowed_screens import reads_rows_of
from app.core.base.conditions import Condition
from app.core.base.errors import FieldError
from app.core.base.ids import is_id
from app.core.base.per_request import once
from app.core.screens.views import AppInterface
from app.drafts.declaration import NoSuchRecord
from app.drafts.queries import Record
from app.long_form.kept_form import KeptFormView
from app.long_form.record_keys import new_key


class ProjectView(KeptFormView):
    """Projects of assessments of a kind: saved one by one, by whoever of the organization is at
    work."""

    kind: AssessmentKind
    datamodel = AppInterface(AssessedProject)
    method_permission_name = {"add": "update", "delete": "update"}
    exclude_route_methods = {
        "list",
        "search",
        "choose_columns",
        "show",
        "lookup",
        "export",
        "action",
        "action_post",
    }
    unit = _l("个项目")
    list_columns = search_columns = ["name"]
    list_options = (queries.OF_ASSESSMENT,)
    add_template = edit_template = "assessments/pad.html"
    field_spans = {"name": 6, "client": 6, "builder": 6, "engineer": 6}
    draft = True
    files_title = _l("依据和照片")
    goes_on = True
    added_message = edited_message = _l("已保存项目")
    removed_message = _l("已删除项目")
    delete_hint = _l("该项目的扣分和照片一并删除。")

    def base_conditions(self) -> Sequence[Any]:
        is_of_kind = AssessedProject.assessment.has(Assessment.kind == self.kind)
        return (*super().base_conditions(), Condition(is_of_kind, _l("不是这种考核的项目")))

    def item(self, pk: Any, *, lock: bool = False) -> AssessedProject:
        """A project; its assessment is held first, as 提交 does."""
        if lock and is_id(str(pk)) and (number := queries.assessment_of(int(pk))) is not None:
            queries.held(number)
        found: AssessedProject = super().item(pk, lock=lock)
        return found

    def edit_refusal(self, item: AssessedProject) -> Any:
        return operations.closed_words(item.assessment) or self.write_refusal(item)

    def delete_refusal(self, item: AssessedProject) -> Any:
        return self.edit_refusal(item)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: Any) -> Any:
        """A page that was left open leads to 查看 once the assessment is submitted."""
        if request.method == "GET":
            item = self.item(pk)
            if operations.closed_words(item.assessment):
                return redirect(presentation.show_address(item.assessment), code=303)
        return super().edit(pk)

    # --- a new one ----------------------------------------------------------------------------

    def new_source(self) -> presentation.NewProject:
        """The assessment that the address names, and the project whose head is taken over."""
        assessment = self._assessment()
        like = request.args.get("like", "")
        return presentation.NewProject(
            assessment, next((one for one in assessment.projects if str(one.id) == like), None)
        )

    def _assessment(self) -> Assessment:
        return once(("assessment of the address",), self._found_assessment)

    def _found_assessment(self) -> Assessment:
        number = request.args.get("of", "")
        found = queries.whole(self.kind, int(number)) if is_id(number) else None
        if found is None or not self._reads(found):
            abort(404)
        if self.write_refusal(found) or operations.closed_words(found):
            abort(403)
        return found

    def _reads(self, found: Assessment) -> bool:
        """Whether an assessment is shown to whoever asks, it being in scope."""
        is_shown = reads_rows_of(self.kind.resource, found.organization_id)
        return not self.narrows_to_own or is_shown

    def _create(self, form: Any) -> AssessedProject:
        token = request.form.get("form_token", "")[:36] or None
        values = {**form.values(), "form_token": token}
        return operations.save_project(self._assessment(), None, values, current_actor())

    def _update(self, form: Any, item: AssessedProject) -> AssessedProject:
        return operations.save_project(item.assessment, item, form.values(), current_actor())

    def _remove(self, item: AssessedProject) -> AssessedProject:
        operations.remove_project(item, current_actor())
        return item

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        assessment = item.assessment if item is not None else self._assessment()
        return operations.project_refusals(values, assessment, item)

    # --- two at one pad -----------------------------------------------------------------------

    def _stale_page(self, typed: Any, item: AssessedProject) -> Any:
        """409: what was typed stays, and what somebody else stored meanwhile is told."""
        stored = self.edit_form(formdata=None, obj=item)
        newer = presentation.newer_lines(stored, typed)
        args = (typed, item, self.edit_title, self.edit_fieldsets, self.edit_columns)
        return self._form_page(*args, newer=newer), 409

    def draft_refusal(self, organization_id: int, record_key: str) -> str:
        number, _dash, own = record_key.partition("-")
        assessment = queries.whole(self.kind, int(number)) if is_id(number) else None
        if assessment is None or assessment.organization_id != organization_id:
            raise NoSuchRecord(record_key)
        known = {str(one.id) for one in assessment.projects}
        if own not in known and own != new_key(current_actor()):
            raise NoSuchRecord(record_key)
        return operations.closed_words(assessment)

    def _draft_of(self, item: AssessedProject | None) -> Record:
        own = str(item.id) if item is not None else new_key(current_actor())
        assessment = item.assessment_id if item is not None else self._assessment().id
        organization_id = current_actor().organization_id or 0
        return Record(organization_id, self.class_permission_name, f"{assessment}-{own}")

    # --- the page -----------------------------------------------------------------------------

    def form_context(self, form: Any, item: AssessedProject | None) -> Mapping[str, Any]:
        assessment = item.assessment if item is not None else self._assessment()
        return {
            **super().form_context(form, item),
            **presentation.pad_context(form, assessment, item),
        }

    def after_add_url(self, item: AssessedProject) -> str:
        return presentation.project_address(item.assessment, [item])

    after_edit_url = after_add_url

    def after_delete_url(self, item: AssessedProject) -> str:
        return presentation.pad_address(item.assessment)


class GroupProjectView(ProjectView):
    """Projects of 监督组考核."""

    kind = AssessmentKind.GROUP
    class_permission_name = GROUP
    route_base = presentation.PROJECTS[kind]
    narrows_to_own = True
    list_title = show_title = add_title = edit_title = _l("监督组考核")
    add_columns = edit_columns = [*presentation.HEAD]
    form_base = ProjectForm
    holder = PROJECT_FILES


class HierarchicalProjectView(ProjectView):
    """Projects of 层级考核, with who of the assessed organization supervises them."""

    kind = AssessmentKind.HIERARCHICAL
    class_permission_name = HIERARCHICAL
    route_base = presentation.PROJECTS[kind]
    list_title = show_title = add_title = edit_title = _l("层级考核")
    add_columns = edit_columns = [*presentation.HEAD, operations.TEAM]
    add_form_extra_fields = edit_form_extra_fields = TEAM_FIELDS
    form_base = TeamProjectForm
    holder = HIERARCHY_FILES
