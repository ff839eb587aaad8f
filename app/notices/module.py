"""What notices add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.roles import BUSINESS, Grant, Role
from app.core.base.choices import Level
from app.core.module import MenuEntry, Module

from .views import NoticeView

BUNDLES = (
    Bundle(
        "notices",
        _l("公告发布"),
        (("notices.notice", ("read", "create", "update", "delete")),),
        (Level.PROVINCE,),
    ),
)

MODULE = Module(
    "notices",
    entries=(MenuEntry("settings", NoticeView, _l("公告")),),
    grants=(
        Grant("notices.notice", ("read",), BUSINESS),
        Grant("notices.notice", ("create", "update", "delete"), (Role.PROVINCE_ADMIN,)),
    ),
    declares=(BUNDLES,),
    demo=("app.demo.notices",),
)
