"""What applications about certificates add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.roles import BUSINESS, FILERS, OVERSEERS, PROVINCE, Grant, Role
from app.core.module import MenuEntry, Module
from app.personnel.belongings import Belonging

from . import operations
from .choices import CaseKind
from .files import HOLDERS
from .followers import CASES
from .guides import BUTTONS, GUIDES
from .leaving_guard import GUARDS
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .presentation import DETAIL_PARTS, RADAR_ACTIONS, TIMELINE
from .views import CancellationView, ChangeView, ReissueView
from .workflows import WORKFLOWS

# Whoever may file prints, and the province and its leaders (spec 5.3, ruling 5).
PRINTERS = (
    *PROVINCE,
    Role.PREFECTURE_ADMIN,
    Role.PREFECTURE_CLERK,
    Role.COUNTY_ADMIN,
    Role.COUNTY_CLERK,
)

MODULE = Module(
    "certificate_cases",
    entries=(
        MenuEntry("people", ChangeView, _l("人员证书变更")),
        MenuEntry("people", CancellationView, _l("人员证书注销")),
        MenuEntry("people", ReissueView, _l("人员证书补办")),
    ),
    grants=tuple(
        grant
        for kind in CaseKind
        for grant in (
            Grant(kind.resource, ("read",), BUSINESS),
            Grant(kind.resource, ("oversee",), OVERSEERS),
            Grant(kind.resource, ("create", "update", "delete"), FILERS),
            Grant(kind.resource, ("export",), PRINTERS),
        )
    )
    + tuple(grant for workflow in WORKFLOWS for grant in workflow.grants()),
    declares=(
        WORKFLOWS,
        GUARDS,
        GUIDES,
        BUTTONS,
        HOLDERS,
        NUMBERS,
        PARAMETERS,
        RADAR_ACTIONS,
        DETAIL_PARTS,
        TIMELINE,
        (CASES, Belonging("certificate_cases", operations.follow_person)),
    ),
    reports=("reports.certificate_cases", "reports.certificate_case_summaries"),
    demo=("app.demo.certificate_cases",),
)
