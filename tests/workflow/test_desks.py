"""Desks: who may make a move, by seat, right and case; the reproduced faults stay away."""

from __future__ import annotations

import pytest
from flask import g
from sqlalchemy import select

from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.base.errors import Refused
from app.core.models import Role, User
from app.workflow import desks, engine, todos
from tests.support.acting import As
from tests.support.grants import permission
from tests.workflow.acts import act, agree, file_one, grant, offered, read
from tests.workflow.transfer import ROUTE, TRANSFER, State, Step, Transfer

pytestmark = pytest.mark.both_databases


def waiting(app, who: str) -> list[str]:
    with As(app, who) as actor:
        return [one.transition.name for one in todos.waiting_for(actor)]


def test_the_receiver_confirms_and_nobody_else(transfers):
    number = file_one(transfers)
    for who in ("yl_clerk", "cs_admin", "zz_admin", "hn_review"):
        assert "agree" not in offered(transfers, who, number), who
    assert offered(transfers, "ty_clerk", number) == {"agree"}
    agree(transfers, number)
    assert read(transfers, number, "state", "step", "post") == [
        State.FILED,
        Step.PROVINCE,
        "监督员",
    ]


def test_the_receiver_reads_the_history_of_what_it_decides_on(transfers):
    number = file_one(transfers)
    with As(transfers, "ty_clerk"):
        found = engine.history(TRANSFER, db.session.get(Transfer, number))
        assert [event.name for event in found] == ["begin", "file"]


def test_a_to_do_waits_at_the_desk_alone(transfers):
    number = file_one(transfers)
    people = ("yl_clerk", "ty_clerk", "zz_admin", "cs_admin", "hn_review")
    assert {who for who in people if waiting(transfers, who)} == {"ty_clerk"}
    agree(transfers, number)
    assert {who for who in people if waiting(transfers, who)} == {"hn_review"}


@pytest.mark.parametrize(("pre_review", "step"), [(True, Step.PREFECTURE), (False, Step.PROVINCE)])
def test_a_setting_adds_a_desk(transfers, pre_review, step):
    ROUTE["city_pre_review"] = pre_review
    number = file_one(transfers, to=None)
    assert read(transfers, number, "state", "step") == [State.FILED, step]
    assert ("review" in offered(transfers, "cs_admin", number)) is pre_review
    assert ("accept" in offered(transfers, "hn_review", number)) is not pre_review
    assert waiting(transfers, "cs_admin") == (["review"] if pre_review else [])
    assert waiting(transfers, "hn_review") == ([] if pre_review else ["accept"])


def test_one_submission_is_one_button_whatever_the_route(transfers):
    with As(transfers, "yl_clerk") as actor:
        item = Transfer(organization_id=4, receiver_id=5, person="张三")
        engine.begin(TRANSFER, item, actor=actor)
        found = engine.available(TRANSFER, item, actor)
    assert [str(one.label) for one in found] == ["提交"]


def test_a_move_is_hidden_where_the_case_has_no_need_of_it(transfers):
    assert "urge" in offered(transfers, "yl_clerk", file_one(transfers, to=5))
    number = file_one(transfers, to=None)
    assert "urge" not in offered(transfers, "yl_clerk", number)
    with pytest.raises(Refused, match="您不能办理此步骤"):
        act(transfers, "yl_clerk", number, "urge")


def pre_reviewed(app, *, at: int, who: str) -> int:
    ROUTE["city_pre_review"] = True
    number = file_one(app, who, at=at, to=None)
    with app.app_context():
        with unscoped("a case at the step of the review"):
            db.session.get(Transfer, number).step = Step.PREFECTURE
            db.session.commit()
        db.session.remove()
    return number


def test_a_role_acts_at_its_own_desk_alone(transfers):
    """The superior's admin, or for own applicants the own leader: not the own admin."""
    of_county = pre_reviewed(transfers, at=4, who="yl_clerk")
    assert "review" in offered(transfers, "cs_admin", of_county)
    assert "review" in offered(transfers, "cs_leader", of_county)
    assert "review" in offered(transfers, "yl_leader", of_county)
    own = pre_reviewed(transfers, at=2, who="cs_clerk")
    assert "review" in offered(transfers, "cs_leader", own)
    assert "review" not in offered(transfers, "cs_admin", own)
    with pytest.raises(Refused, match="您不能办理此步骤"):
        act(transfers, "cs_admin", own, "review")
    assert waiting(transfers, "cs_admin") == ["review"], "the county's alone"


def test_a_personal_grant_counts_at_every_desk_of_the_move(transfers):
    own = pre_reviewed(transfers, at=2, who="cs_clerk")
    grant(transfers, "cs_admin", "review")
    assert "review" in offered(transfers, "cs_admin", own)


def test_a_right_that_the_office_gives_to_another_role_counts(transfers):
    number = pre_reviewed(transfers, at=4, who="yl_clerk")
    assert "review" not in offered(transfers, "cs_clerk", number)
    with transfers.app_context():
        role = db.session.scalars(select(Role).where(Role.name == "市州级经办")).one()
        role.permissions.append(permission("review", TRANSFER.resource))
        db.session.commit()
        db.session.remove()
    assert "review" in offered(transfers, "cs_clerk", number)


def test_a_right_that_the_office_takes_from_a_role_is_gone(transfers):
    number = pre_reviewed(transfers, at=4, who="yl_clerk")
    with transfers.app_context():
        role = db.session.scalars(select(Role).where(Role.name == "市州级管理员")).one()
        role.permissions.remove(permission("review", TRANSFER.resource))
        db.session.commit()
        db.session.remove()
    assert "review" not in offered(transfers, "cs_admin", number)
    assert "review" in offered(transfers, "cs_leader", number)


def test_rights_are_those_of_the_actor_and_not_of_whoever_is_signed_in(transfers):
    number = file_one(transfers, to=None)
    with As(transfers, "hn_review"):
        item = db.session.get(Transfer, number)
        leader = db.session.scalars(select(User).where(User.username == "hn_leader")).one()
        assert engine.available(TRANSFER, item, Actor.of(leader)) == []
        assert list(todos.waiting_for(Actor.of(leader))) == []
    with As(transfers, "hn_leader"):
        item = db.session.get(Transfer, number)
        reviewer = db.session.scalars(select(User).where(User.username == "hn_review")).one()
        g.pop("user")
        found = engine.available(TRANSFER, item, Actor.of(reviewer))
    assert {one.name for one in found} == {"accept", "return"}


@pytest.mark.parametrize(
    "seat",
    [
        desks.OWN,
        desks.SUPERIOR,
        desks.PROVINCE,
        desks.party("receiver_id", ""),
        desks.superior_of("receiver_id", ""),
    ],
)
def test_a_seat_and_its_inverse_agree(transfers, seat):
    for at, to in ((4, 5), (5, 6), (2, 4), (1, None)):
        with As(transfers, "hn_admin"), unscoped("rows of every organization"):
            db.session.add(Transfer(organization_id=at, receiver_id=to, person="李四"))
            db.session.commit()
    with As(transfers, "hn_admin"):
        for organization in range(1, 7):
            found = set(
                db.session.scalars(select(Transfer.id).where(seat.where(Transfer, organization)))
            )
            every = db.session.scalars(select(Transfer))
            assert found == {item.id for item in every if organization in seat.of(item)}
