"""What training adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import BUSINESS, Grant, Role
from app.core.module import MenuEntry, Module

from .choices import SESSION
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .presentation import DETAIL_PARTS
from .views import SessionView

PLANNERS = (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER)

MODULE = Module(
    "training",
    entries=(MenuEntry("training", SessionView, _l("培训档期")),),
    grants=(
        Grant(SESSION, ("read",), BUSINESS),
        Grant(SESSION, ("create", "update", "delete", "export"), PLANNERS),
    ),
    declares=(NUMBERS, PARAMETERS, DETAIL_PARTS),
)
