"""What 资格验证 adds to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import STATIONS, Bundle
from app.core.access.roles import BUSINESS, FORM_PRINTERS, OVERSEERS, Grant, Role
from app.core.base.choices import Level
from app.core.module import MenuEntry, Module

from . import jobs
from .choices import CHECKUP, RECORD
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .presentation import DETAIL_PARTS
from .todos import SOURCES
from .views import CheckupView, OrganizationVerificationView

KEEPERS = (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER)

BUNDLES = (
    Bundle(
        "verifications",
        _l("资格验证登记"),
        ((RECORD, ("read", "create", "update", "delete")),),
        (Level.PROVINCE,),
    ),
    Bundle("checkups", _l("机构体检表导出"), ((CHECKUP, ("read", "export")),), STATIONS),
)

MODULE = Module(
    "verification",
    entries=(
        MenuEntry("organizations", OrganizationVerificationView, _l("监督资格验证情况填报")),
        MenuEntry("organizations", CheckupView, _l("机构体检")),
    ),
    grants=(
        Grant(RECORD, ("read", "export"), BUSINESS),
        Grant(RECORD, ("oversee",), OVERSEERS),
        Grant(CHECKUP, ("read",), BUSINESS),
        Grant(CHECKUP, ("export",), FORM_PRINTERS),
        Grant(RECORD, ("create", "update", "delete"), KEEPERS),
    ),
    declares=(BUNDLES, PARAMETERS, NUMBERS, DETAIL_PARTS, SOURCES),
    jobs=(jobs,),
    reports=("reports.checkup",),
)
