"""我的下载: the user's own exports."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.core.base.choices import JobState
from app.core.screens.views import AppInterface, AppModelView, Button, RowAction
from app.core.web import markup
from app.reporting.models import ReportRun

STATE_TONES = {
    JobState.QUEUED: "wait",
    JobState.RUNNING: "info",
    JobState.DONE: "ok",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "mute",
}


def _state_tag(run: ReportRun) -> Any:
    if run.is_expired:
        return markup.tag(_("已过期"), "mute")
    return markup.tag(run.state.label, STATE_TONES[run.state])


class DownloadView(AppModelView):
    """我的下载: the user's own exports, while their files are kept."""

    datamodel = AppInterface(ReportRun)
    class_permission_name = "home"
    route_base = "/downloads"
    exclude_route_methods = {"show", "export", "lookup"}
    list_title = show_title = _l("我的下载")
    unit = _l("个文件")
    list_columns = [
        "title",
        "number",
        "format",
        "requested_at",
        "rows",
        "state",
        "cause",
        "expires_at",
    ]
    wrapped_columns = ("cause",)
    search_columns = ["title"]
    show_columns = ["title"]
    order_columns = ["id"]
    base_order = ("id", "desc")
    label_columns = {
        "title": _l("名称"),
        "number": _l("导出编号"),
        "format": _l("格式"),
        "requested_at": _l("申请时间"),
        "rows": _l("行数"),
        "state": _l("状态"),
        "cause": _l("未成功原因或提示"),
        "expires_at": _l("保留至"),
    }
    formatters = {
        "format": lambda run: run.format.upper(),
        "state": _state_tag,
        "cause": lambda run: run.cause or run.warning or "",
    }
    list_options = (joinedload(ReportRun.job),)
    empty_hint = _l("导出的文件会显示在这里，保留 7 天。")

    def base_conditions(self) -> Any:
        return (ReportRun.requested_by == g.user.id,)

    def buttons(self) -> list[Button]:
        return [Button(_("报表核验"), url_for("VerificationView.find"), "check")]

    def row_actions(self, item: ReportRun) -> list[RowAction]:
        if item.stored_as:
            return [RowAction(_("下载"), url_for("ReportView.file", pk=item.id))]
        if item.state in (JobState.QUEUED, JobState.RUNNING):
            return [RowAction(_("查看进度"), url_for("ReportView.run", pk=item.id))]
        found = [RowAction(_("重新生成"), url_for("ReportView.again", pk=item.id), "post")]
        if item.checksum:
            address = url_for("VerificationView.find", number=item.number)
            found.append(RowAction(_("核验"), address))
        return found
