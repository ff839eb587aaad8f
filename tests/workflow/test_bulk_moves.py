"""Several at once: each by itself, with a result a row; or all in one batch."""

from __future__ import annotations

import pytest

from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.errors import Refused
from app.workflow import engine
from tests.support.acting import As
from tests.support.together import together
from tests.workflow.acts import act, events, file_one, read
from tests.workflow.transfer import TRANSFER, State, Transfer

pytestmark = pytest.mark.both_databases


def fire_each(app, who, numbers, name, **said):
    with As(app, who) as actor:
        items = [db.session.get(Transfer, number) for number in numbers]
        found = engine.fire_each(TRANSFER, items, name, actor=actor, **said)
        return [
            "moved" if one.event else "；".join(error.message for error in one.errors)
            for one in found
        ]


def test_each_row_has_its_result(transfers):
    numbers = [file_one(transfers, to=None) for _each in range(3)]
    act(transfers, "hn_review", numbers[1], "accept")
    found = fire_each(transfers, "hn_review", reversed(numbers), "accept")
    assert [found[0], found[2]] == ["moved", "moved"]
    assert found[1] == "当前状态为“已受理”，不能受理"
    assert [read(transfers, one, "state") for one in numbers] == [[State.ACCEPTED]] * 3


def test_what_is_missing_for_all_is_told_once_and_nothing_moves(transfers):
    numbers = [file_one(transfers, to=None) for _each in range(2)]
    with pytest.raises(Refused) as refused:
        fire_each(transfers, "hn_review", numbers, "return", opinion="不行")
    assert [error.field for error in refused.value.errors] == ["opinion"]
    assert [read(transfers, one, "state") for one in numbers] == [[State.FILED]] * 2


def test_a_row_of_somebody_else_is_refused_and_the_others_are_moved(transfers):
    mine = file_one(transfers)
    theirs = file_one(transfers, "ly_clerk", at=6, to=None)
    with As(transfers, "yl_clerk") as actor:
        with unscoped("a row that is not shown"):
            items = [db.session.get(Transfer, number) for number in (mine, theirs)]
        found = engine.fire_each(TRANSFER, items, "withdraw", actor=actor)
        assert [bool(one.event) for one in found] == [True, False]


def test_twenty_people_in_one_go_have_one_batch_and_are_all_stored_or_none(transfers):
    def submit(names: list[str]) -> None:
        with As(transfers, "yl_clerk") as actor:
            for name in names:
                item = Transfer(organization_id=4, receiver_id=5, person=name)
                engine.begin(TRANSFER, item, actor=actor, batch="B-1")
                engine.fire(TRANSFER, item, "file", actor=actor, batch="B-1")

    people = [f"第{n}人" for n in range(20)]
    with pytest.raises(Refused, match="姓名不详"):
        submit([*people[:19], "无名"])
    with As(transfers, "yl_clerk"):
        assert db.session.query(Transfer).count() == 0
    submit(people)
    with As(transfers, "yl_clerk"):
        found = [item.id for item in db.session.query(Transfer)]
    assert len(found) == 20
    assert {event.batch for number in found for event in events(transfers, number)} == {"B-1"}


def test_two_who_move_the_same_rows_at_once_do_not_wait_for_each_other(transfers):
    numbers = [file_one(transfers, to=None) for _each in range(6)]

    def accept(order):
        def go(wait) -> list[str]:
            wait()
            return fire_each(transfers, "hn_review", order, "accept")

        return go

    first, second = together([accept(numbers), accept(numbers[::-1])])
    moved = first.count("moved") + second.count("moved")
    assert moved == 6
    assert all(len(events(transfers, number)) == 3 for number in numbers)
