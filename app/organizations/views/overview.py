"""监督机构基本情况汇总."""

from __future__ import annotations

from typing import Any

from flask import abort, g, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _

from app.core import dictionaries, requests
from app.core.actor import current_actor
from app.core.db import db
from app.core.errors import Refused
from app.core.paging import USUAL_SIZE, page_arguments, part_of
from app.core.responses import done, page
from app.core.security import may
from app.organizations import presenting, queries, reminders
from app.reporting.declaration import TableReport
from app.reporting.registry import registered

# The report about one organization.
FORM = "organization_form"


class OverviewView(BaseView):
    """监督机构基本情况汇总: who has filled in what, and the summary tables."""

    class_permission_name = "organizations.overview"
    method_permission_name = {"list": "read", "show": "read", "remind": "remind"}
    route_base = "/organizations/overview"
    default_view = "list"

    def reports(self) -> list[Any]:
        """The summary tables whose buttons this user has."""
        here = self.class_permission_name
        found = (r for r in registered().values() if isinstance(r, TableReport))
        return [r for r in found if r.screen == here and may("export", r.resource)]

    def form_url(self, organization_id: int) -> str | None:
        """导出: the form of one organization, for who may have it."""
        if not may("export", f"organizations.{FORM}"):
            return None
        address = url_for("ReportView.conditions", name=FORM, organization=organization_id)
        return str(address)

    def address(
        self, filters: Any, *, page: int = 1, size: int = USUAL_SIZE, without: str = ""
    ) -> str:
        """This list with other conditions or on another page."""
        arguments = {k: v for k, v in filters.arguments.items() if k != without}
        return str(url_for(f"{self.endpoint}.list", **arguments, **page_arguments(page, size)))

    def word(self, dictionary: str, code: str | None) -> str:
        """How a dictionary code reads in the year that is shown."""
        return dictionaries.label(dictionary, code, year=requests.year())

    @expose("/list/")
    @has_access
    def list(self) -> Any:
        year = requests.year()
        rows = queries.overview(year)
        filters = presenting.OverviewFilters.read(request.args)
        part = part_of([row for row in rows if filters.accept(row)], request.args)
        return page(
            self,
            "organizations/overview.html",
            title=_("监督机构基本情况汇总"),
            year=year,
            rows=queries.with_figures(part.rows, year),
            part=part,
            filters=filters,
            choices=presenting.overview_choices(rows),
            own=next((row for row in rows if row.id == g.user.organization_id), None),
            marks=queries.MARKS,
        )

    @expose("/remind/<pk>", methods=["POST"])
    @has_access
    def remind(self, pk: str) -> Any:
        """催报: remind one organization below of what is missing."""
        year = requests.year()
        own = g.user.organization_id
        row = next((row for row in queries.overview(year) if str(row.id) == pk), None)
        if row is None or row.id == own:
            abort(404)
        back = url_for("HomeView.index")
        try:
            reminders.urge(row.id, year, actor=current_actor())
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            return done(str(refused), back, follow=True)
        return done(_("已向%(name)s发送催报提醒", name=row.name), back, follow=True)

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        year = requests.year()
        row = next((row for row in queries.overview(year) if str(row.id) == pk), None)
        if row is None:
            abort(404)
        (row,) = queries.with_figures([row], year)
        return page(
            self,
            "organizations/overview_show.html",
            title=_("监督机构基本情况"),
            year=year,
            row=row,
            profile=queries.profile_of(row.id, year),
            structure=queries.structure_of([row.id], year).get(row.id, {}),
            marks=queries.MARKS,
        )
