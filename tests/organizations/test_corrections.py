"""After 退回补正: the returned one sees when and by whom, the returner learns of the correction."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.core.base import clock
from app.core.base.db import db
from app.core.models import User
from app.organizations.choices import ReturnState
from app.organizations.models import FundingReturn
from app.workflow.models import WorkflowEvent
from tests.support.forms import errors
from tests.support.pages import listed, plain
from tests.support.returns import FUNDING, FUNDINGS
from tests.support.stored import rows

pytestmark = pytest.mark.usefixtures("approved")

YEAR = clock.year()
SUPERIOR = "长沙市建设工程质量安全监督站"
YUELU = "岳麓区建设工程质量安全监督站"


def only(app: Any) -> FundingReturn:
    (found,) = rows(app, FundingReturn)
    return found


def hand_in(client: Any, app: Any) -> None:
    found = rows(app, FundingReturn)
    base = f"{FUNDINGS}/edit/{found[0].id}" if found else f"{FUNDINGS}/add"
    sent = FUNDING | {"year": str(YEAR), "act": "submit"}
    sent |= {"version": str(found[0].version)} if found else {}
    answer = client.post(base, data=sent)
    assert answer.status_code == 303, errors(answer.text)


def move(client: Any, app: Any, name: str, opinion: str = "") -> int:
    found = only(app)
    sent = {"opinion": opinion, "version": str(found.version)}
    return client.post(f"{FUNDINGS}/move/{found.id}/{name}", data=sent).status_code


def send_back(client: Any, app: Any) -> None:
    assert move(client, app, "return", "请核对支出合计与决算数") == 303


def todos(client: Any) -> list[dict[str, str]]:
    return listed(client.get("/").text.partition('id="todo"')[2])


@pytest.fixture
def returned(app: Any, sign_in: Any, at: Any) -> None:
    """Yuelu's return, sent back by its prefecture at 10:20."""
    at(f"{YEAR}-11-25 09:00")
    hand_in(sign_in("yl_clerk"), app)
    at(f"{YEAR}-11-25 10:20")
    send_back(sign_in("cs_admin"), app)


def test_what_was_sent_back_stands_first_with_when_and_by_whom(returned, sign_in):
    found = todos(sign_in("yl_clerk"))
    assert found[0]["事项"] == f"补正 {YEAR} 年度监督经费情况"
    assert found[0]["到达时间"] == f"{YEAR}-11-25 10:20"
    assert found[0]["来源机构"] == f"{SUPERIOR} · 江望舒"
    assert "填报" in found[1]["事项"]
    page = sign_in("yl_clerk").get("/").text
    first = re.search(r'href="([^"]*)">办理最早一项', page)
    assert first is not None
    assert first[1].startswith(f"{FUNDINGS}/edit/")


def test_the_returner_learns_of_the_correction_by_message_and_to_do(returned, app, sign_in, at):
    admin = sign_in("cs_admin")
    assert "确认补正" not in admin.get("/").text
    at(f"{YEAR}-11-25 10:21")
    hand_in(sign_in("yl_clerk"), app)
    number = only(app).id
    (message,) = listed(admin.get("/messages/list/").text)
    assert message["标题"] == "监督经费情况填报：提交"
    assert message["事项"] == f"{YEAR} 年度 {YUELU}"
    (todo,) = [one for one in todos(admin) if "确认补正" in one["事项"]]
    assert todo["事项"] == f"{YEAR} 年度 {YUELU} · 监督经费情况填报：确认补正"
    assert todo["到达时间"] == f"{YEAR}-11-25 10:21"
    assert todo["来源机构"] == f"{YUELU} · 湘致远"
    assert f'href="{FUNDINGS}/show/{number}"' in admin.get("/").text
    assert f"{FUNDINGS}/move/{number}/confirm" in admin.get(f"{FUNDINGS}/show/{number}").text


@pytest.mark.parametrize("who", ["hn_admin", "cs_leader", "cs_clerk", "zz_admin", "yl_admin"])
def test_nobody_else_has_the_to_do(returned, app, sign_in, who):
    hand_in(sign_in("yl_clerk"), app)
    client = sign_in(who)
    assert "确认补正" not in client.get("/").text
    assert move(client, app, "confirm") in (403, 404)
    assert only(app).returned_by_id == 2


@pytest.mark.parametrize("answer", ["confirm", "return"])
def test_the_to_do_ends_when_the_returner_answers(returned, app, sign_in, answer):
    hand_in(sign_in("yl_clerk"), app)
    admin = sign_in("cs_admin")
    opinion = "" if answer == "confirm" else "决算数仍然不符"
    assert move(admin, app, answer, opinion) == 303
    assert [one for one in todos(admin) if "确认补正" in one["事项"]] == []
    state = ReturnState.SUBMITTED if answer == "confirm" else ReturnState.RETURNED
    assert only(app).state is state
    assert rows(app, WorkflowEvent)[-1].name == answer


def test_a_change_of_what_was_not_sent_back_tells_nobody(app, sign_in):
    clerk = sign_in("yl_clerk")
    hand_in(clerk, app)
    hand_in(clerk, app)
    admin = sign_in("cs_admin")
    assert listed(admin.get("/messages/list/").text) == []
    assert "确认补正" not in admin.get("/").text
    assert move(admin, app, "confirm") == 403


def test_what_was_confirmed_and_is_changed_again_tells_nobody(returned, app, sign_in):
    clerk, admin = sign_in("yl_clerk"), sign_in("cs_admin")
    hand_in(clerk, app)
    assert move(admin, app, "confirm") == 303
    hand_in(clerk, app)
    assert len(listed(admin.get("/messages/list/").text)) == 1
    assert [one for one in todos(admin) if "确认补正" in one["事项"]] == []


def test_an_english_reader_is_told_in_english(app, sign_in):
    with app.app_context():
        user = User.query.filter_by(username="yl_clerk").one()
        user.language = "en"
        db.session.commit()
        db.session.remove()
    hand_in(sign_in("yl_clerk"), app)
    send_back(sign_in("cs_admin"), app)
    (english,) = listed(sign_in("yl_clerk").get("/messages/list/").text)
    (chinese,) = listed(sign_in("yl_admin").get("/messages/list/").text)
    assert not re.search(r"[\u4e00-\u9fff]", english["Title"])
    assert chinese["标题"] == "监督经费情况填报：退回补正"


def test_the_bell_says_what_it_is_about(returned, sign_in):
    shown = plain(sign_in("yl_clerk").get("/personnel/people/list/").text)
    assert f"监督经费情况填报：退回补正 · {YEAR} 年度 {YUELU}" in shown
