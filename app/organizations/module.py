"""What organizations and their yearly returns add to the application."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.access.bundles import STATIONS, Bundle
from app.core.access.right_words import RightWords
from app.core.access.roles import (
    BUSINESS,
    FILERS,
    FORM_PRINTERS,
    OVERSEERS,
    SUMMARIZERS,
    Grant,
    Role,
)
from app.core.base.choices import Level
from app.core.base.services import Service
from app.core.module import MenuEntry, Module

from . import jobs
from .files import HOLDERS
from .finder import FINDER
from .followers import RETURNS
from .guides import GUIDE
from .numbering import NUMBERS
from .parameters import PARAMETERS
from .queries import EFFECTS
from .returns import filing_year
from .todos import SOURCES
from .views import (
    BUTTONS,
    FundingReturnView,
    OverviewView,
    ProfileView,
    ProjectReturnView,
    RosterCheckView,
    StaffStructureView,
    YearLockView,
)
from .workflows import WORKFLOWS

LOCK_READERS = (Role.PROVINCE_ADMIN, Role.PROVINCE_LEADER, Role.PREFECTURE_ADMIN)


def _return_grants(resource: str) -> tuple[Grant, ...]:
    """A yearly return: everybody of the business reads, those who file write their own."""
    return (
        Grant(resource, ("read", "export"), BUSINESS),
        Grant(resource, ("oversee",), OVERSEERS),
        Grant(resource, ("create", "update"), FILERS),
    )


BUNDLES = (
    Bundle(
        "organization_summaries",
        _l("机构汇总表导出"),
        (("organizations.annual_summary", ("export",)),),
        STATIONS,
    ),
    Bundle(
        "organization_form",
        _l("机构情况表打印"),
        (("organizations.organization_form", ("export",)),),
        STATIONS,
    ),
    Bundle(
        "profile",
        _l("监督机构基本情况填报"),
        (
            ("organizations.profile", ("read", "create", "update", "submit")),
            ("organizations.roster_check", ("update",)),
        ),
    ),
    Bundle(
        "project_returns",
        _l("监督工程情况填报"),
        (("organizations.project_return", ("read", "create", "update", "submit")),),
    ),
    Bundle(
        "funding_returns",
        _l("监督经费情况填报"),
        (("organizations.funding_return", ("read", "create", "update", "submit")),),
    ),
    Bundle(
        "profile_numbers",
        _l("机构联系电话明文查看"),
        (("organizations.profile", ("reveal",)),),
    ),
    Bundle(
        "returns_reminders",
        _l("年报催报"),
        (("organizations.overview", ("read", "remind")),),
        (Level.PROVINCE, Level.PREFECTURE),
    ),
)

RIGHT_WORDS = (
    RightWords(
        "organizations.annual_summary", _l("年度汇总表和分类统计表"), "organizations.overview"
    ),
    RightWords(
        "organizations.organization_form", _l("监督机构基本情况表"), "organizations.profile"
    ),
    RightWords("organizations.roster_check", _l("人员核对"), "organizations.profile"),
    RightWords("organizations.overview", actions={"remind": _l("催报")}),
    RightWords("organizations.staff_structure", actions={"update": _l("归档")}),
    RightWords("organizations.year_lock", actions={"update": _l("锁定和解锁")}),
)

MODULE = Module(
    "organizations",
    entries=(
        MenuEntry("organizations", OverviewView, _l("监督机构基本情况汇总")),
        MenuEntry("organizations", ProfileView, _l("监督机构基本情况填报")),
        MenuEntry("organizations", StaffStructureView, _l("人员结构情况查看")),
        MenuEntry("organizations", ProjectReturnView, _l("监督工程情况填报")),
        MenuEntry("organizations", FundingReturnView, _l("监督经费情况填报")),
        MenuEntry("organizations", YearLockView, _l("年度锁定")),
    ),
    screens=(RosterCheckView,),
    grants=(
        Grant("organizations.overview", ("read",), BUSINESS),
        Grant("organizations.roster_check", ("update",), FILERS),
        Grant("organizations.overview", ("remind",), (Role.PROVINCE_ADMIN, Role.PREFECTURE_ADMIN)),
        Grant("organizations.annual_summary", ("export",), SUMMARIZERS),
        Grant("organizations.organization_form", ("export",), FORM_PRINTERS),
        *(
            grant
            for resource in ("profile", "project_return", "funding_return")
            for grant in _return_grants(f"organizations.{resource}")
        ),
        Grant("organizations.staff_structure", ("read",), BUSINESS),
        Grant("organizations.staff_structure", ("oversee",), OVERSEERS),
        Grant("organizations.staff_structure", ("export", "update"), (Role.PROVINCE_ADMIN,)),
        Grant("organizations.year_lock", ("read",), LOCK_READERS),
        Grant("organizations.year_lock", ("update",), (Role.PROVINCE_ADMIN,)),
        *(grant for workflow in WORKFLOWS for grant in workflow.grants()),
    ),
    declares=(
        WORKFLOWS,
        BUNDLES,
        RIGHT_WORDS,
        HOLDERS,
        NUMBERS,
        PARAMETERS,
        SOURCES,
        (EFFECTS, RETURNS, GUIDE),
        FINDER,
        BUTTONS,
    ),
    jobs=(jobs,),
    services={Service.FILING_YEAR: filing_year},
    reports=("reports.form", "reports.summary", "reports.survey"),
    demo=tuple(
        f"app.demo.{step}"
        for step in ("profiles", "projects", "funding", "verification", "snapshots")
    ),
)
