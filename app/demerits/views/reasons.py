"""记分事由维护: the province keeps reasons in versions, everybody reads what is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Boolean

from app.core.base.conditions import Condition
from app.core.base.errors import FieldError
from app.core.screens.views import AppInterface, AppModelView, Button, Computed, RowAction
from app.demerits import forms, operations, presentation, queries
from app.demerits.choices import REASON
from app.demerits.models import ReasonList

BASE = "/demerits/reasons"


class ReasonListView(AppModelView):
    """Versions of the list of reasons, the newest first."""

    datamodel = AppInterface(ReasonList)
    class_permission_name = REASON
    route_base = BASE
    method_permission_name = {"publish": "update"}
    exclude_route_methods = {"lookup", "action", "action_post", "export"}
    list_title = show_title = _l("记分事由维护")
    add_title, edit_title = _l("新增记分事由版本"), _l("修改记分事由版本")
    unit = _l("个版本")
    list_columns = show_columns = ["title", "issue", "published_at", "in_force"]
    search_columns = ["title"]
    base_order = ("id", "desc")
    list_options = queries.WHOLE
    computed = {"in_force": Computed(Boolean, queries.in_force)}
    label_columns = {"in_force": _l("当前使用")}
    add_columns = edit_columns = ["title", operations.LINES]
    add_form_extra_fields = edit_form_extra_fields = forms.LIST_FIELDS
    field_spans = {"title": 12, operations.LINES: 12}
    keeps_history = True
    draft = True
    added_message = _l("已存为草稿，发布后用于记分")
    create = staticmethod(operations.add_list)
    update = staticmethod(operations.change_list)
    remove = staticmethod(operations.remove_list)

    def base_conditions(self) -> Sequence[Any]:
        if self.has_right("update"):
            return super().base_conditions()
        is_out = ReasonList.published_at.is_not(None)
        return (*super().base_conditions(), Condition(is_out, _l("记分事由尚未发布")))

    def edit_refusal(self, item: ReasonList) -> Any:
        return operations.published_words(item) or super().edit_refusal(item)

    def delete_refusal(self, item: ReasonList) -> Any:
        return operations.published_words(item) or super().delete_refusal(item)

    def buttons(self) -> list[Button]:
        return [Button(_("新版本"), f"{BASE}/add", "plus", "dialog", "create")]

    def add_values(self) -> Mapping[str, Any]:
        """新版本 begins with what the last one says."""
        return presentation.copied_values()

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        return operations.list_refusals(values)

    def row_actions(self, item: ReasonList) -> Sequence[RowAction]:
        found = [*self.standard_actions(item)]
        if item.published_at is None and self.has_right("update"):
            asked = _("发布后新增的记分使用该版本，内容不能再更改。确定发布？")
            found.append(RowAction(_("发布"), f"{BASE}/publish/{item.id}", "post", confirm=asked))
        return sorted(found, key=lambda one: one.danger)

    @expose("/publish/<pk>", methods=["POST"])
    @has_access
    def publish(self, pk: str) -> Any:
        """发布 of a draft."""
        return self.acted(pk, operations.publish_list, _("已发布"))
