"""What may be wrong, and the resource of the module's rights."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.base.choices import Labelled

DATA_QUALITY = "data_quality.issues"


class IssueKind(Labelled):
    """问题类别"""

    INCOMPLETE = "incomplete", _l("信息不全")
    RETIRED = "retired", _l("在编超龄")
    EXPIRED = "expired", _l("持证过期在岗")
    JUMP = "jump", _l("数据突变")
    THRESHOLD = "threshold", _l("未达标")
