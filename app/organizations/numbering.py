"""The numbers that the module gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule

RETURN = "organizations.return"
NUMBERS = (Rule(RETURN, _l("填报编号"), "{year}-{division}-{seq:4}"),)
