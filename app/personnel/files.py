"""The files of a person: the one-inch photo; the engine for attachments does the work."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import FileKind, Holder, Slot
from app.core.access.narrowed_screens import reads_rows_of

from .models import Person

PEOPLE_FILES = Holder(
    "personnel.person",
    Person,
    (Slot("photo", _l("一寸照片"), FileKind.PHOTO, largest_kb=500),),
    reads=lambda person: reads_rows_of("personnel.person", person.organization_id),
)
