"""The people of sessions with their results: of 新进人员培训, and of 继续教育."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.base.db import db
from app.core.screens.views import AppInterface, Declared, RowAction
from app.core.web.page_frame import mark_menu
from app.personnel.presentation import may_reveal_people
from app.training import presentation, queries, rules
from app.training.choices import (
    EXAMINED,
    RESULT,
    RESULT_TONES,
    STATE_TONES,
    ContinuingState,
    InductionState,
    TrainingKind,
)
from app.training.models import (
    ContinuingEnrolment,
    Enrolment,
    InductionEnrolment,
    TrainingSession,
)
from app.training.workflows import CONTINUING_ENROLMENT, INDUCTION_ENROLMENT
from app.workflow.views import FlowView


def _sessions(kind: TrainingKind) -> list[tuple[str, Any]]:
    """The sessions of a kind that have begun, the newest first."""
    row = TrainingSession
    asked = select(row.id, row.name).where(row.kind == kind, queries.begun())
    found = db.session.execute(asked.order_by(row.starts_on.desc(), row.id.desc()))
    return [(str(one.id), one.name) for one in found]


class ResultPeopleView(FlowView):
    """Who came to sessions of one kind, and what came of it."""

    class_permission_name = RESULT
    model: type[Any]
    narrows_to_own = True
    exclude_route_methods = {"add", "edit", "delete", "show", "lookup", "export", "move"}
    unit = _l("人")
    search_columns = ["session", "organization", "name", "number", "state", "result"]
    base_order = ("organization_id", "asc")
    label_columns = {
        "session": _l("档期"),
        "session.name": _l("档期"),
        "organization": _l("单位"),
        "state": _l("审核状态"),
    }
    tags = {"state": STATE_TONES, "result": RESULT_TONES}
    wrapped_columns = ("organization", "scores", "makeup_scores", "certificates", "extensions")
    folded_columns = ("session.name",)
    table_css = "zj-many"
    narrow_columns = ("name", "organization", "attended", "scores", "result", "state")
    formatters = {
        "attended": lambda item: rules.number_of(item.attended) or "—",
        "scores": lambda item: presentation.score_words(item.scores, item.session.subjects) or "—",
        "makeup_scores": lambda item: (
            presentation.score_words(item.makeup_scores, item.session.subjects) or "—"
        ),
    }
    empty_hint = _l("档期没有参加培训的人员。")

    def base_conditions(self) -> Sequence[Any]:
        return (*super().base_conditions(), self.datamodel.obj.state.in_(EXAMINED))

    def list_context(self) -> Mapping[str, Any]:
        """The place in the menu: below the list of sessions."""
        mark_menu(RESULT)
        return {"crumb_url": url_for("ResultView.list")}

    def may_reveal(self) -> bool:
        return may_reveal_people()

    def item_name(self, item: Any) -> str:
        return str(item.name)

    def row_actions(self, item: Any) -> list[RowAction]:
        address = self.workflow.link(item.id) if self.workflow.link else ""
        return [RowAction(_l("查看"), address, "drawer")]


def _columns(*own: str) -> list[str]:
    usual = ["number", "name", "organization", "session.name", "attended", "scores"]
    return [*usual, "makeup_scores", "result", *own, "state"]


def _options(model: type[Enrolment]) -> tuple[Any, ...]:
    return (joinedload(model.session).selectinload(TrainingSession.subjects),)


def _filters(model: type[Any], kind: TrainingKind, states: Any) -> dict[str, Declared]:
    def of(values: Sequence[str]) -> Any:
        return model.session_id.in_([int(one) for one in values])

    def offered() -> list[tuple[str, Any]]:
        return [(one.value, one.label) for one in states if one.value in EXAMINED]

    return {
        "session": Declared(of, lambda: _sessions(kind)),
        "state": Declared(model.state.in_, offered),
    }


class InductionResultView(ResultPeopleView):
    """Who came to 新进人员培训; 发证 of whom is ticked."""

    datamodel = AppInterface(InductionEnrolment)
    workflow = INDUCTION_ENROLMENT
    route_base = "/training/results/induction"
    list_title = show_title = _l("新进人员培训成绩")
    method_permission_name = {"issue": "update"}
    bulk_moves = ("issue",)
    list_columns = _columns("certificates")
    list_options = _options(InductionEnrolment)
    filters = _filters(InductionEnrolment, TrainingKind.INDUCTION, InductionState)
    formatters = {
        **ResultPeopleView.formatters,
        "certificates": lambda item: presentation.outcome_words(item) or "—",
    }


class ContinuingResultView(ResultPeopleView):
    """Who came to 继续教育; 延期 of whom is ticked."""

    datamodel = AppInterface(ContinuingEnrolment)
    workflow = CONTINUING_ENROLMENT
    route_base = "/training/results/continuing"
    list_title = show_title = _l("继续教育培训成绩")
    method_permission_name = {"extend": "update"}
    bulk_moves = ("extend",)
    list_columns = _columns("extensions")
    list_options = _options(ContinuingEnrolment)
    filters = _filters(ContinuingEnrolment, TrainingKind.CONTINUING, ContinuingState)
    formatters = {
        **ResultPeopleView.formatters,
        "extensions": lambda item: presentation.outcome_words(item) or "—",
    }
