"""Telling people: one message a person and event, made with the event, read in their time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext as _
from sqlalchemy import select, update

from app.core import clock
from app.core.db import db
from app.core.once import once
from app.core.scope import unscoped
from app.core.sign_in import own_transaction

from .declaration import Handler, Transition, Workflow
from .desks import organizations_at
from .models import Message, WorkflowEvent

RESULT, EXPORT = "result", "export"
SHOWN = 5


def people_at(handlers: Iterable[Handler], organization_id: int) -> list[User]:
    """The active users at these desks who hold one of the handlers' roles."""
    found: dict[int, User] = {}
    for handler in handlers:
        holders = (
            select(User)
            .join(User.roles)
            .where(
                User.active,
                User.organization_id.in_(organizations_at(handler.desk, organization_id)),
                RoleRow.name.in_([role.value for role in handler.roles]),
            )
        )
        with unscoped("who decides elsewhere is told"):
            users = db.session.scalars(holders).unique().all()
        found |= {user.id: user for user in users}
    return list(found.values())


def tell(workflow: Workflow, transition: Transition, event: WorkflowEvent) -> None:
    """Write the messages of an event; the one who acted is not told."""
    for user in people_at(transition.tell, event.organization_id):
        if user.id != event.actor_id:
            send(
                user.id,
                key=f"event:{event.id}",
                kind=RESULT,
                title=_("%(process)s：%(act)s", process=workflow.title, act=transition.label),
                body=event.opinion,
                link=workflow.link(event.item_id) if workflow.link else "",
                event=event,
            )


def send(
    user_id: int,
    *,
    key: str,
    kind: str,
    title: str,
    body: str = "",
    link: str = "",
    event: WorkflowEvent | None = None,
    session: Any = None,
) -> None:
    """Add one message; the same key reaches a person once."""
    session = session or db.session
    known = select(Message.id).where(Message.user_id == user_id, Message.key == key)
    if session.scalar(known) is None:
        session.add(
            Message(
                user_id=user_id,
                key=key,
                kind=kind,
                title=title[:200],
                body=body[:1000],
                link=link,
                sent_at=clock.now(),
                event_id=event.id if event is not None else None,
            )
        )


def newest(user_id: int) -> Sequence[Any]:
    """The newest messages, unread first: id, title, sent_at, read_at; asked once a request."""
    found = (
        select(Message.id, Message.title, Message.sent_at, Message.read_at)
        .where(Message.user_id == user_id)
        .order_by(Message.read_at.is_not(None), Message.id.desc())
        .limit(SHOWN)
    )
    return once(("newest messages", user_id), lambda: db.session.execute(found).all())


def mark_read(message_id: int) -> None:
    """Note that a message was opened; a page that only reads does it beside its own reading."""
    with own_transaction() as session:
        session.execute(
            update(Message)
            .where(Message.id == message_id, Message.read_at.is_(None))
            .values(read_at=clock.now())
        )


def read_all(user_id: int) -> None:
    """Mark everything as read."""
    db.session.execute(
        update(Message)
        .where(Message.user_id == user_id, Message.read_at.is_(None))
        .values(read_at=clock.now())
    )
