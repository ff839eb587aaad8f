"""What accounts and applications for them add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.right_words import RightWords
from app.core.access.roles import ADMIN_OF, COUNTY, PREFECTURE, PROVINCE, Grant, Role
from app.core.module import MenuEntry, Module

from .choices import APPLICATION, ONLINE, RIGHTS, USER
from .files import HOLDERS
from .followers import APPLICATIONS
from .guides import BUTTONS as PROCESS_BUTTONS
from .guides import GUIDES
from .leaving_guard import GUARDS
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .views import ApplicationView, OnlineView, RightApplicationView, UserView
from .workflows import WORKFLOWS

ADMINS = tuple(ADMIN_OF.values())
# Specification 5.3: 市管 and 县管 close accounts in their reach, 省管 looks on.
KEEPERS = (Role.PREFECTURE_ADMIN, Role.COUNTY_ADMIN, Role.SYSTEM_ADMIN)
LEADERS = tuple(one for one in (*PROVINCE, *PREFECTURE, *COUNTY) if one.name.endswith("LEADER"))

BUNDLES = (
    Bundle(
        "account_applications",
        _l("用户申请"),
        ((APPLICATION, ("read", "create", "update", "delete", "file", "withdraw")),),
    ),
    Bundle(
        "right_applications",
        _l("权限申请"),
        ((RIGHTS, ("read", "create", "update", "delete", "file", "withdraw")),),
    ),
)

RIGHT_WORDS = (
    RightWords(
        USER, actions={"disable": _l("禁用、启用、解锁"), "reset": _l("重置密码、两步验证")}
    ),
    RightWords(ONLINE, actions={"end": _l("强制下线")}),
)

MODULE = Module(
    "users",
    entries=(
        MenuEntry("settings", UserView, _l("用户管理")),
        MenuEntry("settings", ApplicationView, _l("用户申请")),
        MenuEntry("settings", RightApplicationView, _l("权限申请")),
        MenuEntry("settings", OnlineView, _l("在线用户")),
    ),
    grants=(
        Grant(USER, ("read",), (*ADMINS, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)),
        Grant(USER, ("disable",), KEEPERS),
        Grant(USER, ("update", "reset"), (Role.SYSTEM_ADMIN,)),
        Grant(ONLINE, ("read",), (*KEEPERS, Role.SECURITY_ADMIN)),
        Grant(ONLINE, ("end",), KEEPERS),
        Grant(
            APPLICATION,
            ("read",),
            (*ADMINS, *LEADERS, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
        ),
        Grant(RIGHTS, ("read",), (*ADMINS, *LEADERS, Role.SECURITY_ADMIN)),
        *(
            Grant(resource, ("create", "update", "delete"), ADMINS)
            for resource in (APPLICATION, RIGHTS)
        ),
        *(grant for workflow in WORKFLOWS for grant in workflow.grants()),
    ),
    declares=(
        RIGHT_WORDS,
        WORKFLOWS,
        GUIDES,
        PROCESS_BUTTONS,
        GUARDS,
        HOLDERS,
        NUMBERS,
        PARAMETERS,
        BUNDLES,
        (APPLICATIONS,),
    ),
    demo=("app.demo.account_cases",),
)
