"""Fields of several values: codes to tick, and small tables that are typed; no database."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.core.screens.form_texts import differing, read_errors, texts
from app.core.screens.table_fields import MOST_ROWS, RowColumn, Rows, SeveralChoice

STATES = [("use", "在用"), ("off", "停用")]
COLUMNS = (
    RowColumn("name", "名称", required=True, length=6),
    RowColumn("count", "数量", "count", required=True),
    RowColumn("until", "检定有效期至", "date"),
    RowColumn("state", "状态", "choice", choices=lambda: STATES),
)
SCOPES = [("building", "房屋建筑"), ("municipal", "市政"), ("transit", "轨道交通")]
RETIRED = ("mines", "矿山（停用）")


def offered(stored):
    """What may be ticked; a retired code only where it is stored."""
    return [*SCOPES, *([RETIRED] if "mines" in stored else [])]


class Sheet(Form):
    tools = Rows("仪器设备清单", columns=COLUMNS)
    scopes = SeveralChoice("监督范围", offered=offered)


@pytest.fixture(scope="module", autouse=True)
def _words():
    app = Flask(__name__)
    Babel(app, default_locale="zh")
    with app.test_request_context():
        yield


def typed(*rows: dict, **more) -> MultiDict:
    """What a browser sends of rows, and of anything else."""
    found = MultiDict([("else", "1")])
    for place, row in enumerate(rows):
        for key, text in row.items():
            found.add(f"tools-{place}-{key}", text)
    for name, values in more.items():
        found.setlist(name, values)
    return found


def read(*rows: dict, **more) -> Sheet:
    return Sheet(formdata=typed(*rows, **more))


def faults(form: Sheet) -> dict[str, str]:
    return {error.field: error.message for error in read_errors(form)}


# --- small tables ---------------------------------------------------------------------------


def test_rows_are_read_as_plain_values():
    form = read(
        {"name": " 回弹仪 ", "count": "12", "until": "2027-03-31", "state": "use"},
        {"name": "测距仪", "count": "0", "until": "", "state": ""},
    )
    assert faults(form) == {}
    assert form.tools.data == [
        {"name": "回弹仪", "count": 12, "until": "2027-03-31", "state": "use"},
        {"name": "测距仪", "count": 0, "until": None, "state": None},
    ]


def test_a_row_that_is_empty_all_over_was_never_meant():
    form = read({"name": " ", "count": ""}, {"name": "回弹仪", "count": "1"}, {"name": ""})
    assert [row["name"] for row in form.tools.data] == ["回弹仪"]
    assert faults(form) == {}


def test_rows_keep_the_order_of_their_numbers_whatever_was_removed():
    sent = MultiDict(
        {
            "tools-10-name": "丙",
            "tools-10-count": "3",
            "tools-2-name": "甲",
            "tools-2-count": "1",
            "tools-7-name": "乙",
            "tools-7-count": "2",
        }
    )
    assert [row["name"] for row in Sheet(formdata=sent).tools.data] == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        ({"count": "1"}, "tools-0-name", "第 1 行名称不能为空"),
        ({"name": "回弹仪"}, "tools-0-count", "第 1 行数量不能为空"),
        ({"name": "七个字的名称太长", "count": "1"}, "tools-0-name", "第 1 行名称不能超过 6 个字"),
        ({"name": "甲", "count": "-1"}, "tools-0-count", "第 1 行数量应为不小于 0 的整数"),
        ({"name": "甲", "count": "1.5"}, "tools-0-count", "第 1 行数量应为不小于 0 的整数"),
        ({"name": "甲", "count": "9" * 10}, "tools-0-count", "第 1 行数量应为不小于 0 的整数"),
        ({"name": "甲", "count": "很多"}, "tools-0-count", "第 1 行数量应为不小于 0 的整数"),
        (
            {"name": "甲", "count": "1", "until": "2027-02-30"},
            "tools-0-until",
            "第 1 行检定有效期至应为日期，例如 2026-03-31",
        ),
        (
            {"name": "甲", "count": "1", "state": "broken"},
            "tools-0-state",
            "第 1 行状态请在列表中选择",
        ),
    ],
)
def test_a_fault_is_named_at_its_cell_and_stays_as_it_was_typed(row, field, words):
    form = read(row)
    assert faults(form) == {field: words}
    key = field.rpartition("-")[2]
    assert form.tools.typed[0].get(key, "") == row.get(key, "")
    assert texts(form).getlist(field) == ([row[key]] if key in row else [])


def test_every_fault_of_every_row_is_told_at_once():
    form = read({"name": "甲", "count": "x"}, {"count": "1"}, {"name": "丙", "until": "昨天"})
    assert set(faults(form)) == {"tools-0-count", "tools-1-name", "tools-2-count", "tools-2-until"}


@pytest.mark.parametrize(("count", "refused"), [(MOST_ROWS, False), (MOST_ROWS + 1, True)])
def test_a_table_has_its_bounds(count, refused):
    form = read(*({"name": "甲", "count": str(n)} for n in range(count)))
    assert faults(form) == ({"tools": "最多 60 行"} if refused else {})
    assert len(form.tools.data) == count


def test_names_that_only_look_like_cells_are_left_alone():
    sent = MultiDict(
        {
            "tools-name": "a",
            "tools-1": "b",
            "tools-99999-name": "c",
            "tools-x-name": "d",
            "othertools-0-name": "e",
            "tools-0-name-more": "f",
            "tools-0-name": "甲",
            "tools-0-count": "1",
            "tools-0-secret": "g",
        }
    )
    assert Sheet(formdata=sent).tools.data == [
        {"name": "甲", "count": 1, "until": None, "state": None}
    ]


def test_without_anything_sent_the_stored_rows_stand():
    stored = [{"name": "回弹仪", "count": 3, "until": None, "state": "use"}]
    form = Sheet(formdata=None, data={"tools": stored})
    assert form.tools.data == stored
    assert dict(texts(form)) == {
        "tools-0-name": "回弹仪",
        "tools-0-count": "3",
        "tools-0-until": "",
        "tools-0-state": "use",
    }


def test_a_form_that_was_sent_without_rows_has_none():
    stored = [{"name": "回弹仪", "count": 3}]
    assert Sheet(formdata=typed(), data={"tools": stored}).tools.data == []


def test_what_is_rendered_again_reads_the_same():
    rows = (
        {"name": "甲", "count": "1", "until": "2027-01-01", "state": "off"},
        {"name": "乙", "count": "2"},
    )
    once = read(*rows)
    again = Sheet(formdata=texts(once))
    assert again.tools.data == once.tools.data
    assert differing(once, again) == []


# --- codes to tick --------------------------------------------------------------------------


def test_ticked_codes_are_read_once_each():
    form = read(scopes=["municipal", "building", "municipal"])
    assert form.scopes.data == ["municipal", "building"]
    assert faults(form) == {}
    assert [(code, ticked) for code, _words, ticked in form.scopes.options()] == [
        ("building", True),
        ("municipal", True),
        ("transit", False),
    ]


def test_nothing_ticked_is_an_empty_list():
    form = Sheet(formdata=typed(), data={"scopes": ["building"]})
    assert form.scopes.data == []
    assert faults(form) == {}


def test_a_code_nobody_offers_is_refused_at_its_field():
    form = read(scopes=["building", "mines"])
    assert faults(form) == {"scopes": "请在列表中选择监督范围"}


def test_a_retired_code_stays_where_it_is_stored():
    form = Sheet(formdata=typed(scopes=["mines"]), data={"scopes": ["mines"]})
    assert form.scopes.data == ["mines"]
    assert faults(form) == {}
    assert ("mines", "矿山（停用）", True) in form.scopes.options()


def test_what_differs_is_told_in_words():
    before = read({"name": "甲", "count": "1"}, scopes=["building"])
    now = read({"name": "乙", "count": "1"}, scopes=["building", "transit"])
    assert differing(before, now) == [
        ("仪器设备清单", "甲；1", "乙；1"),
        ("监督范围", "房屋建筑", "房屋建筑、轨道交通"),
    ]


def test_a_fault_stands_at_its_cell_and_the_rest_at_the_table():
    form = read({"name": "", "count": "x"})
    form.validate()
    form.tools.errors = [*form.tools.errors, "最多一台"]
    form.tools.faults["tools-9-name"] = "第 10 行不在表中"
    assert list(form.tools.at_cells()) == ["tools-0-name", "tools-0-count"]
    assert form.tools.beside_cells() == ["最多一台"]
