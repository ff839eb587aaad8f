"""The files of notices and documents; the engine for attachments does the work."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.access import NotAllowed
from app.attachments.declaration import Holder, Slot
from app.core.access.actor import current_actor
from app.core.access.security_manager import may

from . import operations, queries
from .choices import DOCUMENT, NOTICE
from .models import Document, DocumentDownload, Notice


def _reads(notice: Notice) -> bool:
    """The files of a notice are for whoever may open it."""
    if not may("read", NOTICE):
        raise NotAllowed
    return queries.may_read(notice)


def _taken(document_id: int, name: str) -> DocumentDownload:
    return operations.note_taken(document_id, name, current_actor())


NOTICE_FILES = Holder(NOTICE, Notice, (Slot("attachment", _l("附件"), most=10),), reads=_reads)
DOCUMENT_FILES = Holder(
    DOCUMENT, Document, (Slot("file", _l("文件"), required=True, most=5),), taken=_taken
)
