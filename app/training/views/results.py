"""成绩与发证: sessions that have begun, their results, and the certificates that follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer
from sqlalchemy.orm import selectinload

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.base.responses import done, go_on, page
from app.core.screens.views import AppInterface, AppModelView, Computed, RowAction
from app.core.tree.organization_tree import organization_names
from app.training import forms, operations, presentation, queries, rules
from app.training.choices import (
    COMING,
    EXAMINED,
    FINISHED,
    GRADED,
    PASSED,
    RESULT,
    TONES,
    SessionPhase,
    TrainingKind,
)
from app.training.jobs import finish_in_background
from app.training.models import TrainingSession
from app.training.operations.marks import GRADE, IN_CELL, MAKEUP
from app.training.result_import import RESULT_IMPORT
from app.training.workflows import BY_KIND, FINISH
from app.workflow.answers import answer_form
from app.workflow.engine import Outcome

from .session_papers import session_papers

BASE = "/training/results"
# More people than these are left to a job.
AT_ONCE = 200
MOST_TOLD = 20
ENTERED = (*GRADED, *FINISHED)
MOVE_WORDS = {GRADE: _l("录入成绩"), MAKEUP: _l("补考录入")}


class ResultView(AppModelView):
    """Sessions that have begun or are over, with what came of them."""

    datamodel = AppInterface(TrainingSession)
    class_permission_name = RESULT
    route_base = BASE
    method_permission_name = dict.fromkeys(("grade", "makeup", "issue", "extend"), "update")
    exclude_route_methods = {
        "add",
        "edit",
        "delete",
        "show",
        "lookup",
        "export",
        "action",
        "action_post",
    }
    list_title = show_title = _l("成绩与发证")
    unit = _l("个档期")
    list_columns = [
        "name",
        "kind",
        "starts_on",
        "place",
        "expected",
        "entered",
        "passed",
        "finished",
        "phase",
    ]
    search_columns = ["year", "kind", "name", "phase"]
    base_order = ("starts_on", "desc")
    list_options = (selectinload(TrainingSession.subjects),)
    edit_template = "training/marks.html"
    computed = {
        "expected": Computed(Integer, partial(queries.count_in, EXAMINED)),
        "entered": Computed(Integer, partial(queries.count_in, ENTERED)),
        "passed": Computed(Integer, partial(queries.count_in, (*PASSED, *FINISHED))),
        "finished": Computed(Integer, partial(queries.count_in, FINISHED)),
        "phase": Computed(stored(SessionPhase), queries.phase),
    }
    tags = {"phase": TONES}
    formatters = {"starts_on": presentation.days_of_session}
    list_labels = {"starts_on": _l("培训时间"), "finished": _l("已发证/延期")}
    table_css = "zj-many"
    folded_columns = ("place",)
    wrapped_columns = ("name", "place")
    narrow_columns = ("kind", "starts_on", "expected", "entered", "finished", "phase")
    field_spans = {"marks": 12}
    label_columns = {
        "expected": _l("应考"),
        "entered": _l("已录入"),
        "passed": _l("合格"),
        "finished": _l("已发证（已延期）"),
        "phase": _l("状态"),
    }
    most_links = 5
    empty_hint = _l("档期开始培训后，会显示在这里。")

    def base_conditions(self) -> Sequence[Any]:
        return (*super().base_conditions(), queries.begun())

    def row_actions(self, item: TrainingSession) -> Sequence[RowAction]:
        return [*self._links(item), *session_papers(item, item.phase)]

    def _links(self, item: Any) -> Iterator[RowAction]:
        yield RowAction(_("查看"), people_url(item))
        if not self.has_right("update"):
            return
        if item.phase is SessionPhase.EXAMINED:
            yield RowAction(_("录入成绩"), f"{BASE}/grade/{item.id}")
            if self.has_right("import"):
                key = RESULT_IMPORT.named(item.id)
                yield RowAction(_("导入成绩"), url_for("ImportView.start", key=key))
        if item.passed > item.finished:
            yield self._finish_link(item)
        if item.entered > item.passed:
            yield RowAction(_("补考录入"), f"{BASE}/makeup/{item.id}")

    @staticmethod
    def _finish_link(item: Any) -> RowAction:
        if item.kind is TrainingKind.INDUCTION:
            return RowAction(_("发证"), f"{BASE}/issue/{item.id}", "dialog")
        asked = _("为 %(n)d 名考核合格的人员延期？", n=item.passed - item.finished)
        return RowAction(_("延期"), f"{BASE}/extend/{item.id}", "post", confirm=asked)

    # --- results are entered ------------------------------------------------------------------

    @expose("/grade/<pk>", methods=["GET", "POST"])
    @has_access
    def grade(self, pk: Any) -> Any:
        """录入成绩, a page of people at a time; corrections until 补考 or the certificate."""
        if operations.grading_refusal(self.item(pk)):
            abort(403)
        return self._marks(pk, GRADE)

    @expose("/makeup/<pk>", methods=["GET", "POST"])
    @has_access
    def makeup(self, pk: Any) -> Any:
        """补考录入, once for each."""
        return self._marks(pk, MAKEUP)

    def _marks(self, pk: Any, move: str) -> Any:
        table = self._table(pk, move)
        form = self._marks_form(table)
        session, words = table.session, MOVE_WORDS[move]
        if request.method == "POST":
            write = partial(self._record, form, table)
            if form.validate() and (count := self._stored(form, write, of=session)) is not None:
                message = _("已保存 %(n)d 人的成绩", n=count)
                return done(message, request.full_path.rstrip("?"), follow=True)
            if not form.unconfirmed:
                table = self._table(pk, move)
        more = self._marks_context(table)
        return self._form_page(form, table.session, words, None, ["marks"], **more), (
            422 if form.errors else 200
        )

    def _table(self, pk: Any, move: str) -> Any:
        place = min(max(request.args.get("page", 1, type=int), 1), 9999) - 1
        chosen = request.args.get("organization", type=int)
        return presentation.mark_table(self.item(pk), move, chosen, place)

    @staticmethod
    def _marks_form(table: Any) -> Any:
        subjects = table.session.subjects
        columns = forms.mark_columns(subjects, has_hours=table.move == GRADE)
        form = forms.marks_form(columns, table.rows)(data={"marks": table.stored})
        items = {one.id: one for one in table.items}

        def check(typed: Mapping[str, Any]) -> Iterator[FieldError]:
            sheets = forms.sheets_of(typed, subjects)
            found = operations.sheet_refusals(table.session, items, sheets, table.move)
            return (_at_cell(one, table) for one in found)

        form.check = check
        return form

    @staticmethod
    def _record(form: Any, table: Any) -> int:
        session = table.session
        sheets = forms.sheets_of(form.marks.data, session.subjects)
        try:
            return operations.record_sheets(
                BY_KIND[session.kind],
                session,
                sheets,
                table.move,
                current_actor(),
                shown=presentation.versions_of(request.form.get("versions", "")),
                agreed_to=request.form.get("confirmed", ""),
            )
        except Refused as refused:
            raise Refused(_at_cell(one, table) for one in refused.errors) from None

    def _marks_context(self, table: Any) -> Mapping[str, Any]:
        session = table.session
        ids = queries.organizations_in(session, (*COMING, *GRADED)) if table.move == GRADE else []
        names = organization_names()

        def to(place: int) -> str:
            asked = {"page": place, "organization": table.organization or ""}
            return f"{request.path}?{urlencode({k: v for k, v in asked.items() if v})}"

        return {
            "table": table,
            "size": "l",
            "organizations": [(one, names.get(one, "")) for one in ids],
            "page_url": to,
            "needed": rules.number_of(operations.needed_of(session)),
            "until": operations.makeup_until(session.ends_on),
        }

    # --- what follows -------------------------------------------------------------------------

    @expose("/issue/<pk>", methods=["GET", "POST"])
    @has_access
    def issue(self, pk: Any) -> Any:
        """发证 of all who passed 新进人员培训."""
        session = self._of_kind(pk, TrainingKind.INDUCTION)
        transition = BY_KIND[session.kind]["issue"]
        if request.method == "POST":
            try:
                return self._finish(session, request.form)
            except Refused:
                db.session.rollback()
        form = answer_form(transition, request.form)
        is_wrong = request.method == "POST" and not form.validate()
        count = len(queries.in_states(session, PASSED))
        answer = page(
            self,
            "workflow/move.html",
            title=f"{transition.label} · {session.name}",
            transition=transition,
            form=form,
            typed=request.form,
            refused={},
            errors=(),
            facts=((_("待发证"), _("%(n)d 人", n=count)),),
            post_url=request.path,
            list_url=f"{BASE}/list/",
        )
        return (answer, 422) if is_wrong else answer

    @expose("/extend/<pk>", methods=["POST"])
    @has_access
    def extend(self, pk: Any) -> Any:
        """延期 of all who passed 继续教育."""
        return self._finish(self._of_kind(pk, TrainingKind.CONTINUING), None)

    def _of_kind(self, pk: Any, kind: TrainingKind) -> TrainingSession:
        session: TrainingSession = self.item(pk)
        return session if session.kind is kind else abort(404)

    def _finish(self, session: TrainingSession, answers: Any) -> Any:
        """Do it now, or leave it to a job where many wait."""
        workflow, move = BY_KIND[session.kind], FINISH[session.kind]
        label, waiting = workflow[move].label, len(queries.in_states(session, PASSED))
        if waiting > AT_ONCE:
            Refused.if_any(_answer_faults(workflow[move], answers))
            finish_in_background.request(
                key=f"training:{session.id}:{move}:{clock.now().timestamp()}",
                actor=current_actor(),
                language=str(get_locale()),
                arguments={"session_id": session.id, "answers": _plain(workflow[move], answers)},
            )
            db.session.commit()
            words = _("正在%(act)s %(n)d 人，完成后会收到消息", act=label, n=waiting)
            return done(words, f"{BASE}/list/")
        found = operations.finish_session(workflow, session, move, current_actor(), answers)
        db.session.commit()
        return _told(label, found)


def people_url(session: Any) -> str:
    """The list of the people of a session with their results."""
    return f"{BASE}/{session.kind.value}/list/?_flt_0_session={session.id}"


def _at_cell(error: FieldError, table: Any) -> FieldError:
    """What is told of somebody, at the cell that it is about and with the name of its column."""
    cell = f"marks-{forms.cell_of(error.field, table.session.subjects)}"
    number, _dash, key = error.field.partition("-")
    name = next((one.name for one in table.items if str(one.id) == number), "")
    place = f"{name} {rules.HEADINGS.get(key, key)}" if error.code == IN_CELL else name
    return FieldError(error.code, cell, f"{place}{_('：')}{error.message}")


def _answer_faults(transition: Any, answers: Any) -> Iterator[FieldError]:
    form = answer_form(transition, answers)
    if not form.validate():
        yield from (FieldError("V00", one.name, str(one.errors[0])) for one in form if one.errors)


def _plain(transition: Any, answers: Any) -> dict[str, str]:
    return {name: str((answers or {}).get(name, "")) for name in transition.asks}


def _told(label: Any, found: Sequence[Outcome]) -> Any:
    """Say how many it was done for, and of whom it was refused and why."""
    moved = sum(one.event is not None for one in found)
    refused = [one for one in found if one.errors]
    if not moved and not refused:
        flash(_("没有待%(act)s的人员", act=label), "warning")
    if moved:
        flash(_("已%(act)s %(n)d 人", act=label, n=moved), "success")
    for one in refused[:MOST_TOLD]:
        words = _("；").join(error.message for error in one.errors)
        flash(f"{one.item.name}{_('：')}{words}", "danger")
    if len(refused) > MOST_TOLD:
        flash(_("另有 %(n)d 条未能办理", n=len(refused) - MOST_TOLD), "danger")
    return go_on(f"{BASE}/list/")
