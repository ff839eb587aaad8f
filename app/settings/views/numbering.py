"""编号规则: the patterns of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.base.errors import Refused
from app.core.base.responses import page
from app.core.configuration import numbering
from app.core.configuration.number_patterns import MEANINGS
from app.core.configuration.numbering import Rule
from app.core.models import AuditEntry, NumberingRule
from app.core.screens import history
from app.core.screens.model_forms import AppForm
from app.core.screens.settings_view import SettingsView
from app.settings import forms, operations, presentation, queries

# What is in the address is read as a pattern; a longer one is refused by the form anyhow.
LONGEST_ASKED = 200


class NumberingView(SettingsView):
    """Every kind of numbers with its pattern and the next number."""

    class_permission_name = "settings.numbering"
    method_permission_name = {**SettingsView.method_permission_name, "example": "update"}
    exclude_route_methods = {"reset"}
    route_base = "/settings/numbering"
    list_title = _l("编号规则")
    intro = _l("编号按顺序发放，不重号、不断号；格式含 {year} 时每年从 1 开始。")
    row_class = presentation.NumberingLine
    list_columns = ["label", "pattern", "example", "given", "last"]
    label_columns = {
        "label": _l("编号名称"),
        "pattern": _l("编号格式"),
        "example": _l("下一个编号示例"),
        "given": _l("已发编号"),
        "last": _l("最近修改"),
    }
    formatters = {
        "pattern": lambda line: presentation.CODE % line.pattern,
        "last": presentation.changed_by,
    }
    form_template = "settings/numbering_form.html"
    field_spans = {"pattern": 12}
    edit_title = _l("修改编号规则")

    def rows(self) -> Sequence[presentation.NumberingLine]:
        return presentation.numbering_lines(self.organization_id())

    def setting(self, key: str) -> Rule | None:
        return numbering.declared().get(key)

    def current(self, one: Rule) -> tuple[Mapping[str, Any], int]:
        row = queries.rule_row(one.key)
        return ({"pattern": row.pattern}, row.version) if row else ({"pattern": one.pattern}, 0)

    def bound_form(self, one: Rule, **given: Any) -> AppForm:
        return forms.pattern_form(url_for(f"{self.endpoint}.example", key=one.key))(**given)

    def store(self, one: Rule, values: Mapping[str, Any], version: int) -> None:
        here = self.organization_id()
        operations.set_pattern(one, values["pattern"], version=version, organization_id=here)

    def events(self, one: Rule) -> Sequence[history.Event]:
        return history.history_of(
            NumberingRule,
            AuditEntry.object_id == one.key,
            words={"pattern": lambda pattern: pattern or one.pattern},
            created=_("修改"),
        )

    def form_context(self, one: Rule, form: AppForm) -> Mapping[str, Any]:
        example, is_good = self._next_words(one, form["pattern"].data or "")
        allowed = [*one.placeholders, "seq:4"]
        return {
            "example": example,
            "is_good": is_good,
            "meanings": [(name, MEANINGS[name]) for name in allowed],
            "default": one.pattern,
        }

    def _next_words(self, rule: Rule, text: str) -> tuple[str, bool]:
        """The next number by a pattern, or why there is none."""
        try:
            found = operations.check_pattern(rule, text, organization_id=self.organization_id())
        except Refused as refused:
            return refused.errors[0].message, False
        return found, True

    @expose("/example/<key>")
    @has_access
    def example(self, key: str) -> Any:
        """The next number while somebody types."""
        text = request.args.get("pattern", "").strip()[:LONGEST_ASKED]
        words, is_good = self._next_words(self._setting(key), text)
        return page(self, "settings/numbering_example.html", example=words, is_good=is_good)
