"""The resources of the module's rights, and what a notice and a receipt can be."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

NOTICE = "notices.notice"
RECEIPT = "notices.receipt"
DOCUMENT = "notices.document"
DOWNLOAD = "notices.download"


class Audience(Labelled):
    """接收范围"""

    EVERYBODY = "everybody", _l("全部机构")
    CHOSEN = "chosen", _l("指定级别或机构")


class NoticeState(Labelled):
    """状态 of a notice, which follows from its days"""

    DRAFT = "draft", _l("草稿")
    WAITING = "waiting", _l("待生效")
    CURRENT = "current", _l("已发布")
    ENDED = "ended", _l("已结束")


class Reading(Labelled):
    """阅读状态 of somebody who was told"""

    UNREAD = "unread", _l("未读")
    READ = "read", _l("已读")
    CONFIRMED = "confirmed", _l("已确认")


class Edition(Labelled):
    """版本状态 of a document"""

    CURRENT = "current", _l("现行")
    REPLACED = "replaced", _l("已被替代")


STATE_TONES: Mapping[NoticeState, str] = {
    NoticeState.DRAFT: "mute",
    NoticeState.WAITING: "wait",
    NoticeState.CURRENT: "ok",
    NoticeState.ENDED: "mute",
}
READING_TONES: Mapping[Reading, str] = {
    Reading.UNREAD: "wait",
    Reading.READ: "ok",
    Reading.CONFIRMED: "ok",
}
EDITION_TONES: Mapping[Edition, str] = {Edition.CURRENT: "ok", Edition.REPLACED: "mute"}
