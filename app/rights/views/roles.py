"""角色与菜单: what each role lets its people do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request
from flask_appbuilder import expose, has_access
from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.access.roles import Role as RoleName
from app.core.base.db import db
from app.core.base.errors import FieldError
from app.core.base.responses import done, page
from app.core.configuration.parameters import parameter
from app.core.models import AuditEntry
from app.core.screens import history
from app.core.screens.model_forms import AppForm
from app.core.screens.settings_view import SettingsView
from app.core.screens.views import RowAction
from app.rights import catalogue, forms, operations, presentation, queries, rules
from app.rights.choices import ROLE, RightsState


class RoleView(SettingsView):
    """Every role with its holders; one is changed by ticking buttons in the tree of all rights."""

    class_permission_name = ROLE
    method_permission_name = {
        **SettingsView.method_permission_name,
        "rights": "read",
        "separate": "update",
    }
    route_base = "/rights/roles"
    list_title = _l("角色与菜单")
    intro = _l("菜单随“查看”权限显示；修改在用户下一次操作时生效。")
    list_template = "rights/roles.html"
    row_class = presentation.RoleLine
    most_links = 4
    list_columns = ["name", "level", "screens", "rights", "holders", "state"]
    label_columns = {
        "name": _l("角色"),
        "level": _l("级别"),
        "screens": _l("可见菜单数"),
        "rights": _l("权限数"),
        "holders": _l("用户数"),
        "state": _l("权限配置"),
    }
    tags = {"state": {RightsState.USUAL: "ok", RightsState.CHANGED: "info"}}
    edit_title = _l("修改角色权限")
    dialog_size = "l"
    field_spans = {"rights": 12}

    def rows(self) -> Sequence[presentation.RoleLine]:
        return presentation.role_lines()

    def list_context(self) -> Mapping[str, Any]:
        return {"separated": parameter("three_admins"), "may_update": self.may_update()}

    def further_actions(self, item: Any) -> Sequence[RowAction]:
        return [RowAction(_("查看"), f"{self.route_base}/rights/{item.id}", "drawer")]

    @expose("/rights/<key>")
    @has_access
    def rights(self, key: str) -> Any:
        """查看: the tree of a role."""
        one = self._setting(key)
        groups = presentation.role_tree(one)
        return page(self, "rights/role.html", title=_("查看权限"), name=one.name, groups=groups)

    @expose("/separate/<any(on,off):way>", methods=["POST"])
    @has_access
    def separate(self, way: str) -> Any:
        """三员分立 on or off."""
        operations.set_separation(on=way == "on")
        db.session.commit()
        words = _("已启用三员分立") if way == "on" else _("已停用三员分立")
        return done(words, self.list_url())

    # --- a setting --------------------------------------------------------------------------

    def setting(self, key: str) -> Role | None:
        return queries.role(key)

    def setting_name(self, one: Role) -> str:
        return str(one.name)

    def current(self, one: Role) -> tuple[Mapping[str, Any], int]:
        held = queries.rights_of_roles().get(one.id, set())
        codes = [" ".join(pair) for pair in catalogue.in_order(held)]
        return {"rights": codes}, queries.stamp(held)

    def bound_form(self, one: Role, **given: Any) -> AppForm:
        name, everything = RoleName(one.name), set(catalogue.buttons())
        return forms.role_form(rules.open_to(name, queries.defaults(), everything))(**given)

    def store(self, one: Role, values: Mapping[str, Any], version: int) -> None:
        wanted, confirmed = operations.pairs_of(values["rights"]), request.form.get("confirmed", "")
        operations.set_role_rights(one, wanted, version=version, confirmed=confirmed)

    def refusals(self, one: Role, values: Mapping[str, Any]) -> Iterable[FieldError]:
        chosen = values["rights"]
        return () if chosen is None else operations.role_refusals(one, operations.pairs_of(chosen))

    def restore(self, one: Role, version: int) -> None:
        operations.restore_role(one, version=version)

    def restore_question(self, item: presentation.RoleLine) -> str:
        words = {"name": item.name, "n": item.holders}
        return _("将“%(name)s”恢复为默认权限？影响 %(n)d 名用户，下一次操作时生效。", **words)

    def typed_words(
        self, one: Role, typed: Mapping[str, Any], now: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        return {"rights": presentation.difference(now["rights"], typed["rights"])}

    def events(self, one: Role) -> Sequence[history.Event]:
        return history.history_of(
            Role,
            AuditEntry.object_id == str(one.id),
            labels={"permissions": _("权限")},
            words={"permissions": presentation.told_rights},
        )
