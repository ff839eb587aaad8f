"""A table of fixed rows only the tests know: 额度分配, one row a county, with what is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask
from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access.roles import BUSINESS, FILERS, Grant
from app.core.access.scope import OrgOwned
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.screens.fixed_rows import FixedRow, FixedRows, GridColumn
from app.core.screens.form_fields import Required, Text
from app.core.screens.model_forms import AppForm
from app.core.screens.views import AppInterface
from app.long_form.kept_form import KeptFormView
from tests.support import application

RESOURCE, ROUTE = "tests.quota", "/tests/quotas"
ALL = 60
COLUMNS = (
    GridColumn("due", "应训人数", given=True, total=True),
    GridColumn("enrolled", "已报名", given=True, total=True),
    GridColumn("places", "本次分配", total=True, at_least="enrolled"),
    GridColumn("left", "缺额", adds={"due": 1, "places": -1}, total=True),
    GridColumn("remark", "备注", "text", length=20),
)
COUNTIES = (
    FixedRow("yl", "岳麓区", {"due": 12, "enrolled": 9}),
    FixedRow("ly", "浏阳市", {"due": 8, "enrolled": 0}),
)


class Quota(OrgOwned, db.Model):
    __tablename__ = "test_quota"

    id: Mapped[int] = mapped_column(primary_key=True)
    session: Mapped[str] = mapped_column(String(40), info={"label": "档期名称"})
    shares: Mapped[dict[str, Any]] = mapped_column(JSON)


def counties(_stored: Any) -> Sequence[FixedRow]:
    """The counties of the prefecture with their figures."""
    return COUNTIES


class QuotaForm(AppForm):
    session = Text("档期名称", validators=[Required()])
    shares = FixedRows("额度", columns=COLUMNS, offered=counties)


def add_quota(values: dict[str, Any], actor: Any) -> Quota:
    """No more than there are."""
    if sum(row["places"] or 0 for row in values["shares"].values()) > ALL:
        raise Refused.because("T1", "shares-yl-places", "分配人数合计不能超过 60")
    found = Quota(organization_id=actor.organization_id, **values)
    db.session.add(found)
    return found


class QuotaView(KeptFormView):
    datamodel = AppInterface(Quota)
    class_permission_name = RESOURCE
    route_base = ROUTE
    list_title = show_title = "额度分配"
    add_title, edit_title = "分配额度", "修改额度"
    list_columns = show_columns = search_columns = ["session"]
    order_columns = ["session"]
    add_columns = edit_columns = ["session", "shares"]
    add_form = edit_form = QuotaForm
    field_spans = {"shares": 12}
    draft = True
    create = staticmethod(add_quota)


GRANT = (
    Grant(RESOURCE, ("read",), BUSINESS),
    Grant(RESOURCE, ("create", "update"), FILERS),
)


def register(app: Flask) -> None:
    """Put the screen into an application; before its first request."""
    application.extend(app, QuotaView, grants=GRANT)


def make_table() -> None:
    """The table beside those of the migrations."""
    Quota.__table__.create(db.engine)
