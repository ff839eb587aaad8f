"""Writing notices, receipts and documents; nothing is committed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, insert, select, update

from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.access.sign_in import own_transaction
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db, one_at_a_time
from app.core.base.errors import Conflict, FieldError, Refused
from app.core.base.parts import in_parts
from app.core.tree.organization_tree import tree
from app.workflow import messages

from . import queries, rules
from .choices import Audience
from .models import Document, DocumentDownload, Notice, NoticeAddressee, NoticeReceipt

Values = Mapping[str, Any]
BESIDE = ("levels", "organizations")
SHOWN_AT = "/notices/show/"


# --- notices --------------------------------------------------------------------------------


def write(values: Values) -> Notice:
    """A new notice as a draft; nobody is told of it yet."""
    Refused.if_any(rules.refusals(values))
    notice = Notice(**{name: value for name, value in values.items() if name not in BESIDE})
    notice.addressees = _addressees(values)
    db.session.add(notice)
    db.session.flush()
    return notice


def change(notice: Notice, values: Values, actor: Actor) -> None:
    """Change a notice. One that is published keeps to whom and from when it is told."""
    before = stored_values(notice)
    Refused.if_any(change_refusals(notice, values))
    for name, value in values.items():
        if name not in BESIDE:
            setattr(notice, name, value)
    if notice.published_at is None:
        notice.addressees = _addressees(values)
    elif rules.is_revised(before, values):
        revise(notice, actor)


def change_refusals(notice: Notice, values: Values) -> list[FieldError]:
    """All that speaks against a change."""
    found = list(rules.refusals(values))
    if notice.published_at is not None:
        found += rules.settled_refusals(stored_values(notice), _plain(values))
    return found


def stored_values(notice: Notice) -> dict[str, Any]:
    """A notice as its form would hand it over."""
    columns = {name: getattr(notice, name) for name in (*rules.TOLD, *rules.SETTLED)}
    named = sorted(one.organization for one in notice.organizations)
    return {**columns, "levels": sorted(notice.levels), "organizations": named}


def _plain(values: Values) -> dict[str, Any]:
    chosen = values.get("audience") == Audience.CHOSEN
    rows = values.get("organizations")
    levels = values.get("levels")
    return {
        **values,
        "levels": levels if levels is None else sorted(levels) if chosen else [],
        "organizations": rows if rows is None else _names(rows) if chosen else [],
    }


def _names(rows: Any) -> list[str]:
    return sorted({row["organization"] for row in rows if row["organization"]})


def _addressees(values: Values) -> list[NoticeAddressee]:
    """Whom a notice is addressed to, as it was typed; nobody is named twice."""
    if values["audience"] is not Audience.CHOSEN:
        return []
    numbers = {node.name: node.id for node in tree().values()}
    levels = [NoticeAddressee(level=Level.of(one)) for one in values["levels"]]
    named = [
        NoticeAddressee(organization_id=numbers[one]) for one in _names(values["organizations"])
    ]
    return [*levels, *named]


def publish(notice: Notice, actor: Actor) -> None:
    """发布, once: from its first day on the notice is told to its receivers."""
    if notice.published_at is not None:
        raise Conflict(_("该公告已经发布"))
    if notice.ends_on and notice.ends_on < clock.today():
        raise Refused.because("NO4", "", _("截止日期已过，请修改后再发布"))
    notice.published_at, notice.published_by = clock.now(), actor.user_id
    if notice.published_on <= clock.today():
        announce(notice)


def announce(notice: Notice) -> int:
    """Tell the receivers, and note whom: how many they are."""
    notice.announced_at = clock.now()
    people = [one for one in queries.receivers(notice) if one.organization_id is not None]
    rows = [
        {
            "notice_id": notice.id,
            "organization_id": one.organization_id,
            "user_id": one.id,
            "user_name": one.name,
        }
        for one in people
    ]
    with unscoped("a notice is told to people of every organization"):
        for some in in_parts(rows):
            db.session.execute(insert(NoticeReceipt), some)
    _tell(notice, people, f"notice:{notice.id}", lambda: _("公告：%(title)s", title=notice.title))
    return len(people)


def revise(notice: Notice, actor: Actor) -> None:
    """Note that a published notice says something else now, and tell those who were told of it."""
    notice.revised_at = clock.now()
    if notice.announced_at is None:
        return
    people = [one for one in queries.told(notice) if one.id != actor.user_id]
    key = f"notice:{notice.id}:{notice.revised_at:%Y%m%d%H%M%S%f}"
    _tell(notice, people, key, lambda: _("公告已修订：%(title)s", title=notice.title))


def _tell(notice: Notice, people: Any, key: str, title: Any, body: Any = lambda: "") -> int:
    return messages.send_each(
        people,
        lambda: messages.Words(title(), body()),
        key=key,
        kind=messages.NOTICE,
        link=f"{SHOWN_AT}{notice.id}",
    )


def urge(notice: Notice, actor: Actor) -> int:
    """催阅: remind who has not read it (or not confirmed), each once a day; how many were told."""
    people = queries.late(notice)
    if not people:
        raise Refused.because("NO5", "", _("接收人都已阅读"))
    asked = notice.asks_confirmation

    def body() -> str:
        if asked:
            return _("%(name)s提醒您阅读并确认这份公告。", name=actor.name)
        return _("%(name)s提醒您阅读这份公告。", name=actor.name)

    key = f"notice-urge:{notice.id}:{clock.today()}"
    told = _tell(notice, people, key, lambda: _("催阅：%(title)s", title=notice.title), body)
    if not told:
        raise Refused.because("NO6", "", _("今天已经催阅过，每人每天提醒一次"))
    return told


# --- receipts -------------------------------------------------------------------------------


def note_opened(notice_id: int, actor: Actor) -> None:
    """Note beside the reading of a page that a receiver opened a notice; the first time counts.

    Somebody who came after the announcement is a receiver from then on.
    """
    moment = clock.now()
    with own_transaction() as session:
        insert_row = messages.INSERTS[session.get_bind().dialect.name]
        opened = insert_row(NoticeReceipt).values(
            notice_id=notice_id,
            organization_id=actor.organization_id,
            user_id=actor.user_id,
            user_name=actor.name,
            opened_at=moment,
        )
        opened = opened.on_conflict_do_update(
            index_elements=["notice_id", "user_id"],
            set_={"opened_at": func.coalesce(NoticeReceipt.opened_at, moment)},
        )
        session.execute(opened)
        messages.heard(actor.user_id or 0, f"notice:{notice_id}", session)


def confirm(notice: Notice, actor: Actor) -> bool:
    """已阅确认 by a receiver, once. False when it was confirmed before."""
    moment = clock.now()
    own = (NoticeReceipt.notice_id == notice.id, NoticeReceipt.user_id == actor.user_id)
    confirmed = (
        update(NoticeReceipt)
        .where(*own, NoticeReceipt.confirmed_at.is_(None))
        .values(
            confirmed_at=moment,
            opened_at=func.coalesce(NoticeReceipt.opened_at, moment),
        )
        .returning(NoticeReceipt.id)
    )
    with unscoped("a receipt is that of a person, wherever that person sits today"):
        return db.session.scalar(confirmed) is not None


# --- documents ------------------------------------------------------------------------------


def offer(values: Values) -> Document:
    """A new document, or a new edition of one, which then is replaced and kept."""
    document = Document(**values)
    if document.replaces_id is not None:
        one_at_a_time(db.session, f"document {document.replaces_id}")
        earlier = db.session.scalar(
            select(Document).where(Document.id == document.replaces_id).with_for_update()
        )
        if earlier is None or earlier.replaced_at is not None:
            raise Conflict(_("该文件已有新版本，请刷新"))
        if earlier.edition == document.edition:
            raise Refused.because("DO1", "edition", _("版本与被替代的文件相同"))
        earlier.replaced_at = clock.now()
    db.session.add(document)
    db.session.flush()
    return document


def note_taken(document_id: int, file_name: str, actor: Actor) -> DocumentDownload:
    """The row of somebody who takes a file of a document."""
    return DocumentDownload(
        document_id=document_id,
        organization_id=actor.organization_id,
        user_id=actor.user_id,
        user_name=actor.name,
        file_name=file_name,
        taken_at=clock.now(),
    )
