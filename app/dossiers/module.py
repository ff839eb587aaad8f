"""What 人员基本信息填报 adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import Bundle
from app.core.access.roles import BUSINESS, FILERS, OVERSEERS, Grant, Role
from app.core.module import MenuEntry, Module
from app.personnel.belongings import Belonging

from . import operations
from .choices import DOSSIER
from .presentation import DETAIL_PARTS
from .views import DossierView

# The leaders of province and county look on; everybody else takes files of what is in reach.
EXPORTERS = tuple(
    role for role in BUSINESS if role not in (Role.PROVINCE_LEADER, Role.COUNTY_LEADER)
)

RESUME = Belonging("resume", operations.hand_over_resume)

BUNDLES = (
    Bundle("people_summaries", _l("人员汇总表导出"), ((DOSSIER, ("read", "export")),)),
    Bundle("dossiers", _l("人员基本信息完善"), ((DOSSIER, ("read", "update")),)),
)

MODULE = Module(
    "dossiers",
    entries=(MenuEntry("people", DossierView, _l("人员基本信息填报")),),
    grants=(
        Grant(DOSSIER, ("read",), BUSINESS),
        Grant(DOSSIER, ("oversee",), OVERSEERS),
        Grant(DOSSIER, ("update",), FILERS),
        Grant(DOSSIER, ("export",), EXPORTERS),
    ),
    declares=(BUNDLES, DETAIL_PARTS, (RESUME,)),
    reports=("reports.dossiers", "reports.dossier_summary"),
)
