"""权限包: what people may apply for beside their roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Integer

from app.core.base.choices import EntryState, Level
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.base.responses import done
from app.core.configuration import cache
from app.core.models import PermissionBundle
from app.core.screens.views import AppInterface, AppModelView, Computed, RowAction
from app.rights import catalogue, forms, operations, presentation, queries
from app.rights.choices import BUNDLE

LEVELS = tuple(f"for_{level.value}" for level in Level)


class BundleView(AppModelView):
    """Every bundle, offered or not, with how many people hold it."""

    datamodel = AppInterface(PermissionBundle)
    class_permission_name = BUNDLE
    method_permission_name = {"switch": "update"}
    route_base = "/rights/bundles"
    exclude_route_methods = {"search", "lookup", "export", "delete", "action", "action_post"}

    list_title = show_title = _l("权限包")
    add_title, edit_title = _l("新增权限包"), _l("修改权限包")
    intro = _l("用户通过权限申请获得权限包；修改在持有人下一次操作时生效，不再使用的请停用。")
    list_columns = ["name", "description", *LEVELS, "holders", "state"]
    search_columns: Sequence[str] = ()
    base_order = ("position", "asc")
    whole = True
    wrapped_columns = ("name", "description")
    computed = {"holders": Computed(Integer(), queries.holders_sql, label=_l("持有人数"))}
    show_columns = ["name", "description", *LEVELS, "is_active"]
    add_columns = edit_columns = ["name", "levels", "description", "rights"]
    label_columns = {"state": _l("状态"), "holders": _l("持有人数"), "permissions": _l("权限")}
    list_labels = dict(zip(LEVELS, (_l("省级"), _l("市州级"), _l("县级")), strict=True))
    formatters = {"name": presentation.bundle_name}
    tags = {"state": {EntryState.ACTIVE: "ok", EntryState.RETIRED: "off"}}
    field_spans = {"description": 12, "rights": 12}
    keeps_history = True

    def item(self, pk: Any, *, lock: bool = False) -> Any:
        """Changes of the configuration follow one another from the first look on."""
        if lock:
            cache.hold()
        return super().item(pk, lock=lock)

    def item_name(self, item: PermissionBundle) -> str:
        return presentation.bundle_name(item)

    def history_words(self, item: PermissionBundle) -> Any:
        return {"permissions": presentation.told_rights}

    # --- forms ------------------------------------------------------------------------------

    def add_form(self, *arguments: Any, **named: Any) -> Any:
        return forms.BundleForm(*arguments, **named)

    def edit_form(self, *arguments: Any, obj: PermissionBundle, **named: Any) -> Any:
        held = queries.rights_of_bundles([obj.id]).get(obj.id, set())
        codes = [" ".join(pair) for pair in catalogue.in_order(held)]
        return forms.BundleForm(*arguments, obj=obj, rights=codes, **named)

    def refusals(
        self, values: Mapping[str, Any], item: PermissionBundle | None
    ) -> Iterable[FieldError]:
        others = [row for row in queries.bundles() if row is not item]
        return operations.bundle_refusals(values, others)

    def _create(self, form: Any) -> Any:
        return operations.add_bundle(form.values())

    def _update(self, form: Any, item: PermissionBundle) -> Any:
        confirmed = request.form.get("confirmed", "")
        operations.change_bundle(item, form.values(), confirmed=confirmed)
        return item

    def form_context(self, form: Any, item: Any) -> Mapping[str, Any]:
        return {"size": "l"}

    # --- rows -------------------------------------------------------------------------------

    def row_actions(self, item: PermissionBundle) -> Sequence[RowAction]:
        """停用 and 启用 beside the usual links."""
        found = self.standard_actions(item)
        return [*found, self._switch_action(item)] if self.rights().edit else found

    def _switch_action(self, item: PermissionBundle) -> RowAction:
        words = {"name": presentation.bundle_name(item), "n": item.holders}
        question = (
            _("停用“%(name)s”？%(n)d 名持有人将失去其中的权限，不能再申请。", **words)
            if item.is_active
            else _("启用“%(name)s”？%(n)d 名持有人将重新获得其中的权限。", **words)
        )
        way, label = ("off", _("停用")) if item.is_active else ("on", _("启用"))
        address = f"{self.route_base}/switch/{item.id}/{way}"
        return RowAction(label, address, "post", danger=item.is_active, confirm=question)

    @expose("/switch/<pk>/<any(on,off):way>", methods=["POST"])
    @has_access
    def switch(self, pk: Any, way: str) -> Any:
        """启用 or 停用."""
        item = self.item(pk, lock=True)
        words = {"name": presentation.bundle_name(item)}
        operations.switch_bundle(item, active=way == "on")
        db.session.commit()
        told = _("已启用“%(name)s”", **words) if way == "on" else _("已停用“%(name)s”", **words)
        return done(told, f"{self.route_base}/list/")
