"""The numbers that the module gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule

BATCH, RIGHT_BATCH = "users.batch", "users.right_batch"
NUMBERS = (
    Rule("users.application", _l("用户申请编号"), "YH-{year}-{seq:5}"),
    Rule(BATCH, _l("用户申请批次号"), "YP-{year}-{seq:5}"),
    Rule("users.right_application", _l("权限申请编号"), "QX-{year}-{seq:5}"),
    Rule(RIGHT_BATCH, _l("权限申请批次号"), "QP-{year}-{seq:5}"),
)
