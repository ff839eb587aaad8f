"""Filing a yearly return: a long form whose key is the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, g, jsonify, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.actor import current_actor
from app.core.base import clock
from app.core.base.conditions import Condition
from app.core.base.per_request import once
from app.core.configuration.parameters import parameter
from app.core.models import Organization
from app.core.web.years import shown_year, years_on_record
from app.long_form.views import LongFormView, OpenForm
from app.organizations import queries, returns, rules, todos
from app.organizations.choices import ReturnState
from app.organizations.returns import AnnualReturn

NOT_HANDED_IN = _l("其他机构尚未提交的填报不显示")
RETURN_TONES = {
    ReturnState.DRAFT: "mute",
    ReturnState.SUBMITTED: "ok",
    ReturnState.RETURNED: "back",
    ReturnState.LOCKED: "info",
}


class ReturnForm(OpenForm):
    """The form of a return: its key is the year, 0 for nonsense."""

    @property
    def year(self) -> int:
        """The year that it is about."""
        return self.key or 0


class AnnualReturnView(LongFormView):
    """One row an organization and year; 新增 and 修改 file it, the engine moves it."""

    kind: AnnualReturn
    form_state = ReturnForm
    bars_doubts = frozenset({"V16"})
    dialog_moves = ("return", "confirm")
    tags = {"state": RETURN_TONES}
    default_filters = {"year": shown_year}
    search_columns = ["year", "organization", "state"]
    key_columns = ("organization",)
    wrapped_columns: Sequence[str] = ("organization",)
    show_columns = [
        "number",
        "year",
        "organization",
        "state",
        "filled_by",
        "filled_at",
        "changed_by",
        "changed_at",
    ]
    base_order = ("organization_id", "asc")
    narrows_to_own = True
    exclude_route_methods = {"lookup"}

    # --- the screen -------------------------------------------------------------------------

    def texts(self, item: Any) -> Mapping[str, tuple[str, str]]:
        """What a return holds, as the history keeps it: label and text by field."""
        raise NotImplementedError

    def base_conditions(self) -> Any:
        """Figures that were not handed in are nobody's but those of whoever types them."""
        told = Condition(queries.handed_in_or_own(self.kind.model), NOT_HANDED_IN)
        return (*super().base_conditions(), told)

    def item_name(self, item: Any) -> str:
        return _("%(year)d 年度 %(organization)s", year=item.year, organization=item.organization)

    def edit_refusal(self, item: Any) -> Any:
        if words := super().edit_refusal(item):
            return words
        is_closed = item.year in self._closed_years(item.organization_id)
        return rules.YEAR_LOCKED if is_closed else ""

    @staticmethod
    def _closed_years(organization_id: int) -> set[int]:
        """The years in which an organization may not write, asked once for a list."""
        every = range(parameter("first_year"), clock.year() + 1)
        return once(
            ("closed years", organization_id),
            lambda: queries.closed_years(organization_id, every),
        )

    def last_texts(self, item: Any) -> Mapping[str, str]:
        """Last year's values, once they were handed in."""
        last = queries.return_of(self.kind.model, item.organization_id, item.year - 1)
        if last is None or last.state is ReturnState.DRAFT:
            return {}
        return {key: str(text) for key, (_label, text) in self.texts(last).items()}

    def filed_words(self, form: ReturnForm) -> str:
        """Which return was handed in, and what waits next."""
        title = self.workflow.title
        words = _("%(year)d 年度%(title)s：已提交", year=form.year, title=title)
        waiting = todos.returns_to_file(current_actor(), 1).first
        return (
            _("%(words)s。下一项：%(next)s", words=words, next=waiting[0].title)
            if waiting
            else words
        )

    # --- the year ---------------------------------------------------------------------------

    def form_meta(self, form: ReturnForm) -> dict[str, Any]:
        return {"year": form.year}

    def key_asked(self, organization: Organization) -> int:
        return request.args.get("year", type=int) or self._free_year(organization.id)

    def names_key(self) -> bool:
        return bool(request.args.get("year", type=int))

    def key_sent(self) -> int | None:
        year = request.form.get("year", "")
        return int(year) or None if year.isascii() and year.isdigit() and len(year) == 4 else None

    def key_shown(self, sheet: ReturnForm) -> int:
        return sheet.year or returns.filing_year()

    def key_context(self, sheet: ReturnForm, taken_url: str) -> Mapping[str, Any]:
        years = years_on_record()
        return {"year": sheet.year, "years": years, "taken_url": taken_url}

    def new_page(self) -> str:
        return f"{self.route_base}/add?year={{key}}"

    def after_url(self, sheet: ReturnForm) -> str:
        return f"{self.route_base}/list/?_flt_0_year={sheet.year}"

    def draft_link(self, key: str) -> tuple[str, str] | None:
        year = int(key) if key.isdigit() else 0
        if not year or year in self._closed_years(g.user.organization_id):
            return None
        found = self.kind.find(g.user.organization_id, year)
        url = f"{self.route_base}/add?year={year}"
        if found is not None:
            url = f"{self.route_base}/edit/{found.id}"
        return _("%(year)d 年度", year=year), url

    def _free_year(self, organization_id: int) -> int:
        """The year to file now; when it was begun already, the newest that was not."""
        first = returns.filing_year()
        done_with = queries.years_begun(self.kind.model, organization_id)
        done_with |= self._closed_years(organization_id)
        # Until 31 March the running year is open beside the one to file.
        offered = (first, clock.year(), first - 1)
        return next((year for year in offered if year not in done_with), first)

    def year_answer(self, sheet: ReturnForm, last: Any, carried: Any) -> Any:
        """What the form shows beside its fields when another year is chosen."""
        url = self.taken_url(sheet)
        return jsonify(
            last=last, carried=carried, taken=str(returns.TAKEN) if url else "", taken_url=url
        )

    def year_asked(self) -> ReturnForm:
        """The own organization's sheet for the year in the address; 400 without one."""
        year = request.args.get("year", type=int)
        if g.user.organization is None or year is None:
            abort(400)
        return ReturnForm(g.user.organization, year)


LABELS = {
    "organization": _l("机构名称"),
    "filled_by": _l("填报人"),
    "filled_at": _l("填报时间"),
    "changed_at": _l("最后修改时间"),
    "changed_by": _l("最后修改人"),
}
