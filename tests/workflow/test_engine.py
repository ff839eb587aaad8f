"""The engine: who may move what, what is refused, what is remembered, who is told."""

from __future__ import annotations

import pytest
from flask import g
from sqlalchemy import select

from app.core.access.permission_sync import sync
from app.core.base.db import db
from app.core.base.errors import Conflict, Refused
from app.core.models import User
from app.workflow import engine, messages, registry, todos
from app.workflow.declaration import BrokenWorkflow, Transition, Workflow
from app.workflow.models import Message
from tests.support.acting import As
from tests.support.together import together
from tests.workflow.errand import CLERK, ERRAND, PROVINCE_ERRAND, Errand, State

pytestmark = pytest.mark.both_databases


@pytest.fixture
def world(app):
    with app.app_context():
        Errand.__table__.create(db.engine)
        granted = app.appbuilder.grants
        app.appbuilder.grants = (*granted, *ERRAND.grants(), *PROVINCE_ERRAND.grants())
        sync(app.appbuilder)
        declared, app.extensions["workflows"] = app.extensions["workflows"], {}
        registry.register([ERRAND])
        db.session.remove()
    yield app
    app.appbuilder.grants = granted
    app.extensions["workflows"] = declared


def make(app, words="看一看", state=State.FILED) -> int:
    with As(app, "yl_clerk") as clerk:
        item = Errand(organization_id=4, words=words)
        engine.begin(ERRAND, item, actor=clerk)
        if state is not State.DRAFT:
            engine.fire(ERRAND, item, "file", actor=clerk)
        number = item.id
    if state is State.REVIEWED:
        move(app, "cs_admin", number, "review")
    if state is State.RETURNED:
        move(app, "cs_admin", number, "return", opinion="请补充附件材料")
    if state is State.CLOSED:
        move(app, "cs_admin", number, "review")
        move(app, "hn_review", number, "close")
    return number


def move(app, who, number, name, **more):
    with As(app, who) as actor:
        item = db.session.get(Errand, number)
        engine.fire(ERRAND, item, name, actor=actor, **more)


@pytest.mark.parametrize(
    ("who", "state", "offered"),
    [
        ("yl_clerk", State.DRAFT, {"file"}),
        ("yl_clerk", State.FILED, set()),
        ("yl_clerk", State.RETURNED, {"file"}),
        ("yl_leader", State.DRAFT, set()),
        ("cs_admin", State.DRAFT, set()),
        ("cs_admin", State.FILED, {"review", "return"}),
        ("cs_clerk", State.FILED, set()),
        ("hn_review", State.FILED, {"return"}),
        ("hn_review", State.REVIEWED, {"return", "close"}),
        ("hn_admin", State.REVIEWED, set()),
        ("hn_review", State.CLOSED, set()),
    ],
)
def test_what_is_offered(world, who, state, offered):
    number = make(world, state=state)

    with As(world, who) as actor:
        found = engine.available(ERRAND, db.session.get(Errand, number), actor)

    assert {transition.name for transition in found} == offered


def test_a_stranger_does_not_even_find_it(world):
    number = make(world)
    with As(world, "zz_admin"):
        assert db.session.get(Errand, number) is None


def test_what_is_not_offered_is_refused(world):
    number = make(world)
    with pytest.raises(Refused, match="您不能办理此步骤"):
        move(world, "cs_clerk", number, "review")
    with pytest.raises(Conflict, match="当前状态为“filed”，不能办结"):
        move(world, "hn_review", number, "close")


def test_a_superior_moves_what_it_may_not_write(world):
    number = make(world)
    move(world, "cs_admin", number, "review")
    with As(world, "yl_clerk"):
        assert db.session.get(Errand, number).state is State.REVIEWED


def file_for_the_province(app, who: str) -> int:
    with As(app, who) as actor:
        item = Errand(organization_id=1, words="自己的")
        engine.begin(PROVINCE_ERRAND, item, actor=actor)
        engine.fire(PROVINCE_ERRAND, item, "file", actor=actor)
        return item.id


def offered_to(app, who: str, number: int) -> set[str]:
    with As(app, who) as actor:
        item = db.session.get(Errand, number)
        return {one.name for one in engine.available(PROVINCE_ERRAND, item, actor)}


def decide(app, who: str, number: int, name: str, **more) -> State:
    with As(app, who) as actor:
        item = db.session.get(Errand, number)
        engine.fire(PROVINCE_ERRAND, item, name, actor=actor, **more)
        return item.state


def test_nobody_reviews_what_they_filed_and_a_colleague_does(world):
    number = file_for_the_province(world, "hn_review")
    assert offered_to(world, "hn_review", number) == {"return"}
    with pytest.raises(Refused, match="您不能办理此步骤"):
        decide(world, "hn_review", number, "review")
    assert offered_to(world, "hn_admin", number) == {"review", "return"}
    assert decide(world, "hn_admin", number, "review") is State.REVIEWED


def test_who_filed_last_is_the_one_who_does_not_review(world):
    number = file_for_the_province(world, "hn_review")
    decide(world, "hn_admin", number, "return", opinion="请补充附件材料")
    decide(world, "hn_admin", number, "file")
    assert offered_to(world, "hn_admin", number) == {"return"}
    assert decide(world, "hn_review", number, "review") is State.REVIEWED


def test_who_acted_is_not_told(world):
    number = file_for_the_province(world, "hn_review")
    decide(world, "hn_admin", number, "review")
    with world.app_context():
        asked = select(User.username, Message.title).join(Message, Message.user_id == User.id)
        told = [tuple(row) for row in db.session.execute(asked.order_by(Message.id))]
    assert told == [("hn_admin", "测试事项：提交"), ("hn_review", "测试事项：初审通过")]


@pytest.mark.parametrize(
    "opinion",
    ["", "不行", "    ", "缺少附件", " 缺少附件 ", "\u200b\u2060缺少附件"],
)
def test_a_return_needs_a_reason_of_five_characters(world, opinion):
    number = make(world)
    with pytest.raises(Refused, match="意见不能少于 5 个字"):
        move(world, "cs_admin", number, "return", opinion=opinion)
    with As(world, "yl_clerk"):
        assert db.session.get(Errand, number).state is State.FILED


def test_five_characters_are_a_reason(world):
    number = make(world)
    move(world, "cs_admin", number, "return", opinion="缺少附件一")
    with As(world, "yl_clerk"):
        assert db.session.get(Errand, number).state is State.RETURNED


def test_a_guard_gives_its_reason(world):
    number = make(world, words="", state=State.DRAFT)
    with pytest.raises(Refused, match="请先填写内容"):
        move(world, "yl_clerk", number, "file")


def test_the_history_tells_all(world):
    number = make(world, state=State.RETURNED)
    move(world, "yl_clerk", number, "file")
    with As(world, "yl_clerk"):
        events = engine.history(ERRAND, db.session.get(Errand, number))
        told = [(e.name, e.source, e.target, e.actor_name, e.opinion) for e in events]
    assert told == [
        ("begin", None, "draft", "湘致远", ""),
        ("file", "draft", "filed", "湘致远", ""),
        ("return", "filed", "returned", "江望舒", "请补充附件材料"),
        ("file", "returned", "filed", "湘致远", ""),
    ]


def test_a_stale_page_is_told_who_was_faster(world):
    number = make(world)
    with As(world, "cs_admin"):
        seen = db.session.get(Errand, number).version
    move(world, "hn_review", number, "return", opinion="省里先退回了")
    with pytest.raises(Conflict, match="卢审之"):
        move(world, "cs_admin", number, "review", version=seen)


def test_an_effect_runs_once_with_the_move(world):
    number = make(world, state=State.CLOSED)
    with As(world, "hn_review"):
        assert db.session.get(Errand, number).stamped == 1


def test_the_right_people_are_told_once(world):
    make(world, state=State.CLOSED)
    with world.app_context():
        rows = db.session.execute(
            select(User.username, Message.title, Message.link)
            .join(Message, Message.user_id == User.id)
            .order_by(Message.id)
        ).all()
    assert sorted(set(rows)) == sorted(rows)
    told = {(row.username, row.title) for row in rows}
    assert ("yl_clerk", "测试事项：初审通过") in told
    assert ("yl_admin", "测试事项：办结") in told
    assert ("cs_admin", "测试事项：办结") in told
    assert not any(name.startswith(("zz", "ty", "ly")) for name, _title in told)


def test_a_message_stays_unread_until_it_is_opened(world):
    make(world, state=State.REVIEWED)
    with As(world, "yl_clerk") as clerk:
        assert g.user.unread_messages == 1
        number = messages.newest(clerk.user_id)[0].id
        assert db.session.get(Message, number).link == "/errands/1"
    with As(world, "yl_clerk"):
        messages.mark_read(number)
    with As(world, "yl_clerk") as clerk:
        assert g.user.unread_messages == 0


@pytest.mark.parametrize(
    ("state", "waits_for"),
    [
        (State.DRAFT, {"yl_clerk", "yl_admin"}),
        (State.FILED, {"cs_admin"}),
        (State.REVIEWED, {"hn_review"}),
        (State.RETURNED, {"yl_clerk", "yl_admin"}),
        (State.CLOSED, set()),
    ],
)
def test_to_dos_follow_the_state(world, state, waits_for):
    make(world, state=state)
    found = set()
    for who in (
        "yl_clerk",
        "yl_admin",
        "yl_leader",
        "cs_admin",
        "cs_clerk",
        "zz_admin",
        "hn_review",
    ):
        with As(world, who) as actor:
            if list(todos.waiting_for(actor)):
                found.add(who)
    assert found == waits_for


def test_of_sixteen_who_decide_at_once_one_decides(world):
    number = make(world)
    with As(world, "cs_admin"):
        seen = db.session.get(Errand, number).version

    def decide(wait) -> str:
        with As(world, "cs_admin") as actor:
            item = db.session.get(Errand, number)
            db.session.rollback()
            wait()
            try:
                engine.fire(ERRAND, item, "review", actor=actor, version=seen)
                db.session.commit()
                return "decided"
            except Conflict:
                db.session.rollback()
                return "told"

    assert sorted(together([decide] * 16)) == ["decided"] + ["told"] * 15
    with As(world, "yl_clerk"):
        assert len(engine.history(ERRAND, db.session.get(Errand, number))) == 3


def declared(**changes) -> Workflow:
    facts = {
        "resource": "tests.other",
        "title": "x",
        "model": Errand,
        "states": State,
        "initial": State.DRAFT,
        "final": (State.CLOSED,),
        "transitions": ERRAND.transitions,
    }
    return Workflow(**{**facts, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"transitions": (*ERRAND.transitions, ERRAND.transitions[0])}, "declared twice"),
        ({"transitions": ERRAND.transitions[:3]}, "never reached"),
        ({"final": ()}, "dead end"),
        (
            {
                "transitions": (
                    *ERRAND.transitions,
                    Transition("lost", "丢失", (State.CLOSED,), State.DRAFT, ()),
                )
            },
            "nobody's",
        ),
        (
            {
                "transitions": (
                    *ERRAND.transitions,
                    Transition("mute", "", (State.CLOSED,), State.DRAFT, (CLERK,)),
                )
            },
            "no label",
        ),
    ],
)
def test_a_broken_declaration_does_not_start(changes, words):
    with pytest.raises(BrokenWorkflow, match=words):
        declared(**changes)


def test_a_process_that_nobody_knows_waits_on_the_first_page(world, sign_in):
    make(world)
    assert "测试事项：初审通过" in sign_in("cs_admin").get("/").text
    move(world, "cs_admin", 1, "review")
    assert "测试事项：初审通过" not in sign_in("cs_admin").get("/").text
    page = sign_in("hn_review").get("/").text
    assert "测试事项：办结" in page
    assert 'href="/errands/1"' in page
