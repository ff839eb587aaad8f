"""What 机构维护 adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import Grant, Role
from app.core.module import MenuEntry, Module

from .followers import GUIDED, USERS
from .presentation import PARTS, RESOURCE, TIMELINE
from .views import OrganizationView

KEEPERS = (Role.SYSTEM_ADMIN, Role.PROVINCE_ADMIN)

MODULE = Module(
    "reorganization",
    entries=(MenuEntry("settings", OrganizationView, _l("机构维护")),),
    grants=(Grant(RESOURCE, ("read", "export", "create", "update"), KEEPERS),),
    declares=((USERS, GUIDED), TIMELINE, PARTS),
)
