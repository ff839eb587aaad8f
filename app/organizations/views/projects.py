"""监督工程情况填报."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g
from flask_appbuilder import expose, has_access
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload, undefer_group
from werkzeug.datastructures import MultiDict

from app.core.base.errors import FieldError
from app.core.base.per_request import once
from app.core.models import Organization
from app.core.screens.views import AppInterface, Total
from app.long_form.rules import explained
from app.long_form.views import Typed
from app.organizations import operations, presentation, queries, returns, rules, workflows
from app.organizations.forms import read_project_form
from app.organizations.models import ProjectReturn

from .annual import LABELS, AnnualReturnView, ReturnForm


class ProjectReturnView(AnnualReturnView):
    """监督工程情况填报: one row an organization and year."""

    kind, workflow = returns.PROJECTS, workflows.PROJECT_RETURN
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
    label_columns = {
        **LABELS,
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
    list_labels = {
        "year_end_projects": _l("在监项目"),
        "newly_registered": _l("新受监（项目/面积）"),
        "completed": _l("竣工（项目/面积）"),
        "rectifications": _l("整改（通知书）"),
        "stop_works": _l("停工（通知书）"),
        "penalties": _l("处罚（起数）"),
        "accidents": _l("事故（起/亡）"),
    }
    table_css = "zj-many"
    sorted_by = {
        "newly_registered": "new_projects",
        "completed": "completed_projects",
        "accidents": "accident_count",
    }
    totals = {
        **{
            name: Total.of(name)
            for name in (
                "year_end_projects",
                "year_end_area",
                "year_end_cost",
                "rectifications",
                "stop_works",
                "penalties",
            )
        },
        "newly_registered": Total.of("new_projects", "new_area"),
        "completed": Total.of("completed_projects", "completed_area"),
        "accidents": Total.of("accident_count", "deaths"),
    }
    list_options = (undefer_group("totals"), selectinload(ProjectReturn.organization))
    show_template = "organizations/project_return_show.html"
    form_template = "organizations/project_return_form.html"
    empty_hint = _l("点击【新增】填写本机构该年度的监督工程情况。")

    def texts(self, item: ProjectReturn) -> Mapping[str, tuple[str, str]]:
        return presentation.handed_in(queries.project_data(item))

    def details(self, item: ProjectReturn) -> Mapping[str, Any]:
        data = queries.project_data(item)
        last = queries.shown_return_of(ProjectReturn, item.organization_id, item.year - 1)
        structure = queries.structure_of([item.organization_id], item.year)
        certified = structure.get(item.organization_id, {}).get("certified", 0)
        return {
            "sheet": presentation.sheet(data, queries.project_data(last) if last else None),
            "explanations": explained(rules.doubt_names(data.kind), item.explanations),
            "per_person": presentation.area_per_person(data, certified),
            "rectified": presentation.rectified_share(data),
        }

    # --- 新增 and 修改 ----------------------------------------------------------------------

    def stored(self, sheet: ReturnForm) -> Typed:
        if sheet.item is not None:
            return MultiDict(presentation.typed_values(queries.project_data(sheet.item)))
        return MultiDict(presentation.prefilled(self._last(sheet)))

    @staticmethod
    def _last(sheet: ReturnForm) -> rules.ProjectData | None:
        """Last year's figures, read once for a page."""
        whose, year = sheet.organization.id, sheet.year - 1
        return once(("figures", whose, year), lambda: queries.project_data_of(whose, year))

    def read(self, sheet: ReturnForm) -> tuple[rules.ProjectData, list[FieldError]]:
        return read_project_form(sheet.typed, sheet.organization.kind)

    def doubts(self, sheet: ReturnForm, data: rules.ProjectData) -> Sequence[rules.Doubt]:
        return operations.project_doubts(sheet.organization.id, sheet.year, data)

    def doubt_names(self, organization: Organization) -> Mapping[str, Any]:
        return rules.doubt_names(organization.kind)

    def has_field(self, name: str) -> bool:
        return name in rules.field_names(g.user.organization.kind)

    def labels(self, sheet: ReturnForm) -> Mapping[str, str]:
        return rules.field_labels(sheet.organization.kind)

    def differing(self, sheet: ReturnForm) -> Sequence[tuple[str, str, str]]:
        data, unread = self.read(sheet)
        return presentation.differing(data.kind, queries.project_data(sheet.item), data, unread)

    def form_context_of(self, sheet: ReturnForm) -> Mapping[str, Any]:
        organization = sheet.organization
        last = self._last(sheet)
        return {
            "form": presentation.form(organization.kind, sheet.typed, last, sheet.errors),
            "certified": queries.certified_people(organization.id),
        }

    @expose("/last-year")
    @has_access
    def last_year(self) -> Any:
        """What the form shows beside its fields when another year is chosen."""
        sheet = self.year_asked()
        last = queries.project_data_of(sheet.organization.id, sheet.year - 1)
        return self.year_answer(sheet, presentation.last_values(last), presentation.prefilled(last))
