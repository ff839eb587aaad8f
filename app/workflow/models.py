"""What the engine remembers: every move of every item, and who was told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.core.access.scope import OrgOwned
from app.core.base.column_types import Moment
from app.core.base.db import db
from app.core.models import User
from app.core.models.access import WITH_THE_USER


class WorkflowEvent(OrgOwned, db.Model):
    """办理记录: one move of one item. It belongs to the item's organization and never changes."""

    __tablename__ = "workflow_event"
    __table_args__ = (Index("ix_workflow_event_item", "resource", "item_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resource: Mapped[str] = mapped_column(String(60))
    item_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    source: Mapped[str | None] = mapped_column(String(30))
    target: Mapped[str] = mapped_column(String(30))
    at: Mapped[dt.datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    # Who acted and, where that was a deputy, in whose place; the name says both.
    actor_name: Mapped[str] = mapped_column(String(60))
    principal_id: Mapped[int | None]
    actor_organization: Mapped[str] = mapped_column(String(100), default="")
    opinion: Mapped[str] = mapped_column(String(500), default="")
    marked: Mapped[list[str]] = mapped_column(JSON, default=list)
    # What was said to single marks, by their field.
    mark_notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # What the move asked for: key → label, words, plain value.
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    # The case as it was called, the 环节 after the move, and what was done in one go.
    subject: Mapped[str] = mapped_column(String(200), default="", server_default="")
    step: Mapped[str | None] = mapped_column(String(30))
    batch: Mapped[str] = mapped_column(String(60), default="", server_default="")
    # What move, source, target and step were called: they read so when a later version
    # has none of that name.
    words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")


class Message(db.Model):
    """消息通知: one user is told of one event, or of a date that comes near."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_unread", "user_id", "read_at"),
        Index("ix_message_once", "user_id", "key", unique=True),
    )
    shared_because = "belongs to one user; views check the reader"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20), info={"label": _l("类型")})
    title: Mapped[str] = mapped_column(String(200), info={"label": _l("标题")})
    # Whom or what it is about.
    subject: Mapped[str] = mapped_column(
        String(200), default="", server_default="", info={"label": _l("事项")}
    )
    body: Mapped[str] = mapped_column(String(1000), default="")
    # The same in every language; what stands above is that of the reader when it was sent.
    texts: Mapped[dict[str, dict[str, str]]] = mapped_column(
        JSON, default=dict, server_default="{}"
    )
    link: Mapped[str] = mapped_column(String(200), default="")
    sent_at: Mapped[dt.datetime] = mapped_column(Moment, info={"label": _l("时间")})
    read_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("workflow_event.id"))

    event: Mapped[WorkflowEvent | None] = relationship(WorkflowEvent)

    def said(self, part: str) -> str:
        """Title, body or subject in the language of this page."""
        told = self.texts.get(str(get_locale()), {})
        return str(told.get(part) or getattr(self, part))

    @property
    def read(self) -> str:
        """Whether it was opened."""
        return _("已读") if self.read_at is not None else _("未读")


# Read together with the signed-in user, for every page shows it.
User.unread_messages = column_property(
    select(func.count())
    .where(Message.user_id == User.id, Message.read_at.is_(None))
    .correlate(User)
    .scalar_subquery(),
    deferred=True,
    group=WITH_THE_USER,
)
