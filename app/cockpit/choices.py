"""The states of a cell, and the resource of the module's rights."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

COCKPIT = "cockpit.returns"


class CellState(Labelled):
    """How a return of an organization stands"""

    LATE = "late", _l("逾期")
    RETURNED = "returned", _l("已退回")
    MISSING = "missing", _l("未填")
    DRAFT = "draft", _l("草稿")
    FILED = "filed", _l("已报")
    LOCKED = "locked", _l("已锁定")


DONE = (CellState.FILED, CellState.LOCKED)
