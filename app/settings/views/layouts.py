"""报表设置: the words and the paper of each report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base.errors import FieldError
from app.core.screens.history import Event
from app.core.screens.model_forms import AppForm
from app.core.screens.settings_view import SettingsView
from app.core.screens.views import RowAction
from app.reporting import layouts
from app.reporting.declaration import Report
from app.reporting.heading import CORNER
from app.reporting.registry import registered
from app.settings import forms, operations, presentation, queries


class ReportLayoutView(SettingsView):
    """Every report with its title, its paper and who changed it; one is changed in a dialog."""

    class_permission_name = "settings.report"
    route_base = "/settings/reports"
    list_title = _l("报表设置")
    intro = _l("标题、附注、签字栏和纸张可以修改，每次修改保留一个版本；列和列宽由报表定义。")
    row_class = presentation.LayoutLine
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
        "title": presentation.shown_title,
        "version": lambda line: str(line.version or _("默认")),
        "last": presentation.changed_by,
    }
    form_template = "settings/layout_form.html"
    form_parts = (
        (_l("标题和附注"), ("title", "notes", "signature", "watermark")),
        (_l("统计表要素"), (*layouts.OFFICIAL, "numbered")),
        (_l("纸张"), ("paper", "landscape", "font_pt")),
    )
    field_spans = {
        **dict.fromkeys(("title", "notes", "signature", "watermark", "guide", "numbered"), 12),
        **dict.fromkeys((*CORNER, "compiled_by"), 6),
    }
    edit_title = _l("修改报表设置")
    dialog_size = "l"

    def rows(self) -> Sequence[presentation.LayoutLine]:
        return presentation.layout_lines(queries.newest_layouts())

    @staticmethod
    def conditions_url(report: Report) -> str:
        """Where somebody who may export a report sees it; nothing for others, nor for a form
        that opens from the row of its record."""
        if report.subject or not may("export", report.resource):
            return ""
        return str(url_for("ReportView.conditions", name=report.name))

    def further_actions(self, item: presentation.LayoutLine) -> Sequence[RowAction]:
        preview = self.conditions_url(item.report)
        return [RowAction(_("预览"), preview, "dialog")] if preview else []

    def setting(self, key: str) -> Report | None:
        return registered().get(key)

    def setting_name(self, one: Report) -> str:
        return presentation.report_name(one)

    def current(self, one: Report) -> tuple[Mapping[str, Any], int]:
        now = queries.layout_now(one)
        return asdict(now), now.version

    def bound_form(self, one: Report, **given: Any) -> AppForm:
        title = queries.layout_now(one).title
        return forms.layout_form(one, presentation.title_hint(one, title))(**given)

    def store(self, one: Report, values: Mapping[str, Any], version: int) -> None:
        operations.set_layout(one, values, version=version, actor=current_actor())

    def refusals(self, one: Report, values: Mapping[str, Any]) -> Iterable[FieldError]:
        return operations.typed_refusals(one, values)

    def restore(self, one: Report, version: int) -> None:
        """A new version that says what the definition says."""
        operations.reset_layout(one, version=version, actor=current_actor())

    def typed_words(
        self, one: Report, typed: Mapping[str, Any], now: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        return presentation.layout_differences(now, typed)

    def events(self, one: Report) -> Sequence[Event]:
        """Every version with what it changed."""
        return presentation.layout_events(one, queries.layout_versions(one))

    def form_context(self, one: Report, form: AppForm) -> Mapping[str, Any]:
        return {"places": presentation.title_places(one)}
