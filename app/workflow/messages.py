"""Notifications: one message a person and event, written with the event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Required, TypedDict, Unpack

from flask import current_app
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import defer

from app.core.access.roles import Role
from app.core.access.scope import unscoped
from app.core.access.security_manager import holding
from app.core.access.sign_in import own_transaction
from app.core.base import clock
from app.core.base.db import db
from app.core.base.parts import in_parts
from app.core.base.per_request import once

from .corrections import Correction
from .declaration import Handler, Transition, Workflow
from .models import Message, WorkflowEvent

RESULT, EXPORT, REMINDER, NOTICE = "result", "export", "reminder", "notice"
SHOWN = 5
# So many messages are written by one statement.
AT_ONCE = 200
# The language of who never chose one.
USUAL = "zh"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is told, and in which language."""

    id: int
    language: str
    name: str = ""
    organization_id: int | None = None


def people_at(
    handlers: Iterable[Handler], item: Any, workflows: Sequence[Workflow] = ()
) -> list[Reader]:
    """The active users at these desks who may do what a handler does in these processes.

    A handler who does nothing there is known by the roles alone.
    """
    return people_at_each(handlers, (item,), workflows)


def people_at_each(
    handlers: Iterable[Handler], items: Sequence[Any], workflows: Sequence[Workflow] = ()
) -> list[Reader]:
    """The same for several items, in one statement."""
    return readers(
        or_(
            *(
                and_(
                    User.organization_id.in_(set().union(*map(handler.seat.of, items))),
                    _entitled(handler, workflows),
                )
                for handler in handlers
            )
        )
    )


def _entitled(handler: Handler, workflows: Sequence[Workflow]) -> Any:
    rights = {
        (workflow.resource, right): workflow.named(right) - {role.value for role in handler.roles}
        for workflow in workflows
        for transition in workflow.transitions
        if handler in transition.by and (right := transition.right_of(handler))
    }
    if not rights:
        return User.roles.any(RoleRow.name.in_([role.value for role in handler.roles]))
    return or_(
        *(
            holding(right, resource, without=elsewhere)
            for (resource, right), elsewhere in rights.items()
        )
    )


def readers(criterion: Any) -> list[Reader]:
    """The active users of whom a criterion holds, wherever they sit."""
    columns = (User.id, User.language, User.last_name, User.first_name, User.organization_id)
    asked = select(*columns).where(User.active, criterion).order_by(User.id)
    with unscoped("whoever is to be told, wherever they sit"):
        found = db.session.execute(asked).all()
    return [
        Reader(number, language or USUAL, f"{family}{given}", organization)
        for number, language, family, given, organization in found
    ]


def readers_at(organization_ids: Collection[int], roles: Iterable[Role]) -> list[Reader]:
    """The active users of some roles at some organizations."""
    names = [role.value for role in roles]
    at = User.organization_id.in_(organization_ids)
    return readers(at & User.roles.any(RoleRow.name.in_(names)))


Told = tuple[WorkflowEvent, Any, Correction | None]


def tell(workflow: Workflow, transition: Transition, told: Sequence[Told]) -> None:
    """Write the messages of a move on some items; the one who acted is not told.

    What was sent back and is handed in again is told with what was made of it.
    """
    link = transition.link or workflow.link
    rows: list[dict[str, Any]] = []
    for (event, item, corrected), people in zip(
        told, _told_of(workflow, transition, told), strict=True
    ):

        def words(event: Any = event, item: Any = item, corrected: Any = corrected) -> Words:
            title = _("%(process)s：%(act)s", process=workflow.title, act=transition.label)
            subject = str(workflow.subject(item)) if workflow.subject else ""
            more = transition.says(item) if transition.says else ""
            body = corrected.words if corrected else event.opinion
            return Words(title, "\n".join(filter(None, (more, body))), subject)

        content: SentContent = {
            "kind": RESULT,
            "link": link(event.item_id) if link else "",
            "event": event,
        }
        rows += _rows_of(people.values(), words, f"event:{event.id}", content)
    _add_each(db.session, rows)


def _told_of(
    workflow: Workflow, transition: Transition, told: Sequence[Told]
) -> list[dict[int, Reader]]:
    """Who is told of each item, by id; a statement for each handler, however many items."""
    items = [item for _event, item, _corrected in told]
    found: list[dict[int, Reader]] = [{} for _one in told]
    for handler in (one for one in transition.tell if isinstance(one, Handler)):
        people = people_at_each((handler,), items, [workflow])
        for place, item in enumerate(items):
            seats = handler.seat.of(item)
            found[place] |= {one.id: one for one in people if one.organization_id in seats}
    named = [
        {
            number
            for one in transition.tell
            if not isinstance(one, Handler)
            for number in one(event, item)
        }
        for event, item, _corrected in told
    ]
    if wanted := set().union(*named):
        by_id = {one.id: one for one in readers(User.id.in_(wanted))}
        for place, ids in enumerate(named):
            found[place] |= {number: by_id[number] for number in ids if number in by_id}
    for place, (event, _item, _corrected) in enumerate(told):
        found[place].pop(event.actor_id or 0, None)
    return found


class Words(NamedTuple):
    """What a message says, in one language."""

    title: str
    body: str = ""
    subject: str = ""


def send_each(
    readers: Iterable[Reader],
    words: Callable[[], Words],
    *,
    key: str,
    session: Any = None,
    **content: Unpack[SentContent],
) -> int:
    """Tell several people, each in the own language; how many had not been told before.

    By ``session`` where it is not the request's own. Few statements for all of them, in one order,
    so that two who send do not wait for each other.
    """
    return _add_each(session or db.session, _rows_of(readers, words, key, content))


def _rows_of(
    readers: Iterable[Reader], words: Callable[[], Words], key: str, content: SentContent
) -> list[dict[str, Any]]:
    """A message for each reader, in one order."""
    people = sorted(readers, key=lambda one: one.id)
    texts = _in_every_language(words) if people else {}
    return [
        _values(one.id, key, {**content, "texts": texts, "language": one.language})
        for one in people
    ]


def _add_each(session: Any, rows: Sequence[Mapping[str, Any]]) -> int:
    """Add messages; how many had not been told before."""
    parts = in_parts(rows, AT_ONCE)
    return sum(len(session.scalars(_added(session, some)).all()) for some in parts)


def send_one(user_id: int, words: Callable[[], tuple[str, str]], **more: Any) -> bool:
    """Tell one person whose language is that of this request or job."""
    texts = _in_every_language(lambda: Words(*words()))
    return send(user_id, texts=texts, language=str(get_locale() or USUAL), **more)


def _in_every_language(words: Callable[[], Words]) -> dict[str, dict[str, str]]:
    """What a message says, by language: whoever reads another one tomorrow reads it in that."""
    found = {}
    for language in current_app.config["LANGUAGES"]:
        with force_locale(language):
            found[language] = words()._asdict()
    return found


class SentContent(TypedDict, total=False):
    """What a message holds beside its words."""

    kind: Required[str]
    link: str
    event: WorkflowEvent | None


class MessageContent(SentContent):
    """What a message holds."""

    texts: Required[dict[str, dict[str, str]]]
    language: Required[str]


INSERTS: dict[str, Any] = {"postgresql": postgresql_insert, "sqlite": sqlite_insert}


def send(user_id: int, *, key: str, session: Any = None, **content: Unpack[MessageContent]) -> bool:
    """Add one message; the same key reaches a person once. False when it had already.

    Of several who send it at one moment the database lets one through.
    """
    session = session or db.session
    return session.scalar(_added(session, [_values(user_id, key, content)])) is not None


def _values(user_id: int, key: str, content: MessageContent) -> dict[str, Any]:
    event, texts = content.get("event"), content["texts"]
    said = texts.get(content["language"]) or texts[USUAL]
    return {
        "user_id": user_id,
        "key": key,
        "kind": content["kind"],
        "title": said["title"][:200],
        "body": said["body"][:1000],
        "subject": said["subject"][:200],
        "texts": texts,
        "link": content.get("link", ""),
        "sent_at": clock.now(),
        "event_id": event.id if event is not None else None,
    }


def _added(session: Any, rows: Sequence[Mapping[str, Any]]) -> Any:
    """The statement that adds messages, and gives the ids of those that are new."""
    insert = INSERTS[session.get_bind().dialect.name]
    added = insert(Message).values(rows)
    added = added.on_conflict_do_nothing(index_elements=["user_id", "key"])
    return added.returning(Message.id)


def sent_at(user_ids: Sequence[int], keys: Sequence[str]) -> dict[str, dt.datetime]:
    """When messages of these keys were first sent to any of these people."""
    asked = (
        select(Message.key, func.min(Message.sent_at))
        .where(Message.user_id.in_(user_ids), Message.key.in_(keys))
        .group_by(Message.key)
    )
    return {row[0]: row[1] for row in db.session.execute(asked)}


class News(NamedTuple):
    """What a line shows of a message."""

    id: int
    title: str
    subject: str
    sent_at: dt.datetime
    read_at: dt.datetime | None


def newest(user_id: int) -> Sequence[News]:
    """The newest messages, unread first: what a line of them shows; asked once a request."""
    found = (
        select(Message)
        .options(defer(Message.body))
        .where(Message.user_id == user_id)
        .order_by(Message.read_at.is_not(None), Message.id.desc())
        .limit(SHOWN)
    )

    def read() -> list[News]:
        return [
            News(one.id, one.said("title"), one.said("subject"), one.sent_at, one.read_at)
            for one in db.session.scalars(found)
        ]

    return once(("newest messages", user_id), read)


def mark_read(message_id: int) -> None:
    """Note that a message was opened; a page that only reads does it beside its own reading."""
    with own_transaction() as session:
        session.execute(
            update(Message)
            .where(Message.id == message_id, Message.read_at.is_(None))
            .values(read_at=clock.now())
        )


def heard(user_id: int, key: str, session: Any) -> None:
    """Note that somebody has done already what a message would lead to."""
    session.execute(
        update(Message)
        .where(Message.user_id == user_id, Message.key == key, Message.read_at.is_(None))
        .values(read_at=clock.now())
    )


def read_all(user_id: int) -> None:
    """Mark everything as read."""
    db.session.execute(
        update(Message)
        .where(Message.user_id == user_id, Message.read_at.is_(None))
        .values(read_at=clock.now())
    )
