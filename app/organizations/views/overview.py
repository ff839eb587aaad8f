"""监督机构基本情况汇总."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, g, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.access.security_manager import may
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.base.per_request import once
from app.core.base.responses import done, page
from app.core.configuration import dictionaries
from app.core.screens.list_address import asked
from app.core.screens.read_views import MOST_AT_ONCE
from app.core.screens.views import Button, RowAction, Total
from app.core.web.years import YEAR_ARGUMENT, shown_year, switch_years
from app.organizations import presentation, queries, urges
from app.organizations.choices import Completion
from app.organizations.reminders import missing
from app.reporting.buttons import summary_buttons

from .prefecture_filter import IN_PREFECTURE
from .urge_action import UrgeAction

# The report about one organization.
FORM = "organization_form"


class OverviewView(UrgeAction):
    """监督机构基本情况汇总: who has filled in what, and the summary tables."""

    row_class = queries.OverviewRow
    class_permission_name = "organizations.overview"
    method_permission_name = {
        "list": "read",
        "show": "read",
        "remind": "remind",
        "remind_ticked": "remind",
    }
    route_base = "/organizations/overview"
    list_title = _l("监督机构基本情况汇总")
    list_template = "organizations/overview.html"
    unit = _l("个机构")
    list_columns = [
        "prefecture",
        "name",
        "kind",
        "level",
        "nature",
        "posts",
        "on_duty",
        "certified",
        "ratio",
        "has_structure",
        "projects",
        "funding",
        "verification",
        "marks.state",
    ]
    title_column = "name"
    narrow_columns = [name for name in list_columns if name != "nature"]
    search_columns = ["prefecture", "name", "kind", "level", "marks.state"]
    filters_in_view = 5
    follows_year = True
    totals = {
        "posts": Total.of("posts"),
        "on_duty": Total.of("on_duty"),
        "certified": Total.of("certified"),
        "ratio": Total.of("certified", "on_duty", words=presentation.ratio_of),
    }
    wrapped_columns = ("name",)
    table_css = "zj-many"
    label_columns = {
        "prefecture": _l("市州"),
        "name": _l("机构名称"),
        "kind": _l("类别"),
        "level": _l("级别"),
        "nature": _l("性质"),
        "posts": _l("编制"),
        "on_duty": _l("在职"),
        "certified": _l("持证"),
        "ratio": _l("占比"),
        "has_structure": _l("人员结构"),
        "projects": _l("工程"),
        "funding": _l("经费"),
        "verification": _l("资格验证"),
        "marks.state": _l("完善状态"),
    }
    filter_labels = {"name": _l("机构")}
    filters = {"prefecture": IN_PREFECTURE}
    formatters = {
        "kind": lambda row: row.kind.short,
        "nature": presentation.nature,
        "ratio": presentation.ratio,
        "has_structure": lambda row: presentation.tick(row.has_structure),
        "projects": lambda row: presentation.tick(row.projects),
        "funding": lambda row: presentation.tick(row.funding),
        "verification": lambda row: presentation.tick(row.verification),
    }
    tags = {
        "marks.state": {
            Completion.EMPTY: "mute",
            Completion.PARTIAL: "wait",
            Completion.COMPLETE: "ok",
        }
    }

    def rows(self) -> Sequence[queries.OverviewRow]:
        return queries.overview(shown_year())

    def completed(self, rows: Sequence[queries.OverviewRow]) -> Sequence[queries.OverviewRow]:
        """With what is asked for the organizations of a page alone."""
        return queries.with_figures(rows, shown_year())

    def buttons(self) -> Sequence[Button]:
        """The summary tables that this user may have."""
        group = _("导出汇总表")
        return summary_buttons(self.class_permission_name, group, year=shown_year())

    @staticmethod
    def _conditions(report: str, **values: Any) -> str:
        """The conditions of a report, which begin with the year that is shown."""
        return url_for("ReportView.conditions", name=report, year=shown_year(), **values)

    def row_actions(self, item: queries.OverviewRow) -> Sequence[RowAction]:
        address = f"{self.route_base}/show/{item.id}?{YEAR_ARGUMENT}={shown_year()}"
        found = [RowAction(_("查看详情"), address, "drawer")]
        if once(("form", self), lambda: may("export", f"organizations.{FORM}")):
            address = self._conditions(FORM, organization=item.id)
            found.append(RowAction(_("导出"), address, "dialog"))
        return found

    def list_context(self) -> dict[str, Any]:
        own = g.user.organization_id
        row = next((row for row in self.all_rows() if row.id == own), None)
        is_done = row is None or row.marks.state is Completion.COMPLETE
        return {
            "own": row,
            "marks": queries.MARKS,
            "links": presentation.mark_links(shown_year()),
            # Unfolded for those who have something to fill in.
            "concerns": not is_done and may("create", "organizations.project_return"),
        }

    def word(self, dictionary: str, code: str | None) -> str:
        """How a dictionary code reads in the year that is shown."""
        return dictionaries.label(dictionary, code, year=shown_year())

    # --- 催报 -------------------------------------------------------------------------------

    @expose("/remind", methods=["GET", "POST"])
    @has_access
    def remind(self) -> Any:
        """催报: who would be told of what is missing, and the reminder itself."""
        year, status = self._year(), 200
        errors: tuple[FieldError, ...] = ()
        rows = self._to_remind()
        if request.method == "POST":
            try:
                told = urges.urge(rows, year, actor=current_actor())
                db.session.commit()
                return done(told.words, f"{self.route_base}/list/")
            except Refused as refused:
                db.session.rollback()
                errors, status = refused.errors, 422
        return page(
            self,
            "organizations/remind.html",
            title=_("催报（%(year)d 年度）", year=year),
            year=year,
            found=urges.addressees(rows, year),
            errors=errors,
        ), status

    def _year(self) -> int:
        """The year of the question; the switch may have been turned since it was asked."""
        year = request.form.get("year", type=int, default=shown_year())
        return year if year in switch_years() else abort(400)

    def _to_remind(self) -> Sequence[queries.OverviewRow]:
        """The organizations of the address; without any, the late ones that its conditions find."""
        own, wanted = g.user.organization_id, set(request.values.getlist("rowid"))
        if len(wanted) > MOST_AT_ONCE:
            abort(400)
        if not wanted:
            found = self.matching(asked(self, request.args.to_dict(flat=False)))
            return [row for row in found if row.id != own and missing(row.marks)]
        chosen = [row for row in queries.overview(self._year()) if str(row.id) in wanted]
        others = [row for row in chosen if row.id != own]
        return others if len(chosen) == len(wanted) and others else abort(404)

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        year = shown_year()
        row = next((row for row in queries.overview(year) if str(row.id) == pk), None)
        if row is None:
            abort(404)
        (row,) = queries.with_figures([row], year)
        figures = queries.filed_figures(row.id, year)
        return page(
            self,
            "organizations/overview_show.html",
            title=_("监督机构基本情况"),
            year=year,
            years=queries.years_of(row.id),
            row=row,
            profile=queries.profile_of(row.id, year),
            structure=figures,
            marks=queries.MARKS,
            tick=presentation.tick,
            ratio=presentation.ratio,
            addressee=self._addressee(row, year),
            parts=presentation.filed_parts(row, year, figures),
        )

    def _addressee(self, row: queries.OverviewRow, year: int) -> urges.Addressee | None:
        """Who would be reminded, for a superior who looks at an organization."""
        if row.id == g.user.organization_id or not self.has_right("remind"):
            return None
        return urges.addressees([row], year)[0]
