"""Reading notices, receipts and documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Date, and_, case, cast, exists, false, func, literal, or_, select
from sqlalchemy.orm import selectinload

from app.core.access.actor import Actor, current_actor
from app.core.access.security_manager import holding, may
from app.core.base import clock
from app.core.base.db import db
from app.core.base.ids import is_id
from app.core.base.per_request import once
from app.core.models import Organization, User
from app.core.tree.organization_tree import tree
from app.workflow import messages

from .choices import NOTICE, Audience, Edition, NoticeState, Reading
from .models import Document, DocumentDownload, Notice, NoticeAddressee, NoticeReceipt

SHOWN = 5
LISTED = 200


def keeps_notices() -> bool:
    """Whether whoever asks writes notices, and so sees every one of them."""
    return may("update", NOTICE) or may("create", NOTICE)


def published(day: dt.date) -> Any:
    """The criterion of notices that are told to their receivers on a day."""
    return and_(Notice.published_at.is_not(None), Notice.published_on <= day)


def in_force(day: dt.date) -> Any:
    """The criterion of those of them that have not ended."""
    return and_(published(day), or_(Notice.ends_on.is_(None), Notice.ends_on >= day))


def addressed_to(organization_id: int | None) -> Any:
    """The criterion of notices that an organization receives."""
    node = tree().get(organization_id or 0)
    if node is None:
        return false()
    named = or_(
        NoticeAddressee.level == node.level, NoticeAddressee.organization_id == organization_id
    )
    return or_(
        Notice.audience == Audience.EVERYBODY,
        exists().where(NoticeAddressee.notice_id == Notice.id, named),
    )


def seen_by(actor: Actor) -> Any:
    """The criterion of what somebody may open who writes no notices."""
    return and_(published(clock.today()), addressed_to(actor.organization_id))


def may_read(notice: Notice) -> bool:
    """Whether whoever asks may open a notice."""
    if keeps_notices():
        return True
    wanted = select(Notice.id).where(Notice.id == notice.id, seen_by(current_actor()))
    return db.session.scalar(wanted) is not None


def is_receiver(notice: Notice, actor: Actor) -> bool:
    """Whether somebody is told of a notice, beside whoever wrote it."""
    if actor.user_id == notice.published_by:
        return False
    wanted = select(Notice.id).where(Notice.id == notice.id, seen_by(actor))
    return db.session.scalar(wanted) is not None


def announced(pk: str) -> Notice | None:
    """A notice that people were told of."""
    if not is_id(pk):
        return None
    wanted = select(Notice).where(Notice.id == int(pk), Notice.announced_at.is_not(None))
    return db.session.scalar(wanted)


def state() -> Any:
    """What a notice is today, in SQL."""
    today = clock.today()
    return case(
        (Notice.published_at.is_(None), NoticeState.DRAFT.value),
        (Notice.published_on > today, NoticeState.WAITING.value),
        (Notice.ends_on < today, NoticeState.ENDED.value),
        else_=NoticeState.CURRENT.value,
    )


def place() -> Any:
    """By what notices stand in the list: pinned ones first, then the newest."""
    pinned = and_(Notice.is_pinned, in_force(clock.today()))
    return case((pinned, literal(dt.date.max, Date)), else_=Notice.published_on)


# --- receipts -------------------------------------------------------------------------------


def reading() -> Any:
    """How far the receiver of a receipt is, in SQL."""
    return case(
        (NoticeReceipt.confirmed_at.is_not(None), Reading.CONFIRMED.value),
        (NoticeReceipt.opened_at.is_not(None), Reading.READ.value),
        else_=Reading.UNREAD.value,
    )


def own_reading() -> Any:
    """How far whoever asks is with a notice; nothing where it was not told to that person."""
    own = (NoticeReceipt.notice_id == Notice.id, NoticeReceipt.user_id == current_actor().user_id)
    return select(reading()).where(*own).correlate(Notice).scalar_subquery()


def still_there() -> Any:
    """The criterion of receipts of people who have an account that works."""
    return exists().where(User.id == NoticeReceipt.user_id, User.active)


def receipt_of(notice_id: int, user_id: int | None) -> NoticeReceipt | None:
    """The receipt of one person."""
    wanted = (NoticeReceipt.notice_id == notice_id, NoticeReceipt.user_id == user_id)
    return db.session.scalar(select(NoticeReceipt).where(*wanted))


def receivers(notice: Notice) -> list[messages.Reader]:
    """The people who read notices at the organizations that it is addressed to."""
    ids = addressed_organizations(notice)
    return [
        one
        for one in messages.readers(and_(holding("read", NOTICE), User.organization_id.in_(ids)))
        if one.id != notice.published_by
    ]


def addressed_organizations(notice: Notice) -> list[int]:
    """The organizations of today's tree that a notice is addressed to."""
    if notice.audience is Audience.EVERYBODY:
        return list(tree())
    levels, named = set(notice.levels), {one.organization_id for one in notice.organizations}
    return [one.id for one in tree().values() if one.level.value in levels or one.id in named]


def late(notice: Notice) -> list[messages.Reader]:
    """Who has not read it, or not confirmed it where that is asked for."""
    column = NoticeReceipt.confirmed_at if notice.asks_confirmation else NoticeReceipt.opened_at
    waiting = select(NoticeReceipt.user_id).where(
        NoticeReceipt.notice_id == notice.id, column.is_(None)
    )
    return messages.readers(User.id.in_(waiting))


def told(notice: Notice) -> list[messages.Reader]:
    """Everybody whom the notice was announced to."""
    ids = select(NoticeReceipt.user_id).where(NoticeReceipt.notice_id == notice.id)
    return messages.readers(User.id.in_(ids))


class ReachedOrganization(NamedTuple):
    """How many people of an organization were told, have read and have confirmed."""

    id: int
    name: str
    told: int
    read: int
    confirmed: int

    @property
    def unread(self) -> int:
        return self.told - self.read


def reached(notice: Notice) -> list[ReachedOrganization]:
    """The receipts of a notice by organization, in the order of the tree, in one statement."""
    counted = (
        select(
            NoticeReceipt.organization_id,
            Organization.name,
            func.count(),
            func.count(NoticeReceipt.opened_at),
            func.count(NoticeReceipt.confirmed_at),
        )
        .join(Organization, Organization.id == NoticeReceipt.organization_id)
        .where(NoticeReceipt.notice_id == notice.id, still_there())
        .group_by(NoticeReceipt.organization_id, Organization.name)
    )
    places = {number: at for at, number in enumerate(tree())}
    rows = [ReachedOrganization(*row) for row in db.session.execute(counted)]
    return sorted(rows, key=lambda row: (places.get(row.id, len(places)), row.id))


def read_words() -> Any:
    """How many of those who were told have read, in SQL."""
    counts = (NoticeReceipt.notice_id == Notice.id, still_there())

    def counted(what: Any) -> Any:
        return select(what).where(*counts).correlate(Notice).scalar_subquery()

    read = counted(func.count(NoticeReceipt.opened_at))
    told = counted(func.count(NoticeReceipt.id))
    return cast(read, db.String).concat(" / ").concat(cast(told, db.String))


def listed_notices() -> list[tuple[str, str]]:
    """The notices that have receipts, the newest first, for a select; asked once a request."""

    def read() -> list[tuple[str, str]]:
        wanted = select(Notice.id, Notice.title).where(Notice.announced_at.is_not(None))
        rows = db.session.execute(wanted.order_by(Notice.announced_at.desc()).limit(LISTED))
        return [(str(number), title) for number, title in rows]

    return once(("listed notices",), read)


# --- the first page -------------------------------------------------------------------------


class Unread(NamedTuple):
    """A notice that somebody has not read, or has not confirmed."""

    id: int
    title: str
    published_on: dt.date
    is_pinned: bool
    asks_confirmation: bool


def unread(user_id: int) -> Sequence[Unread]:
    """The notices in force that wait to be read or confirmed; asked once a request."""

    def read() -> list[Unread]:
        columns = (Notice.id, Notice.title, Notice.published_on, Notice.is_pinned)
        waits = or_(
            NoticeReceipt.opened_at.is_(None),
            and_(Notice.asks_confirmation, NoticeReceipt.confirmed_at.is_(None)),
        )
        wanted = (
            select(*columns, Notice.asks_confirmation)
            .join(NoticeReceipt, NoticeReceipt.notice_id == Notice.id)
            .where(NoticeReceipt.user_id == user_id, waits, in_force(clock.today()))
            .order_by(Notice.is_pinned.desc(), Notice.published_on.desc(), Notice.id.desc())
            .limit(SHOWN)
        )
        return [Unread(*row) for row in db.session.execute(wanted)]

    return once(("unread notices", user_id), read)


def to_announce(day: dt.date) -> Sequence[Notice]:
    """Published notices whose first day has come and that nobody was told of, locked."""
    wanted = select(Notice).where(published(day), Notice.announced_at.is_(None))
    return db.session.scalars(
        wanted.options(selectinload(Notice.addressees)).order_by(Notice.id).with_for_update()
    ).all()


# --- documents ------------------------------------------------------------------------------


def edition_state() -> Any:
    """Whether a newer edition took a document's place, in SQL."""
    is_replaced = Document.replaced_at.is_not(None)
    return case((is_replaced, Edition.REPLACED.value), else_=Edition.CURRENT.value)


def download_count() -> Any:
    """How often a document was taken, in SQL."""
    of_it = DocumentDownload.document_id == Document.id
    return select(func.count()).where(of_it).correlate(Document).scalar_subquery()


def listed_documents() -> list[tuple[str, str]]:
    """The documents, the newest first, for a select; asked once a request."""

    def read() -> list[tuple[str, str]]:
        wanted = select(Document.id, Document.title, Document.edition)
        rows = db.session.execute(wanted.order_by(Document.id.desc()).limit(LISTED))
        return [(str(number), f"{title} {edition}") for number, title, edition in rows]

    return once(("listed documents",), read)


def earlier_editions(document: Document) -> list[Document]:
    """The editions that a document has replaced, the newest first, in one statement."""
    first = select(Document.replaces_id.label("id")).where(Document.id == document.id)
    chain = first.cte("editions", recursive=True)
    chain = chain.union(select(Document.replaces_id).join(chain, Document.id == chain.c.id))
    ids = select(chain.c.id).where(chain.c.id.is_not(None))
    wanted = select(Document).where(Document.id.in_(ids)).order_by(Document.id.desc())
    return list(db.session.scalars(wanted))
