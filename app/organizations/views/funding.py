"""监督经费情况填报."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import abort
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from app.core.base import clock
from app.core.base.responses import page
from app.core.screens.views import AppInterface, RowAction, Total
from app.long_form.model_form import ModelFormView
from app.organizations import operations, presentation, queries, returns, rules, workflows
from app.organizations.choices import FUNDING_FIGURES
from app.organizations.models import FundingReturn

from .annual import LABELS, AnnualReturnView, ReturnForm

ROUTE = "/organizations/funding-returns"
PARTS = ("budgeted", "received", "other_income", "spent")


def _part_link(part: str, item: FundingReturn) -> RowAction:
    return RowAction(_("查看详情"), f"{ROUTE}/part/{item.id}/{part}", "dialog")


class FundingReturnView(ModelFormView, AnnualReturnView):
    """监督经费情况填报: one row an organization and year, in 万元."""

    kind, workflow = returns.FUNDING, workflows.FUNDING_RETURN
    datamodel = AppInterface(FundingReturn)
    class_permission_name = "organizations.funding_return"
    method_permission_name = {"part": "read", "last_year": "create"}
    route_base = ROUTE

    list_title = show_title = add_title = _l("监督经费情况填报")
    edit_title = _l("修改监督经费情况")
    list_columns = [
        "year",
        "organization",
        "funding_type",
        "budgeted",
        "received",
        "rate",
        "other_income",
        "spent",
        "balance",
        "state",
    ]
    edit_columns = [
        "funding_type",
        "in_budget",
        "fully_covered",
        "budget_no",
        *(figure.key for figure in FUNDING_FIGURES),
        "explanation",
    ]
    required = ("funding_type",)
    label_columns = {
        **LABELS,
        "budgeted": _l("应拨合计（万元）"),
        "received": _l("实拨合计（万元）"),
        "rate": _l("到位率"),
        "other_income": _l("其他收入（万元）"),
        "spent": _l("支出合计（万元）"),
        "balance": _l("年末结余（万元）"),
    }
    table_css = "zj-many"
    sorted_by = {"rate": "received_share"}
    totals = {
        **{name: Total.of(name) for name in (*PARTS, "balance")},
        "rate": Total.of("received", "budgeted", words=presentation.rate_of),
    }
    cell_links = {part: partial(_part_link, part) for part in PARTS}
    list_options = (selectinload(FundingReturn.organization),)
    show_columns = [
        *AnnualReturnView.show_columns,
        "funding_type",
        "in_budget",
        "fully_covered",
        "budget_no",
        "explanation",
    ]
    show_template = "organizations/funding_return_show.html"
    form_template = "organizations/funding_return_form.html"
    empty_hint = _l("点击【新增】填写本机构该年度的监督经费情况。")

    def texts(self, item: FundingReturn) -> Mapping[str, tuple[str, str]]:
        return presentation.funding_texts(item)

    def details(self, item: FundingReturn) -> Mapping[str, Any]:
        data = queries.funding_data(item)
        return {
            "money": presentation.funding_parts(item),
            "data": data,
            "a_head": data.a_head(queries.people_of(item.organization_id, item.year)),
            "explanations": self.explained(item),
        }

    @expose("/part/<pk>/<string:part>")
    @has_access
    def part(self, pk: Any, part: str) -> Any:
        """查看详情: what a total of the list is made of."""
        item = self.item(pk)
        found = next((one for one in presentation.funding_parts(item) if one.key == part), None)
        if found is None:
            abort(404)
        return page(
            self,
            "organizations/funding_part.html",
            title=f"{found.label} · {self.item_name(item)}",
            part=found,
            list_url=f"{self.route_base}/list/",
        )

    # --- 新增 and 修改 ----------------------------------------------------------------------

    def source(self, sheet: ReturnForm) -> Any:
        """A new return begins with the kind of funding and what was left over last year."""
        profile = queries.profile_of(sheet.organization.id, clock.year())
        last = queries.return_of(FundingReturn, sheet.organization.id, sheet.year - 1)
        return FundingReturn(
            funding_type=profile.funding_type if profile is not None else None,
            in_budget=True,
            fully_covered=True,
            income_carried=presentation.carried(last),
        )

    def doubts(self, sheet: ReturnForm, data: Any) -> Sequence[rules.Doubt]:
        return operations.funding_doubts(
            sheet.organization.id, sheet.year, operations.amounts(data)
        )

    def doubt_names(self, organization: Any) -> Mapping[str, Any]:
        return rules.FUNDING_DOUBTS

    def form_context_of(self, sheet: ReturnForm) -> Mapping[str, Any]:
        form = self.filled(sheet)
        last = queries.return_of(FundingReturn, sheet.organization.id, sheet.year - 1)
        return {
            "form": form,
            "table": presentation.funding_table(form),
            "last": presentation.funding_last(last),
            "people": queries.people_of(sheet.organization.id, sheet.year),
        }

    @expose("/last-year")
    @has_access
    def last_year(self) -> Any:
        """What the form shows beside its fields when another year is chosen."""
        sheet = self.year_asked()
        last = queries.return_of(FundingReturn, sheet.organization.id, sheet.year - 1)
        carried = presentation.carried(last)
        values = {"income_carried": str(carried)} if carried else {}
        return self.year_answer(sheet, presentation.funding_last(last), values)
