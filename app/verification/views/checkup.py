"""机构体检: every organization in scope against the thresholds, and what decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import abort, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.access.narrowed_screens import reads_rows_of
from app.core.access.security_manager import may
from app.core.base.per_request import once
from app.core.base.responses import page
from app.core.screens.organization_choices import organizations_in_scope
from app.core.screens.views import RowAction, RowsView, show_url
from app.core.web.years import shown_year
from app.organizations.queries import profile_of
from app.organizations.views.prefecture_filter import IN_PREFECTURE
from app.verification import presentation, queries
from app.verification.choices import CHECKUP, RECORD, CheckupState

REPORT = "organization_checkup"
PERSON = "personnel.person"
RETURNS = ("organizations.project_return", "organizations.funding_return")


class CheckupView(RowsView):
    """What each organization meets and misses in a year."""

    row_class = queries.CheckupRow
    class_permission_name = CHECKUP
    method_permission_name = {"list": "read", "show": "read"}
    exports = True
    route_base = "/verification/checkup"
    list_title = _l("机构体检")
    unit = _l("个机构")
    list_columns = [
        "prefecture",
        "name",
        "level",
        "state",
        "met",
        "missed",
        "unknown",
        "misses",
        "valid_to",
        "standing",
    ]
    title_column = "name"
    search_columns = ["prefecture", "name", "level", "state", "standing"]
    filters_in_view = 5
    follows_year = True
    narrow_columns = ("state", "met", "missed", "unknown", "misses", "valid_to", "standing")
    wrapped_columns = ("name", "misses")
    unsorted_columns = ("misses",)
    table_css = "zj-many"
    label_columns = {
        "prefecture": _l("市州"),
        "name": _l("机构名称"),
        "level": _l("级别"),
        "state": _l("结论"),
        "met": _l("达标项"),
        "missed": _l("不达标项"),
        "unknown": _l("无数据项"),
        "misses": _l("不达标指标"),
        "valid_to": _l("资格有效期至"),
        "standing": _l("证书状态"),
    }
    filter_labels = {"name": _l("机构")}
    filters = {"prefecture": IN_PREFECTURE}
    tags = {
        "state": {
            CheckupState.MET: "ok",
            CheckupState.MISSED: "bad",
            CheckupState.UNKNOWN: "mute",
        },
        "standing": presentation.STANDING_TONES,
    }

    def rows(self) -> Sequence[queries.CheckupRow]:
        return self._narrowed(queries.checkups_in_scope(shown_year()))

    @staticmethod
    def _narrowed(rows: Sequence[queries.CheckupRow]) -> Sequence[queries.CheckupRow]:
        """Without the certificates of those whose records whoever asks may not look at."""
        if may("oversee", RECORD):
            return rows
        own = current_actor().organization_id
        return [
            one if one.id == own else replace(one, valid_to=None, standing=None) for one in rows
        ]

    def row_actions(self, item: queries.CheckupRow) -> Sequence[RowAction]:
        found = [RowAction(_("查看"), f"{self.route_base}/show/{item.id}", "drawer")]
        if once(("print", self), lambda: may("export", CHECKUP)):
            address = url_for(
                "ReportView.conditions", name=REPORT, organization=item.id, year=shown_year()
            )
            found.append(RowAction(_("打印"), address, "dialog"))
        return found

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        """The thresholds of one organization, the people that decide them, and the years before."""
        year = shown_year()
        node = next((one for one in organizations_in_scope(year) if str(one.id) == pk), None)
        if node is None:
            abort(404)
        (row,) = queries.checkups([node], year)
        named = reads_rows_of(PERSON, node.id)
        return page(
            self,
            "verification/checkup_show.html",
            title=_("机构体检"),
            year=year,
            row=row,
            findings=presentation.in_words(row.findings, named=named),
            # Who is not to look at the roster is told no names from it.
            people=queries.deciding_people(node.id, year) if named else {},
            people_words=presentation.DECIDING if named else {},
            person_url=lambda number: show_url(PERSON, number),
            profile_url=self._profile_url(node.id, year),
            trend=queries.trend(node, year) if self._reads_returns(node.id) else (),
            list_url=f"{self.route_base}/list/",
        )

    @staticmethod
    def _reads_returns(organization_id: int) -> bool:
        """Whether whoever asks may look at the returns that the years before come from."""
        return all(reads_rows_of(one, organization_id) for one in RETURNS)

    @staticmethod
    def _profile_url(organization_id: int, year: int) -> str | None:
        """The profile that the other thresholds look at."""
        profile = "organizations.profile"
        found = profile_of(organization_id, year)
        if found is None or not reads_rows_of(profile, organization_id):
            return None
        return show_url(profile, found.id)
