"""The files of an application for an account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import Holder, Slot

from .choices import APPLICATION
from .models import AccountApplication

MOST_PAPERS = 5
APPLICATION_FILES = Holder(
    APPLICATION,
    AccountApplication,
    (Slot("papers", _l("本机构审批材料"), most=MOST_PAPERS),),
)
