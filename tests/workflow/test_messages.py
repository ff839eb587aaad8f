"""Who is told of a move, about whom, and in which language."""

from __future__ import annotations

from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.core.base.db import db
from app.core.models import Role, User
from app.workflow import overdue
from app.workflow.models import Message
from tests.support.grants import permission
from tests.workflow.acts import act, file_one, grant
from tests.workflow.transfer import TRANSFER

pytestmark = pytest.mark.both_databases


def told(app: Any) -> list[tuple[str, str, str, str]]:
    with app.app_context():
        asked = (
            select(User.username, Message.title, Message.subject, Message.body)
            .join(Message, Message.user_id == User.id)
            .order_by(User.id)
        )
        return [tuple(row) for row in db.session.execute(asked)]


def accepted(app: Any) -> list[tuple[str, str, str, str]]:
    act(app, "hn_review", file_one(app, to=None, person="张三"), "accept")
    return told(app)


def change(app: Any, who: str, **facts: Any) -> None:
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == who)).one()
        for name, value in facts.items():
            setattr(user, name, value)
        db.session.commit()
        db.session.remove()


def test_a_message_says_about_whom(transfers):
    assert accepted(transfers) == [
        ("yl_admin", "人员调动：受理", "张三", ""),
        ("yl_clerk", "人员调动：受理", "张三", ""),
    ]


def test_who_holds_the_right_by_a_personal_grant_is_told(transfers):
    grant(transfers, "yl_leader", "file")
    assert [one[0] for one in accepted(transfers)] == ["yl_admin", "yl_leader", "yl_clerk"]


def test_who_has_lost_the_right_is_not_told(transfers):
    number = file_one(transfers, to=None)
    with transfers.app_context():
        for name in ("县级管理员",):
            role = db.session.scalars(select(Role).where(Role.name == name)).one()
            for move in ("file", "withdraw", "urge"):
                role.permissions.remove(permission(move, TRANSFER.resource))
        db.session.commit()
        db.session.remove()
    act(transfers, "hn_review", number, "accept")
    assert [one[0] for one in told(transfers)] == ["yl_clerk"]


def test_a_role_to_which_the_office_gave_the_right_is_told(transfers):
    with transfers.app_context():
        role = db.session.scalars(select(Role).where(Role.name == "县级领导")).one()
        role.permissions.append(permission("file", TRANSFER.resource))
        db.session.commit()
        db.session.remove()
    assert "yl_leader" in [one[0] for one in accepted(transfers)]


def test_who_is_disabled_is_not_told(transfers):
    change(transfers, "yl_admin", active=False)
    assert [one[0] for one in accepted(transfers)] == ["yl_clerk"]


def test_both_parties_are_told_although_the_actor_sees_one_of_them_only(transfers):
    number = file_one(transfers, to=5)
    act(transfers, "hn_review", number, "return", opinion="请补充调动函")
    found = told(transfers)
    assert [one[0] for one in found] == ["yl_admin", "yl_clerk", "ty_clerk"]
    assert {one[3] for one in found} == {"请补充调动函"}


def test_each_is_told_in_the_own_language(transfers):
    change(transfers, "yl_admin", language="en")
    assert [one[:2] for one in accepted(transfers)] == [
        ("yl_admin", "人员调动: Accept"),
        ("yl_clerk", "人员调动：受理"),
    ]


def test_what_lies_beyond_its_term_is_told_once_to_whoever_oversees(transfers, at):
    at("2026-11-25 10:20")
    file_one(transfers, to=None, person="张三")
    file_one(transfers, to=5, person="不到省里")
    for moment, count in (
        ("2026-12-02 08:00", 0),
        ("2026-12-03 08:00", 1),
        ("2026-12-04 08:00", 1),
    ):
        at(moment)
        with transfers.app_context():
            overdue.tell_overdue()
            db.session.commit()
            db.session.remove()
        assert told(transfers) == [("hn_admin", "逾期未办理 · 人员调动：受理", "张三", "")] * count


def test_what_was_told_is_kept_in_every_language(transfers):
    """A move, and a term that is over: whoever reads English tomorrow reads them in it."""
    accepted(transfers)
    with transfers.app_context():
        found = db.session.scalars(select(Message)).all()
        assert {one.texts["zh"]["title"] for one in found} == {"人员调动：受理"}
        assert all(one.texts["en"]["title"] != one.texts["zh"]["title"] for one in found)
        with force_locale("en"):
            assert {one.said("title") for one in found} == {found[0].texts["en"]["title"]}
