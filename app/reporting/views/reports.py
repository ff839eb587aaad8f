"""Conditions, preview, progress and download of every report."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from flask import abort, flash, g, jsonify, redirect, request, send_file, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import jobs
from app.core.access.actor import current_actor
from app.core.access.refused_access import refuse
from app.core.access.scope import may_read
from app.core.access.security_manager import may
from app.core.base import file_store
from app.core.base.choices import JobState
from app.core.base.db import db, reading, steady
from app.core.base.errors import Refused
from app.core.base.responses import go_on, is_partial, page
from app.core.jobs import JobFailed
from app.core.screens.views import list_url, show_url
from app.core.web.cost_limit import PREVIEW, spend
from app.core.web.page_frame import mark_menu
from app.reporting import list_exports, operations
from app.reporting.declaration import Blocked, Detail, Report, TableReport
from app.reporting.detail_rows import figures_behind
from app.reporting.export import make_paper, make_sheet, missing_words, too_many_words
from app.reporting.html import Opens, render_pages, stylesheet
from app.reporting.jobs import make_run, render_report
from app.reporting.models import LIST, ReportRun
from app.reporting.pages import TooManyRows
from app.reporting.paper import Paper
from app.reporting.question import (
    BLOCKED,
    FORMATS,
    SIGNERS,
    Question,
    conditions_for,
    is_signed,
    read_question,
    signs_for,
)
from app.reporting.registry import registered

from .paper import with_paper_policy

# Without a worker what is small enough is made within the request.
MOST_AT_ONCE = {"xlsx": 2_000, "pdf": 200}
# A drawer lists so many rows behind a figure; the file with details lists all.
MOST_BEHIND = 500


class ReportView(BaseView):
    """导出: condition dialog → preview → job → file."""

    route_base = "/reports"
    class_permission_name = "reports"
    default_view = "conditions"

    def _report(self, name: str) -> Report:
        report = registered().get(name)
        if report is None:
            abort(404)
        if not g.user.is_authenticated:
            abort(401)
        if not may("export", report.resource):
            refuse(403, report.name)
        mark_menu(report.screen)
        return report

    @staticmethod
    def _question(report: Report, values: Any) -> Question:
        question = read_question(report, g.user, values)
        if not question.is_allowed():
            refuse(404, " ".join(map(str, (report.name, *question.address.values()))))
        question.refuse_if_blocked()
        return question

    @expose("/<string:name>/conditions")
    def conditions(self, name: str) -> Any:
        report = self._report(name)
        values = self._values(report)
        if report.subject:
            self._refuse_unknown(report, values)
        return self._conditions(report, values, ())

    @staticmethod
    def _refuse_unknown(report: Report, values: dict[str, str]) -> None:
        """404 where the record of a form is none, or out of reach: its dialog asks for no other."""
        try:
            is_there = read_question(report, g.user, values).is_allowed()
        except Refused:
            is_there = False
        if not is_there:
            refuse(404, " ".join((report.name, values.get(report.subject, ""))))

    @staticmethod
    def _values(report: Report) -> dict[str, str]:
        """The conditions of the address; who signs was sent by a form, and no link can say it.

        Names that were given for one organization do not sign the form of another.
        """
        conditions = {k: v for k, v in request.args.to_dict().items() if k not in SIGNERS}
        if session.get("signs_for") != signs_for(report, g.user, conditions):
            return conditions
        return {**conditions, **session.get("signers", {})}

    @expose("/<string:name>/conditions", methods=["POST"])
    def choose(self, name: str) -> Any:
        """Go on to the preview; names and a phone number have no place in an address."""
        report = self._report(name)
        values = request.form.to_dict()
        values.pop("csrf_token", None)
        try:
            question = self._question(report, values)
        except Refused as refused:
            # A dialog takes the form back; as a page it has always been a bad request.
            status = 422 if is_partial() else 400
            return self._conditions(report, values, refused.errors), status
        session["signers"] = question.signers
        session["signs_for"] = signs_for(report, g.user, question.parameters)
        return go_on(url_for("ReportView.preview", name=name, **question.address))

    def _conditions(self, report: Report, values: dict[str, str], errors: Any) -> Any:
        blocked = self._blocked(report, values)
        # What must be done first is told once, with the ways to it, and is no fault of a field.
        told = [error for error in errors if blocked is None or error.code != BLOCKED]
        return page(
            self,
            "reporting/conditions.html",
            title=report.button,
            report=report,
            conditions=conditions_for(report, g.user, values),
            values=values,
            signers=SIGNERS if is_signed(report) else {},
            errors={error.field: error.message for error in told},
            blocked=blocked,
            is_refused=bool(errors),
            back=list_url(report.screen),
        )

    @staticmethod
    def _blocked(report: Report, values: dict[str, str]) -> Blocked | None:
        """What must be done first for these conditions, as far as they can be read."""
        conditions = {k: v for k, v in values.items() if k not in SIGNERS}
        try:
            question = read_question(report, g.user, conditions)
        except Refused:
            return None
        return question.blocked() if question.is_allowed() else None

    @expose("/<string:name>/preview")
    @with_paper_policy
    def preview(self, name: str) -> Any:
        report = self._report(name)
        values = self._values(report)
        try:
            question = self._question(report, values)
        except Refused as refused:
            return self._conditions(report, values, refused.errors), 400
        spend(PREVIEW)
        try:
            paper = make_paper(question)
        except TooManyRows as error:
            return page(
                self,
                "reporting/too_many.html",
                title=report.button,
                report=report,
                conditions=question.address,
                message=too_many_words(error),
            )
        operations.record_seen_in_full(question)
        return page(
            self,
            "reporting/preview.html",
            report=report,
            back_url=list_url(report.screen) or url_for("HomeView.index"),
            title=question.title,
            paper=paper,
            lacking=missing_words(paper),
            pages=render_pages(paper, opens=self._opens(question, paper)),
            style=stylesheet(paper),
            has_details=isinstance(report, TableReport) and report.behind is not None,
            sent=question.sent,
            conditions=question.address,
        )

    @staticmethod
    def _opens(question: Question, paper: Paper) -> Opens | None:
        """The addresses of the rows behind figures, where the report knows them."""
        report = question.report
        if not isinstance(report, TableReport) or report.behind is None:
            return None
        # Thousands of them stand on a page, so they are as short as addresses can be.
        start = f"behind?{escape(urlencode(question.address))}&amp;line="
        ends = [f"&amp;column={column.key}" if column.computed else "" for column in paper.columns]

        def opens(line: str, column: int) -> str | None:
            return f"{start}{quote(line)}{ends[column]}" if ends[column] else None

        return opens

    @expose("/<string:name>/behind")
    def behind(self, name: str) -> Any:
        """The rows behind one figure of a report."""
        report = self._report(name)
        values = request.args.to_dict()
        line, column = values.pop("line", ""), values.pop("column", "")
        try:
            question = self._question(report, values)
        except Refused:
            abort(404)
        found = figures_behind(question, line, column)
        if not found:
            abort(404)
        return page(
            self,
            "reporting/behind.html",
            title=question.title,
            figures=found,
            most=MOST_BEHIND,
            record_url=lambda detail: self._record_url(report, detail),
            preview=url_for("ReportView.preview", name=name, **question.address),
        )

    @staticmethod
    def _record_url(report: Report, detail: Detail) -> str | None:
        """Where the record opens that a row stands in, by the reach and rights of today."""
        if detail.record is None or not isinstance(report, TableReport):
            return None
        resource, number = detail.record
        if may("read", resource) and may_read(detail.organization_id):
            return show_url(resource, number)
        return None

    @expose("/<string:name>/export", methods=["POST"])
    def export(self, name: str) -> Any:
        report = self._report(name)
        values = request.form.to_dict()
        values.pop("csrf_token", None)
        file_format = values.pop("format", "")
        details = values.pop("details", "") == "1" and file_format == "xlsx"
        if file_format not in FORMATS:
            abort(400)
        try:
            question = self._question(report, values)
            run = self._ask(question, file_format, details=details)
        except Refused as refused:
            return jsonify(error=[e.message for e in refused.errors]), 400
        except JobFailed as failure:
            return jsonify(error=[str(failure)]), 503
        if "text/html" in request.headers.get("Accept", ""):
            # Pressed before the page's script was there: the export has a page of its own.
            return redirect(url_for("ReportView.run", pk=run), code=303)
        return jsonify(self._state(self._own_run(str(run)))), 202

    def _ask(self, question: Question, file_format: str, *, details: bool) -> int:
        """Write the row of an export; without a worker a small one is made within the request."""
        at_once = jobs.workers_alive() == 0 and self._is_small(question, file_format)
        run = operations.request_run(
            question,
            file_format,
            actor=current_actor(),
            language=str(get_locale()),
            job=None if at_once else render_report,
            details=details,
        )
        number = run.id
        db.session.commit()
        if at_once:
            with reading():
                steady()
                make_run(self._own_run(str(number)), question)
            # The row was finished on another connection.
            db.session.rollback()
        return number

    @staticmethod
    def _is_small(question: Question, file_format: str) -> bool:
        expected = make_sheet(question).expected
        return expected is not None and expected <= MOST_AT_ONCE[file_format]

    def _own_run(self, pk: str) -> ReportRun:
        """The user's own export; anybody else's is not there."""
        if not g.user.is_authenticated:
            abort(401)
        run = db.session.scalar(
            select(ReportRun)
            .where(ReportRun.id == int(pk), ReportRun.requested_by == g.user.id)
            .options(joinedload(ReportRun.job))
        )
        if run is None:
            abort(404)
        return run

    @expose("/runs/<pk>")
    def run(self, pk: str) -> Any:
        """The page of one export: how far it is, then the file."""
        run = self._own_run(pk)
        return page(
            self, "reporting/run.html", title=_("导出任务"), state=self._state(run), run=run
        )

    def _state(self, run: ReportRun) -> dict[str, Any]:
        job = run.job
        state = run.state
        return {
            "id": run.id,
            "title": run.title,
            "number": run.number or "",
            "format": run.format,
            "state": "expired" if run.is_expired else state.value,
            "label": _("已过期") if run.is_expired else str(state.label),
            "done": job.done if job else run.rows,
            "expected": job.expected if job else run.rows,
            "rows": run.rows,
            "error": run.cause or None,
            "warning": run.warning,
            # Said at once: nobody works, so that it waits, or it was made without waiting.
            "waiting": state is JobState.QUEUED and jobs.workers_alive() == 0,
            "at_once": job is None,
            "status_url": url_for("ReportView.status", pk=run.id),
            "cancel_url": url_for("ReportView.cancel", pk=run.id),
            "file_url": url_for("ReportView.file", pk=run.id) if run.stored_as else None,
        }

    @expose("/runs/<pk>/status")
    def status(self, pk: str) -> Any:
        return jsonify(self._state(self._own_run(pk)))

    @expose("/runs/<pk>/cancel", methods=["POST"])
    def cancel(self, pk: str) -> Any:
        run = self._own_run(pk)
        if run.job_id is not None:
            jobs.cancel(run.job_id, requested_by=g.user.id)
        db.session.commit()
        db.session.refresh(run)
        return jsonify(self._state(run))

    @expose("/runs/<pk>/again", methods=["POST"])
    def again(self, pk: str) -> Any:
        """重新生成: ask the same again, with the data and the rights of now."""
        run = self._own_run(pk)
        try:
            number = self._again(run)
        except Refused as refused:
            flash(refused.errors[0].message, "danger")
            return redirect(url_for("DownloadView.list"), code=303)
        except JobFailed as failure:
            flash(str(failure), "danger")
            return redirect(url_for("DownloadView.list"), code=303)
        return redirect(url_for("ReportView.run", pk=number), code=303)

    def _again(self, run: ReportRun) -> int:
        if run.report == LIST:
            return list_exports.ask_again(run)
        report = self._report(run.report)
        question = self._question(report, run.asked)
        return self._ask(question, run.format, details=run.with_details)

    @expose("/runs/<pk>/file")
    def file(self, pk: str) -> Any:
        run = self._own_run(pk)
        if not list_exports.is_still_allowed(run, g.user):
            abort(403)
        if run.stored_as is None:
            abort(404)
        path = file_store.place(operations.FOLDER, run.stored_as)
        if not path.exists():
            abort(404)
        name = run.file_name
        operations.record_fetched(run)
        return send_file(path, as_attachment=True, download_name=name)
