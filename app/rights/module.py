"""What rights in words add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import Grant, Role
from app.core.module import MenuEntry, Module

from .choices import BUNDLE, ROLE
from .presentation import DETAIL_PARTS
from .views import BundleView, RoleView, UserRightsView

# Specification 5.3: 角色与菜单 is for 安全, 系统 looks on.
LOOKERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
KEEPERS = (Role.SECURITY_ADMIN,)

MODULE = Module(
    "rights",
    entries=(
        MenuEntry("settings", RoleView, _l("角色与菜单")),
        MenuEntry("settings", BundleView, _l("权限包")),
    ),
    screens=(UserRightsView,),
    grants=(
        Grant(ROLE, ("read",), LOOKERS),
        Grant(ROLE, ("update",), KEEPERS),
        Grant(BUNDLE, ("read",), LOOKERS),
        Grant(BUNDLE, ("create", "update"), KEEPERS),
    ),
    declares=(DETAIL_PARTS,),
)
