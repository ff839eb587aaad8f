"""What 首次设置 adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import Grant, Role
from app.core.module import MenuEntry, Module

from . import queries
from .views import SetupView

MODULE = Module(
    "setup",
    entries=(
        MenuEntry("settings", SetupView, _l("首次设置"), there=lambda: not queries.is_finished()),
    ),
    grants=(Grant("setup.installation", ("read", "update"), (Role.SYSTEM_ADMIN,)),),
    demo=("app.demo.setup",),
)
