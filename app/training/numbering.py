"""The numbers that the module gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule

from .choices import CONTINUING, SESSION

BATCH = "training.batch"
NUMBERS = (
    Rule(SESSION, _l("培训档期编号"), "PX-{year}-{seq:2}"),
    Rule(CONTINUING, _l("继续教育报名编号"), "JX-{year}-{seq:5}"),
    Rule(BATCH, _l("培训报名批次号"), "PB-{year}-{seq:5}"),
)
