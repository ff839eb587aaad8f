"""监督工程情况填报 and 监督机构基本情况汇总."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, g, jsonify, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload, undefer_group

from app.core import clock, dictionaries, requests
from app.core.actor import current_actor
from app.core.db import db
from app.core.errors import Conflict, FieldError, Refused
from app.core.forms import AppForm
from app.core.paging import USUAL_SIZE, part_of
from app.core.parameters import parameter
from app.core.reach import own_unless_overseer
from app.core.responses import done, page
from app.core.security import may
from app.core.views import AppInterface, AppModelView
from app.reporting.registry import registered

from . import operations, presenting, queries, rules
from .choices import ReturnState
from .forms import read_project_form
from .models import ProjectReturn
from .operations import Filing
from .rules import ProjectData

RETURN_TONES = {
    ReturnState.DRAFT: "mute",
    ReturnState.SUBMITTED: "ok",
    ReturnState.RETURNED: "back",
    ReturnState.LOCKED: "info",
}


class ProjectReturnView(AppModelView):
    """监督工程情况填报: one row an organization and year."""

    datamodel = AppInterface(ProjectReturn)
    class_permission_name = "organizations.project_return"
    method_permission_name = {"last_year": "create"}
    route_base = "/organizations/project-returns"

    list_title = show_title = _l("监督工程情况填报")
    add_title = _l("监督工程情况填报")
    edit_title = _l("修改监督工程情况")
    list_columns = [
        "year",
        "organization",
        "year_end_projects",
        "year_end_area",
        "year_end_cost",
        "newly_registered",
        "completed",
        "rectifications",
        "stop_works",
        "penalties",
        "accidents",
        "state",
    ]
    search_columns = ["year", "organization", "state"]
    order_columns = ["year"]
    show_columns = ["year", "organization", "state"]
    base_order = ("organization_id", "asc")
    exclude_route_methods = {"lookup"}
    label_columns = {
        "organization": _l("机构名称"),
        "year_end_projects": _l("年末在监项目数"),
        "year_end_area": _l("在监面积（万㎡）"),
        "year_end_cost": _l("在监造价（万元）"),
        "newly_registered": _l("本年新受监（项目/面积）"),
        "completed": _l("本年竣工（项目/面积）"),
        "rectifications": _l("整改通知书"),
        "stop_works": _l("停工通知书"),
        "penalties": _l("处罚起数"),
        "accidents": _l("事故起数/死亡"),
    }
    tags = {"state": RETURN_TONES}
    default_filters = {"year": requests.year}
    list_options = (undefer_group("totals"), selectinload(ProjectReturn.organization))
    add_form = edit_form = AppForm
    show_template = "organizations/project_return_show.html"
    form_template = "organizations/project_return_form.html"
    empty_hint = _l("点击【新增】填写本机构该年度的监督工程情况。")

    def base_conditions(self) -> Any:
        return own_unless_overseer(self)

    def item_name(self, item: ProjectReturn) -> str:
        return _("%(year)d 年度 %(organization)s", year=item.year, organization=item.organization)

    def may_edit(self, item: ProjectReturn) -> bool:
        return item.state is not ReturnState.LOCKED and self.is_writable(item)

    def may_delete(self, item: ProjectReturn) -> bool:
        return False

    def show_context(self, item: ProjectReturn) -> Mapping[str, Any]:
        data = queries.project_data(item)
        last = queries.project_data_of(item.organization_id, item.year - 1)
        said = presenting.explained(data.kind, item.explanations)
        structure = queries.structure_of([item.organization_id], item.year)
        certified = structure.get(item.organization_id, {}).get("certified", 0)
        return {
            "sheet": presenting.sheet(data, last),
            "explanations": said,
            "per_person": presenting.area_per_person(data, certified),
            "rectified": presenting.rectified_share(data),
        }

    # --- 新增 and 修改 ----------------------------------------------------------------------

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        organization = g.user.organization
        if organization is None:
            abort(403)
        if request.method == "POST":
            year = request.form.get("year", "")
            return self._file(
                lambda filing, submit: operations.add_project_return(
                    int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
                    filing,
                    submit=submit,
                    actor=current_actor(),
                ),
                None,
            )
        year_asked = request.args.get("year", type=int) or requests.filing_year()
        last = queries.project_data_of(organization.id, year_asked - 1)
        return self._page(None, year_asked, presenting.prefilled(last))

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: Any) -> Any:
        item = self.item(pk)
        if not self.is_writable(item):
            abort(403)
        if request.method == "POST":
            version = request.form.get("version", type=int)
            return self._file(
                lambda filing, submit: operations.change_project_return(
                    item.id, filing, submit=submit, actor=current_actor()
                ),
                item,
                version,
            )
        if item.state is ReturnState.LOCKED:
            abort(403)
        typed = presenting.typed_values(queries.project_data(item))
        return self._page(item, item.year, typed, explanations=item.explanations)

    @expose("/last-year")
    @has_access
    def last_year(self) -> Any:
        """What the form shows beside its fields when another year is chosen."""
        year = request.args.get("year", type=int)
        organization = g.user.organization
        if organization is None or year is None:
            abort(400)
        last = queries.project_data_of(organization.id, year - 1)
        exists = queries.project_return_of(organization.id, year) is not None
        return jsonify(
            last=presenting.last_values(last),
            carried=presenting.prefilled(last),
            taken=_("该年度数据已存在，请修改") if exists else "",
        )

    def _file(self, write: Any, item: ProjectReturn | None, version: int | None = None) -> Any:
        kind = (item.organization if item is not None else g.user.organization).kind
        data, unreadable = read_project_form(request.form, kind)
        explanations = {
            key: request.form[f"explain-{key}"]
            for key in rules.doubt_names(kind)
            if f"explain-{key}" in request.form
        }
        token = request.form.get("form_token", "")[:36] or None
        filing = Filing(data, explanations, version, token)
        submit = request.form.get("act") != "draft"
        try:
            Refused.if_any(unreadable)
            stored = write(filing, submit)
            if stored is None:
                abort(404)
            year, is_draft = stored.year, stored.state is ReturnState.DRAFT
            db.session.commit()
        except Refused as refused:
            db.session.rollback()
            return self._refused(item, data, explanations, refused.errors, submit=submit), 422
        except Conflict as conflict:
            db.session.rollback()
            errors = (FieldError("V33", "", str(conflict)),)
            return self._refused(item, data, explanations, errors, submit=submit), 409
        message = _("已暂存，可稍后继续填写") if is_draft else _("已提交")
        return done(message, f"{self.route_base}/list/?_flt_0_year={year}", follow=True)

    def _refused(
        self,
        item: ProjectReturn | None,
        data: ProjectData,
        explanations: Mapping[str, str],
        errors: tuple[FieldError, ...],
        *,
        submit: bool,
    ) -> Any:
        """The form again with everything typed, an error at each field, and the doubts."""
        if item is not None:
            item = self.item(item.id)
            organization_id, year = item.organization_id, item.year
        else:
            organization_id = g.user.organization_id
            year = request.form.get("year", type=int) or requests.filing_year()
        readable_all = not any(error.code in ("V00", "V16") for error in errors)
        doubts = []
        if submit and readable_all:
            doubts = operations.project_doubts(organization_id, year, data)
        typed = {name: text for name, text in request.form.items() if name != "csrf_token"}
        newer = []
        if item is not None and any(error.code == "V33" for error in errors):
            newer = presenting.differing(data.kind, queries.project_data(item), data)
        return self._page(
            item,
            year,
            typed,
            errors=errors,
            doubts=doubts,
            explanations=explanations,
            newer=newer,
        )

    def _page(
        self,
        item: ProjectReturn | None,
        year: int,
        typed: Mapping[str, str],
        *,
        errors: tuple[FieldError, ...] = (),
        doubts: Any = (),
        explanations: Mapping[str, str] | None = None,
        newer: Sequence[tuple[str, str, str]] = (),
    ) -> Any:
        organization = item.organization if item is not None else g.user.organization
        last = queries.project_data_of(organization.id, year - 1)
        return page(
            self,
            self.form_template,
            title=self.edit_title if item is not None else self.add_title,
            item=item,
            organization=organization,
            year=year,
            years=range(requests.years()[0], parameter("first_year") - 1, -1),
            form=presenting.form(organization.kind, typed, last, errors),
            doubts=doubts,
            explanations=explanations or {},
            errors=errors,
            newer=newer,
            # After a conflict the form goes on from what is stored now.
            version=item.version if item is not None else None,
            form_token=request.form.get("form_token") or ("" if item else str(uuid.uuid4())),
            certified=queries.certified_people(organization.id),
            post_url=request.full_path.rstrip("?"),
            list_url=f"{self.route_base}/list/",
            may_draft=item is None or item.state is ReturnState.DRAFT,
        )


class OverviewView(BaseView):
    """监督机构基本情况汇总: who has filled in what, and the summary tables."""

    class_permission_name = "organizations.overview"
    method_permission_name = {"list": "read", "show": "read"}
    route_base = "/organizations/overview"
    default_view = "list"

    def reports(self) -> list[Any]:
        """The summary tables whose buttons this user has."""
        here = self.class_permission_name
        return [r for r in registered().values() if r.screen == here and may("export", r.resource)]

    def address(
        self, filters: Any, *, page: int = 1, size: int = USUAL_SIZE, without: str = ""
    ) -> str:
        """This list with other conditions or on another page."""
        arguments = {k: v for k, v in filters.arguments.items() if k != without}
        if size != USUAL_SIZE:
            arguments["size"] = str(size)
        if page > 1:
            arguments["page"] = str(page)
        return str(url_for(f"{self.endpoint}.list", **arguments))

    def word(self, dictionary: str, code: str | None) -> str:
        """How a dictionary code reads."""
        return dictionaries.label(dictionary, code)

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

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Any:
        year = requests.year()
        row = next((row for row in queries.overview(year) if str(row.id) == pk), None)
        if row is None:
            abort(404)
        (row,) = queries.with_figures([row], year)
        profile = queries.profile_of(row.id)
        return page(
            self,
            "organizations/overview_show.html",
            title=_("监督机构基本情况"),
            year=year,
            row=row,
            profile=profile,
            figures=profile if year >= clock.year() else queries.submitted_profile(row.id, year),
            structure=queries.structure_of([row.id], year).get(row.id, {}),
            marks=queries.MARKS,
        )
