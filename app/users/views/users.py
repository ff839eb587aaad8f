"""用户管理 and 在线用户: accounts in reach, and what is done with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import flash, redirect
from flask_appbuilder import expose, has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Boolean, Integer, String

from app.core.access import sign_in
from app.core.access.accounts import issue, record_issue
from app.core.access.actor import Actor, current_actor
from app.core.access.roles import Role
from app.core.base.column_types import Moment, stored
from app.core.base.db import db
from app.core.base.errors import FieldError, Refused
from app.core.base.responses import as_left
from app.core.models import User
from app.core.screens.views import AppInterface, AppModelView, Computed, Declared, RowAction
from app.users import forms, operations, presentation, queries
from app.users.choices import ONLINE, USER, AccountState
from app.users.labels import USER_LABELS

from .slips import slip_page

READ_ONLY = {"lookup", "add", "delete", "action", "action_post", "export"}


def _every_role() -> list[tuple[str, Any]]:
    return [(role.value, role.value) for role in Role]


class _AccountList(AppModelView):
    """What both lists have in common: accounts of organizations in reach."""

    datamodel = AppInterface(User)
    list_options = queries.LIST_OPTIONS
    label_columns = USER_LABELS
    title_column = "username"
    unit = _l("个账号")
    base_order = ("id", "asc")
    filters = {"role_names": Declared(queries.has_role, _every_role)}
    person_name = Computed(String(130), queries.person_name)

    def base_conditions(self) -> Sequence[Any]:
        return (*super().base_conditions(), *queries.seen())

    def item_name(self, item: User) -> str:
        return f"{item.get_full_name()} {item.username}"

    def acted_words(self, message: Any, item: User) -> str:
        return f"{message}{_('：')}{self.item_name(item)}"

    def act(self, label: Any, name: str, item: User, confirm: Any, **more: Any) -> RowAction:
        """A link that does something with an account once it was asked."""
        url = f"{self.route_base}/{name}/{item.id}"
        return RowAction(label, url, "post", confirm=confirm, **more)


class UserView(_AccountList):
    """用户管理: 禁用, 启用, 重置密码, 解锁; 修改 of roles by 系统管理员."""

    class_permission_name = USER
    route_base = "/users"
    exclude_route_methods = READ_ONLY
    method_permission_name = {
        "disable": "disable",
        "enable": "disable",
        "unlock": "disable",
        "reset": "reset",
        "reset_factor": "reset",
    }
    list_title = show_title = _l("用户管理")
    edit_title = _l("修改用户")
    list_columns = [
        "username",
        "person_name",
        "organization",
        "organization.level",
        "role_names",
        "grants",
        "state",
        "signed_in_at",
    ]
    show_columns = [*list_columns, "email", "opened_at"]
    search_columns = [
        "username",
        "person_name",
        "organization",
        "organization.level",
        "role_names",
        "state",
        "is_unused",
    ]
    computed = {
        "person_name": _AccountList.person_name,
        "grants": Computed(Integer(), queries.grants),
        "state": Computed(stored(AccountState), queries.state),
        "is_unused": Computed(Boolean(), queries.is_unused),
    }
    order_columns = ["username", "person_name", "organization", "state", "signed_in_at"]
    formatters = {"role_names": presentation.roles_of}
    tags = {"state": presentation.STATE_TONES}
    wrapped_columns = ("organization", "role_names")
    edit_form = forms.AccountForm
    edit_columns = ["roles", "email"]
    field_spans = {"roles": 12, "email": 12}
    keeps_history = True
    most_links = 4
    empty_hint = _l("本机构的账号通过“用户申请”开通。")

    def _update(self, form: Any, item: User) -> Any:
        operations.change_account(item, form.values(), current_actor())
        return item

    def refusals(self, values: Mapping[str, Any], item: Any) -> Iterable[FieldError]:
        return operations.account_refusals(values, item, current_actor())

    def row_actions(self, item: User) -> list[RowAction]:
        rights = RowAction(_("查看权限"), f"/rights/users/{item.id}", "drawer")
        return [*self._ways(item), rights, *self.standard_actions(item), *self._further(item)]

    def _ways(self, item: User) -> list[RowAction]:
        """禁用 or 启用, which the manual names first."""
        if not self.has_right("disable"):
            return []
        if item.active:
            told = _("禁用后，该账号立即退出登录且不能再登录。确定禁用吗？")
            return [self.act(_("禁用"), "disable", item, told, danger=True)]
        return [self.act(_("启用"), "enable", item, _("启用后，该账号可以登录。确定启用吗？"))]

    def _further(self, item: User) -> list[RowAction]:
        found = []
        if self.has_right("disable") and item.state is AccountState.LOCKED:
            told = _("解锁后，该账号可以立即再次登录。确定解锁吗？")
            found.append(self.act(_("解锁"), "unlock", item, told))
        if self.has_right("reset") and self._may_keep(item):
            told = _("原密码立即失效，并生成新的一次性密码。确定重置吗？")
            found.append(self.act(_("重置密码"), "reset", item, told))
            told = _("原两步验证立即失效，该用户须重新设置。确定重置吗？")
            found.append(self.act(_("重置两步验证"), "reset_factor", item, told))
        return found

    @staticmethod
    def _may_keep(item: User) -> bool:
        """Whether password and second factor of an account may be reset by whoever asks."""
        actor = current_actor()
        return item.id != actor.user_id and not operations.keeping_refusal(item, actor)

    @expose("/disable/<pk>", methods=["POST"])
    @has_access
    def disable(self, pk: Any) -> Any:
        """禁用."""
        return self.acted(pk, operations.disable, _("已禁用"))

    @expose("/enable/<pk>", methods=["POST"])
    @has_access
    def enable(self, pk: Any) -> Any:
        """启用."""
        return self.acted(pk, operations.enable, _("已启用"))

    @expose("/unlock/<pk>", methods=["POST"])
    @has_access
    def unlock(self, pk: Any) -> Any:
        """解锁 of a name that was locked by wrong passwords."""

        def lift(user: User, _actor: Actor) -> None:
            sign_in.unlock(user.username)

        return self.acted(pk, lift, _("已解锁"))

    @expose("/reset/<pk>", methods=["POST"])
    @has_access
    def reset(self, pk: Any) -> Any:
        """重置密码: the new one is shown once, on a slip to be printed."""
        self.item(pk)
        # Slow by intent, so before the row is held.
        (password,) = issue(1)
        user = self.item(pk, lock=True)
        try:
            issued = operations.reset_password(user, password, current_actor())
        except Refused as refused:
            db.session.rollback()
            flash(_("；").join(one.message for one in refused.errors), "danger")
            return redirect(as_left(f"{self.route_base}/list/"), code=303)
        record_issue([issued])
        db.session.commit()
        return slip_page(self, [issued], f"{self.route_base}/list/")

    @expose("/reset_factor/<pk>", methods=["POST"])
    @has_access
    def reset_factor(self, pk: Any) -> Any:
        """重置两步验证, of who lost telephone and recovery codes."""
        return self.acted(pk, operations.reset_factor, _("已重置两步验证"))


class OnlineView(_AccountList):
    """在线用户: who is signed in now; 强制下线 ends it."""

    class_permission_name = ONLINE
    route_base = "/users/online"
    exclude_route_methods = {*READ_ONLY, "edit", "show"}
    method_permission_name = {"end": "end"}
    list_title = show_title = _l("在线用户")
    list_columns = [
        "username",
        "person_name",
        "organization",
        "role_names",
        "sessions",
        "used_at",
    ]
    search_columns = ["username", "person_name", "organization", "role_names"]
    computed = {
        "person_name": _AccountList.person_name,
        "sessions": Computed(Integer(), queries.session_count),
        "used_at": Computed(Moment(), queries.used_at),
    }
    order_columns = ["username", "person_name", "organization", "sessions", "used_at"]
    base_order = ("used_at", "desc")
    formatters = {"role_names": presentation.roles_of}
    wrapped_columns = ("organization", "role_names")
    empty_hint = _l("现在没有人在线。")

    def base_conditions(self) -> Sequence[Any]:
        return (*super().base_conditions(), queries.is_online())

    def row_actions(self, item: User) -> list[RowAction]:
        if not self.has_right("end"):
            return []
        told = _("该账号在所有设备上立即退出登录，未保存的内容会丢失。确定强制下线吗？")
        return [self.act(_("强制下线"), "end", item, told, danger=True)]

    @expose("/end/<pk>", methods=["POST"])
    @has_access
    def end(self, pk: Any) -> Any:
        """强制下线."""
        return self.acted(pk, operations.end_sessions, _("已强制下线"))
