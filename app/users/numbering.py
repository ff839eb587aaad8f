"""The numbers that the module gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule

BATCH = "users.batch"
NUMBERS = (
    Rule("users.application", _l("用户申请编号"), "YH-{year}-{seq:5}"),
    Rule(BATCH, _l("用户申请批次号"), "YP-{year}-{seq:5}"),
)
