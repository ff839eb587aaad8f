"""What code branches on about accounts and their applications."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

USER = "users.user"
ONLINE = "users.online"
APPLICATION = "users.application"
RIGHTS = "users.right_application"


class AccountState(Labelled):
    """状态 of an account."""

    ENABLED = "enabled", _l("启用")
    DISABLED = "disabled", _l("禁用")
    LOCKED = "locked", _l("锁定")


class ApplicationState(Labelled):
    """审核状态; a draft lives no longer than the press that files it."""

    DRAFT = "draft", _l("草稿")
    FILED = "filed", _l("未审核")
    APPROVED = "approved", _l("已通过")
    RETURNED = "returned", _l("已退回")


# What lists show, for nobody finds a draft.
SHOWN = tuple(state for state in ApplicationState if state is not ApplicationState.DRAFT)
# While an application is in one of these, nobody files another about the same person (V38).
RUNNING = (ApplicationState.FILED, ApplicationState.RETURNED)
DELETABLE = RUNNING


class RightKind(Labelled):
    """申请类型 of an application for rights."""

    GRANT = "grant", _l("申请权限")
    REMOVE = "remove", _l("移除权限")
    CHANGE = "change", _l("变更权限")
