"""Lists over the test tables: columns and filters of a screen's own, and rows at hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Integer, func, select

from app.core.access.actor import current_actor
from app.core.access.roles import BUSINESS, FILERS, Grant
from app.core.base.db import db
from app.core.screens.views import (
    AppInterface,
    AppModelView,
    Button,
    Computed,
    Declared,
    RowAction,
    RowsView,
    Total,
)
from tests.support.twelve import LABELS, Stage, Twelve, TwelvePair

SIZES = {"small": "五十人以内", "large": "五十人以上"}


def pairs_of() -> Any:
    """How many pairs an event has."""
    found = select(func.count(TwelvePair.id)).where(TwelvePair.twelve_id == Twelve.id)
    return found.correlate(Twelve).scalar_subquery()


def distance() -> Any:
    """How far the organization's number is from that of whoever asks."""
    return func.abs(Twelve.organization_id - current_actor().organization_id)


def of_size(codes: Sequence[str]) -> Any:
    """Events by their size."""
    found = {"small": Twelve.headcount <= 50, "large": Twelve.headcount > 50}
    return db.or_(*(found[code] for code in codes))


class TwelveFarView(AppModelView):
    """活动距离: columns that are computed, one of them by who asks, and a filter of its own."""

    datamodel = AppInterface(Twelve)
    class_permission_name = "tests.far"
    route_base = "/far"
    list_title = show_title = "活动距离"
    list_columns = ["name", "headcount", "pairs", "distance"]
    show_columns = ["name", "pairs", "distance"]
    search_columns = ["name", "size", "pairs", "group.title"]
    order_columns = ["pairs", "distance", "group.title"]
    base_order = ("name", "asc")
    label_columns = {
        "name": "名称",
        "headcount": "人数",
        "size": "规模",
        "pairs": "配对数",
        "distance": "距离",
        "group.title": "分组名称",
    }
    computed = {"pairs": Computed(Integer, pairs_of), "distance": Computed(Integer, distance)}
    filters = {"size": Declared(of_size, lambda: list(SIZES.items()))}


class TwelvePairedView(AppModelView):
    """活动的配对: names of related rows as filters, order and columns."""

    datamodel = AppInterface(TwelvePair)
    class_permission_name = "tests.paired"
    route_base = "/paired"
    list_title = show_title = "活动的配对"
    list_columns = ["title", "twelve.name", "twelve.organization", "twelve.group.title"]
    search_columns = ["twelve.remark", "twelve.organization", "twelve.held_on", "twelve.stage"]
    order_columns = ["title", "twelve.held_on", "twelve.group.title"]
    base_order = ("title", "asc")
    label_columns = {
        "title": "标题",
        "twelve.name": "活动",
        "twelve.organization": "活动机构",
        "twelve.group.title": "活动分组",
        "twelve.remark": "活动备注",
        "twelve.held_on": "活动日期",
        "twelve.stage": "活动状态",
    }


def a_head(sums: Mapping[str, Any]) -> str:
    """What an event costs for each who comes."""
    return f"{sums['amount'] / sums['headcount']:.2f}"


class TwelveSumView(AppModelView):
    """活动经费: sums over what was found, a folded column, orders of words."""

    datamodel = AppInterface(Twelve)
    class_permission_name = "tests.sum"
    route_base = "/sums"
    list_title = show_title = "活动经费"
    list_columns = ["name", "stage", "education", "headcount", "amount", "code", "group", "mobile"]
    show_columns = ["name"]
    search_columns = ["name", "stage", "organization", "mobile"]
    key_columns = ("stage",)
    folded_columns = ("code",)
    unsorted_columns = ("headcount",)
    sorted_by = {"group": "group.title"}
    base_order = ("name", "asc")
    page_size = 10
    label_columns = LABELS
    list_labels = {"amount": "经费"}
    totals = {
        "headcount": Total.of("headcount"),
        "amount": Total.of("amount", "headcount"),
        "group": Total.of("amount", "headcount", words=a_head),
    }


@dataclass(frozen=True, slots=True)
class Month:
    """The events of one month."""

    id: int
    name: str
    first: dt.date
    events: int
    stage: Stage | None
    example: Twelve | None

    @property
    def is_busy(self) -> bool:
        """Whether there was much to do."""
        return self.events > 1


MONTHS = [
    Month(
        n,
        f"二〇二五年{n}月",
        dt.date(2025, n, 1),
        n * 7 % 5,
        list(Stage)[n % 3] if n % 4 else None,
        Twelve(name=f"示例{n}", headcount=n) if n % 2 else None,
    )
    for n in range(1, 13)
]


class MonthView(RowsView):
    """各月活动: rows at hand."""

    row_class = Month
    class_permission_name = "tests.month"
    method_permission_name = {"list": "read"}
    route_base = "/months"
    list_title = "各月活动"
    unit = "个月"
    list_columns = ["name", "first", "events", "stage", "is_busy", "example.headcount"]
    search_columns = ["name", "first", "events", "stage", "is_busy", "half"]
    order_columns = ["first", "events", "stage", "example.headcount"]
    page_size = 10
    totals = {"events": Total.of("events"), "example.headcount": Total.of("example.headcount")}
    label_columns = {
        "name": "月份",
        "first": "首日",
        "events": "活动数",
        "stage": "状态",
        "is_busy": "是否繁忙",
        "example.headcount": "示例人数",
        "half": "半年",
    }
    tags = {"stage": {Stage.FILED: "ok"}}
    filters = {
        "half": Declared(
            lambda codes: lambda row: ("1" if row.first.month < 7 else "2") in codes,
            lambda: [("1", "上半年"), ("2", "下半年")],
        )
    }
    toolbar = (Button("说明", "/password/", "help"),)

    def rows(self) -> Sequence[Month]:
        return MONTHS

    def row_actions(self, item: Month) -> Sequence[RowAction]:
        return [RowAction("打印", f"/print/{item.id}")]


GRANTS = (
    Grant("tests.far", ("read", "export"), BUSINESS),
    Grant("tests.paired", ("read", "export"), FILERS),
    Grant("tests.month", ("read",), BUSINESS),
    Grant("tests.sum", ("read", "export"), BUSINESS),
)


def register(app: Flask) -> None:
    """Put the screens into the menu; before the first request."""
    with app.app_context():
        builder: Any = app.appbuilder  # type: ignore[attr-defined]
        for view in (TwelveFarView, TwelvePairedView, MonthView, TwelveSumView):
            builder.add_view(
                view, view.class_permission_name, label=view.list_title, category="tests"
            )
        builder.grants = (*builder.grants, *GRANTS)
