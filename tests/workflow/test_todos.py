"""To-dos: the case, since when, from whom, until when; numbers that hold above two hundred."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.db import db
from app.workflow import registry, todos
from app.workflow.todos import Todo, TodoList, TodoSource, listed
from tests.support.acting import As
from tests.support.statements import statements
from tests.workflow.acts import act, agree, file_one
from tests.workflow.errand import ERRAND, Errand
from tests.workflow.transfer import State, Step, Transfer

pytestmark = pytest.mark.both_databases


def waiting(app: Any, who: str, **more: Any) -> list[todos.Waiting]:
    with As(app, who) as actor:
        return todos.waiting_for(actor, **more)


def test_a_to_do_says_about_whom_since_when_from_whom_and_until_when(transfers, at):
    at("2026-11-25 10:20")
    file_one(transfers, to=None, person="张三")
    with As(transfers, "hn_review") as actor, transfers.test_request_context("/"):
        (todo,) = todos.find(actor).first
    assert todo.title == "张三 · 人员调动：受理"
    assert (todo.kind, todo.url) == ("人员调动", "/transfers/show/1")
    assert clock.local(todo.arrived_at).isoformat()[:16] == "2026-11-25T10:20"
    assert (todo.source, todo.handler) == ("岳麓区建设工程质量安全监督站", "湘致远")
    # Five working days: the weekend between does not count.
    assert todo.due_on == dt.date(2026, 12, 2)


def test_it_is_late_on_the_day_after_its_last(transfers, at):
    at("2026-11-25 10:20")
    for _each in range(3):
        file_one(transfers, to=None)
    at("2026-11-26 10:20")
    file_one(transfers, to=None)
    for moment, late in (("2026-12-02 23:59", 0), ("2026-12-03 00:01", 3), ("2026-12-04 00:01", 4)):
        at(moment)
        with As(transfers, "hn_review") as actor, transfers.test_request_context("/"):
            found = todos.find(actor)
            assert found.late == late, moment
            assert sum(one.tone == "bad" for one in found.first) == late


def fill(app: Any, count: int) -> None:
    with app.app_context(), unscoped("many transfers"):
        db.session.add_all(
            Transfer(organization_id=4, person="张三", state=State.FILED, step=Step.PROVINCE)
            for _each in range(count)
        )
        db.session.commit()
        db.session.remove()


def test_numbers_are_right_above_two_hundred(transfers):
    fill(transfers, 430)
    with As(transfers, "hn_review") as actor, transfers.test_request_context("/"):
        found = todos.find(actor)
        assert found.total == 430
        assert len(found.first) == todos.FIRST


def test_the_first_page_tells_all_of_them_and_leads_to_the_rest(transfers, sign_in):
    fill(transfers, 130)
    client = sign_in("hn_review")
    page = client.get("/").text
    assert re.search(r"您有\s*<b>130</b>\s*项待办工作", page)
    assert page.count("人员调动：受理</a>") == 50
    assert 'href="/?page=2"' in page
    assert client.get("/?page=3").text.count("人员调动：受理</a>") == 30
    assert client.get("/?page=99").status_code == 200
    assert client.get("/?page=x").status_code == 200


def test_one_statement_finds_them_however_many_processes_there_are(transfers):
    with transfers.app_context():
        Errand.__table__.create(db.engine)
        registry.register([ERRAND])
        db.session.remove()
    file_one(transfers)
    for who in ("yl_clerk", "ty_clerk", "cs_admin", "hn_review"):
        waiting(transfers, who)
        with As(transfers, who) as actor:
            todos.waiting_for(actor)
            with statements() as asked:
                todos.waiting_for(actor)
        assert len(asked) <= 1, who


def test_what_was_sent_back_stands_first_and_says_by_whom(transfers, at):
    at("2026-11-20 09:00")
    first = file_one(transfers, to=None, person="甲")
    act(transfers, "yl_clerk", first, "withdraw")
    at("2026-11-24 09:00")
    second = file_one(transfers, to=None, person="乙")
    at("2026-11-25 10:20")
    act(transfers, "hn_review", second, "return", opinion="请补充调动函")
    found = waiting(transfers, "yl_clerk")
    assert [one.subject for one in found] == ["乙", "甲"]
    assert [one.is_returned for one in found] == [True, False]
    assert (found[0].from_name, found[0].from_organization) == (
        "卢审之",
        "湖南省建设工程质量安全监督管理总站",
    )


def first_of(app: Any, who: str) -> Todo:
    """The to-do of a transfer that waits for somebody."""
    with As(app, who) as actor, app.test_request_context("/"):
        (found,) = [one for one in todos.find(actor).first if one.kind == "人员调动"]
    return found


def test_what_was_sent_back_is_named_so_with_the_first_words_of_why(transfers):
    number = file_one(transfers, to=None, person="甲")
    opinion = "请补充\n调动函，" + "并写明到岗日期" * 10
    act(transfers, "hn_review", number, "return", opinion=opinion)
    todo = first_of(transfers, "yl_clerk")
    assert todo.title == "甲 · 人员调动：退回，请修改"
    assert todo.hint.startswith("请补充 调动函，并写明")
    assert todo.hint.endswith("…")
    assert len(todo.hint) == todos.HINT + 1


def test_who_took_back_the_own_is_told_the_move(transfers):
    number = file_one(transfers, to=None, person="甲")
    act(transfers, "yl_clerk", number, "withdraw")
    todo = first_of(transfers, "yl_clerk")
    assert (todo.title, todo.hint) == ("甲 · 人员调动：提交", "")


def test_what_is_deleted_waits_for_nobody(transfers):
    number = file_one(transfers, to=None)
    with As(transfers, "yl_clerk"):
        db.session.get(Transfer, number).deleted_at = clock.now()
    assert waiting(transfers, "hn_review") == []


def test_who_filed_has_no_to_do_of_a_review_that_others_make(transfers):
    number = file_one(transfers, to=None)
    act(transfers, "hn_review", number, "accept")
    assert [one.transition.name for one in waiting(transfers, "hn_review")] == []


def test_a_module_adds_to_dos_that_are_no_items(transfers, sign_in):
    declared = transfers.extensions["todo_sources"]
    due = clock.today() + dt.timedelta(3)

    def talks(actor: Any, _limit: int) -> TodoList:
        mine = actor.organization_id == 4
        todo = Todo("约谈 张三", "约谈", clock.today(), due, "/talks/1", "page", "省总站")
        return listed([todo] * mine)

    with transfers.app_context():
        todos.SOURCES.register([TodoSource("tests.talks", talks)])
    try:
        page = sign_in("yl_leader").get("/").text
        other = sign_in("ty_clerk").get("/").text
    finally:
        transfers.extensions["todo_sources"] = declared
    assert "约谈 张三" in page
    assert "剩 3 天" in page
    assert "约谈" not in other


def test_the_receiver_knows_from_whom(transfers):
    file_one(transfers, person="李四")
    (found,) = waiting(transfers, "ty_clerk")
    assert (found.subject, found.from_organization) == ("李四", "岳麓区建设工程质量安全监督站")
    agree(transfers, found.item_id)
    assert waiting(transfers, "ty_clerk") == []


def test_what_waits_is_found_by_an_index(app: Any) -> None:
    """A to-do is a query over the states of a whole table, on every first page."""
    with app.app_context():
        waiting = [
            workflow.model
            for workflow in registry.registered().values()
            if any(transition.waits for transition in workflow.transitions)
        ]
    assert waiting
    slow = [
        model.__name__
        for model in waiting
        if not any(next(iter(index.columns)).name == "state" for index in model.__table__.indexes)
    ]
    assert slow == []
