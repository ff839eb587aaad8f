"""The numbers that the module gives."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.core.configuration.numbering import Rule

CERTIFICATE = "verification.certificate"
NUMBERS = (Rule(CERTIFICATE, _l("考核证书编号"), "湘建监机〔{year}〕{seq:3}号"),)
