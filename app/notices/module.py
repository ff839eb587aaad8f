"""What notices add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import BUSINESS, Grant, Role
from app.core.module import MenuEntry, Module

from .views import NoticeView

MODULE = Module(
    "notices",
    entries=(MenuEntry("settings", NoticeView, _l("公告")),),
    grants=(
        Grant("notices.notice", ("read",), BUSINESS),
        Grant("notices.notice", ("create", "update", "delete"), (Role.PROVINCE_ADMIN,)),
    ),
    demo=("app.demo.notices",),
)
