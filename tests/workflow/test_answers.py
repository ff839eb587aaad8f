"""What a move asks for: told at its fields in one round, handed to the effects, kept for good."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app.core.base.db import db
from app.core.base.errors import Refused
from app.workflow import engine
from app.workflow.declaration import BrokenWorkflow
from tests.support.acting import As
from tests.workflow.acts import POST, act, agree, events, file_one, grant, offered, read
from tests.workflow.transfer import AGREE, TRANSFER, State, Transfer

pytestmark = pytest.mark.both_databases


def refused(app, who, number, name, **said) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as found:
        act(app, who, number, name, **said)
    return [(error.field, error.message) for error in found.value.errors]


def test_what_was_answered_is_kept_with_the_move(transfers):
    number = file_one(transfers)
    agree(transfers, number)
    event = events(transfers, number)[-1]
    assert event.data == {
        "post": ["岗位", "监督员", "监督员"],
        "from_day": ["到岗日期", "2026-12-01", "2026-12-01"],
    }
    assert (event.subject, event.step) == ("张三", "province")
    assert read(transfers, number, "post") == ["监督员"]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, [("post", "请填写岗位"), ("from_day", "请填写到岗日期")]),
        ({"post": "监督员"}, [("from_day", "请填写到岗日期")]),
        (
            {"post": "监督员", "from_day": "明天"},
            [("from_day", "到岗日期应为日期，例如 2026-03-31")],
        ),
        (
            {"post": "站长", "from_day": "明天"},
            [("from_day", "到岗日期应为日期，例如 2026-03-31"), ("post", "该岗位已满")],
        ),
    ],
)
def test_everything_that_is_wrong_is_told_at_its_field_at_once(transfers, answers, told):
    number = file_one(transfers)
    assert refused(transfers, "ty_clerk", number, "agree", answers=answers) == told
    assert read(transfers, number, "post") == [""]


def test_a_guard_names_fields(transfers):
    with pytest.raises(Refused) as found:
        file_one(transfers, to=4, person="无名")
    assert [(error.code, error.field) for error in found.value.errors] == [
        ("V01", "person"),
        ("V02", "receiver_id"),
    ]


@pytest.mark.parametrize(("said", "state"), [("yes", State.DONE), ("no", State.RETURNED)])
def test_a_result_follows_from_the_answer(transfers, said, state):
    number = file_one(transfers, to=None)
    act(transfers, "hn_review", number, "accept")
    grant(transfers, "hn_leader", "close")
    act(transfers, "hn_leader", number, "close", answers={"result": said})
    assert read(transfers, number, "state") == [state]
    words = {"yes": "同意", "no": "不同意"}[said]
    assert events(transfers, number)[-1].data == {"result": ["结果", words, said]}


def test_an_answer_that_is_not_offered_is_refused(transfers):
    number = file_one(transfers, to=None)
    act(transfers, "hn_review", number, "accept")
    grant(transfers, "hn_leader", "close")
    told = refused(transfers, "hn_leader", number, "close", answers={"result": "perhaps"})
    assert told == [("result", "请在列表中选择结果")]
    assert "close" in offered(transfers, "hn_leader", number)


def test_days_reach_effects_as_days(transfers):
    seen = []
    number = file_one(transfers)
    looking = replace(AGREE, effects=(lambda move: seen.append(move.data["from_day"]),))
    moves = tuple(looking if one is AGREE else one for one in TRANSFER.transitions)
    with As(transfers, "ty_clerk") as actor:
        engine.fire(
            replace(TRANSFER, transitions=moves),
            db.session.get(Transfer, number),
            "agree",
            actor=actor,
            answers=POST,
        )
    assert seen == [dt.date(2026, 12, 1)]


def test_a_value_may_not_take_the_place_of_the_opinion():
    asking = replace(AGREE, name="ask", asks={"opinion": None})
    with pytest.raises(BrokenWorkflow, match="names that are taken"):
        replace(TRANSFER, transitions=(*TRANSFER.transitions, asking))
