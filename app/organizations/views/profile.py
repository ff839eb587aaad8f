"""监督机构基本情况填报."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, redirect, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from app.core.access.scope import readable
from app.core.base import clock
from app.core.configuration.parameters import parameter
from app.core.screens.fieldsets import sections
from app.core.screens.table_fields import Rows
from app.core.screens.value_kinds import attribute
from app.core.screens.views import AppInterface, Button, Total
from app.core.web.years import YEAR_ARGUMENT, shown_year
from app.long_form.model_form import ModelFormView
from app.organizations import operations, presentation, queries, returns, rules, workflows
from app.organizations.choices import PROFILE_FIELDS, PROFILE_REQUIRED, PROFILE_SECTIONS
from app.organizations.models import ProfileReturn

from .annual import LABELS, AnnualReturnView, ReturnForm

# Widths in twelfths: what belongs together fills a line, one person's data one line.
SPANS = {
    **dict.fromkeys(("former_names", "scopes", "departments", "instrument_list"), 12),
    **dict.fromkeys(("systems", "management_rules"), 12),
    **dict.fromkeys(("kind", "nature", "funding_type", "admin_rank"), 3),
    **dict.fromkeys(("head_name", "head_position", "head_title", "head_mobile"), 3),
    **dict.fromkeys(("contact_name", "contact_phone", "contact_mobile", "contact_email"), 3),
    **dict.fromkeys(("vehicles", "computers", "pads", "recorders", "postcode", "telephone"), 3),
    **dict.fromkeys(("posts_other", "posts_leader", "quality_head", "safety_head", "address"), 6),
    "name": 8,
}


class ProfileView(ModelFormView, AnnualReturnView):
    """监督机构基本情况填报: the own organization's form, and those of the organizations below."""

    kind, workflow = returns.PROFILE, workflows.PROFILE
    datamodel = AppInterface(ProfileReturn)
    class_permission_name = "organizations.profile"
    method_permission_name = {"own": "read"}
    route_base = "/organizations/profiles"
    default_view = "own"

    list_title = show_title = add_title = edit_title = _l("监督机构基本情况填报")
    list_columns = [
        "year",
        "organization",
        "nature",
        "funding_type",
        "posts_total",
        "head_name",
        "telephone",
        "changed_by",
        "changed_at",
        "state",
    ]
    folded_columns = ("changed_by",)
    wrapped_columns = ("organization", "nature", "telephone")
    table_css = "zj-many"
    totals = {"posts_total": Total.of("posts_total")}
    edit_columns = list(PROFILE_FIELDS)
    edit_form_extra_fields = {
        name: Rows(attribute(ProfileReturn, name).info["label"], columns=columns)
        for name, columns in presentation.TABLES.items()
    }
    show_fieldsets = [
        ("", {"fields": AnnualReturnView.show_columns}),
        *(
            (title, {"fields": [name for name in names if name not in presentation.TABLES]})
            for title, names in PROFILE_SECTIONS
        ),
    ]
    required, formats = PROFILE_REQUIRED, rules.PROFILE_FORMATS
    several = frozenset({"scopes", "systems", "management_rules"})
    label_columns = LABELS
    list_options = (selectinload(ProfileReturn.organization),)
    show_template = "organizations/profile_show.html"
    form_template = "organizations/profile_form.html"
    empty_hint = _l("机构提交基本信息后会显示在这里。")

    @expose("/own")
    @has_access
    def own(self) -> Any:
        """The own organization's form of the year shown; closed, or by a reader, it is read."""
        organization_id = g.user.organization_id
        if organization_id is None:
            return redirect(url_for(f"{self.endpoint}.list"))
        year = shown_year()
        found = queries.return_of(ProfileReturn, organization_id, year)
        if not self.can("edit") or queries.is_locked(organization_id, year):
            if found is None and year == returns.filing_year():
                # Until it is filed, what was said last holds.
                found = queries.profile_of(organization_id, year)
            if found is None:
                return redirect(url_for(f"{self.endpoint}.list", _flt_0_year=year))
            return self.show(found.id)
        if found is None:
            return self.empty_form(year)
        return self.edit(found.id)

    def buttons(self) -> list[Button]:
        found = [button for button in super().buttons() if button.key != "new"]
        if g.user.organization_id is not None:
            own = Button(_("本机构填报"), url_for(f"{self.endpoint}.own"), "form", primary=True)
            found.append(own)
        return found

    def after_url(self, sheet: ReturnForm) -> str:
        return f"{url_for(f'{self.endpoint}.own')}?{YEAR_ARGUMENT}={sheet.year}"

    def details(self, item: ProfileReturn) -> Mapping[str, Any]:
        return {
            "tables": presentation.profile_tables(item),
            "explanations": self.explained(item),
        }

    def texts(self, item: ProfileReturn) -> Mapping[str, tuple[str, str]]:
        return presentation.profile_texts(item)

    def last_texts(self, item: ProfileReturn) -> Mapping[str, str]:
        """Most stays as it was: what does not is worth a look."""
        now = self.texts(item)
        last = super().last_texts(item)
        return {key: text for key, text in last.items() if key in now and now[key][1] != text}

    # --- the form ---------------------------------------------------------------------------

    def source(self, sheet: ReturnForm) -> Any:
        """A new year begins with what was said last; a first one with what the tree knows."""
        organization = sheet.organization
        last = queries.profile_of(organization.id, sheet.year)
        if last is not None:
            return last
        return ProfileReturn(
            name=organization.name, kind=organization.kind, short_name=organization.short_name
        )

    def doubts(self, sheet: ReturnForm, data: Any) -> Sequence[rules.Doubt]:
        return operations.profile_doubts(sheet.organization.id, data)

    def doubt_names(self, organization: Any) -> Mapping[str, Any]:
        return rules.PROFILE_DOUBTS

    def form_context_of(self, sheet: ReturnForm) -> Mapping[str, Any]:
        form = self.filled(sheet)
        parts = [(title, {"fields": names}) for title, names in PROFILE_SECTIONS]
        return {
            "form": form,
            "sections": sections(form, parts, SPANS),
            "place": presentation.place_of(sheet.organization),
            "people": queries.roster_names(sheet.organization.id),
            "hints": self._hints(sheet),
            "overseer": self.has_right("oversee") and readable().read != (g.user.organization_id,),
        }

    def _hints(self, sheet: ReturnForm) -> list[str]:
        names = [sheet.typed.get(name, "") for name in ("head_name", "technical_name")]
        number = sheet.organization.id
        leaders = queries.leaders_of({number: names}, clock.today()).get(number, {})
        thresholds = {
            "office_area_prefecture": parameter("office_area_prefecture"),
            "office_area_county": parameter("office_area_county"),
            "computers_prefecture": parameter("computers_prefecture"),
            "computers_county": parameter("computers_county"),
        }
        return list(rules.profile_hints(sheet.typed, sheet.organization.level, leaders, thresholds))
