"""What the screens of both kinds of assessments have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assessments import operations, presentation, queries
from app.assessments.choices import TONES
from app.assessments.models import Assessment
from app.core.screens.picker_views import Picking
from app.core.screens.views import Button, Declared, RowAction
from app.reporting.buttons import summary_buttons
from app.scoring.choices import TONES as GRADE_TONES
from app.workflow.declaration import Transition
from app.workflow.views import FlowView


def by_period(model: Any, words: Mapping[int, Any]) -> Declared:
    """The filter for periods of a kind, by their numbers."""
    return Declared(
        lambda codes: model.period.in_([number for number in words if str(number) in codes]),
        lambda: [(str(number), label) for number, label in words.items()],
    )


class AssessmentView(Picking, FlowView):
    """Assessments of a kind: who is ticked, projects on the pad, 提交."""

    has_add_button = False
    method_permission_name = {"pad": "update"}
    exclude_route_methods = {"export", "lookup", "action", "action_post"}
    goes_on = True
    submit_label = _l("提交")
    added_message = _l("已新增，请录入项目")
    base_order = ("id", "desc")
    formatters = {
        "period": presentation.period_words,
        "score": lambda item: presentation.score_text(item.score),
    }
    tags: Mapping[str, Mapping[Any, str]] = {"grade": GRADE_TONES, "state": TONES}
    folded_columns = ("year",)
    table_css = "zj-many"
    most_links = 4
    show_template = "assessments/show.html"

    def buttons(self) -> list[Button]:
        summaries = summary_buttons(self.class_permission_name)
        return [*super().buttons(), *self.further_buttons(), *summaries]

    def further_buttons(self) -> list[Button]:
        """The buttons of one kind alone."""
        return []

    def row_actions(self, item: Assessment) -> list[RowAction]:
        """查看, 考核, the moves, and the rest."""
        show, *others = self.standard_actions(item)
        pad = [RowAction(_("考核"), presentation.pad_address(item))]
        return [show, *(pad if self._is_open(item) else []), *self.move_actions(item), *others]

    def _is_open(self, item: Assessment) -> bool:
        """Whether whoever asks may go on with an assessment."""
        return self.can("pad") and self.may_edit(item)

    def edit_refusal(self, item: Assessment) -> Any:
        return operations.closed_words(item) or self.write_refusal(item)

    def move_facts(self, transition: Transition, item: Assessment) -> Sequence[Any]:
        """Projects, score and grade in the dialog of 提交."""
        return presentation.submission_facts(item) if transition.name == "submit" else ()

    def show_context(self, item: Assessment) -> Mapping[str, Any]:
        found = super().show_context(item)
        return {**found, "projects": presentation.shown_projects(item)}

    def after_add_url(self, item: Assessment) -> str:
        return presentation.pad_address(item)

    @expose("/pad/<pk>")
    @has_access
    def pad(self, pk: str) -> Any:
        """考核: on to the first project, or to a new one."""
        item = self.item(pk)
        projects = queries.projects_of(item.id)
        if not self.may_edit(item):
            return redirect(presentation.show_address(item), code=303)
        return redirect(presentation.project_address(item, projects[:1]), code=303)
