"""What an explanation speaks of."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

EXPLANATION = "explanations.explanation"


class Act(Labelled):
    """What can be done with a record on every screen, beside the moves of its process."""

    SHOW = "show", _l("查看")
    EDIT = "edit", _l("修改")
    DELETE = "delete", _l("删除")
    EXPORT = "export", _l("导出")


class Topic(Labelled):
    """What a sentence is about, in the order in which the application decides."""

    ACCOUNT = "account", _l("账号")
    RIGHT = "right", _l("权限")
    SCOPE = "scope", _l("数据范围")
    SHOWN = "shown", _l("页面条件")
    STATE = "state", _l("状态")
    SETTING = "setting", _l("参数设置")
    RULE = "rule", _l("业务规则")
