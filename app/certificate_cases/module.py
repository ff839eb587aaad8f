"""What applications about certificates add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import STATIONS, Bundle
from app.core.access.right_words import RightWords
from app.core.access.roles import BUSINESS, FILERS, OVERSEERS, PROVINCE, Grant, Role
from app.core.base.choices import Level
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

FILE = ("read", "create", "update", "delete", "file", "withdraw")
REVIEW = ("read", "oversee", "review", "review_return")
BUNDLES = (
    Bundle(
        "certificate_changes",
        _l("证书变更办理"),
        ((CaseKind.CHANGE.resource, (*FILE, "agree", "decline")),),
    ),
    Bundle(
        "certificate_cancellations", _l("证书注销办理"), ((CaseKind.CANCELLATION.resource, FILE),)
    ),
    Bundle("certificate_reissues", _l("证书补办办理"), ((CaseKind.REISSUE.resource, FILE),)),
    Bundle(
        "certificate_pre_review",
        _l("证书业务市州初审"),
        tuple((kind.resource, REVIEW) for kind in CaseKind),
        (Level.PREFECTURE,),
    ),
    Bundle(
        "certificate_case_summaries",
        _l("证书业务汇总表导出"),
        tuple((kind.resource, ("read", "export")) for kind in CaseKind),
        STATIONS,
    ),
)

# A case ends by one of two moves of one name.
RIGHT_WORDS = tuple(
    RightWords(kind.resource, actions={"sign": _l("领导签批办结")}) for kind in CaseKind
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
        BUNDLES,
        RIGHT_WORDS,
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
