"""What a screen writes: rows added, changed, deleted and chosen, and acts on several."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import partial
from typing import Any

import pytest

from app.core.base import clock
from tests.support import twelve
from tests.support.forms import value_of
from tests.support.together import together
from tests.support.twelve_pages import LIST, edit_form, form, names

# --- writing --------------------------------------------------------------------------------


def test_adding_stores_every_field_and_leads_back_to_the_list(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    answer = client.post("/twelveview/add", data=form(is_key="y", name="  <b>新</b>活动\u202e "))
    assert (answer.status_code, answer.location) == (303, LIST)
    row = sql(
        "SELECT name, code, organization_id, stage, held_on, education, headcount, amount,"
        " is_key, group_id, remark FROM twelve WHERE code = 'X-1'"
    )
    assert row == [
        ("<b>新</b>活动", "X-1", 4, "draft", "2025-06-01", "bachelor", 12, 350, 1, 1, "备注")
    ]
    page = client.get(LIST).text
    assert "已新增" in page
    found = client.get(f"{LIST}?_flt_0_code=X-1").text
    assert "&lt;b&gt;新&lt;/b&gt;活动" in found
    assert "<b>新</b>活动" not in found
    assert "139****5678" in found


def test_blank_fields_are_empty_not_blank_text(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    for name in ("甲", "乙"):
        data = form(name=name, code="", amount="", education="", group="", mobile="", remark=" ")
        assert client.post("/twelveview/add", data=data).status_code == 303
    rows = sql(
        "SELECT code, amount, education, group_id, mobile, mobile_hash, remark, is_key"
        " FROM twelve WHERE name IN ('甲', '乙')"
    )
    assert rows == [(None, None, None, None, None, None, None, 0)] * 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "请填写名称"),
        ({"name": "　 "}, "请填写名称"),
        ({"held_on": None}, "请选择举办日期"),
        ({"held_on": "2025-02-30"}, "举办日期应为日期，例如 2026-03-31"),
        ({"headcount": "十"}, "人数应为整数"),
        ({"headcount": "99999999999"}, "人数应为整数"),
        ({"headcount": "-1"}, "人数不能小于 0"),
        ({"headcount": "10000"}, "人数不能大于 9999"),
        ({"amount": "1.234"}, "经费（万元）应为数字，最多两位小数"),
        ({"amount": "1e999999"}, "经费（万元）应为数字，最多两位小数"),
        ({"stage": "nope"}, "请在列表中选择状态"),
        ({"stage": ""}, "请选择状态"),
        ({"education": "nope"}, "请在列表中选择学历要求"),
        ({"group": "99"}, "请在列表中选择分组"),
        ({"mobile": "12345"}, "请输入 11 位手机号码"),
        ({"name": "长" * 21}, "名称不能超过 20 个字，现有 21 个字"),
        # Zhuzhou's row: the message tells nothing but that it exists.
        ({"code": "HD-00003"}, "编号已存在，请检查是否重复填写"),
    ],
)
def test_wrong_values_are_named_at_their_field_and_nothing_typed_is_lost(
    enter: Any, sql: Any, changes: dict[str, Any], message: str
) -> None:
    before = sql("SELECT count(*) FROM twelve")
    data = form(remark="这段文字不能丢", **changes)
    part = {"X-ZJ-Partial": "1"}
    answer = enter("yl_clerk").post("/twelveview/add", data=data, headers=part)
    assert answer.status_code == 422
    assert answer.text.count(message) == 2, "once in the summary, once at the field"
    assert "有 1 处需要修改" in answer.text
    assert "这段文字不能丢" in answer.text
    typed = next(iter(changes.values()))
    if typed and not typed.isspace() and next(iter(changes)) not in ("stage", "education", "group"):
        assert f'value="{typed}"' in answer.text
    assert sql("SELECT count(*) FROM twelve") == before


def test_a_refusal_of_the_operation_is_shown_and_nothing_is_stored(enter: Any, sql: Any) -> None:
    before = sql("SELECT count(*) FROM twelve"), sql("SELECT count(*) FROM audit_entry")
    data = form(name=twelve.REFUSED_NAME)
    answer = enter("yl_clerk").post("/twelveview/add", data=data)
    assert answer.status_code == 422
    assert "该名称不得登记" in answer.text
    assert "请另拟名称" in answer.text
    assert 'value="13912345678"' in answer.text
    assert (sql("SELECT count(*) FROM twelve"), sql("SELECT count(*) FROM audit_entry")) == before


def test_the_same_form_sent_twice_makes_one_row(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    token = value_of(client.get("/twelveview/add").text, "form_token")
    assert re.fullmatch("[0-9a-f]{32}", token)
    data = form(code="", form_token=token)
    assert client.post("/twelveview/add", data=data).status_code == 303
    assert client.post("/twelveview/add", data=data).status_code == 303
    assert sql("SELECT count(*) FROM twelve WHERE name = '新活动'") == [(1,)]


def test_the_same_form_sent_at_the_same_moment_makes_one_row(enter: Any, sql: Any) -> None:
    clients = [enter("yl_clerk") for _ in range(6)]

    def send(client: Any, wait: Any) -> int:
        wait()
        data = form(code="", form_token="t" * 32)
        return client.post("/twelveview/add", data=data).status_code

    assert together([partial(send, client) for client in clients]) == [303] * 6
    assert sql("SELECT count(*) FROM twelve WHERE name = '新活动'") == [(1,)]


def test_editing_changes_the_row_and_is_audited(enter: Any, sql: Any) -> None:
    pk = sql("SELECT id FROM twelve WHERE organization_id = 4 LIMIT 1")[0][0]
    client = enter("yl_clerk")
    assert 'value="139****0000"' in client.get(f"/twelveview/edit/{pk}").text
    data = edit_form(sql, pk, name="改名", mobile="139****0000", headcount="77")
    assert client.post(f"/twelveview/edit/{pk}", data=data).status_code == 303
    assert sql("SELECT name, headcount, version FROM twelve WHERE id = ?", pk) == [("改名", 77, 2)]
    # The masked number was left alone, so the number itself is still there.
    found = client.post("/twelveview/search", data={"_sealed_mobile": "13900000000"})
    assert names(client.get(found.location).text) == ["改名"]
    changes = sql(
        "SELECT changes FROM audit_entry WHERE object_type = 'twelve' AND action = 'update'"
    )
    assert json.loads(changes[-1][0])["headcount"] == [1, 77]
    assert "mobile" not in json.loads(changes[-1][0])


def test_every_write_is_a_whole_row_of_the_audit_trail(enter: Any, sql: Any) -> None:
    client, begun = enter("yl_clerk"), clock.now()
    ((user,),) = sql("SELECT id FROM ab_user WHERE username = 'yl_clerk'")
    ((twelve_id,),) = sql("SELECT id FROM twelve WHERE organization_id = 4 LIMIT 1")
    typed = {"title": "甲", "twelve": str(twelve_id)}
    for path, data in (("add", typed), ("edit/1", typed | {"title": "乙"}), ("delete/1", {})):
        here = {"REMOTE_ADDR": "192.0.2.7"}
        answer = client.post(f"/twelvepairview/{path}", data=data, environ_base=here)
        assert answer.status_code == 303
    names = "at, request_id, action, changes, user_id, user_name, organization_id, address"
    names += ", object_type, object_id, outcome"
    rows = sql(f"SELECT {names} FROM audit_entry WHERE object_type = 'twelve_pair' ORDER BY id")
    moments, requests, actions, changes, *others = zip(*rows, strict=True)
    for moment in moments:
        assert begun <= dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC) <= clock.now()
    assert all(re.fullmatch("[0-9a-f]{32}", request) for request in requests)
    assert len(set(requests)) == 3
    assert actions == ("create", "update", "delete")
    new = {"id": 1, "organization_id": 4, "title": "甲", "twelve_id": twelve_id}
    created = {name: [None, value] for name, value in new.items()}
    assert [json.loads(told) for told in changes] == [created, {"title": ["甲", "乙"]}, {}]
    same = [user, "湘致远", 4, "192.0.2.7", "twelve_pair", "1", "done"]
    assert others == [(value,) * 3 for value in same]


def test_a_stale_form_gets_409_the_newer_data_and_what_was_typed(enter: Any, sql: Any) -> None:
    pk = sql("SELECT id FROM twelve WHERE organization_id = 4 LIMIT 1")[0][0]
    first, second = enter("yl_clerk"), enter("yl_admin")
    mine = edit_form(sql, pk, name="我的名称", headcount="55")
    theirs = edit_form(sql, pk, name="别人的名称", headcount="66")
    assert second.post(f"/twelveview/edit/{pk}", data=theirs).status_code == 303
    answer = first.post(f"/twelveview/edit/{pk}", data=mine)
    assert answer.status_code == 409
    assert "他人刚刚修改了这条记录" in answer.text
    assert 'value="别人的名称"' in answer.text
    assert "您填写的是：我的名称" in answer.text
    assert "您填写的是：55" in answer.text
    assert sql("SELECT name FROM twelve WHERE id = ?", pk) == [("别人的名称",)]
    version = value_of(answer.text, "version")
    assert version.isdigit()
    again = first.post(f"/twelveview/edit/{pk}", data={**mine, "version": version})
    assert again.status_code == 303
    assert first.post(f"/twelveview/edit/{pk}", data={**mine, "version": "x"}).status_code == 409


def test_deleting_asks_first_and_hides_the_row(enter: Any, sql: Any) -> None:
    pk = sql("SELECT id FROM twelve WHERE name = '活动00004'")[0][0]
    client = enter("yl_clerk")
    client.get(f"/twelveview/delete/{pk}")
    assert client.get(f"/twelveview/show/{pk}").status_code == 200
    answer = client.post(f"/twelveview/delete/{pk}")
    assert answer.status_code == 303
    assert client.get(f"/twelveview/show/{pk}").status_code == 404
    assert "活动00004" not in client.get(f"{LIST}?psize_TwelveView=100").text
    assert sql("SELECT deleted_at IS NOT NULL FROM twelve WHERE id = ?", pk) == [(1,)]


def test_a_script_gets_204_with_the_message_instead_of_a_page(enter: Any) -> None:
    client = enter("yl_clerk")
    headers = {"HX-Request": "true", "X-ZJ-Partial": "1"}
    answer = client.post("/twelveview/add", data=form(), headers=headers)
    assert answer.status_code == 204
    trigger = json.loads(answer.headers["HX-Trigger"])
    assert trigger == {"zj:done": {"message": "已新增", "url": ""}}
    wrong = client.post("/twelveview/add", data=form(name=""), headers=headers)
    assert wrong.status_code == 422
    assert "<html" not in wrong.text


# --- actions --------------------------------------------------------------------------------


def test_a_bulk_action_tells_what_was_done_and_why_the_rest_was_not(enter: Any, sql: Any) -> None:
    rows = sql("SELECT id, name, stage FROM twelve WHERE organization_id = 4 ORDER BY id LIMIT 3")
    client = enter("yl_clerk")
    assert "提交所选 {n} 条？" in client.get(LIST).text
    data = {"action": "file", "rowid": [pk for pk, _name, _stage in rows]}
    answer = client.post("/twelveview/action_post", data=data, follow_redirects=True)
    returned = [name for _pk, name, stage in rows if stage == "returned"]
    assert len(returned) == 1
    assert "已提交 2 条" in answer.text
    assert f"{returned[0]}：已退回的记录应先修改" in answer.text
    after = sql("SELECT stage FROM twelve WHERE organization_id = 4 ORDER BY id LIMIT 3")
    assert sorted(stage for (stage,) in after) == ["filed", "filed", "returned"]


def test_what_is_done_with_rows_leads_back_to_the_list_as_it_was(enter: Any, sql: Any) -> None:
    ((pk,),) = sql("SELECT id FROM twelve WHERE organization_id = 4 ORDER BY id LIMIT 1")
    left = f"{LIST}?_flt_0_stage=draft&page_TwelveView=1"
    sent = {"headers": {"Referer": f"http://localhost{left}"}}
    data = {"action": "file", "rowid": [pk]}
    answer = enter("yl_clerk").post("/twelveview/action_post", data=data, **sent)
    assert (answer.status_code, answer.location) == (303, left)


@pytest.mark.parametrize(
    ("ids", "status"), [([], 400), (list(range(1, 502)), 400), (["x"], 404), ([-1], 404)]
)
def test_a_bulk_action_takes_one_to_five_hundred_ids(enter: Any, ids: Any, status: int) -> None:
    data = {"action": "file", "rowid": ids}
    assert enter("yl_clerk").post("/twelveview/action_post", data=data).status_code == status


def test_a_number_is_revealed_only_with_its_trace(enter: Any, sql: Any) -> None:
    pk = sql("SELECT id FROM twelve WHERE name = '活动00004'")[0][0]
    client = enter("yl_clerk")
    page = client.get(f"/twelveview/show/{pk}").text
    assert "139****0004" in page
    assert "13900000004" not in page
    answer = client.post(f"/twelveview/reveal/{pk}/mobile")
    assert answer.text == "13900000004"
    trace = sql("SELECT user_name, object_id, changes FROM audit_entry WHERE action = 'reveal'")
    assert trace == [("湘致远", str(pk), '{"field": "mobile"}')]
    assert client.post(f"/twelveview/reveal/{pk}/name").status_code == 404


# --- relations to large tables --------------------------------------------------------------


def test_a_large_relation_is_chosen_by_typing(enter: Any, sql: Any) -> None:
    client = enter("yl_clerk")
    page = client.get("/twelvepairview/add").text
    assert 'data-picker="/twelveview/lookup/"' in page
    assert "活动00004" not in page
    found = client.get("/twelveview/lookup/?q=00004").get_json()
    assert [row["text"] for row in found["results"]] == ["活动00004"]
    pk = found["results"][0]["id"]
    data = {"title": "甲", "twelve": str(pk), "twelve-text": "活动00004"}
    assert client.post("/twelvepairview/add", data=data).status_code == 303
    # Without script nobody fills the id in: the exact name is enough.
    data = {"title": "乙", "twelve": "", "twelve-text": "活动00008"}
    assert client.post("/twelvepairview/add", data=data).status_code == 303
    listed = client.get("/twelvepairview/list/").text
    assert "活动00004" in listed
    assert "活动00008" in listed
    assert "甲" in client.get("/twelvepairview/list/?_flt_0_twelve=00004").text
    assert "乙" not in client.get("/twelvepairview/list/?_flt_0_twelve=00004").text


def test_a_foreign_row_cannot_be_chosen(enter: Any, sql: Any) -> None:
    foreign = sql("SELECT id, name FROM twelve WHERE organization_id = 3 LIMIT 1")[0]
    client = enter("yl_clerk")
    for data in ({"twelve": str(foreign[0])}, {"twelve": "", "twelve-text": foreign[1]}):
        answer = client.post("/twelvepairview/add", data={"title": "丙", **data})
        assert answer.status_code == 422
        assert "请在列表中选择活动" in answer.text
    assert sql("SELECT count(*) FROM twelve_pair") == [(0,)]
    assert client.get(f"/twelveview/lookup/?q={foreign[1]}").get_json()["results"] == []
