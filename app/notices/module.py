"""What notices add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.module import Entry, Module
from app.core.roles import BUSINESS, Grant, Role

from .views import NoticeView

MODULE = Module(
    "notices",
    entries=(Entry("settings", NoticeView, _l("公告")),),
    grants=(
        Grant("notices.notice", ("read",), BUSINESS),
        Grant("notices.notice", ("create", "update", "delete"), (Role.PROVINCE_ADMIN,)),
    ),
    demo=("app.demo.notices",),
)
