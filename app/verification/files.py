"""The files of a verification. Declarations only; the engine for attachments does the work."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import Holder, Slot
from app.core.access.narrowed_screens import reads_rows_of
from app.organizations.models import OrganizationVerification

from .choices import RECORD

RECORD_FILES = Holder(
    RECORD,
    OrganizationVerification,
    (
        Slot("certificate", _l("考核证书")),
        Slot("report", _l("验证意见")),
        Slot("rectification", _l("整改材料"), most=5),
        Slot("other", _l("其他附件"), most=5),
    ),
    reads=lambda record: reads_rows_of(RECORD, record.organization_id),
)
