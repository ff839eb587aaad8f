"""What score sheets add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.roles import BUSINESS, Grant, Role
from app.core.base.choices import Level
from app.core.module import MenuEntry, Module

from .choices import SHEET
from .presentation import DETAIL_PARTS
from .sheet_import import SHEET_IMPORT
from .shipped_sheets import SHIPPED
from .views import ScoreSheetView

KEEPERS = (Role.PROVINCE_ADMIN,)
BUNDLES = (
    Bundle(
        "score_sheets",
        _l("考核表维护"),
        ((SHEET, ("read", "create", "update", "delete", "import")),),
        (Level.PROVINCE,),
    ),
)

MODULE = Module(
    "scoring",
    entries=(MenuEntry("scoring", ScoreSheetView, _l("考核表维护")),),
    grants=(
        Grant(SHEET, ("read",), BUSINESS),
        Grant(SHEET, ("create", "update", "delete", "import"), KEEPERS),
        Grant("imports.batch", ("read",), KEEPERS),
    ),
    declares=(BUNDLES, DETAIL_PARTS, (SHEET_IMPORT, SHIPPED)),
)
