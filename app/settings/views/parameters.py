"""参数设置: the values of the business rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.configuration.parameters import Declaration, declared
from app.core.models import AuditEntry, Parameter
from app.core.screens import history
from app.core.screens.model_forms import AppForm
from app.core.screens.settings_view import SettingsView
from app.settings import forms, operations, presentation, queries, value_words


class ParameterView(SettingsView):
    """All parameters by their parts; one is changed in a dialog."""

    class_permission_name = "settings.parameter"
    route_base = "/settings/parameters"
    list_title = _l("参数设置")
    intro = _l("修改后立即生效。")
    row_class = presentation.ParameterLine
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
        "label": presentation.hinted,
        "value": presentation.valued,
        "default": lambda line: presentation.MUTED % line.default,
        "last": presentation.changed_by,
    }
    field_spans = {"value": 12}
    edit_title = _l("修改参数")

    def rows(self) -> Sequence[presentation.ParameterLine]:
        last = history.last_changes(Parameter)
        return presentation.parameter_lines(queries.changed_parameters(), last)

    def part_heading(self, item: presentation.ParameterLine) -> str:
        return str(item.group.label)

    def setting(self, key: str) -> Declaration | None:
        found = declared().get(key)
        return None if found is None or found.has_own_screen else found

    def current(self, one: Declaration) -> tuple[Mapping[str, Any], int]:
        row = queries.parameter_row(one.key)
        value = one.in_force(row.value if row is not None else None)
        return {"value": value}, row.version if row is not None else 0

    def bound_form(self, one: Declaration, **given: Any) -> AppForm:
        label, hint = value_words.value_label(one), value_words.value_hint(one)
        return forms.parameter_form(one, label, hint)(**given)

    def store(self, one: Declaration, values: Mapping[str, Any], version: int) -> None:
        operations.set_parameter(one.key, values["value"], version=version)

    def restore(self, one: Declaration, version: int) -> None:
        operations.set_parameter(one.key, None, version=version)

    def restore_question(self, item: presentation.ParameterLine) -> str:
        words = {"name": item.label, "value": item.default}
        return _("将“%(name)s”恢复为默认值 %(value)s？", **words)

    def typed_words(
        self, one: Declaration, typed: Mapping[str, Any], _now: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        return {"value": value_words.with_unit(one, typed["value"])}

    def events(self, one: Declaration) -> Sequence[history.Event]:
        return history.history_of(
            Parameter,
            AuditEntry.object_id == one.key,
            words=value_words.parameter_words(one),
            created=_("修改"),
        )
