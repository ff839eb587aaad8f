"""What 公告 and 文件下载 add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.right_words import RightWords
from app.core.access.roles import BUSINESS, EVERYBODY, Grant, Role
from app.core.base.choices import Level
from app.core.module import MenuEntry, Module

from . import jobs
from .choices import DOCUMENT, DOWNLOAD, NOTICE, RECEIPT
from .views import DocumentDownloadView, DocumentView, NoticeReceiptView, NoticeView

KEEPERS = (Role.PROVINCE_ADMIN,)

BUNDLES = (
    Bundle(
        "notices",
        _l("公告发布"),
        (
            (NOTICE, ("read", "create", "update", "delete")),
            (RECEIPT, ("read", "export", "remind")),
            (DOCUMENT, ("read", "create", "update", "delete")),
            (DOWNLOAD, ("read", "export")),
        ),
        (Level.PROVINCE,),
    ),
)

RIGHT_WORDS = (
    RightWords(RECEIPT, _l("公告阅读情况"), NOTICE, {"remind": _l("提醒")}),
    RightWords(DOWNLOAD, _l("文件下载记录"), DOCUMENT),
)

MODULE = Module(
    "notices",
    entries=(
        MenuEntry("settings", NoticeView, _l("公告")),
        MenuEntry("settings", DocumentView, _l("文件下载")),
    ),
    screens=(NoticeReceiptView, DocumentDownloadView),
    grants=(
        Grant(NOTICE, ("read",), BUSINESS),
        Grant(NOTICE, ("create", "update", "delete"), KEEPERS),
        Grant(RECEIPT, ("read", "export", "remind"), KEEPERS),
        Grant(DOCUMENT, ("read",), EVERYBODY),
        Grant(DOCUMENT, ("create", "update", "delete"), KEEPERS),
        Grant(DOWNLOAD, ("read", "export"), KEEPERS),
    ),
    declares=(BUNDLES, RIGHT_WORDS),
    jobs=(jobs,),
    demo=("app.demo.notices",),
)
