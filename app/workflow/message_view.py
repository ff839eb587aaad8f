"""消息通知: what one was told, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.base.db import db
from app.core.base.responses import done
from app.core.screens.value_display import NOTHING
from app.core.screens.views import AppInterface, AppModelView, Button
from app.core.web.markup import paragraphs

from . import messages
from .models import Message

# What messages are about, by their kind.
KINDS = {
    messages.RESULT: _l("办理结果"),
    messages.REMINDER: _l("提醒"),
    messages.EXPORT: _l("导出"),
    messages.NOTICE: _l("公告"),
}


class MessageView(AppModelView):
    """消息通知: what one was told, and where it leads."""

    datamodel = AppInterface(Message)
    class_permission_name = "home"
    route_base = "/messages"
    exclude_route_methods = {"export", "lookup"}
    method_permission_name = {"read_all": "read"}
    list_title = show_title = _l("消息通知")
    unit = _l("条消息")
    list_columns = ["title", "subject", "kind", "sent_at", "read"]
    search_columns = ["title", "subject"]
    show_columns = ["title", "subject", "kind", "sent_at", "body"]
    field_spans = {"body": 12}
    sorted_by = {"read": "read_at"}
    base_order = ("id", "desc")
    label_columns = {"read": _l("已读"), "body": _l("内容")}
    formatters = {
        "kind": lambda message: KINDS.get(message.kind, message.kind),
        "title": lambda message: message.said("title"),
        "subject": lambda message: message.said("subject") or NOTHING,
        "body": lambda message: paragraphs(message.said("body")) or NOTHING,
    }
    show_template = "workflow/message.html"
    empty_hint = _l("流程结果和提醒会显示在这里。")

    def base_conditions(self) -> Any:
        return (Message.user_id == current_actor().user_id,)

    def show_context(self, item: Message) -> Mapping[str, Any]:
        """Opening a message marks it as read."""
        if item.read_at is None:
            messages.mark_read(item.id)
        return {"link": item.link, "event": item.event}

    def buttons(self) -> list[Button]:
        url = f"{self.route_base}/read-all"
        return [Button(_("全部标为已读"), url, "check", "post")] if self._has_unread() else []

    @staticmethod
    def _has_unread() -> bool:
        return bool(g.user.unread_messages)

    @expose("/read-all", methods=["POST"])
    @has_access
    def read_all(self) -> Any:
        """Mark every message as read."""
        messages.read_all(current_actor().user_id or 0)
        db.session.commit()
        return done(_("已全部标为已读"), url_for("MessageView.list"))
