"""A table of twelve fields, one of every kind, with a screen that has no template of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import Flask, current_app
from flask_appbuilder.actions import action
from markupsafe import Markup
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.roles import BUSINESS, FILERS, Grant
from app.core.access.scope import OrgOwned, SoftDeleted, unscoped
from app.core.base import encryption
from app.core.base.choices import Labelled
from app.core.base.column_types import Amount, SealedText, stored
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.screens.search import SearchableName
from app.core.screens.views import AppInterface, AppModelView, Button, RowAction

REFUSED_NAME = "不得登记"
REMARK = "在市州质安监站三楼会议室举行，请各机构按时派员参加。"
EDUCATION = ("bachelor", "master", "college")


class Stage(Labelled):
    """The state of a test row."""

    DRAFT = "draft", "草稿"
    FILED = "filed", "已提交"
    RETURNED = "returned", "已退回"


class TwelveGroup(db.Model):
    """A small table that rows point to."""

    __tablename__ = "twelve_group"
    shared_because = "a table of the tests"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(40))

    def __repr__(self) -> str:
        return self.title


class Twelve(OrgOwned, SoftDeleted, SearchableName, db.Model):
    """One field of every kind."""

    __tablename__ = "twelve"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), index=True)
    code: Mapped[str | None] = mapped_column(String(12), unique=True)
    remark: Mapped[str | None] = mapped_column(String(300))
    headcount: Mapped[int] = mapped_column(default=1, info={"min": 0, "max": 9999})
    amount: Mapped[Decimal | None] = mapped_column(Amount)
    is_key: Mapped[bool] = mapped_column(default=False)
    held_on: Mapped[dt.date] = mapped_column(index=True)
    stage: Mapped[Stage] = mapped_column(stored(Stage), default=Stage.DRAFT)
    education: Mapped[str | None] = mapped_column(String(40), info={"dictionary": "education"})
    group_id: Mapped[int | None] = mapped_column(ForeignKey("twelve_group.id"))
    mobile: Mapped[str | None] = mapped_column(SealedText, info={"mask": "mobile"})
    mobile_hash: Mapped[str | None] = mapped_column(String(40), index=True)
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)

    group: Mapped[TwelveGroup | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        return self.name


class TwelvePair(OrgOwned, db.Model):
    """A row that points to a large table, chosen by typing."""

    __tablename__ = "twelve_pair"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(40))
    twelve_id: Mapped[int] = mapped_column(ForeignKey("twelve.id"))

    twelve: Mapped[Twelve] = relationship()


FIELDS = [
    "name",
    "code",
    "organization",
    "stage",
    "held_on",
    "education",
    "headcount",
    "amount",
    "is_key",
    "group",
    "mobile",
    "remark",
]
LABELS = {
    "name": "名称",
    "code": "编号",
    "organization": "所属机构",
    "stage": "状态",
    "held_on": "举办日期",
    "education": "学历要求",
    "headcount": "人数",
    "amount": "经费（万元）",
    "is_key": "是否重点",
    "group": "分组",
    "mobile": "联系电话",
    "remark": "备注",
    "title": "标题",
    "twelve": "活动",
}


def file_item(item: Any, _actor: Any) -> None:
    """提交, which a returned row refuses."""
    if item.stage is Stage.RETURNED:
        raise Refused.because("T1", "stage", "已退回的记录应先修改")
    item.stage = Stage.FILED


class TwelveView(AppModelView):
    """活动登记, of the tests only."""

    datamodel = AppInterface(Twelve)
    class_permission_name = "tests.twelve"
    list_title = "活动登记"
    show_title = "查看活动"
    add_title = "新增活动"
    edit_title = "修改活动"
    intro = "十二种字段的登记表。"
    list_columns = FIELDS
    show_columns = FIELDS
    search_columns = FIELDS
    order_columns = ["name", "held_on", "headcount", "amount", "stage", "organization"]
    base_order = ("name", "asc")
    label_columns = LABELS
    description_columns = {"code": "可留空；不能与其他机构重复"}
    add_columns = FIELDS
    edit_fieldsets = [
        ("基本信息", {"fields": FIELDS[:6]}),
        ("其他信息", {"fields": FIELDS[6:]}),
    ]
    tags = {"stage": {Stage.DRAFT: "mute", Stage.FILED: "ok", Stage.RETURNED: "back"}}

    @staticmethod
    def create(values: dict[str, Any], _actor: Any) -> Twelve:
        if values["name"] == REFUSED_NAME:
            raise Refused(
                [FieldError("T0", "name", "该名称不得登记"), FieldError("T9", "", "请另拟名称")]
            )
        item = Twelve(**values)
        db.session.add(item)
        return item

    @action("file", "提交", "提交所选 {n} 条？")
    def file(self, items: Any) -> Any:
        return self.each(items if isinstance(items, list) else [items], file_item, "已提交")


class TwelveKeyView(AppModelView):
    """重点活动: the hooks that a screen of a module uses, and nothing to write."""

    datamodel = AppInterface(Twelve)
    route_base = "/key-events"
    class_permission_name = "tests.key"
    list_title = show_title = add_title = edit_title = "重点活动"
    list_columns = ["name", "held_on", "organization.code", "headcount"]
    show_columns = ["name", "headcount"]
    search_columns = ["name", "stage"]
    order_columns = ["held_on"]
    base_order = ("held_on", "desc")
    label_columns = LABELS | {"organization.code": "机构代码"}
    default_filters = {"stage": lambda: "draft"}
    exclude_route_methods = {"export"}
    toolbar = (
        Button("登记说明", "/password/", "help"),
        Button("只给管理员", "/nowhere/", permission="update"),
    )

    formatters = {"headcount": lambda item: Markup("<b>%s</b> 人") % item.headcount}

    def base_conditions(self) -> Sequence[Any]:
        return (Twelve.is_key,)

    def heading(self) -> str:
        return "2025 年度重点活动"

    def row_actions(self, item: Any) -> Sequence[RowAction]:
        own = [
            RowAction("提交", f"/twelveview/action/file/{item.id}", "post", confirm="提交？"),
            RowAction("撤回", f"/back/{item.id}", "post", danger=True),
            RowAction("打印", f"/print/{item.id}"),
        ]
        return [*self.standard_actions(item), *own]


class TwelvePairView(AppModelView):
    """Pairs, of the tests only."""

    datamodel = AppInterface(TwelvePair)
    class_permission_name = "tests.pair"
    list_title = "活动配对"
    show_title = "查看配对"
    add_title = "新增配对"
    edit_title = "修改配对"
    list_columns = ["title", "twelve.name", "organization"]
    show_columns = ["title", "twelve.name"]
    search_columns = ["title", "twelve"]
    order_columns = ["title"]
    add_columns = ["title", "twelve"]
    edit_columns = ["title", "twelve"]
    label_columns = LABELS | {"twelve.name": "活动"}
    lookups = {"twelve": "TwelveView.lookup"}


GRANTS = (
    Grant("tests.twelve", ("read", "export"), BUSINESS),
    Grant("tests.twelve", ("create", "update", "delete", "reveal"), FILERS),
    Grant("tests.key", ("read",), BUSINESS),
    Grant("tests.pair", ("read", "create", "update", "delete"), FILERS),
)


def register(app: Flask) -> None:
    """Put the screens into the menu; before the first request."""
    with app.app_context():
        builder: Any = app.appbuilder  # type: ignore[attr-defined]
        category = {"category": "tests", "category_icon": "clip", "category_label": "测试"}
        builder.add_view(TwelveView, "tests.twelve", label="活动登记", **category)
        builder.add_view(TwelveKeyView, "tests.key", label="重点活动", **category)
        builder.add_view(TwelvePairView, "tests.pair", label="活动配对", **category)
        builder.grants = (*builder.grants, *GRANTS, _may_file())


def _may_file() -> Grant:
    return Grant("tests.twelve", ("file",), FILERS)


def make_tables() -> None:
    """The tables beside those of the migrations."""
    tables = [model.__table__ for model in (TwelveGroup, Twelve, TwelvePair)]
    db.metadata.create_all(db.engine, tables=tables)


def fill(count: int, organizations: tuple[int, ...] = (4,)) -> None:
    """Rows to look at, plain in every kind of field."""
    with unscoped("rows of the tests"):
        groups = [TwelveGroup(title=f"第{n}组") for n in ("一", "二", "三")]
        db.session.add_all(groups)
        db.session.flush()
        for number in range(count):
            mobile = f"139{number:08d}"
            db.session.add(
                Twelve(
                    name=f"活动{number:05d}",
                    code=f"HD-{number:05d}",
                    remark=REMARK if number % 2 else None,
                    headcount=number % 97 + 1,
                    amount=Decimal(number * 37 % 99999) / 100,
                    is_key=number % 5 == 0,
                    held_on=dt.date(2025, 1, 1) + dt.timedelta(days=number % 365),
                    stage=list(Stage)[number % 3],
                    education=EDUCATION[number % 3],
                    group_id=groups[number % 3].id,
                    mobile=mobile,
                    mobile_hash=encryption.fingerprint(mobile),
                    organization_id=organizations[number % len(organizations)],
                )
            )
        db.session.commit()


def id_of(name: str) -> int:
    """The id of a row by its name, whoever it belongs to."""
    with current_app.app_context(), unscoped("the tests look a row up"):
        return int(db.session.scalars(select(Twelve.id).where(Twelve.name == name)).one())
