"""Conditions, preview, progress and download of every report."""

from __future__ import annotations

from typing import Any

from flask import abort, g, jsonify, redirect, request, send_file, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import display, files, jobs
from app.core.actor import current_actor
from app.core.choices import JobState
from app.core.db import db, reading
from app.core.errors import Refused
from app.core.jobs import JobFailed
from app.core.refusals import refuse
from app.core.responses import page
from app.core.security import may
from app.core.shell import mark_menu
from app.core.views import AppInterface, AppModelView, RowAction

from . import operations
from .declaration import TableReport
from .html import render_pages, stylesheet
from .jobs import render_report
from .lists import is_still_allowed
from .making import (
    FORMATS,
    SIGNERS,
    Question,
    make_paper,
    read_question,
    too_many_words,
    write_file,
)
from .models import ReportRun
from .pages import TooManyRows
from .registry import registered

# The paper carries its measures as inline styles; nothing else may.
PREVIEW_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def with_paper_policy(view: Any) -> Any:
    """Give one page the policy of printed paper."""
    view.talisman_view_options = {
        "content_security_policy": PREVIEW_POLICY,
        "content_security_policy_nonce_in": ["script-src"],
    }
    return view


class ReportView(BaseView):
    """导出: condition dialog → preview → job → file."""

    route_base = "/reports"
    class_permission_name = "reports"
    default_view = "conditions"

    def _report(self, name: str) -> TableReport:
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
    def _question(report: TableReport, values: Any) -> Question:
        question = read_question(report, values)
        if report.allowed is not None and not report.allowed(question.parameters):
            refuse(404, " ".join(map(str, (report.name, *question.address.values()))))
        return question

    @expose("/<string:name>/conditions")
    def conditions(self, name: str) -> Any:
        report = self._report(name)
        return self._conditions(report, self._values(), ())

    @staticmethod
    def _values() -> dict[str, str]:
        """The conditions of the address; who signs was sent by a form, and no link can say it."""
        conditions = {k: v for k, v in request.args.to_dict().items() if k not in SIGNERS}
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
            return self._conditions(report, values, refused.errors), 400
        session["signers"] = question.signers
        return redirect(url_for("ReportView.preview", name=name, **question.address), code=303)

    def _conditions(self, report: TableReport, values: dict[str, str], errors: Any) -> Any:
        return page(
            self,
            "reporting/conditions.html",
            title=report.button,
            report=report,
            conditions=report.offered(),
            values=values,
            signers=SIGNERS,
            errors={error.field: error.message for error in errors},
        )

    @expose("/<string:name>/preview")
    @with_paper_policy
    def preview(self, name: str) -> Any:
        report = self._report(name)
        values = self._values()
        try:
            question = self._question(report, values)
            paper = make_paper(question, g.user)
        except Refused as refused:
            return self._conditions(report, values, refused.errors), 400
        except TooManyRows as error:
            return page(
                self,
                "reporting/too_many.html",
                title=report.button,
                report=report,
                message=too_many_words(error),
            )
        return page(
            self,
            "reporting/preview.html",
            report=report,
            title=question.title,
            paper=paper,
            pages=render_pages(paper),
            style=stylesheet(paper),
            sent=question.sent,
            conditions=question.address,
        )

    @expose("/<string:name>/export", methods=["POST"])
    def export(self, name: str) -> Any:
        report = self._report(name)
        values = request.form.to_dict()
        values.pop("csrf_token", None)
        file_format = values.pop("format", "")
        if file_format not in FORMATS:
            abort(400)
        try:
            question = self._question(report, values)
            at_once = jobs.workers_alive() == 0
            run = operations.request_run(
                question,
                file_format,
                actor=current_actor(),
                language=str(get_locale()),
                job=None if at_once else render_report,
            )
        except Refused as refused:
            return jsonify(error=[e.message for e in refused.errors]), 400
        db.session.commit()
        if at_once and (failure := self._make_at_once(run.id, file_format, question)):
            return jsonify(error=[failure]), 503
        return jsonify(self._state(self._own_run(str(run.id)))), 202

    @staticmethod
    def _make_at_once(run_id: int, file_format: str, question: Question) -> str | None:
        """Without a worker a report is made in the request, which then only reads."""
        stored_as = files.new_name(FORMATS[file_format])
        path = files.place(operations.FOLDER, stored_as)
        try:
            with reading():
                rows = write_file(question, g.user, path, file_format)
        except JobFailed as failure:
            return str(failure)
        operations.keep_run(run_id, stored_as, rows)
        # The row was finished on another connection.
        db.session.rollback()
        return None

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
        state = self._state(run)
        return page(
            self,
            "reporting/run.html",
            title=_("导出任务"),
            state=state,
            waiting=state["state"] == JobState.QUEUED and jobs.workers_alive() == 0,
        )

    def _state(self, run: ReportRun) -> dict[str, Any]:
        job = run.job
        state = run.state
        return {
            "id": run.id,
            "title": run.title,
            "format": run.format,
            "state": state.value,
            "label": str(state.label),
            "done": job.done if job else run.rows,
            "expected": job.expected if job else run.rows,
            "rows": run.rows,
            "error": job.error if job else None,
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

    @expose("/runs/<pk>/file")
    def file(self, pk: str) -> Any:
        run = self._own_run(pk)
        if not is_still_allowed(run, g.user):
            abort(403)
        if run.stored_as is None:
            abort(404)
        path = files.place(operations.FOLDER, run.stored_as)
        if not path.exists():
            abort(404)
        name = run.file_name
        operations.record_fetched(run)
        return send_file(path, as_attachment=True, download_name=name)


STATE_TONES = {
    JobState.QUEUED: "wait",
    JobState.RUNNING: "info",
    JobState.DONE: "ok",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "mute",
}


def _state_tag(run: ReportRun) -> Any:
    return display.tag(run.state.label, STATE_TONES[run.state])


class DownloadView(AppModelView):
    """我的下载: the user's own exports, while their files are kept."""

    datamodel = AppInterface(ReportRun)
    class_permission_name = "home"
    route_base = "/downloads"
    exclude_route_methods = {"show", "export", "lookup"}
    list_title = show_title = _l("我的下载")
    unit = _l("个文件")
    list_columns = ["title", "format", "requested_at", "rows", "state", "expires_at"]
    search_columns = ["title"]
    show_columns = ["title"]
    order_columns = ["id"]
    base_order = ("id", "desc")
    label_columns = {
        "title": _l("名称"),
        "format": _l("格式"),
        "requested_at": _l("申请时间"),
        "rows": _l("行数"),
        "state": _l("状态"),
        "expires_at": _l("保留至"),
    }
    formatters = {"format": lambda run: run.format.upper(), "state": _state_tag}
    list_options = (joinedload(ReportRun.job),)
    empty_hint = _l("导出的文件会显示在这里，保留 7 天。")

    def base_conditions(self) -> Any:
        return (ReportRun.requested_by == g.user.id,)

    def row_actions(self, item: ReportRun) -> list[RowAction]:
        if item.stored_as:
            return [RowAction(_("下载"), url_for("ReportView.file", pk=item.id))]
        if item.state in (JobState.QUEUED, JobState.RUNNING):
            return [RowAction(_("查看进度"), url_for("ReportView.run", pk=item.id))]
        return []
