"""编号规则: the patterns of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import history, numbering
from app.core.db import db
from app.core.errors import Conflict, Refused
from app.core.models import AuditEntry, NumberingRule
from app.core.number_patterns import MEANINGS
from app.core.numbering import Rule
from app.core.responses import done, page
from app.core.views import RowAction, RowsView
from app.settings import forms, operations, presenting, queries

from .dialogs import SettingView

# What is in the address is read as a pattern; a longer one is refused by the form anyhow.
LONGEST_ASKED = 200


class NumberingView(SettingView, RowsView):
    """Every kind of numbers with its pattern and the next number."""

    class_permission_name = "settings.numbering"
    method_permission_name = {
        "list": "read",
        "show": "read",
        "example": "update",
        "edit": "update",
    }
    route_base = "/settings/numbering"
    list_title = _l("编号规则")
    intro = _l("编号按顺序发放，不重号、不断号；格式含 {year} 时每年从 1 开始。")
    row_class = presenting.NumberingLine
    whole = True
    list_columns = ["label", "pattern", "example", "given", "last"]
    label_columns = {
        "label": _l("编号名称"),
        "pattern": _l("编号格式"),
        "example": _l("下一个编号示例"),
        "given": _l("已发编号"),
        "last": _l("最近修改"),
    }
    formatters = {
        "pattern": lambda line: presenting.CODE % line.pattern,
        "last": presenting.changed_by,
    }
    form_template = "settings/numbering_form.html"
    field_spans = {"pattern": 12}

    def rule(self, key: str) -> Rule:
        """The rule of an address, or 404."""
        return numbering.declared().get(key) or abort(404)

    def next_words(self, rule: Rule, text: str) -> tuple[str, bool]:
        """The next number by a pattern, or why there is none."""
        try:
            found = operations.check_pattern(rule, text, organization_id=self.organization_id())
        except Refused as refused:
            return refused.errors[0].message, False
        return found, True

    def rows(self) -> Sequence[presenting.NumberingLine]:
        return presenting.numbering_lines(self.organization_id())

    def row_actions(self, item: presenting.NumberingLine) -> Sequence[RowAction]:
        found = [presenting.history_action(item, self.route_base)]
        if self.may_update():
            found.append(RowAction(_("修改"), f"{self.route_base}/edit/{item.id}", "dialog"))
        return found

    @expose("/show/<key>")
    @has_access
    def show(self, key: str) -> Any:
        """变更记录 of one rule."""
        rule = self.rule(key)
        told = history.history_of(
            NumberingRule,
            AuditEntry.object_id == key,
            words={"pattern": lambda pattern: pattern or rule.pattern},
            created=_("修改"),
        )
        return page(
            self,
            "settings/history.html",
            title=_("变更记录"),
            name=rule.label,
            events=told,
            list_url=self.list_url(),
        )

    @expose("/example/<key>")
    @has_access
    def example(self, key: str) -> Any:
        """The next number while somebody types."""
        text = request.args.get("pattern", "").strip()[:LONGEST_ASKED]
        words, is_good = self.next_words(self.rule(key), text)
        return page(self, "settings/numbering_example.html", example=words, is_good=is_good)

    @expose("/edit/<key>", methods=["GET", "POST"])
    @has_access
    def edit(self, key: str) -> Any:
        rule = self.rule(key)
        kind = forms.pattern_form(url_for(f"{self.endpoint}.example", key=key))
        row = queries.rule_row(key)
        now = row.pattern if row is not None else rule.pattern
        form = kind(data={"pattern": now}) if request.method == "GET" else kind()
        if request.method == "POST" and form.validate():
            try:
                return self._stored(rule, form)
            except Refused as refused:
                db.session.rollback()
                form.refuse(refused.errors)
            except Conflict:
                db.session.rollback()
                return self._stale(rule, kind, form), 409
        shown = self._page(rule, form)
        return (shown, 422) if form.errors else shown

    def _stored(self, rule: Rule, form: Any) -> Any:
        operations.set_pattern(
            rule,
            form.pattern.data,
            version=request.form.get("version", type=int) or 0,
            organization_id=self.organization_id(),
        )
        db.session.commit()
        return done(_("已保存"), self.list_url())

    def _stale(self, rule: Rule, kind: Any, typed: Any) -> str:
        row = queries.rule_row(rule.key)
        form = kind(formdata=None, data={"pattern": row.pattern if row else rule.pattern})
        return self._page(rule, form, typed={"pattern": typed.pattern.data})

    def _page(self, rule: Rule, form: Any, **more: Any) -> str:
        row = queries.rule_row(rule.key)
        asked = request.form.get("version") if form.errors else None
        version = asked if asked is not None else (row.version if row is not None else 0)
        words, is_good = self.next_words(rule, form.pattern.data or "")
        allowed = [*rule.placeholders, "seq:4"]
        return self.dialog(
            form,
            title=_("修改编号规则"),
            name=rule.label,
            submit=_("保存"),
            version=version,
            example=words,
            is_good=is_good,
            meanings=[(name, MEANINGS[name]) for name in allowed],
            default=rule.pattern,
            **more,
        )
