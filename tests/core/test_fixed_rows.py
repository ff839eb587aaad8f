"""A table of given rows: what is typed is read, the rest is the server's; sums and bounds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.core.screens.fixed_rows import FixedRow, FixedRows, GridColumn, Room
from app.core.screens.form_texts import differing, read_errors, texts

COLUMNS = (
    GridColumn("full", "满分", "amount", given=True, total=True),
    GridColumn("deducted", "扣分", "amount", at_most="full"),
    GridColumn("score", "得分", "amount", adds={"full": 1, "deducted": -1}, total=True),
    GridColumn("visits", "检查次数", at_least="least", total=True, required=True),
    GridColumn("least", "应检次数", given=True),
    GridColumn("remark", "备注", "text", length=5),
)
ITEMS = [
    FixedRow("a", "人员管理", {"full": Decimal("12.5"), "least": 2}),
    FixedRow("b", "现场监督", {"full": Decimal(30), "least": 0}),
]


def offered(stored):
    """The sheet's items; one that has gone stays where something is stored of it."""
    return [*ITEMS, *([FixedRow("old", "旧项目", {"full": 5})] if "old" in stored else [])]


class Pad(Form):
    items = FixedRows("评分", columns=COLUMNS, offered=offered)


@pytest.fixture(scope="module", autouse=True)
def _words():
    app = Flask(__name__)
    Babel(app, default_locale="zh")
    with app.test_request_context():
        yield


def pad(stored=None, **cells: str) -> Pad:
    typed = MultiDict([("else", "1")])
    for name, text in cells.items():
        typed.add("items-" + name.replace("_", "-"), text)
    return Pad(formdata=typed if cells else None, data={"items": stored})


def faults(form: Pad) -> dict[str, str]:
    return {error.field: error.message for error in read_errors(form)}


def computed(form: Pad) -> list[str]:
    return [cell.text for _row, cells in form.items.lines() for cell in cells if cell.column.adds]


def test_what_is_typed_is_read_exactly():
    form = pad(a_deducted="０.1", a_visits="3", a_remark=" 已查 ", b_deducted="１０", b_visits="0")
    assert faults(form) == {}
    assert form.items.data == {
        "a": {"deducted": Decimal("0.1"), "visits": 3, "remark": "已查"},
        "b": {"deducted": Decimal(10), "visits": 0, "remark": None},
    }
    assert computed(form) == ["12.40", "20.00"]
    assert form.items.totals() == ["42.50", None, "32.40", "3", None, None]


def test_what_is_not_typed_is_no_input():
    """Neither a read-only or computed cell, nor a row that the server does not give."""
    form = pad(a_visits="2", b_visits="1", a_full="99", a_score="99", a_least="0", c_visits="5")
    assert faults(form) == {}
    assert form.items.data["a"] == {"deducted": None, "visits": 2, "remark": None}
    assert set(form.items.data) == {"a", "b"}
    assert computed(form) == ["12.50", "30.00"]


def test_each_cell_that_is_wrong_is_named_and_keeps_its_text():
    form = pad(a_deducted="12.51", a_visits="1", b_deducted="-1", a_remark="一二三四五六")
    assert faults(form) == {
        "items-a-deducted": "人员管理 扣分不能大于满分（12.5）",
        "items-a-visits": "人员管理 检查次数不能小于应检次数（2）",
        "items-a-remark": "人员管理 备注不能超过 5 个字",
        "items-b-deducted": "现场监督 扣分应为不小于 0 的数字，最多两位小数",
        "items-b-visits": "现场监督 检查次数不能为空",
    }
    assert texts(form)["items-b-deducted"] == "-1"


def test_what_is_stored_is_shown_and_differs_by_its_values():
    visits = {"b": {"visits": 0}, "old": {"visits": 1}}
    stored = {"a": {"deducted": Decimal("1.50"), "visits": 2}, **visits}
    form = pad(stored)
    assert computed(form) == ["11.00", "30.00", "5.00"]
    sent = texts(form)
    assert sent["items-a-deducted"] == "1.50"
    assert "items-a-full" not in sent
    same = {"a_deducted": "1.5", "a_visits": "2", "b_visits": "0", "old_visits": "1"}
    assert differing(form, pad(stored, **same)) == []
    ((label, _before, _now),) = differing(form, pad(stored, **same, b_deducted="1"))
    assert label == "评分"


def test_an_empty_table_is_no_fault():
    class Empty(Form):
        items = FixedRows("评分", columns=COLUMNS, offered=lambda _stored: [])

    form = Empty(formdata=MultiDict([("x", "1")]))
    assert faults(form) == {}
    assert form.items.totals() == ["0.00", None, "0.00", "0", None, None]


def test_what_is_left_of_a_room_stands_below_its_column():
    form = pad({"a": {"visits": 3}, "b": {"visits": 4}})
    assert form.items.rests() == []
    form.items.rooms = {"visits": Room("剩余", 10)}
    ((label, cells),) = form.items.rests()
    assert label == "剩余"
    assert cells == [None, None, None, (10, "3"), None, None]
    form.items.rooms = {"visits": Room("剩余", 6)}
    assert form.items.rests()[0][1][3] == (6, "-1")
