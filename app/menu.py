"""The menu as one table, in the manual's order; an entry appears when its module exists."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from flask import current_app, g, url_for
from flask_babel import lazy_gettext as _l

from app.attachments import parameters as attachment_parameters
from app.attachments import registry as holders
from app.attachments.views import AttachmentView
from app.core import numbering, own_parameters, parameters
from app.core.roles import BUSINESS, EVERYBODY, FILERS, PROVINCE, SUMMARIZERS, Grant, Role
from app.core.shell import Bell, ShellLink
from app.drafts import jobs as draft_jobs  # noqa: F401 - the clock asks for what is due
from app.drafts import parameters as draft_parameters
from app.drafts import registry as draft_registry
from app.drafts.views import DraftView
from app.organizations import jobs  # noqa: F401 - declares what the module does by itself
from app.organizations import parameters as organization_parameters
from app.organizations.files import HOLDERS
from app.organizations.numbering import NUMBERS
from app.organizations.returns import DRAFTS
from app.organizations.todos import SOURCES as TODO_SOURCES
from app.organizations.views import (
    FundingReturnView,
    OverviewView,
    ProfileView,
    ProjectReturnView,
    YearLockView,
)
from app.organizations.workflows import WORKFLOWS
from app.personnel import parameters as personnel_parameters
from app.personnel.views import PersonView
from app.reporting import numbering as reporting_numbering
from app.reporting import parameters as reporting_parameters
from app.reporting import registry
from app.reporting.views import DownloadView, ReportView, VerificationView
from app.settings.views import (
    CalendarView,
    DictionaryView,
    NumberingView,
    ParameterView,
    ReportLayoutView,
)
from app.workflow import messages, todos
from app.workflow import registry as processes
from app.workflow.views import MessageView
from reports import REPORTS


class Entry(NamedTuple):
    """A screen in the menu; its name is the resource that its permissions are on."""

    view: type[Any]
    label: Any


class Category(NamedTuple):
    """A group of the menu."""

    name: str
    label: Any
    icon: str
    entries: tuple[Entry, ...]


MENU = (
    Category(
        "organizations",
        _l("监督机构管理"),
        "org",
        (
            Entry(OverviewView, _l("监督机构基本情况汇总")),
            Entry(ProfileView, _l("监督机构基本情况填报")),
            Entry(PersonView, _l("在职工作人员基础数据")),
            Entry(ProjectReturnView, _l("监督工程情况填报")),
            Entry(FundingReturnView, _l("监督经费情况填报")),
            Entry(YearLockView, _l("年度锁定")),
        ),
    ),
    Category(
        "settings",
        _l("系统管理"),
        "sliders",
        (
            Entry(DictionaryView, _l("字典管理")),
            Entry(ParameterView, _l("参数设置")),
            Entry(NumberingView, _l("编号规则")),
            Entry(ReportLayoutView, _l("报表设置")),
            Entry(CalendarView, _l("工作日历")),
        ),
    ),
)

# Who sees the rows of subordinate organizations beside the own (specification 5.3: 辖 and 全).
OVERSEERS = tuple(role for role in BUSINESS if role is not Role.PREFECTURE_CLERK)

LOCK_READERS = (Role.PROVINCE_ADMIN, Role.PROVINCE_LEADER, Role.PREFECTURE_ADMIN)


def _return_grants(resource: str) -> tuple[Grant, ...]:
    """A yearly return: everybody of the business reads, those who file write their own."""
    return (
        Grant(resource, ("read", "export"), BUSINESS),
        Grant(resource, ("oversee",), OVERSEERS),
        Grant(resource, ("create", "update"), FILERS),
    )


GRANTS = (
    Grant("home", ("read",), EVERYBODY),
    Grant("organizations.overview", ("read",), BUSINESS),
    Grant("organizations.overview", ("remind",), (Role.PROVINCE_ADMIN, Role.PREFECTURE_ADMIN)),
    Grant("organizations.annual_summary", ("export",), SUMMARIZERS),
    Grant(
        "organizations.organization_form",
        ("export",),
        (*SUMMARIZERS, Role.COUNTY_ADMIN, Role.COUNTY_LEADER),
    ),
    Grant("personnel.person", ("read", "export"), BUSINESS),
    Grant("personnel.person", ("oversee",), OVERSEERS),
    Grant("personnel.person", ("update",), FILERS),
    *(
        grant
        for resource in ("profile", "project_return", "funding_return")
        for grant in _return_grants(f"organizations.{resource}")
    ),
    Grant("organizations.year_lock", ("read",), LOCK_READERS),
    Grant("organizations.year_lock", ("update",), (Role.PROVINCE_ADMIN,)),
    *(grant for workflow in WORKFLOWS for grant in workflow.grants()),
    Grant("settings.dictionary", ("read",), BUSINESS),
    Grant("settings.dictionary", ("create", "update"), (Role.PROVINCE_ADMIN,)),
    Grant("settings.parameter", ("read",), PROVINCE),
    Grant("settings.parameter", ("update",), (Role.PROVINCE_ADMIN,)),
    Grant("settings.numbering", ("read",), PROVINCE),
    Grant("settings.numbering", ("update",), (Role.PROVINCE_ADMIN,)),
    Grant("settings.report", ("read",), PROVINCE),
    Grant("settings.report", ("update",), (Role.PROVINCE_ADMIN,)),
    Grant("settings.calendar", ("read",), PROVINCE),
    Grant("settings.calendar", ("update",), (Role.PROVINCE_ADMIN,)),
)

# What the modules declare for the office to set.
PARAMETERS = (
    *organization_parameters.PARAMETERS,
    *personnel_parameters.PARAMETERS,
    *reporting_parameters.PARAMETERS,
    *attachment_parameters.PARAMETERS,
    *draft_parameters.PARAMETERS,
    *own_parameters.PARAMETERS,
)


# What the user menu offers beside the password and the language.
LINKS = (
    ShellLink(_l("我的下载"), "DownloadView.list", "dl"),
    ShellLink(_l("报表核验"), "VerificationView.find", "check"),
)


def bell() -> Bell:
    """The unread messages of whoever is signed in."""
    unread = g.user.unread_messages
    newest = messages.newest(g.user.id) if unread else ()
    found = [
        (" · ".join(filter(None, (one.title, one.subject))), url_for("MessageView.show", pk=one.id))
        for one in newest
    ]
    return Bell(unread, found, url_for("MessageView.list"))


def register_views(appbuilder: Any) -> None:
    """Register every screen and hand the engines what the modules declare."""
    registry.register(REPORTS)
    processes.register(WORKFLOWS)
    todos.register_sources(TODO_SOURCES)
    holders.register(HOLDERS)
    parameters.register(PARAMETERS)
    numbering.register((*NUMBERS, *reporting_numbering.NUMBERS))
    draft_registry.register(DRAFTS)
    appbuilder.add_link("home", href="HomeView.index", label=_l("系统首页"), icon="home")
    for category in MENU:
        for entry in category.entries:
            appbuilder.add_view(
                entry.view,
                entry.view.class_permission_name,
                label=entry.label,
                category=category.name,
                category_label=category.label,
                category_icon=category.icon,
            )
    appbuilder.add_view_no_menu(ReportView)
    appbuilder.add_view_no_menu(DraftView)
    appbuilder.add_view_no_menu(DownloadView)
    appbuilder.add_view_no_menu(VerificationView)
    appbuilder.add_view_no_menu(MessageView)
    appbuilder.add_view_no_menu(AttachmentView)
    current_app.extensions["shell_links"] = LINKS
    current_app.extensions["shell_bell"] = bell
    current_app.extensions["teller"] = partial(messages.send, kind=messages.EXPORT)
    appbuilder.grants = GRANTS
