"""The files of applications for accounts and for rights."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import Holder, Slot

from .choices import APPLICATION, RIGHTS
from .models import AccountApplication, RightApplication

MOST_PAPERS = 5
APPLICATION_FILES = Holder(
    APPLICATION,
    AccountApplication,
    (Slot("papers", _l("本机构审批材料"), most=MOST_PAPERS),),
)
RIGHT_FILES = Holder(
    RIGHTS,
    RightApplication,
    (Slot("papers", _l("本机构审批材料"), required=True, most=MOST_PAPERS),),
)
HOLDERS = (APPLICATION_FILES, RIGHT_FILES)
