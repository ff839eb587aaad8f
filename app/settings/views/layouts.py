"""报表设置: the words and the paper of each report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.actor import current_actor
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.responses import done, page
from app.core.security import may
from app.core.views import RowAction, RowsView
from app.reporting.declaration import Report
from app.reporting.registry import registered
from app.settings import forms, operations, presenting, queries

from .dialogs import SettingView


class ReportLayoutView(SettingView, RowsView):
    """Every report with its title, its paper and who changed it; one is changed in a dialog."""

    class_permission_name = "settings.report"
    method_permission_name = {"list": "read", "show": "read", "edit": "update", "reset": "update"}
    route_base = "/settings/reports"
    list_title = _l("报表设置")
    intro = _l("标题、附注、签字栏和纸张可以修改，每次修改保留一个版本；列和列宽由报表定义。")
    row_class = presenting.LayoutLine
    whole = True
    most_links = 4
    wrapped_columns = ("version",)
    list_columns = ["name", "title", "paper", "version", "last"]
    label_columns = {
        "name": _l("报表"),
        "title": _l("标题"),
        "paper": _l("纸张"),
        "version": _l("版本"),
        "last": _l("最近修改"),
    }
    formatters = {
        "title": lambda line: presenting.CHINESE % line.title,
        "version": lambda line: str(line.version or _("默认")),
        "last": presenting.changed_by,
    }
    form_template = "settings/layout_form.html"
    field_spans = {"title": 12, "notes": 12, "signature": 12, "watermark": 12}

    def report(self, name: str) -> Report:
        """The report of an address, or 404."""
        return registered().get(name) or abort(404)

    @staticmethod
    def conditions_url(report: Report) -> str:
        """Where somebody who may export a report sees it; nothing for others."""
        if not may("export", report.resource):
            return ""
        return str(url_for("ReportView.conditions", name=report.name))

    def rows(self) -> Sequence[presenting.LayoutLine]:
        return presenting.layout_lines(queries.newest_layouts())

    def row_actions(self, item: presenting.LayoutLine) -> Sequence[RowAction]:
        found = [presenting.history_action(item, self.route_base)]
        if preview := self.conditions_url(item.report):
            found.append(RowAction(_("预览"), preview, "dialog"))
        if not self.may_update():
            return found
        found.append(RowAction(_("修改"), f"{self.route_base}/edit/{item.id}", "dialog"))
        if item.is_changed:
            asked = _("将“%(name)s”恢复为默认设置？", name=item.name)
            address = f"{self.route_base}/reset/{item.id}?version={item.version}"
            found.append(RowAction(_("恢复默认"), address, "post", confirm=asked))
        return found

    @expose("/show/<key>")
    @has_access
    def show(self, key: str) -> Any:
        """变更记录: every version with what it changed."""
        report = self.report(key)
        return page(
            self,
            "settings/history.html",
            title=_("变更记录"),
            name=presenting.report_name(report),
            events=presenting.layout_events(report, queries.layout_versions(report)),
            list_url=self.list_url(),
        )

    @expose("/edit/<key>", methods=["GET", "POST"])
    @has_access
    def edit(self, key: str) -> Any:
        report = self.report(key)
        now = asdict(queries.layout_now(report))
        form = forms.LayoutForm(data=now) if request.method == "GET" else forms.LayoutForm()
        if request.method == "POST" and form.validate():
            try:
                return self._stored(report, form.values())
            except Refused as refused:
                db.session.rollback()
                form.refuse(refused.errors)
            except Conflict:
                db.session.rollback()
                return self._stale(report, form), 409
        shown = self._page(report, form)
        return (shown, 422) if form.errors else shown

    def _stored(self, report: Report, values: dict[str, Any]) -> Any:
        version = request.form.get("version", type=int) or 0
        operations.set_layout(report, values, version=version, actor=current_actor())
        db.session.commit()
        return done(_("已保存"), self.list_url())

    def _stale(self, report: Report, typed: Any) -> str:
        """The newer values in the form, and beside them what was typed and is not stored."""
        now = queries.layout_now(report)
        mine = presenting.layout_differences(now, typed.values())
        form = forms.LayoutForm(formdata=None, data=asdict(now))
        return self._page(report, form, typed=mine)

    def _page(self, report: Report, form: Any, **more: Any) -> str:
        asked = request.form.get("version") if form.errors else None
        version = asked if asked is not None else queries.layout_now(report).version
        return self.dialog(
            form,
            title=_("修改报表设置"),
            name=presenting.report_name(report),
            submit=_("保存"),
            version=version,
            size="l",
            places=presenting.title_places(report),
            **more,
        )

    @expose("/reset/<key>", methods=["POST"])
    @has_access
    def reset(self, key: str) -> Any:
        """恢复默认: a new version that says what the definition says."""
        report = self.report(key)
        version = request.args.get("version", type=int) or 0
        try:
            operations.reset_layout(report, version=version, actor=current_actor())
            db.session.commit()
        except Conflict as conflict:
            db.session.rollback()
            flash(str(conflict), "danger")
            return redirect(self.list_url(), code=303)
        return done(_("已恢复默认值"), self.list_url())
