"""The files of a project. Declarations only; the engine for attachments does the work."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import FileKind, Holder, Slot
from app.core.access.narrowed_screens import reads_rows_of

from .choices import GROUP, HIERARCHICAL
from .models import AssessedProject

SLOTS = (
    Slot("photos", _l("现场照片"), FileKind.PHOTO, most=15),
    Slot("papers", _l("依据材料"), most=5),
)
PROJECT_FILES = Holder(
    GROUP,
    AssessedProject,
    SLOTS,
    reads=lambda project: reads_rows_of(GROUP, project.organization_id),
)
# Who is assessed reads them with the result.
HIERARCHY_FILES = Holder(HIERARCHICAL, AssessedProject, SLOTS)
