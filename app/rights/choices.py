"""The resources of the module, and what actions are called on every screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

Pair = tuple[str, str]
# The permission that a readable screen has beside: its entry in the menu.
MENU = "menu_access"

ROLE = "rights.role"
BUNDLE = "rights.bundle"
# 用户管理, whose page 查看权限 is.
USER = "users.user"

# In the order in which they are listed: these, then the moves of processes, then what follows.
USUAL = {
    "read": _l("查看"),
    "create": _l("新增"),
    "update": _l("修改"),
    "delete": _l("删除"),
}
FURTHER = {
    "import": _l("导入"),
    "export": _l("导出"),
    "oversee": _l("查看辖区数据"),
    "reveal": _l("查看完整号码"),
}


class RightsState(Labelled):
    """权限配置"""

    USUAL = "usual", _l("默认")
    CHANGED = "changed", _l("已修改")
