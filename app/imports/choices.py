"""States of an import."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled


class ImportState(Labelled):
    """导入状态"""

    CHECKING = "checking", _l("正在检查")
    CHECKED = "checked", _l("待确认")
    STORING = "storing", _l("正在导入")
    STORED = "stored", _l("已导入")
    REFUSED = "refused", _l("未通过")
    CANCELLED = "cancelled", _l("已取消")
    UNDONE = "undone", _l("已撤销")


# Of these what was sent is shown with its faults, until it is thrown away.
KEPT = (ImportState.CHECKED, ImportState.STORED, ImportState.UNDONE)
# Somebody works on it, or it waits for a worker.
UNDER_WAY = (ImportState.CHECKING, ImportState.STORING)
