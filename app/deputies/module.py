"""What 代办 adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.right_words import RightWords
from app.core.access.roles import BUSINESS, Grant, Role
from app.core.module import MenuEntry, Module

from . import jobs
from .choices import DEPUTY
from .views import DeputyView

ADMINISTRATORS = (Role.PROVINCE_ADMIN, Role.PREFECTURE_ADMIN, Role.COUNTY_ADMIN)
LEADERS = (Role.PROVINCE_LEADER, Role.PREFECTURE_LEADER, Role.COUNTY_LEADER)
KEEPERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)

RIGHT_WORDS = RightWords(
    DEPUTY,
    actions={"oversee": _l("查看和终止本机构的代办"), "read_all": _l("查看全部代办")},
)

MODULE = Module(
    "deputies",
    entries=(MenuEntry("settings", DeputyView, _l("代办设置")),),
    grants=(
        Grant(DEPUTY, ("read",), (*BUSINESS, *KEEPERS)),
        Grant(DEPUTY, ("create",), (*ADMINISTRATORS, *LEADERS, Role.PROVINCE_REVIEWER)),
        Grant(DEPUTY, ("oversee",), ADMINISTRATORS),
        Grant(DEPUTY, ("read_all",), KEEPERS),
    ),
    declares=((RIGHT_WORDS,),),
    jobs=(jobs,),
)
