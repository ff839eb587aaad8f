"""A plain screen only the tests know: draft and files by a word, slots that follow the record,
and a second box for the papers of the organization."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, request
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.attachments.declaration import FileKind, Holder, Slot, Ticked
from app.attachments.forms import sent_files
from app.attachments.operations import ListedFiles, attach_each
from app.attachments.presentation import box
from app.core.access.actor import current_actor
from app.core.access.roles import BUSINESS, FILERS, Grant
from app.core.access.scope import OrgOwned
from app.core.base.choices import Labelled
from app.core.base.column_types import stored
from app.core.base.db import db
from app.core.screens.views import AppInterface
from app.long_form.kept_form import KeptFormView
from tests.support import application

RESOURCE, PAPERS = "tests.amendment", "tests.amendment_papers"
ROUTE = "/tests/amendments"
TEMPLATES = Path(__file__).parent / "templates"


class Reason(Labelled):
    """Why somebody's certificate changes."""

    NAME = "name", "姓名变更"
    UNIT = "unit", "工作单位变更"
    OTHER = "other", "其他"


class Amendment(OrgOwned, db.Model):
    __tablename__ = "test_amendment"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(String(20), info={"label": "姓名"})
    reason: Mapped[Reason] = mapped_column(stored(Reason), info={"label": "变更类型"})
    age: Mapped[int | None] = mapped_column(info={"label": "年龄"})
    remark: Mapped[str | None] = mapped_column(String(300), info={"label": "备注"})
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)

    __mapper_args__ = {"version_id_col": version}


HOLDER = Holder(
    RESOURCE,
    Amendment,
    (
        Slot("police", "公安证明", FileKind.PHOTO, required=Ticked("reason", ("name",))),
        Slot(
            "order",
            "调令",
            FileKind.PHOTO,
            required=True,
            applies=Ticked("reason", ("unit",)),
        ),
        Slot("retired", "退休证", FileKind.PHOTO, applies=lambda item: (item.age or 0) >= 60),
    ),
)
OF_ORGANIZATION = Holder(PAPERS, Amendment, (Slot("police", "单位公函", FileKind.PHOTO),))


class AmendmentView(KeptFormView):
    datamodel = AppInterface(Amendment)
    class_permission_name = RESOURCE
    route_base = ROUTE
    list_title = show_title = "变更登记"
    add_title, edit_title = "新增变更", "修改变更"
    list_columns = show_columns = search_columns = ["person", "reason"]
    order_columns = ["person"]
    add_columns = edit_columns = ["person", "reason", "age", "remark"]
    draft, holder = True, HOLDER


class TwoBoxesView(AmendmentView):
    """The same records with a second box on the page."""

    draft, holder = False, HOLDER
    route_base = "/tests/two-boxes"
    add_template = edit_template = "tests/two_boxes.html"

    def form_context(self, form: Any, item: Any) -> Any:
        is_sent = request.method == "POST"
        papers = box(
            PAPERS,
            item_id=item.id if item is not None else None,
            sent=sent_files(request.form, "org-") if is_sent else None,
            errors=form.refused,
            prefix="org-",
        )
        return {**super().form_context(form, item), "papers": papers}

    def after_write(self, form: Any, item: Any) -> None:
        super().after_write(form, item)
        sent = ListedFiles.of(item, sent_files(request.form, "org-"))
        attach_each([sent], resource=PAPERS, actor=current_actor())


GRANT = (
    Grant(RESOURCE, ("read",), BUSINESS),
    Grant(RESOURCE, ("create", "update", "delete"), FILERS),
    Grant(PAPERS, ("read", "create", "update"), FILERS),
)


def register(app: Flask) -> None:
    """Put the screens into an application; before its first request."""
    app.jinja_env.loader = ChoiceLoader([app.jinja_env.loader, FileSystemLoader(TEMPLATES)])
    screens = (AmendmentView, TwoBoxesView)
    application.extend(app, *screens, grants=GRANT, declares=(OF_ORGANIZATION,))


def make_table() -> None:
    """The table beside those of the migrations."""
    Amendment.__table__.create(db.engine)
