"""The menu as one table, in the manual's order; an entry appears when its module exists."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import current_app
from flask_babel import lazy_gettext as _l

from app.core.roles import BUSINESS, EVERYBODY, FILERS, SUMMARIZERS, Grant, Role
from app.core.shell import ShellLink
from app.drafts import jobs as draft_jobs  # noqa: F401 - the clock asks for what is due
from app.drafts import registry as draft_registry
from app.drafts.views import DraftView
from app.organizations.views import PROJECT_RETURN_DRAFTS, OverviewView, ProjectReturnView
from app.personnel.views import PersonView
from app.reporting import registry
from app.reporting.views import DownloadView, ReportView
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
            Entry(PersonView, _l("在职工作人员基础数据")),
            Entry(ProjectReturnView, _l("监督工程情况填报")),
        ),
    ),
)

# Who sees the rows of subordinate organizations beside the own (specification 5.3: 辖 and 全).
OVERSEERS = tuple(role for role in BUSINESS if role is not Role.PREFECTURE_CLERK)

GRANTS = (
    Grant("home", ("read",), EVERYBODY),
    Grant("organizations.overview", ("read",), BUSINESS),
    Grant("organizations.annual_summary", ("export",), SUMMARIZERS),
    Grant("personnel.person", ("read", "export"), BUSINESS),
    Grant("personnel.person", ("oversee",), OVERSEERS),
    Grant("personnel.person", ("update",), FILERS),
    Grant("organizations.project_return", ("read", "export"), BUSINESS),
    Grant("organizations.project_return", ("oversee",), OVERSEERS),
    Grant("organizations.project_return", ("create", "update"), FILERS),
)


# The forms whose text is kept while it is typed.
DRAFTS = (PROJECT_RETURN_DRAFTS,)

# What the user menu offers beside the password and the language.
LINKS = (ShellLink(_l("我的下载"), "DownloadView.list", "dl"),)


def register_views(appbuilder: Any) -> None:
    """Register every screen and hand the engines what the modules declare."""
    registry.register(REPORTS)
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
    current_app.extensions["shell_links"] = LINKS
    appbuilder.grants = GRANTS
