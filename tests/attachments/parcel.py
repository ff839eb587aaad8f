"""A record only the tests know: a parcel with papers and photos, and a screen for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.attachments import operations, presenting, registry
from app.attachments.declaration import Holder, Kind, Slot
from app.attachments.forms import FormWithFiles, sent_files
from app.core.db import db
from app.core.fields import Required, Text
from app.core.permissions import sync
from app.core.roles import BUSINESS, FILERS, Grant
from app.core.scope import OrgOwned
from app.core.views import AppInterface, AppModelView

RESOURCE = "tests.parcel"
TEMPLATES = Path(__file__).parent / "templates"


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
        Slot("office", "办公场所照片", Kind.PHOTO, most=5),
        Slot("portrait", "一寸照片", Kind.PHOTO, largest_kb=500),
        Slot("other", "其他", most=20),
    ),
)
PARCEL_GRANTS = (
    Grant(RESOURCE, ("read",), BUSINESS),
    Grant(RESOURCE, ("create", "update"), FILERS),
)


def add_parcel(values: dict[str, Any], actor: Any) -> Parcel:
    sent = values.pop("files")
    found = Parcel(organization_id=actor.organization_id, **values)
    db.session.add(found)
    db.session.flush()
    _attach(found, sent, actor)
    return found


def change_parcel(item: Parcel, values: dict[str, Any], actor: Any) -> None:
    sent = values.pop("files")
    item.title = values["title"]
    _attach(item, sent, actor)


def _attach(item: Parcel, sent: Any, actor: Any) -> None:
    operations.attach(
        item,
        resource=RESOURCE,
        form_token=sent.token,
        wanted_ids=sent.wanted,
        shown_ids=sent.shown,
        actor=actor,
    )


class ParcelForm(FormWithFiles):
    title = Text("内容", validators=[Required()])


class ParcelView(AppModelView):
    datamodel = AppInterface(Parcel)
    class_permission_name = RESOURCE
    route_base = "/tests/parcels"
    list_title = show_title = "包裹"
    add_title, edit_title = "新增包裹", "修改包裹"
    list_columns = show_columns = search_columns = ["title"]
    order_columns = ["title"]
    add_columns = edit_columns = ["title"]
    add_form = edit_form = ParcelForm
    add_template = edit_template = "tests/parcel_form.html"
    show_template = "tests/parcel_show.html"
    exclude_route_methods = {"delete", "export", "lookup"}
    create = staticmethod(add_parcel)
    update = staticmethod(change_parcel)

    def form_context(self, form: Any, item: Any) -> dict[str, Any]:
        from flask import request

        sent = sent_files(request.form) if request.method == "POST" else None
        item_id = item.id if item is not None else None
        return {"files": presenting.box(RESOURCE, item_id=item_id, sent=sent, errors=form.refused)}

    def show_context(self, item: Parcel) -> dict[str, Any]:
        return {"files": presenting.shown_files(RESOURCE, item.id)}


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
        app.jinja_env.loader = ChoiceLoader([app.jinja_env.loader, FileSystemLoader(TEMPLATES)])
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
