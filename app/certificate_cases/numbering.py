"""The numbers that the module gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule

BATCH = "certificate_cases.batch"
NUMBERS = (
    Rule("certificate_cases.change", _l("证书变更申请编号"), "BG-{year}-{seq:5}"),
    Rule("certificate_cases.cancellation", _l("证书注销申请编号"), "ZX-{year}-{seq:5}"),
    Rule("certificate_cases.reissue", _l("证书补办申请编号"), "BB-{year}-{seq:5}"),
    Rule(BATCH, _l("证书业务批次号"), "PC-{year}-{seq:5}"),
)
