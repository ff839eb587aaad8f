"""公告 and 文件下载: what the province announced, who has read it, and what it offers."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select, update

from app.attachments.content_check import examined
from app.attachments.operations import PlacedFile, place_each
from app.core.access.actor import Actor
from app.core.access.scope import unscoped
from app.core.base import clock
from app.core.base.choices import Level
from app.core.base.db import db
from app.notices import operations
from app.notices.choices import Audience
from app.notices.files import DOCUMENT_FILES
from app.notices.models import Document, Notice, NoticeAddressee, NoticeReceipt

from . import bulk, users

PROVINCE = "hn_admin"


class DemoNotice(NamedTuple):
    """A notice: days ago, title, content, and what is special about it."""

    days: int
    title: str
    content: str
    level: Level | None = None
    is_pinned: bool = False
    asks_confirmation: bool = False
    is_draft: bool = False


NOTICES = (
    DemoNotice(
        120,
        "关于规范监督证书变更办理的通知",
        "监督人员调动后，调入机构应在三十日内申请证书变更，并上传调令或任职文件。",
    ),
    DemoNotice(
        45,
        "关于开展监督机构年度数据核对的通知",
        "请各监督机构核对在职工作人员和持证情况，发现差错及时更正。\n核对完成后请在系统中确认。",
        asks_confirmation=True,
    ),
    DemoNotice(
        10,
        "关于做好监督机构年度填报工作的通知",
        "请各监督机构于次年三月底前完成基本情况、监督工程情况和监督经费情况的填报。\n"
        "年度锁定后需要更正的，请联系省级管理员解锁。",
        is_pinned=True,
    ),
    DemoNotice(
        5,
        "关于报送市州监督工作总结的通知",
        "请各市州级监督机构于年底前报送本年度监督工作总结。",
        level=Level.PREFECTURE,
    ),
    DemoNotice(0, "关于节假日值班安排的通知（草稿）", "值班安排另行通知。", is_draft=True),
)
# Category, title, edition, days ago, and whether it takes the place of the one before it.
DOCUMENTS = (
    ("rule", "监督机构和监督人员考核管理办法", "2018版", 400, False),
    ("template", "监督人员新进报名表", "2025版", 300, False),
    ("template", "监督人员新进报名表", "2026版", 30, True),
    ("guide", "系统操作手册", "第1版", 60, False),
)


def load() -> None:
    """The notices and documents that are missing, by their titles."""
    users.load()
    with users.at_work(PROVINCE) as actor:
        there = set(
            db.session.scalars(select(Notice.title).execution_options(include_deleted=True))
        )
        for one in NOTICES:
            if one.title not in there:
                _announce(one, actor)
        if bulk.is_empty(Document):
            _offer_all(actor)


def _announce(one: DemoNotice, actor: Actor) -> None:
    notice = Notice(
        title=one.title,
        content=one.content,
        published_on=clock.today() - dt.timedelta(days=one.days),
        is_pinned=one.is_pinned,
        asks_confirmation=one.asks_confirmation,
        audience=Audience.CHOSEN if one.level else Audience.EVERYBODY,
        addressees=[NoticeAddressee(level=one.level)] if one.level else [],
    )
    db.session.add(notice)
    db.session.flush()
    if one.is_draft:
        return
    notice.published_at, notice.published_by = bulk.moment(notice.published_on), actor.user_id
    operations.announce(notice)
    with unscoped("the demo's readers sit everywhere"):
        _read(notice, one)


def _read(notice: Notice, one: DemoNotice) -> None:
    """The older it is, the more have read it."""
    opened = bulk.moment(notice.published_on, 15)
    some = (NoticeReceipt.notice_id == notice.id, NoticeReceipt.id % 10 < min(one.days // 5, 9))
    db.session.execute(update(NoticeReceipt).where(*some).values(opened_at=opened))
    if one.asks_confirmation:
        both = (*some, NoticeReceipt.id % 2 == 0)
        db.session.execute(update(NoticeReceipt).where(*both).values(confirmed_at=opened))


def _offer_all(actor: Actor) -> None:
    before: Document | None = None
    for category, title, edition, days, replaces in DOCUMENTS:
        values = {
            "category": category,
            "title": title,
            "edition": edition,
            "published_on": clock.today() - dt.timedelta(days=days),
            "replaces_id": before.id if replaces and before is not None else None,
        }
        before = operations.offer(values)
        (slot,) = DOCUMENT_FILES.slots
        content = examined(f"{title}（{edition}）.pdf", _paper(edition), slot)
        place_each(
            [PlacedFile(before, slot, content)], resource=DOCUMENT_FILES.resource, actor=actor
        )


def _paper(edition: str) -> bytes:
    """A page that plainly is no paper of anybody."""
    page = Image.new("RGB", (595, 842), "#ffffff")
    latin = "".join(sign for sign in edition if sign.isascii())
    drawn = ImageDraw.Draw(page)
    for text, top in ((f"EDITION {latin}", 200), ("DEMO - NOT VALID", 300)):
        drawn.text((297, top), text, fill="#3a4658", font=ImageFont.load_default(30), anchor="ma")
    found = BytesIO()
    page.save(found, "PDF")
    return found.getvalue()
