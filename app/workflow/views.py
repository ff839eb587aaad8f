"""Screens over items that move: buttons of the permitted moves, and the history below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, g, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.actor import current_actor
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.responses import done, page
from app.core.views import AppInterface, AppModelView, Button, RowAction

from . import engine, messages
from .declaration import Transition, Workflow
from .models import Message, WorkflowEvent

LONGEST_OPINION = 500
# What messages are about, by their kind.
KINDS = {"result": _l("办理结果"), "reminder": _l("提醒"), "export": _l("导出")}


class FlowView(AppModelView):
    """A table whose rows move through a declared process.

    ``dialog_moves`` are the moves that need no more than an opinion; the others
    have a form of their own.
    """

    workflow: Workflow
    dialog_moves: tuple[str, ...] = ()

    def __init__(self, **kwargs: Any) -> None:
        self.method_permission_name = {"move": "read", **self.method_permission_name}
        super().__init__(**kwargs)

    def moves(self, item: Any) -> list[Transition]:
        """The moves of the dialog that this user may make now."""
        found = engine.available(self.workflow, item, current_actor())
        return [transition for transition in found if transition.name in self.dialog_moves]

    def row_actions(self, item: Any) -> list[RowAction]:
        return [*self.standard_actions(item), *self.move_actions(item)]

    def move_actions(self, item: Any) -> list[RowAction]:
        """The links of the moves."""
        return [
            RowAction(
                transition.label,
                f"{self.route_base}/move/{item.id}/{transition.name}",
                "dialog",
                danger=transition.danger,
            )
            for transition in self.moves(item)
        ]

    def flow_context(self, item: Any) -> Mapping[str, Any]:
        """What the history below an item prints: events, newest first, with what changed."""
        events = engine.history(self.workflow, item)
        told: list[tuple[WorkflowEvent, str, list[tuple[str, str, str]]]] = []
        before: WorkflowEvent | None = None
        for event in events:
            # Every move keeps what the item held, so that the next shows what came since; what
            # was there before the first move is no change.
            is_move = bool(event.snapshot) and event.name != "begin"
            changed: list[tuple[str, str, str]] = []
            if is_move and before is not None:
                changed = engine.changes(event, before)
            before = event if is_move else before
            told.append((event, self.move_label(event.name), changed))
        last = events[-1] if events else None
        return {
            "flow_events": told[::-1],
            "state_label": self._state_label,
            "sent_back": last if last is not None and last.opinion else None,
        }

    def _state_label(self, value: str) -> str:
        state: Any = self.workflow.states(value)
        return str(state.label)

    def move_label(self, name: str) -> str:
        """What a move of the history is called."""
        if name in self.workflow:
            return str(self.workflow[name].label)
        return _("新建")

    @expose("/move/<pk>/<string:name>", methods=["GET", "POST"])
    @has_access
    def move(self, pk: Any, name: str) -> Any:
        """The dialog of a move: opinion, marked fields, and the move itself."""
        if name not in self.dialog_moves:
            abort(404)
        item = self.item(pk)
        transition = self.workflow[name]
        if not engine.concerns(self.workflow, transition, item, current_actor()):
            abort(403)
        refused: dict[str, str] = {}
        status = 200
        if request.method == "POST":
            try:
                self._fire(item, transition)
                return done(_("已%(act)s", act=transition.label), f"{self.route_base}/list/")
            except Refused as error:
                db.session.rollback()
                refused, status = {e.field: e.message for e in error.errors}, 422
            except Conflict as conflict:
                db.session.rollback()
                refused, status = {"": str(conflict)}, 409
            item = self.item(pk)
        answer = page(
            self,
            "workflow/move.html",
            title=f"{transition.label} · {self.item_name(item)}",
            item=item,
            transition=transition,
            fields=self.workflow.fields(item) if transition.marks and self.workflow.fields else {},
            typed=request.form,
            marked=request.form.getlist("marked"),
            refused=refused,
            version=request.form.get("version") or item.version,
            post_url=request.path,
            list_url=f"{self.route_base}/list/",
        )
        return answer, status

    def _fire(self, item: Any, transition: Transition) -> None:
        known = self.workflow.fields(item) if self.workflow.fields else {}
        opinion = request.form.get("opinion", "")
        if len(opinion) > LONGEST_OPINION:
            raise Refused.because(
                "V34", "opinion", _("意见不能超过 %(limit)d 个字", limit=LONGEST_OPINION)
            )
        engine.fire(
            self.workflow,
            item,
            transition.name,
            actor=current_actor(),
            version=request.form.get("version", type=int),
            opinion=opinion,
            marked=[key for key in request.form.getlist("marked") if key in known],
        )
        db.session.commit()


class MessageView(AppModelView):
    """消息通知: what one was told, and where it leads."""

    datamodel = AppInterface(Message)
    class_permission_name = "home"
    route_base = "/messages"
    exclude_route_methods = {"export", "lookup"}
    method_permission_name = {"read_all": "read"}
    list_title = show_title = _l("消息通知")
    unit = _l("条消息")
    list_columns = ["title", "kind", "sent_at", "read"]
    search_columns = ["title"]
    show_columns = ["title", "kind", "sent_at", "body"]
    order_columns = ["sent_at"]
    base_order = ("id", "desc")
    label_columns = {"read": _l("已读"), "body": _l("内容")}
    formatters = {"kind": lambda message: KINDS.get(message.kind, message.kind)}
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
