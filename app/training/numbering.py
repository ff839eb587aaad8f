"""The numbers that the module gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule

from .choices import SESSION

NUMBERS = (Rule(SESSION, _l("培训档期编号"), "PX-{year}-{seq:2}"),)
