"""参数设置: the values of the business rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import history
from app.core.db import db
from app.core.errors import Conflict
from app.core.models import AuditEntry, Parameter
from app.core.parameters import Declaration, declared, parameter
from app.core.responses import done, page
from app.core.views import RowAction, RowsView
from app.settings import forms, operations, presenting, queries

from .dialogs import SettingView


class ParameterView(SettingView, RowsView):
    """All parameters by their parts; one is changed in a dialog."""

    class_permission_name = "settings.parameter"
    method_permission_name = {"list": "read", "show": "read", "edit": "update", "reset": "update"}
    route_base = "/settings/parameters"
    list_title = _l("参数设置")
    intro = _l("修改后立即生效。")
    row_class = presenting.ParameterLine
    whole = True
    table_css = "zj-params"
    list_columns = ["label", "value", "default", "last"]
    wrapped_columns = ["label"]
    label_columns = {
        "label": _l("参数"),
        "value": _l("参数值"),
        "default": _l("默认值"),
        "last": _l("最近修改"),
    }
    formatters = {
        "label": presenting.hinted,
        "value": presenting.valued,
        "default": lambda line: presenting.MUTED % line.default,
        "last": presenting.changed_by,
    }
    field_spans = {"value": 12}

    def declaration(self, key: str) -> Declaration:
        """The parameter of an address, or 404."""
        return declared().get(key) or abort(404)

    def rows(self) -> Sequence[presenting.ParameterLine]:
        last = history.last_changes(Parameter)
        return presenting.parameter_lines(queries.changed_parameters(), last)

    def part_heading(self, item: presenting.ParameterLine) -> str:
        return str(presenting.GROUPS[item.group])

    def row_actions(self, item: presenting.ParameterLine) -> Sequence[RowAction]:
        found = [presenting.history_action(item, self.route_base)]
        if not self.may_update():
            return found
        found.append(RowAction(_("修改"), f"{self.route_base}/edit/{item.id}", "dialog"))
        if item.is_changed:
            words = {"name": item.label, "value": item.default}
            asked = _("将“%(name)s”恢复为默认值 %(value)s？", **words)
            address = f"{self.route_base}/reset/{item.id}?version={item.version}"
            found.append(RowAction(_("恢复默认"), address, "post", confirm=asked))
        return found

    @expose("/show/<key>")
    @has_access
    def show(self, key: str) -> Any:
        """变更记录 of one parameter."""
        one = self.declaration(key)
        told = history.history_of(
            Parameter,
            AuditEntry.object_id == key,
            words=presenting.parameter_words(one),
            created=_("修改"),
        )
        return page(
            self,
            "settings/history.html",
            title=_("变更记录"),
            name=one.label,
            events=told,
            list_url=self.list_url(),
        )

    @expose("/edit/<key>", methods=["GET", "POST"])
    @has_access
    def edit(self, key: str) -> Any:
        one = self.declaration(key)
        label, hint = presenting.value_label(one), presenting.value_hint(one)
        kind = forms.parameter_form(one, label, hint)
        form = kind(data={"value": parameter(key)}) if request.method == "GET" else kind()
        if request.method == "POST" and form.validate():
            try:
                version = request.form.get("version", type=int) or 0
                operations.set_parameter(key, form.value.data, version=version)
                db.session.commit()
            except Conflict:
                db.session.rollback()
                return self._stale(one, kind, form), 409
            return done(_("已保存"), self.list_url())
        shown = self._page(one, form)
        return (shown, 422) if form.errors else shown

    def _stale(self, one: Declaration, kind: Any, typed: Any) -> str:
        """The newer value in the form, and beside it what was typed and is not stored."""
        row = queries.parameter_row(one.key)
        now = one.in_force(row.value if row is not None else None)
        mine = presenting.with_unit(one, typed.value.data)
        return self._page(one, kind(formdata=None, data={"value": now}), typed={"value": mine})

    def _page(self, one: Declaration, form: Any, **more: Any) -> str:
        row = queries.parameter_row(one.key)
        asked = request.form.get("version") if form.errors else None
        version = asked if asked is not None else (row.version if row is not None else 0)
        return self.dialog(
            form,
            title=_("修改参数"),
            name=one.label,
            submit=_("保存"),
            version=version,
            **more,
        )

    @expose("/reset/<key>", methods=["POST"])
    @has_access
    def reset(self, key: str) -> Any:
        """恢复默认."""
        self.declaration(key)
        try:
            version = request.args.get("version", type=int) or 0
            operations.set_parameter(key, None, version=version)
            db.session.commit()
        except Conflict as conflict:
            db.session.rollback()
            flash(str(conflict), "danger")
            return redirect(self.list_url(), code=303)
        return done(_("已恢复默认值"), self.list_url())
