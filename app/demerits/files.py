"""The files of the module: evidence of a record, papers of a talk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.attachments.declaration import Holder, Slot
from app.core.access.scope import may_read
from app.core.access.security_manager import may

from .choices import MEASURE, RECORD, TOLD
from .models import DemeritMeasure, DemeritRecord
from .operations import EVIDENCE

MOST_FILES = 20


def _reads(item: DemeritRecord) -> bool:
    """As the record itself: the organization of the person reads it once it is final."""
    is_shown = item.state in TOLD or may_read(item.organization_id)
    return may("read", RECORD) and is_shown


RECORD_FILES = Holder(
    RECORD,
    DemeritRecord,
    (Slot(EVIDENCE, _l("证据附件"), most=MOST_FILES),),
    reads=_reads,
)
MEASURE_FILES = Holder(MEASURE, DemeritMeasure, (Slot("papers", _l("约谈附件"), most=MOST_FILES),))
