"""The numbers that the module gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule

from .choices import GROUP, HIERARCHICAL

NUMBERS = (
    Rule(GROUP, _l("监督组考核编号"), "ZK-{year}Q{quarter}-{seq:3}"),
    Rule(HIERARCHICAL, _l("层级考核编号"), "CK-{year}H{half}-{seq:3}"),
)
