"""The files of enrolments for 新进人员培训 (2.12); the photo may be that of the roster."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import FileKind, Holder, Slot
from app.core.access.narrowed_screens import reads_rows_of

from .choices import INDUCTION
from .models import InductionEnrolment


def _lacks_photo(item: Any) -> bool:
    return not item.has_photo


INDUCTION_FILES = Holder(
    INDUCTION,
    InductionEnrolment,
    (
        Slot(
            "education",
            _l("学历证书（与职称证书至少上传一项）"),
            required=True,
            most=2,
            instead="title",
        ),
        Slot("title", _l("职称证书"), most=2),
        Slot("registration", _l("执业资格证书"), most=2),
        Slot("id_card", _l("身份证"), required=True, most=2),
        Slot("photo", _l("一寸照片"), FileKind.PHOTO, required=_lacks_photo, largest_kb=500),
    ),
    reads=lambda item: reads_rows_of(INDUCTION, item.organization_id),
)
