"""The numbers that the engine gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule

EXPORT = "reporting.export"
NUMBERS = (Rule(EXPORT, _l("导出编号"), "BB{year}-{seq:6}"),)
