"""The menu as one table, in the manual's order; an entry appears when its module exists."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.roles import BUSINESS, EVERYBODY, FILERS, SUMMARIZERS, Grant
from app.reporting import registry
from app.reporting.views import ReportView
from reports import REPORTS

CATEGORIES = (("organizations", _l("监督机构管理"), "org"),)


GRANTS = (
    Grant("home", ("read",), EVERYBODY),
    Grant("organizations.overview", ("read",), BUSINESS),
    Grant("organizations.annual_summary", ("export",), SUMMARIZERS),
    Grant("personnel.person", ("read",), BUSINESS),
    Grant("organizations.project_return", ("read",), BUSINESS),
    Grant("organizations.project_return", ("create", "update"), FILERS),
)


def register_views(appbuilder: Any) -> None:
    """Register every screen and hand the engines what the modules declare."""
    registry.register(REPORTS)
    appbuilder.add_view_no_menu(ReportView)
    appbuilder.grants = GRANTS
