"""The screen of a process: buttons, dialogs with values, many rows at once, the history."""

from __future__ import annotations

import re
from typing import Any

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.workflow.models import WorkflowEvent
from tests.support.pages import plain
from tests.support.statements import statements
from tests.workflow.acts import POST, act, agree, events, file_one, read
from tests.workflow.transfer import ROUTE, State

LIST = "/transfers/list/"


def version(app: Any, number: int) -> str:
    return str(read(app, number, "version")[0])


def links(page: str) -> set[str]:
    return set(re.findall(r'href="/transfers/(?:move/\d+/)?(\w+)', page))


def flashes(client: Any) -> list[str]:
    return re.findall(r'data-flash="\w+">.*?<span>(.*?)</span>', client.get(LIST).text)


def test_the_receiver_answers_in_the_dialog_and_the_history_tells_it(screens, enter):
    number = file_one(screens)
    client = enter("ty_clerk")
    url = f"/transfers/move/{number}/agree"
    assert url in client.get(LIST).text
    dialog = client.get(url).text
    assert 'name="post"' in dialog
    assert 'name="from_day"' in dialog
    refused = client.post(url, data={"post": "站长", "version": version(screens, number)})
    assert refused.status_code == 422
    assert "请填写到岗日期" in refused.text
    assert "该岗位已满" in refused.text
    assert 'value="站长"' in refused.text
    assert 'href="#from_day"' in refused.text
    done = client.post(url, data={**POST, "version": version(screens, number)})
    assert done.status_code == 303
    shown = plain(client.get(f"/transfers/show/{number}").text)
    assert "岗位： 监督员" in shown or "岗位：监督员" in shown
    assert "未受理（省级受理）" in shown
    assert "同意调入" in shown


def test_a_move_that_the_case_does_not_need_has_no_button(screens, enter):
    file_one(screens, to=None)
    assert "urge" not in links(enter("yl_clerk").get(LIST).text)
    file_one(screens, to=5)
    assert "urge" in links(enter("yl_clerk").get(LIST).text)


def test_rows_are_deleted_in_the_declared_states_by_their_organization(screens, enter):
    number = file_one(screens, to=None)
    clerk = enter("yl_clerk")
    url = f"/transfers/delete/{number}"
    assert url not in clerk.get(LIST).text
    assert clerk.post(url).status_code == 403
    act(screens, "yl_clerk", number, "withdraw")
    assert url in clerk.get(LIST).text
    assert enter("cs_admin").post(url).status_code == 403
    assert clerk.post(url).status_code == 303
    assert clerk.get(f"/transfers/show/{number}").status_code == 404


def test_ticked_rows_are_accepted_and_each_refusal_is_told(screens, enter):
    mine = [file_one(screens, to=None, person=name) for name in ("张三", "李四")]
    other = file_one(screens, to=5, person="王五")
    client = enter("hn_review")
    assert 'value="accept"' in client.get(LIST).text
    rows = [str(number) for number in (*mine, other)]
    sent = client.post("/transfers/action_post", data={"action": "accept", "rowid": rows})
    assert sent.status_code == 303
    told = flashes(client)
    assert told[0] == "已受理 2 件"
    assert told[1] == "王五：当前状态为“未受理（调入机构确认）”，不能受理"
    assert [read(screens, one, "state") for one in mine] == [[State.ACCEPTED]] * 2
    assert read(screens, other, "state") == [State.FILED]


def test_what_a_bulk_move_asks_is_asked_once(screens, enter):
    numbers = [file_one(screens, to=None) for _each in range(2)]
    rows = [str(number) for number in numbers]
    client = enter("hn_review")
    asked = client.post("/transfers/action_post", data={"action": "return", "rowid": rows})
    assert asked.status_code == 303
    dialog = client.get(asked.location)
    assert "退回 · 2 件" in dialog.text
    refused = client.post("/transfers/moves/return", data={"rowid": rows, "opinion": "不行"})
    assert refused.status_code == 422
    assert "意见不能少于 5 个字" in refused.text
    assert all(f'name="rowid" value="{row}"' in refused.text for row in rows)
    opinion = "请补充调动函"
    done = client.post("/transfers/moves/return", data={"rowid": rows, "opinion": opinion})
    assert done.status_code == 303
    assert [read(screens, one, "state") for one in numbers] == [[State.RETURNED]] * 2
    assert {events(screens, one)[-1].opinion for one in numbers} == {opinion}


def test_who_has_not_the_right_moves_no_rows(screens, enter):
    number = file_one(screens, to=None)
    clerk = enter("yl_clerk")
    assert 'value="accept"' not in clerk.get(LIST).text
    rows = {"rowid": str(number), "action": "accept"}
    assert clerk.post("/transfers/action_post", data=rows).status_code == 403
    assert clerk.post("/transfers/moves/accept", data=rows).status_code == 403
    assert clerk.get("/transfers/moves/nothing?rowid=1").status_code == 404
    stranger = enter("zz_admin")
    assert stranger.get(f"/transfers/moves/return?rowid={number}").status_code == 404


def test_a_state_and_a_move_of_an_earlier_version_read(screens, enter):
    number = file_one(screens, to=None)
    facts = {"organization_id": 4, "resource": "tests.transfer", "item_id": number}
    with screens.app_context(), unscoped("an event of an earlier version"):
        db.session.add(
            WorkflowEvent(
                **facts,
                name="forward",
                source="filed",
                target="forwarded",
                at=clock.now(),
                actor_name="湘致远",
                words={"name": "转办", "target": "已转办"},
            )
        )
        db.session.commit()
    answer = enter("yl_clerk").get(f"/transfers/show/{number}")
    assert answer.status_code == 200
    assert "转办" in answer.text
    assert "未受理 → 已转办" in plain(answer.text)


def test_a_list_costs_the_same_however_many_rows_look_back(screens, enter):
    ROUTE["city_pre_review"] = False
    client = enter("yl_clerk")
    counts = []
    for _more in range(2):
        for _each in range(4):
            file_one(screens, to=None)
        client.get(LIST)
        with statements() as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_receiver_sees_who_handles_and_a_stranger_nothing(screens, enter):
    number = file_one(screens)
    agree(screens, number)
    assert enter("ty_clerk").get(f"/transfers/show/{number}").status_code == 200
    assert enter("ly_clerk").get(f"/transfers/show/{number}").status_code == 404
