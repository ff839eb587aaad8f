"""What 业务流程 adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import EVERYBODY, Grant
from app.core.module import MenuEntry, Module

from .presentation import RESOURCE
from .views import ProcessView

MODULE = Module(
    "processes",
    entries=(MenuEntry("", ProcessView, _l("业务流程"), icon="flow"),),
    grants=(Grant(RESOURCE, ("read",), EVERYBODY),),
)
