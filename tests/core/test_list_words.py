"""What a screen may declare of its list: columns and filters of its own, names of related rows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Integer, literal

from app.core.screens.views import AppInterface, AppModelView, Computed, Declared, RowsView
from tests.support.acting import As
from tests.support.pages import listed
from tests.support.paper import sheets
from tests.support.statements import statements
from tests.support.twelve import Twelve, TwelvePair
from tests.support.twelve_lists import Month

FAR, PAIRED = "/far/list/", "/paired/list/"


@pytest.fixture
def pairs(twelve_app: Any, sql: Any) -> None:
    """Three pairs of the first event, one of the second and one of Changsha's."""
    from app.core.access.scope import unscoped
    from app.core.base.db import db

    wanted = {"活动00000": 3, "活动00004": 1, "活动00001": 1}
    with twelve_app.app_context(), unscoped("pairs of the tests"):
        for name, count in wanted.items():
            (number, owner), *_rest = sql(
                "SELECT id, organization_id FROM twelve WHERE name = ?", name
            )
            for place in range(count):
                title = f"{name}-{place}"
                db.session.add(TwelvePair(title=title, twelve_id=number, organization_id=owner))
        db.session.commit()


# --- computed columns -----------------------------------------------------------------------


def test_a_computed_column_is_shown_sorted_searched_and_exported(enter: Any, pairs: None) -> None:
    client = enter("cs_admin")
    page = client.get(f"{FAR}?_oc_TwelveFarView=pairs&_od_TwelveFarView=desc").text
    assert [row["配对数"] for row in listed(page)][:4] == ["3", "1", "1", "0"]
    assert 'aria-sort="descending"' in page
    page = client.get(f"{FAR}?_flt_0_pairs=1&_flt_1_pairs=2").text
    assert {row["名称"] for row in listed(page)} == {"活动00004", "活动00001"}
    assert "配对数：1 起" in page
    answer = client.post("/far/export/?_flt_0_pairs=2")
    rows = [row for row in sheets(answer.data)[0].iter_rows(values_only=True) if any(row)]
    assert rows[-2:] == [("名称", "人数", "配对数", "距离"), ("活动00000", 1, 3, 2)]


def test_a_computed_column_follows_who_asks(enter: Any, sql: Any) -> None:
    for who, organization in (("cs_admin", 2), ("yl_clerk", 4)):
        rows = listed(enter(who).get(f"{FAR}?psize_TwelveFarView=100").text)
        owners = dict(sql("SELECT name, organization_id FROM twelve"))
        assert rows
        assert {row["名称"]: int(row["距离"]) for row in rows} == {
            row["名称"]: abs(owners[row["名称"]] - organization) for row in rows
        }


def test_the_second_page_has_computed_columns_too(enter: Any) -> None:
    client = enter("cs_admin")
    whole = listed(client.get(f"{FAR}?psize_TwelveFarView=20").text)
    page = client.get(f"{FAR}?psize_TwelveFarView=10&page_TwelveFarView=1").text
    assert listed(page) == whole[10:20]


def test_a_computed_column_stands_in_the_details(enter: Any, sql: Any, pairs: None) -> None:
    pk = sql("SELECT id FROM twelve WHERE name = '活动00000'")[0][0]
    page = enter("cs_admin").get(f"/far/show/{pk}").text
    assert re.search(r"配对数</dt>\s*<dd[^>]*>\D*3\b", page)


# --- filters of one's own -------------------------------------------------------------------


def test_a_declared_filter_is_a_select_with_a_chip(enter: Any, sql: Any) -> None:
    client = enter("cs_admin")
    page = client.get(f"{FAR}?_flt_0_size=large&psize_TwelveFarView=100").text
    want = sql("SELECT name FROM twelve WHERE organization_id IN (2, 4, 6) AND headcount > 50")
    assert {row["名称"] for row in listed(page)} == {name for (name,) in want}
    assert "规模：五十人以上" in page
    assert re.search(r'<option value="large" selected>五十人以上</option>', page)


def test_what_is_not_on_offer_finds_nothing(enter: Any) -> None:
    answer = enter("cs_admin").get(f"{FAR}?_flt_0_size=' OR 1=1")
    assert answer.status_code == 200
    assert "没有符合条件的记录" in answer.text


def test_a_filter_of_a_field_of_text(twelve_app: Any) -> None:
    class View(AppModelView):
        datamodel = AppInterface(Twelve)
        list_columns = show_columns = ["name"]
        search_columns = ["word"]
        filters = {"word": Declared(lambda words: Twelve.remark.contains(words[0]))}

    with As(twelve_app, "yl_clerk"):
        assert View().searches["word"][0].is_chosen is False


# --- names of related rows ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("_flt_0_twelve.remark=会议室", ["活动00001-0"]),
        ("_flt_0_twelve.organization=4", [f"活动00000-{n}" for n in range(3)] + ["活动00004-0"]),
        (
            "_flt_0_twelve.organization=in-430100&_flt_0_twelve.held_on=2025-01-02",
            ["活动00001-0", "活动00004-0"],
        ),
        ("_flt_0_twelve.stage=draft", [f"活动00000-{n}" for n in range(3)]),
        (
            "_oc_TwelvePairedView=twelve.held_on&_od_TwelvePairedView=desc",
            ["活动00004-0", "活动00001-0", "活动00000-2", "活动00000-1", "活动00000-0"],
        ),
    ],
)
def test_a_dotted_name_searches_and_sorts_by_the_related_row(
    enter: Any, pairs: None, query: str, titles: list[str]
) -> None:
    page = enter("cs_clerk").get(f"{PAIRED}?{query}").text
    shown = [row["标题"] for row in listed(page)]
    assert (shown if "_oc_" in query else sorted(shown)) == titles


def test_a_dotted_name_shows_the_related_row_in_one_statement(enter: Any, pairs: None) -> None:
    client = enter("cs_clerk")
    rows = listed(client.get(PAIRED).text)
    assert rows[-1] == {
        "标题": "活动00004-0",
        "活动": "活动00004",
        "活动机构": "岳麓区建设工程质量安全监督站",
        "活动分组": "第二组",
    }
    with statements() as asked:
        client.get(PAIRED)
    assert len(asked) <= 4, "\n".join(asked)


def test_a_dotted_filter_takes_what_its_own_screen_would(enter: Any) -> None:
    client = enter("cs_clerk")
    assert client.get(f"{PAIRED}?_flt_0_twelve.held_on=x").status_code == 400
    assert client.get(f"{PAIRED}?_flt_0_twelve.organization=3").status_code == 404
    assert client.get(f"{PAIRED}?_flt_0_twelve.name=x").status_code == 400


# --- what does not fit is refused at the start ----------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"list_columns": ["name", "nothing"]}, "Twelve has no nothing"),
        ({"list_columns": ["name", "group.nothing"]}, "TwelveGroup has no nothing"),
        ({"list_columns": ["name", "code.length"]}, "code leads to no row"),
        ({"search_columns": ["organization.nothing"]}, "Organization has no nothing"),
        ({"order_columns": ["mobile"]}, "cannot sort by"),
        ({"order_columns": ["group.nothing"]}, "TwelveGroup has no nothing"),
        ({"base_order": ("nothing", "asc")}, "Twelve has no nothing"),
        ({"filters": {"size": Declared(lambda _values: literal(value=True))}}, "no search column"),
        ({"row_columns": (), "list_columns": ["name", "group.title"]}, "plain rows reach no"),
        (
            {"computed": {"x": Computed(Integer, lambda: literal(1))}, "list_columns": ["y"]},
            "Twelve has no y",
        ),
    ],
)
def test_a_name_that_cannot_work_stops_the_start(
    twelve_app: Any, words: dict[str, Any], told: str
) -> None:
    declared = {"datamodel": AppInterface(Twelve), "list_columns": ["name"], **words}
    view = type("View", (AppModelView,), {"show_columns": ["name"], **declared})
    with As(twelve_app, "yl_clerk"), pytest.raises(TypeError, match=told):
        view()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"list_columns": ["name", "nothing"]}, "no label for"),
        ({"label_columns": {"name": "名称", "x": "x"}, "list_columns": ["x"]}, "Month has no x"),
        ({"order_columns": ["example"]}, "cannot sort by"),
        ({"base_filters": []}, "base_conditions"),
    ],
)
def test_rows_at_hand_are_looked_at_before_the_start(words: dict[str, Any], told: str) -> None:
    declared = {"label_columns": {"name": "名称"}, "list_columns": ["name"], **words}
    with pytest.raises(TypeError, match=told):
        type("View", (RowsView,), {"row_class": Month, **declared})()


def test_a_related_row_out_of_reach_is_neither_shown_nor_probed(
    enter: Any, twelve_app: Any, sql: Any
) -> None:
    """A pair of Yuelu's that points to an event of Zhuzhou's."""
    from app.core.access.scope import unscoped
    from app.core.base.db import db

    event, name = sql("SELECT id, name FROM twelve WHERE organization_id = 3 ORDER BY id")[0]
    with twelve_app.app_context(), unscoped("a pair of the tests"):
        db.session.add(TwelvePair(title="外州活动", twelve_id=event, organization_id=4))
        db.session.get_one(Twelve, event).remark = "秘密"
        db.session.commit()
    client = enter("yl_clerk")
    (row,) = listed(client.get(PAIRED).text)
    assert row == {"标题": "外州活动", "活动": "—", "活动机构": "—", "活动分组": "—"}
    for query in ("twelve.remark=秘密", "twelve.held_on=2025-01-01", "twelve.stage=draft"):
        assert listed(client.get(f"{PAIRED}?_flt_0_{query}").text) == []
    answer = client.post("/paired/export/?_oc_TwelvePairedView=twelve.held_on")
    assert name not in str([list(one.iter_rows(values_only=True)) for one in sheets(answer.data)])
