"""A long form only the tests know, without a year: 整改回复, with doubts, files and moves."""

from __future__ import annotations

import enum
from typing import Any

from flask import Flask
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.attachments.declaration import FileKind, Holder, Slot
from app.core.access.roles import BUSINESS, FILERS, Grant, Role
from app.core.access.scope import OrgOwned
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.screens.views import AppInterface
from app.long_form.declaration import LongForm
from app.long_form.model_form import ModelFormView
from app.long_form.models import Filed
from app.long_form.operations import sign
from app.long_form.rules import Doubt
from app.workflow.declaration import Handler, Transition, Workflow
from app.workflow.desks import OWN
from app.workflow.desks import SUPERIOR as AT_SUPERIOR
from tests.support import application

RESOURCE = "tests.rectification"
ROUTE = "/tests/rectifications"


class State(enum.StrEnum):
    DRAFT = "draft"
    FILED = "filed"
    RETURNED = "returned"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"draft": "草稿", "filed": "已提交", "returned": "已退回", "closed": "办结"}[self]


class Rectification(OrgOwned, Filed, db.Model):
    __tablename__ = "test_rectification"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice: Mapped[str | None] = mapped_column(String(30), info={"label": "通知书编号"})
    faults: Mapped[int | None] = mapped_column(info={"label": "问题数", "min": 0})
    mended: Mapped[int | None] = mapped_column(info={"label": "已整改数", "min": 0})
    state: Mapped[State] = mapped_column(stored(State), default=State.DRAFT)


CLERK = Handler(OWN, FILERS)
SUPERIOR = Handler(AT_SUPERIOR, (Role.PREFECTURE_ADMIN,))
WORKFLOW = Workflow(
    resource=RESOURCE,
    title="整改回复",
    model=Rectification,
    states=State,
    initial=State.DRAFT,
    final=(State.CLOSED,),
    link=lambda number: f"{ROUTE}/show/{number}",
    fields=lambda item: {"mended": ("已整改数", item.mended)},
    transitions=(
        Transition("submit", "提交", (State.DRAFT, State.RETURNED), State.FILED, (CLERK,)),
        Transition("return", "退回", (State.FILED,), State.RETURNED, (SUPERIOR,), marks=True),
        Transition("close", "办结", (State.FILED,), State.CLOSED, (SUPERIOR,)),
    ),
)
HOLDER = Holder(
    RESOURCE,
    Rectification,
    (
        Slot("photo", "整改照片", FileKind.PHOTO, required=True, most=3),
        Slot("check", "复查报告", required=True, applies=lambda item: (item.faults or 0) > 9),
    ),
)
LEFT = "部分问题尚未整改"


def doubts(data: dict[str, Any]) -> list[Doubt]:
    """Faults that are left have to be explained."""
    left = (data.get("faults") or 0) - (data.get("mended") or 0)
    return [Doubt("T2", "left", LEFT, needs_reason=True)] if left > 0 else []


def fill(found: Rectification, filing: Any, *, submit: bool, actor: Any) -> None:
    """Put what was typed into the row."""
    data, asked = filing.data, doubts(filing.data) if submit else None
    missing = [FieldError("T1", "notice", "请填写通知书编号")]
    missing = missing if submit and not data.get("notice") else []
    filing.refuse([*missing, *filing.unanswered(found, asked or ())])
    sign(found, filing, asked, actor)
    for name in ("notice", "faults", "mended"):
        setattr(found, name, data.get(name))


RECTIFICATION = LongForm(
    WORKFLOW,
    fill,
    same=lambda found, filing: found.notice == filing.data.get("notice"),
    holder=HOLDER,
    returned=(State.RETURNED,),
    closed=(State.FILED, State.CLOSED),
)


class RectificationView(ModelFormView):
    kind, workflow = RECTIFICATION, WORKFLOW
    datamodel = AppInterface(Rectification)
    class_permission_name = RESOURCE
    route_base = ROUTE
    list_title = show_title = "整改回复"
    add_title, edit_title = "新增整改回复", "修改整改回复"
    list_columns = show_columns = edit_columns = ["notice", "faults", "mended"]
    search_columns = ["notice"]
    order_columns = ["notice"]
    dialog_moves = ("return", "close")
    exclude_route_methods = {"export", "lookup", "delete"}

    def doubts(self, _form: Any, data: Any) -> Any:
        return doubts(data)

    def doubt_names(self, _organization: Any) -> Any:
        return {"left": LEFT}


GRANT = (
    Grant(RESOURCE, ("read",), BUSINESS),
    Grant(RESOURCE, ("create", "update"), FILERS),
    *WORKFLOW.grants(),
)


def register(app: Flask) -> None:
    """Put the screen into an application; before its first request."""
    declares = (HOLDER, WORKFLOW)
    application.extend(app, RectificationView, grants=GRANT, declares=declares)


def make_table() -> None:
    """The table beside those of the migrations."""
    Rectification.__table__.create(db.engine)
