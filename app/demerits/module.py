"""What demerit points add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.roles import BUSINESS, Grant, Role
from app.core.base.choices import Level
from app.core.module import MenuEntry, Module

from .choices import REASON
from .presentation import LIST_PARTS
from .shipped_reasons import SHIPPED
from .views import ReasonListView

BUNDLES = (
    Bundle(
        "demerit_reasons",
        _l("记分事由维护"),
        ((REASON, ("read", "create", "update", "delete")),),
        (Level.PROVINCE,),
    ),
)

MODULE = Module(
    "demerits",
    entries=(MenuEntry("scoring", ReasonListView, _l("记分事由维护")),),
    grants=(
        Grant(REASON, ("read",), BUSINESS),
        Grant(REASON, ("create", "update", "delete"), (Role.PROVINCE_ADMIN,)),
    ),
    declares=(BUNDLES, LIST_PARTS, (SHIPPED,)),
)
