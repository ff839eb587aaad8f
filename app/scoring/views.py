"""考核表维护: the province keeps score sheets in versions, everybody reads what is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Boolean

from app.core.base.conditions import Condition
from app.core.base.errors import FieldError
from app.core.screens.views import AppInterface, AppModelView, Button, Computed, RowAction
from app.scoring import operations, presentation, queries
from app.scoring.choices import SHEET, SheetKind
from app.scoring.forms import FIELDS
from app.scoring.models import ScoreSheet
from app.scoring.sheet_import import SHEET_IMPORT

BASE = "/scoring/sheets"


class ScoreSheetView(AppModelView):
    """Versions of both sheets, the newest first."""

    datamodel = AppInterface(ScoreSheet)
    class_permission_name = SHEET
    route_base = BASE
    method_permission_name = {"publish": "update"}
    exclude_route_methods = {"lookup", "action", "action_post", "export"}
    list_title = show_title = _l("考核表维护")
    add_title, edit_title = _l("新增评分表"), _l("修改评分表")
    unit = _l("个版本")
    list_columns = ["title", "kind", "issue", "year", "published_at", "in_force"]
    search_columns = ["kind", "year"]
    base_order = ("id", "desc")
    computed = {"in_force": Computed(Boolean, queries.in_force)}
    label_columns = {"in_force": _l("本年度使用")}
    add_columns = ["kind", "title", "year", operations.LINES]
    edit_columns = ["title", "year", operations.LINES]
    show_columns = ["title", "kind", "issue", "year", "published_at", "in_force"]
    add_form_extra_fields = edit_form_extra_fields = FIELDS
    field_spans = {"title": 12, operations.LINES: 12}
    keeps_history = True
    draft = True
    added_message = _l("已存为草稿，发布后用于考核")
    create = staticmethod(operations.add)
    update = staticmethod(operations.change)
    remove = staticmethod(operations.remove)

    def base_conditions(self) -> Sequence[Any]:
        if self.has_right("update"):
            return super().base_conditions()
        is_out = ScoreSheet.published_at.is_not(None)
        return (*super().base_conditions(), Condition(is_out, _l("评分表尚未发布")))

    def edit_refusal(self, item: ScoreSheet) -> Any:
        return operations.published_words(item) or super().edit_refusal(item)

    def delete_refusal(self, item: ScoreSheet) -> Any:
        return operations.published_words(item) or super().delete_refusal(item)

    def buttons(self) -> list[Button]:
        """新增 begins with what the last version of a sheet says."""
        return [
            Button(
                _("新版本：%(kind)s", kind=kind.label),
                f"{BASE}/add?like={kind.value}",
                "plus",
                "dialog",
                "create",
            )
            for kind in SheetKind
        ]

    def add_values(self) -> Mapping[str, Any]:
        wanted = request.args.get("like", "")
        kind = SheetKind.of(wanted) if wanted in set(SheetKind) else SheetKind.PROJECT
        return presentation.copied_values(kind)

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        return operations.refusals(values)

    def row_actions(self, item: ScoreSheet) -> Sequence[RowAction]:
        found = [*self.standard_actions(item)]
        if item.published_at is None and self.has_right("update"):
            asked = _("发布后新开始的考核使用该评分表，内容不能再更改。确定发布？")
            found.append(RowAction(_("发布"), f"{BASE}/publish/{item.id}", "post", confirm=asked))
            if self.has_right("import"):
                key = SHEET_IMPORT.named(item.id)
                found.append(RowAction(_("导入"), url_for("ImportView.start", key=key)))
        return sorted(found, key=lambda one: one.danger)

    @expose("/publish/<pk>", methods=["POST"])
    @has_access
    def publish(self, pk: str) -> Any:
        """发布 of a draft."""
        return self.acted(pk, operations.publish, _("已发布"))
