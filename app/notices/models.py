"""Tables of notices, of who has read them, of documents and of who has taken them."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access.scope import OrgOwned, SoftDeleted
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.column_types import Moment, stored
from app.core.base.db import db
from app.core.tree.organization_tree import organization_names

from .choices import Audience


class Notice(SoftDeleted, db.Model):
    """A notice of the province: a draft until it is published, told from its first day on."""

    __tablename__ = "notice"
    shared_because = "what the province announces; screens ask to whom it is addressed"
    is_audited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100), info={"label": _l("标题")})
    published_on: Mapped[dt.date] = mapped_column(
        default=clock.today, index=True, info={"label": _l("发布日期")}
    )
    ends_on: Mapped[dt.date | None] = mapped_column(info={"label": _l("截止日期")})
    content: Mapped[str] = mapped_column(String(4000), info={"label": _l("内容")})
    is_pinned: Mapped[bool] = mapped_column(
        default=False, server_default=false(), info={"label": _l("置顶")}
    )
    asks_confirmation: Mapped[bool] = mapped_column(
        default=False, server_default=false(), info={"label": _l("需确认")}
    )
    audience: Mapped[Audience] = mapped_column(
        stored(Audience),
        default=Audience.EVERYBODY,
        server_default=Audience.EVERYBODY.value,
        info={"label": _l("接收范围")},
    )
    # When it was published, told to its receivers, and changed in words since.
    published_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("发布时间")})
    published_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    announced_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    revised_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("修订时间")})
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)

    addressees: Mapped[list[NoticeAddressee]] = relationship(
        cascade="all, delete-orphan", order_by="NoticeAddressee.id"
    )

    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        return self.title

    @property
    def levels(self) -> list[str]:
        """The levels that it is addressed to."""
        return [one.level.value for one in self.addressees if one.level is not None]

    @property
    def organizations(self) -> list[NoticeAddressee]:
        """The organizations that it is addressed to one by one."""
        return [one for one in self.addressees if one.organization_id is not None]


class NoticeAddressee(db.Model):
    """A level or an organization that a notice is addressed to."""

    __tablename__ = "notice_addressee"
    __table_args__ = (Index("ix_notice_addressee_notice", "notice_id"),)
    shared_because = "a part of a notice, which is shared"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    level: Mapped[Level | None] = mapped_column(stored(Level))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))

    @property
    def organization(self) -> str:
        """The present name of the organization."""
        return organization_names().get(self.organization_id or 0, "")


class NoticeReceipt(OrgOwned, db.Model):
    """A person who was told of a notice, and when that person opened and confirmed it.

    It belongs to the organization of the person on the day of the announcement.
    """

    __tablename__ = "notice_receipt"
    not_audited_because = "each is itself the record of a reading"
    __table_args__ = (
        Index("ix_notice_receipt_once", "notice_id", "user_id", unique=True),
        Index("ix_notice_receipt_unread", "user_id", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    user_name: Mapped[str] = mapped_column(String(60), info={"label": _l("姓名")})
    opened_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("阅读时间")})
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("确认时间")})

    notice: Mapped[Notice] = relationship(Notice)


class Document(SoftDeleted, db.Model):
    """A rule or a template to be taken by everybody; a new edition is a row of its own."""

    __tablename__ = "document"
    shared_because = "what the province offers is for everybody"
    is_audited = True

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(
        String(30), info={"label": _l("文件类别"), "dictionary": "document_category"}
    )
    title: Mapped[str] = mapped_column(String(100), info={"label": _l("文件名称")})
    edition: Mapped[str] = mapped_column(String(30), info={"label": _l("版本")})
    published_on: Mapped[dt.date] = mapped_column(
        default=clock.today, index=True, info={"label": _l("发布日期")}
    )
    note: Mapped[str | None] = mapped_column(String(500), info={"label": _l("说明")})
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    # The day on which a newer edition took its place.
    replaced_at: Mapped[dt.datetime | None] = mapped_column(Moment, info={"label": _l("替代时间")})
    version: Mapped[int] = mapped_column(default=1)
    form_token: Mapped[str | None] = mapped_column(String(36), unique=True)

    __mapper_args__ = {"version_id_col": version}

    def __repr__(self) -> str:
        return f"{self.title} {self.edition}"


class DocumentDownload(OrgOwned, db.Model):
    """A person who took a file of a document. It belongs to that person's organization."""

    __tablename__ = "document_download"
    not_audited_because = "the trail has the download itself"
    __table_args__ = (Index("ix_document_download_document", "document_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    user_name: Mapped[str] = mapped_column(String(60), info={"label": _l("姓名")})
    file_name: Mapped[str] = mapped_column(String(200), info={"label": _l("文件")})
    taken_at: Mapped[dt.datetime] = mapped_column(Moment, info={"label": _l("下载时间")})

    document: Mapped[Document] = relationship(Document)
