"""The files of a notice; the engine for attachments does the work."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import Holder, Slot

from .models import Notice

NOTICE_FILES = Holder("notices.notice", Notice, (Slot("attachment", _l("附件"), most=10),))
