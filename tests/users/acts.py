"""Accounts and applications below the pages, as somebody of the cast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core.access import accounts
from app.core.access.scope import unscoped
from app.core.base.db import db
from app.core.models import Parameter, User
from app.core.screens.form_set import Member
from app.long_form.sent_records import SentRecord
from app.users import operations
from app.users.models import AccountApplication
from app.users.workflows import ACCOUNT
from app.workflow import engine
from tests.support.acting import As
from tests.support.factories import make_person

YUELU, TIANYUAN = 4, 5


def staff(app: Flask, *, organization_id: int = YUELU, name: str = "唐一鸣", **facts: Any) -> int:
    """Somebody on a roster without an account; the id of the row."""
    with app.app_context(), unscoped("a row of the test"):
        person = make_person(organization_id=organization_id, name=name, **facts)
        db.session.commit()
        return person.id


def typed(**changed: Any) -> dict[str, Any]:
    """What is typed of an application."""
    told = {"username": "tangym", "email": None, "roles": ["县级经办"], "reason": "新到岗"}
    return {**told, **changed}


def file(app: Flask, *people: int, by: str = "yl_admin", **changed: Any) -> list[int]:
    """Applications filed by an administrator, one a person; their ids."""
    with As(app, by) as actor:
        entries = [
            SentRecord(Member(str(one), ""), typed(**{"username": f"tang_{one}", **changed}))
            for one in people
        ]
        rows = operations.begin_applications(entries, actor)
        engine.begin_each(ACCOUNT, rows, actor=actor, batch=rows[0].batch)
        for row in rows:
            engine.fire(ACCOUNT, row, "file", actor=actor)
        return [row.id for row in rows]


def decide(app: Flask, who: str, number: int, move: str, opinion: str = "") -> list[str]:
    """Make a move; the one-time passwords that it brought about."""
    with As(app, who) as actor:
        known: dict[str, Any] = {"passwords": accounts.issue(1), "issued": []}
        item = db.session.get_one(AccountApplication, number)
        engine.fire(ACCOUNT, item, move, actor=actor, opinion=opinion, known=known)
        return [one.password.plain for one in known["issued"]]


def on_user(app: Flask, who: str, username: str, act: Callable[..., Any], *more: Any) -> Any:
    """Do something with an account."""
    with As(app, who) as actor:
        user = db.session.scalars(select(User).where(User.username == username)).one()
        return act(user, *more, actor)


def user(app: Flask, username: str) -> User:
    """An account as it is now, with its roles."""
    with app.app_context(), unscoped("look"):
        found = db.session.scalars(select(User).where(User.username == username)).one()
        assert found.roles is not None
        db.session.expunge_all()
        db.session.remove()
        return found


def set_parameter(app: Flask, key: str, value: Any) -> None:
    """What the office has set."""
    with app.app_context():
        db.session.add(Parameter(key=key, value=value))
        db.session.commit()
