"""The numbers that the module gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule

from .choices import RECORD

BATCH = "demerits.batch"
NUMBERS = (
    Rule(RECORD, _l("动态考核记分编号"), "JF-{year}-{seq:5}"),
    Rule(BATCH, _l("动态考核记分批次号"), "JB-{year}-{seq:5}"),
)
