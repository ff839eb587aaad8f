"""What 年报驾驶舱 adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.roles import PROVINCE, Grant, Role
from app.core.base.choices import Level
from app.core.module import MenuEntry, Module

from .choices import COCKPIT
from .views import CockpitView

# Whoever answers for the returns of others.
SUPERIORS = (*PROVINCE, Role.PREFECTURE_ADMIN, Role.PREFECTURE_LEADER)

BUNDLES = (
    Bundle("cockpit", _l("年报驾驶舱查看"), ((COCKPIT, ("read", "export")),), (Level.PREFECTURE,)),
)

MODULE = Module(
    "cockpit",
    entries=(MenuEntry("organizations", CockpitView, _l("年报驾驶舱")),),
    declares=(BUNDLES,),
    grants=(Grant(COCKPIT, ("read", "export"), SUPERIORS),),
)
