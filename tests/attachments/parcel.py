"""A record only the tests know: a parcel with papers and photos, and a screen for it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.attachments import registry
from app.attachments.declaration import FileKind, Holder, Slot
from app.core.access.permission_sync import sync
from app.core.access.roles import BUSINESS, FILERS, Grant
from app.core.access.scope import OrgOwned
from app.core.base.db import db
from app.core.screens.views import AppInterface
from app.long_form.kept_form import KeptFormView

RESOURCE = "tests.parcel"


class Parcel(OrgOwned, db.Model):
    __tablename__ = "test_parcel"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(50), info={"label": "内容"})
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)


HOLDER = Holder(
    RESOURCE,
    Parcel,
    (
        Slot("approval", "成立批文", required=True),
        Slot("office", "办公场所照片", FileKind.PHOTO, most=5),
        Slot("portrait", "一寸照片", FileKind.PHOTO, largest_kb=500),
        Slot("other", "其他", most=20),
    ),
)
PARCEL_GRANTS = (
    Grant(RESOURCE, ("read",), BUSINESS),
    Grant(RESOURCE, ("create", "update"), FILERS),
)


class ParcelView(KeptFormView):
    datamodel = AppInterface(Parcel)
    class_permission_name = RESOURCE
    route_base = "/tests/parcels"
    list_title = show_title = "包裹"
    add_title, edit_title = "新增包裹", "修改包裹"
    list_columns = show_columns = search_columns = ["title"]
    order_columns = ["title"]
    add_columns = edit_columns = ["title"]
    holder = HOLDER
    exclude_route_methods = {"delete", "export", "lookup"}


def register(app: Flask) -> None:
    """Put the screen into an application; before its first request."""
    with app.app_context():
        builder: Any = app.appbuilder  # type: ignore[attr-defined]
        builder.add_view(
            ParcelView,
            RESOURCE,
            label="包裹",
            category="tests",
            category_icon="clip",
            category_label="测试",
        )
        declare(app)


def declare(app: Flask) -> None:
    """Let the engine know the parcels, and the roles the rights on them."""
    builder: Any = app.appbuilder  # type: ignore[attr-defined]
    builder.grants = (*builder.grants, *PARCEL_GRANTS)
    if RESOURCE not in registry.registered():
        registry.register([HOLDER])


def make_table(app: Flask) -> None:
    """The table beside those of the migrations, and the rights as rows."""
    Parcel.__table__.create(db.engine)
    sync(app.appbuilder)  # type: ignore[attr-defined]
    db.session.remove()
